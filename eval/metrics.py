"""The figures of a scorecard. What each is, where it comes from and what it cannot see is told in ``explanations.py``.

A figure is what every report adds to it (a ``Part``), put together in ``estimates.py``. What was measured over nothing
is None, never 0 or 1.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from eval.estimates import Metric, Part, harmonic, mean, share
from eval.evaluation import NOT_LISTED, CheckedClaim, CheckedReport
from eval.expected import abstains
from rag.support.judge import Pair, Support
from rag.support.references import LONGEST_RUN, runs

WEIGHTS: dict[Support, float] = {"full": 1.0, "partial": 0.5, "none": 0.0}

Measure = Callable[[CheckedReport], Part]


def metrics_of(reports: Sequence[CheckedReport], unread: int = 0) -> dict[str, Metric]:
    """All figures by name; ``unread`` is how many more reports there were, which could not be read."""
    parts = {name: [measure(report) for report in reports] for name, measure in (_SHARES | _MEANS).items()}
    found = {name: share(parts[name]) for name in _SHARES} | {name: mean(parts[name]) for name in _MEANS}
    found["citation_f1"] = harmonic(parts["citation_precision"], parts["citation_recall"])
    found["weighted_f1"] = harmonic(parts["weighted_precision"], parts["weighted_recall"])
    found["longest_run"] = _longest_run(reports)
    return {name: replace(found[name], errors=unread) for name in ORDER}


# --- citations


def _integrity(report: CheckedReport) -> Part:
    """Markers that point to a reference somebody can follow; one that cannot be read points nowhere."""
    malformed = sum(finding.code == "marker.malformed" for finding in report.findings)
    cited = [report.report.reference(number) for item in report.claims for number in item.claim.numbers]
    good = sum(reference is not None and not reference.dead for reference in cited)
    return Part(good, len(cited) + malformed)


def _over_pairs(report: CheckedReport, value: Callable[[CheckedClaim, int, Pair], float]) -> Part:
    """A figure over citations; those whose source is not at hand cannot be measured."""
    pairs = [(item, number, pair) for item in report.claims for number, pair in item.pairs.items()]
    known = [value(item, number, pair) for item, number, pair in pairs if pair is not None]
    return Part(sum(known), len(known), len(pairs) - len(known))


def _graded(grade: Support) -> Measure:
    return partial(_over_pairs, value=lambda item, number, pair: pair.support == grade)


def _weighted_precision(report: CheckedReport) -> Part:
    return _over_pairs(report, lambda item, number, pair: WEIGHTS[pair.support])


def _precision(report: CheckedReport) -> Part:
    """ALCE: the sentence is carried, and not as well without a source that gives nothing itself."""
    idle = _found(report, "citation.padding")
    return _over_pairs(report, lambda item, number, pair: _full(item) and (item.claim.id, number) not in idle)


def _with_finding(code: str) -> Measure:
    """Citations about which a finding was made, of those that could be judged."""

    def measure(report: CheckedReport) -> Part:
        found = _found(report, code)
        return _over_pairs(report, lambda item, number, pair: (item.claim.id, number) in found)

    return measure


def _found(report: CheckedReport, code: str) -> set[tuple[str | None, int | None]]:
    return {(finding.claim_id, finding.number) for finding in report.findings if finding.code == code}


def _effective(report: CheckedReport) -> Part:
    """Citations that do something, over this one report."""
    precise = _precision(report)
    measured = bool(precise.n) or (report.judged and not precise.undefined)
    return Part(precise.total, int(measured), int(not measured))


def _citations(report: CheckedReport) -> Part:
    cited = [len(item.claim.numbers) for item in report.claims if item.claim.numbers]
    return Part(sum(cited), len(cited))


def _in_long_runs(report: CheckedReport) -> Part:
    """Citations that stand in a row of six or more."""
    rows = [len(run) for item in report.claims for run in runs(item.claim)]
    return Part(sum(length for length in rows if length > LONGEST_RUN), sum(rows))


def _longest_run(reports: Sequence[CheckedReport]) -> Metric:
    """The longest of all; no mean, so no interval."""
    rows = [[len(run) for item in report.claims for run in runs(item.claim)] for report in reports]
    lengths = [length for row in rows for length in row]
    return Metric(max(lengths, default=None), len(lengths), reports=sum(map(bool, rows)))


# --- sentences


def _coverage(report: CheckedReport) -> Part:
    needing = [bool(item.claim.numbers) for item in report.claims if item.needs_citation]
    return Part(sum(needing), len(needing))


def _readable(items: Iterable[CheckedClaim]) -> Iterator[CheckedClaim]:
    """Sentences of which the judge read a source, or whose sources are all outside the list: those carry nothing."""
    for item in items:
        if item.judged or (item.pairs and all(pair is NOT_LISTED for pair in item.pairs.values())):
            yield item


def _over_cited(report: CheckedReport, value: Callable[[CheckedClaim], float]) -> Part:
    """A figure over sentences with sources."""
    cited = [item for item in report.claims if item.pairs]
    known = [value(item) for item in _readable(cited)]
    return Part(sum(known), len(known), len(cited) - len(known))


def _over_needing(report: CheckedReport, value: Callable[[CheckedClaim], float]) -> Part:
    """A figure over sentences that need a source, 0 for one without; nothing is known where no source could be read."""
    needing = [item for item in report.claims if item.needs_citation]
    if not report.judged:
        return Part(0, 0, len(needing))
    bare = sum(not item.pairs for item in needing)
    known = [value(item) for item in _readable(needing)]
    return Part(sum(known), bare + len(known), len(needing) - bare - len(known))


def _full(item: CheckedClaim) -> bool:
    return item.verdict.support == "full"


def _weight(item: CheckedClaim) -> float:
    return WEIGHTS[item.verdict.support or "none"]


# --- facts and quotes


def _consistent(code: str, *others: str) -> Measure:
    """What sentences state of one kind, and a source does not gainsay; ``others`` are further codes of that kind."""

    def measure(report: CheckedReport) -> Part:
        known = [item for item in report.claims if item.judged]
        stated = sum(item.facts.get(code, 0) for item in known)
        wrong = sum(found.code in (code, *others) for item in known for found in item.verdict.objections)
        lost = sum(item.facts.get(code, 0) for item in report.claims if not item.judged)
        return Part(max(0, stated - wrong), stated, lost)

    return measure


def _quotes(report: CheckedReport) -> Part:
    """Quotes in the account that stand in their source letter for letter."""
    compared = sum(item.quotes for item in report.claims)
    changed = sum(finding.code == "quote.changed" for finding in report.findings)
    return Part(compared - changed, compared, sum(item.unread_quotes for item in report.claims))


# --- the section


def _commitments(report: CheckedReport) -> Part:
    """Important decisions of the section that the report tells, by themselves or by another of their dossier."""
    if report.expected is None:
        return Part(0, 0, 1)
    important = len(report.expected.important)
    return Part(important - len(report.expected.missing(report.report)), important)


def _abstention(report: CheckedReport) -> Part:
    """Whether it says that nothing was found where there is nothing, and only there."""
    if report.expected is None:
        return Part(0, 0, 1)
    return Part(abstains(report.report) != report.expected.evidence, 1)


_SHARES: dict[str, Measure] = {
    "reference_integrity": _integrity,
    "citation_coverage": _coverage,
    "citation_precision": _precision,
    "weighted_precision": _weighted_precision,
    "citation_recall": partial(_over_needing, value=_full),
    "weighted_recall": partial(_over_needing, value=_weight),
    "sentence_support": partial(_over_cited, value=_full),
    "weighted_sentence_support": partial(_over_cited, value=_weight),
    "support_full": _graded("full"),
    "support_partial": _graded("partial"),
    "support_none": _graded("none"),
    "misattribution": _with_finding("citation.misattributed"),
    "padding": _with_finding("citation.padding"),
    "number_consistency": _consistent("fact.number"),
    "date_consistency": _consistent("fact.date"),
    "name_consistency": _consistent("fact.name"),
    "quote_consistency": _consistent("quote.missing", "quote.altered"),
    "stage_fidelity": _consistent("stage.overclaim"),
    "quotes_verbatim": _quotes,
    "commitment_coverage": _commitments,
    "abstention": _abstention,
    "citations_in_long_runs": _in_long_runs,
}
_MEANS: dict[str, Measure] = {"citations_per_sentence": _citations, "effective_citations": _effective}
ORDER = (
    "reference_integrity",
    "citation_coverage",
    "citation_precision",
    "citation_recall",
    "citation_f1",
    "weighted_precision",
    "weighted_recall",
    "weighted_f1",
    "support_full",
    "support_partial",
    "support_none",
    "sentence_support",
    "weighted_sentence_support",
    "misattribution",
    "padding",
    "number_consistency",
    "date_consistency",
    "name_consistency",
    "quote_consistency",
    "stage_fidelity",
    "quotes_verbatim",
    "commitment_coverage",
    "abstention",
    "effective_citations",
    "citations_per_sentence",
    "longest_run",
    "citations_in_long_runs",
)
"""The figures as they are shown."""
