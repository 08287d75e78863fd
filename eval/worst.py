"""The sentences a reviewer should look at first."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.evaluation import MISSING, NOT_LISTED, CheckedClaim, CheckedReport, partial_message
from rag.support.judge import Pair
from rag.support.severity import bears_on_support, severity

_NOTHING = "Geen van de bronnen draagt deze zin. "


@dataclass(frozen=True, slots=True)
class Worst:
    """A sentence, why it is doubtful (Dutch, worst first), and the number and verdict of its best source, if any."""

    report: CheckedReport
    item: CheckedClaim
    reasons: tuple[str, ...]
    number: int | None
    pair: Pair | None


def worst_sentences(reports: Sequence[CheckedReport], limit: int) -> tuple[Worst, ...]:
    """At most ``limit`` sentences: wrong facts first, then carried by nothing, then in part, then without a source."""
    doubtful = [
        (badness, report_place, place, report, item)
        for report_place, report in enumerate(reports)
        for place, item in enumerate(report.claims)
        if (badness := _badness(item)) is not None
    ]
    doubtful.sort(key=lambda entry: entry[:3])
    return tuple(_worst(report, item) for *_, report, item in doubtful[:limit])


def _badness(item: CheckedClaim) -> tuple[int, int, float] | None:
    """Lower is worse; None where nothing is wrong. A sentence that asserts nothing matters less."""
    idle = int(not item.needs_citation)
    codes = {found.code for found in item.verdict.objections}
    # What is not in a title may well be in the rest of its source.
    if "source.title_only" not in codes and any(severity(code) == "hard" and bears_on_support(code) for code in codes):
        return 0, idle, item.verdict.score or 0.0
    if NOT_LISTED in item.pairs.values() or item.verdict.support == "none":
        return 1, idle, item.verdict.score or 0.0
    if item.verdict.support == "partial":
        return 2, idle, item.verdict.score or 0.0
    if item.needs_citation and not item.pairs:
        return 3, 0, 0.0
    return None


def _worst(report: CheckedReport, item: CheckedClaim) -> Worst:
    known = [(pair.score, -number) for number, pair in item.pairs.items() if pair]
    number = -max(known)[1] if known else None
    pair = item.pairs[number] if number is not None else None
    reasons = [fact.message for fact in item.verdict.objections]
    reasons += [f"Bron [{n}] staat niet in de lijst van referenties." for n, p in item.pairs.items() if p is NOT_LISTED]
    if item.verdict.support == "none" and pair is not None:
        reasons.append(_NOTHING + pair.reasons[-1].message)
    elif item.verdict.support == "partial" and not reasons:
        reasons.append(partial_message(item))
    return Worst(report, item, tuple(reasons) or (MISSING,), number, pair)
