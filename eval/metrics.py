"""The figures of a scorecard: each with its value, what it was measured over, and how much could not be measured.

A figure that was measured over nothing is None, never 0 or 1. Figures are over all reports together (micro).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.evaluation import NOT_LISTED, CheckedClaim, CheckedReport
from rag.support.facts import Code
from rag.support.judge import Support
from rag.support.references import LONGEST_RUN, runs

WEIGHTS: dict[Support, float] = {"full": 1.0, "partial": 0.5, "none": 0.0}


@dataclass(frozen=True, slots=True)
class Metric:
    """``value`` is None where ``n``, what it was measured over, is 0; ``undefined`` could not be measured."""

    value: float | None
    n: int
    undefined: int = 0


def metrics_of(reports: Sequence[CheckedReport]) -> dict[str, Metric]:
    """All figures by name."""
    claims = [claim for report in reports for claim in report.claims]
    pairs = [pair for claim in claims for pair in claim.pairs.values()]
    known = [pair for pair in pairs if pair is not None]
    lost = len(pairs) - len(known)
    return {
        "reference_integrity": _integrity(reports),
        "citation_coverage": _mean([bool(claim.claim.numbers) for claim in claims if claim.needs_citation]),
        "support_full": _mean([pair.support == "full" for pair in known], lost),
        "support_partial": _mean([pair.support == "partial" for pair in known], lost),
        "support_none": _mean([pair.support == "none" for pair in known], lost),
        "weighted_precision": _mean([WEIGHTS[pair.support] for pair in known], lost),
        "sentence_support": _sentences(claims, lambda claim: claim.verdict.support == "full"),
        "weighted_sentence_support": _sentences(claims, lambda claim: WEIGHTS[claim.verdict.support or "none"]),
        "number_consistency": _facts(claims, "fact.number"),
        "date_consistency": _facts(claims, "fact.date"),
        "quotes_verbatim": _quotes(reports),
        "citations_per_sentence": _mean([len(claim.claim.numbers) for claim in claims if claim.claim.numbers]),
        "longest_run": _longest_run(claims),
        "citations_in_long_runs": _in_long_runs(claims),
    }


def _mean(values: Sequence[float], undefined: int = 0) -> Metric:
    return Metric(round(sum(values) / len(values), 6) if values else None, len(values), undefined)


def _integrity(reports: Sequence[CheckedReport]) -> Metric:
    """The share of markers that point to a reference somebody can follow."""
    good: list[bool] = []
    for checked in reports:
        malformed = sum(finding.code == "marker.malformed" for finding in checked.findings)
        good += [False] * malformed
        for item in checked.claims:
            found = [checked.report.reference(number) for number in item.claim.numbers]
            good += [reference is not None and not reference.dead for reference in found]
    return _mean(good)


def _sentences(claims: Sequence[CheckedClaim], value: Callable[[CheckedClaim], float]) -> Metric:
    """A mean over sentences with sources; one that points only outside the list has sources that carry nothing."""
    cited = [claim for claim in claims if claim.pairs]
    known = [claim for claim in cited if claim.judged or all(pair is NOT_LISTED for pair in claim.pairs.values())]
    return _mean([value(claim) for claim in known], len(cited) - len(known))


def _facts(claims: Sequence[CheckedClaim], code: Code) -> Metric:
    """The share of stated facts that a source states too."""
    stated = sum(claim.facts[code] for claim in claims if claim.judged)
    wrong = sum(fact.code == code for claim in claims for fact in claim.verdict.facts)
    unread = sum(claim.facts[code] for claim in claims if not claim.judged)
    return Metric(round(1 - wrong / stated, 6) if stated else None, stated, unread)


def _quotes(reports: Sequence[CheckedReport]) -> Metric:
    """The share of quotes that stand in their source letter for letter."""
    compared = sum(claim.quotes for report in reports for claim in report.claims)
    changed = sum(finding.code == "quote.changed" for report in reports for finding in report.findings)
    unread = sum(claim.unread_quotes for report in reports for claim in report.claims)
    return Metric(round(1 - changed / compared, 6) if compared else None, compared, unread)


def _longest_run(claims: Sequence[CheckedClaim]) -> Metric:
    lengths = [len(run) for claim in claims for run in runs(claim.claim)]
    return Metric(max(lengths, default=None), len(lengths))


def _in_long_runs(claims: Sequence[CheckedClaim]) -> Metric:
    """The share of citations that stand in a row of six or more."""
    return _mean([len(run) > LONGEST_RUN for claim in claims for run in runs(claim.claim) for _ in run])
