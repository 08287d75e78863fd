"""Do the amounts and dates of a sentence stand in the sources it cites? Exact, and explained in Dutch."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from rag.dutch.amounts import Amount, find_amounts, same_amount
from rag.dutch.dates import DateSpan, date_within, find_dates

Code = Literal["fact.number", "fact.date"]
Source = tuple[str, date | None]

_WORD = re.compile(r"\s(\w+)")


@dataclass(frozen=True, slots=True)
class FactFinding:
    """A fact of the claim, ``claim[start:end]``, that no source states.

    ``message`` is Dutch, for the reader of a report. Where a source says something comparable, ``source`` is its place
    in the sources given and ``text[source_start:source_end] == quote`` in its text.
    """

    code: Code
    message: str
    start: int
    end: int
    source: int | None = None
    quote: str | None = None
    source_start: int | None = None
    source_end: int | None = None


def check_facts(claim: str, sources: Sequence[Source]) -> tuple[FactFinding, ...]:
    """The amounts and dates of ``claim`` that stand in none of ``sources``, in the order of the claim.

    A source is a text and the day it was decided; that day is one of its dates. A fact found in any of them passes.
    Without sources there is nothing to compare with, so nothing to report.
    """
    if not sources:
        return ()
    stated = [_facts(text, day) for text, day in sources]
    findings = [
        _number_finding(claim, amount, sources, [amounts for amounts, _ in stated])
        for amount in find_amounts(claim)
        if _checkable(amount) and not any(same_amount(amount, other) for amounts, _ in stated for other in amounts)
    ]
    for span in find_dates(claim):
        days = [DateSpan(0, 0, day, day) for _, day in sources if day]
        if not any(date_within(span, other) for other in [*days, *(other for _, dates in stated for other in dates)]):
            findings.append(_date_finding(claim, span, sources, [dates for _, dates in stated]))
    return tuple(sorted(findings, key=lambda finding: finding.start))


@lru_cache(maxsize=256)
def _facts(text: str, day: date | None) -> tuple[tuple[Amount, ...], tuple[DateSpan, ...]]:
    """Amounts and dates of a source; cached because the same decision is compared with claim after claim."""
    return find_amounts(text), find_dates(text, day)


def _checkable(amount: Amount) -> bool:
    """A possible name is not held against a claim, nor a bare "één", which says no more than "een"."""
    return amount.certain and bool(amount.unit or amount.value != 1)


def _number_finding(
    claim: str, amount: Amount, sources: Sequence[Source], stated: list[tuple[Amount, ...]]
) -> FactFinding:
    said = claim[amount.start : amount.end]
    near = [
        (abs(other.value - amount.value), index, other)
        for index, amounts in enumerate(stated)
        for other in amounts
        if other.unit == amount.unit and (amount.unit or _counts_same(claim, amount, sources[index][0], other))
    ]
    if not near:
        message = f"Het verslag zegt {said}; dat getal komt niet voor in de bron."
        return FactFinding("fact.number", message, amount.start, amount.end)
    _, index, other = min(near, key=lambda item: (item[0], item[1], item[2].start))
    text = sources[index][0]
    quote = text[other.start : other.end]
    counted = "" if amount.unit else f" {_noun(claim, amount)}"
    message = f"Het verslag zegt {said}{counted}; de bron zegt {quote}{counted}."
    return FactFinding("fact.number", message, amount.start, amount.end, index, quote, other.start, other.end)


def _date_finding(
    claim: str, span: DateSpan, sources: Sequence[Source], stated: list[tuple[DateSpan, ...]]
) -> FactFinding:
    said = claim[span.start : span.end]
    near = [
        (_distance(span.first, other.first), index, other)
        for index, dates in enumerate(stated)
        for other in dates
        if other.year_known and span.year_known and _grain(other) == _grain(span)
    ]
    if not near:
        message = f"Het verslag zegt {said}; die datum komt niet voor in de bron."
        return FactFinding("fact.date", message, span.start, span.end)
    _, index, other = min(near, key=lambda item: (item[0], item[1], item[2].start))
    quote = sources[index][0][other.start : other.end]
    message = f"Het verslag zegt {said}; de bron zegt {quote}."
    return FactFinding("fact.date", message, span.start, span.end, index, quote, other.start, other.end)


def _counts_same(claim: str, amount: Amount, text: str, other: Amount) -> bool:
    """Whether the same word follows both numbers: "vijf projecten" and "6 projecten" compare, "vijf" and "6" do not."""
    return _noun(claim, amount) is not None and _noun(claim, amount) == _noun(text, other)


def _noun(text: str, amount: Amount) -> str | None:
    """The word behind a number, which says what is counted."""
    match = _WORD.match(text, amount.end)
    return match[1].lower() if match else None


def _grain(span: DateSpan) -> str:
    """Whether a date names a day, (at most) a month, or more."""
    days = (span.last - span.first).days
    return "day" if days == 0 else "month" if days < 31 else "more"


def _distance(day: date, other: date) -> tuple[int, int]:
    """How many of day, month and year differ, then how many days: a slip of the pen changes one of the three."""
    differing = (day.day != other.day) + (day.month != other.month) + (day.year != other.year)
    return differing, abs((day - other).days)
