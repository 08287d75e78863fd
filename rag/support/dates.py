"""Do the dates of a claim stand in its sources, or are they the days on which those were decided?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from rag.dutch.calendar import day_in_words
from rag.dutch.dates import DateSpan, date_within, find_dates
from rag.support.objections import Objection
from rag.support.sources import Source, stretches

# A verb of the past and, right before the date, a word that puts the event there.
_HAPPENED = re.compile(
    r"\b(?:werd|werden|trad|traden|is|zijn|heeft|hebben|keurde|kende|ging|gingen|startte|startten|opende|begon)\b"
    r"(?![^.;]*\b(?:indien|als|zou|zouden|zal|zullen|voor|tegen|tot|uiterlijk|worden|wordt)\b)[^.;]*\b(?:op|in|sinds|eind|begin)\s$",
    re.IGNORECASE,
)
_BEFORE = 60  # characters


def check_dates(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """The dates of ``claim`` that none of ``sources`` states; the day of a document is one of its dates."""
    stated = [(source, day) for source in sources for day in _dates(source)]
    days = [DateSpan(0, 0, day, day) for source in sources if (day := source.document.date)]
    for span in find_dates(claim):
        if not any(date_within(span, other) for other in [*days, *(other for _, other in stated)]):
            yield _objection(claim, span, stated)


def check_order(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """Dates of ``claim`` that lie after all ``sources``, yet are told as past: no source could know."""
    days = [source.document.date for source in sources]
    known = [day for day in days if day]
    if not known or len(known) < len(days):
        return
    last = max(known)
    told = [day for source in sources for day in _past(source)]
    for span in find_dates(claim):
        # Whoever only repeats what a source says of a day to come tells nothing that it does not.
        repeated = any(date_within(span, day) for day in told)
        if span.year_known and span.first > last and not repeated and _happened(claim, span):
            said = claim[span.start : span.end]
            message = f"Het verslag zegt dat dit in {said} gebeurde; de laatste bron is van {day_in_words(last)}."
            yield Objection("date.before", message, span.start, span.end)


@lru_cache(maxsize=1024)
def _dates(source: Source) -> tuple[DateSpan, ...]:
    """The dates of a source, placed in the document's text."""
    return tuple(
        replace(day, start=span.start + day.start, end=span.start + day.end)
        for span in stretches(source)
        for day in find_dates(source.text(span), source.document.date)
    )


def _past(source: Source) -> Iterator[DateSpan]:
    """The dates that a source tells as past, or in words that look like it."""
    return (day for day in _dates(source) if _happened(source.document.text, day))


def _happened(text: str, span: DateSpan) -> bool:
    return bool(_HAPPENED.search(text[max(0, span.start - _BEFORE) : span.start]))


def _objection(claim: str, span: DateSpan, stated: Sequence[tuple[Source, DateSpan]]) -> Objection:
    said = claim[span.start : span.end]
    near = [
        (_distance(span.first, other.first), place, source.document, other)
        for place, (source, other) in enumerate(stated)
        if other.year_known and span.year_known and _grain(other) == _grain(span)
    ]
    if not near:
        message = f"Het verslag zegt {said}; die datum komt niet voor in de bron."
        return Objection("fact.date", message, span.start, span.end)
    *_, document, other = min(near, key=lambda item: item[:2])
    quote = document.text[other.start : other.end]
    message = f"Het verslag zegt {said}; de bron zegt {quote}."
    return Objection("fact.date", message, span.start, span.end, document.id, quote, other.start, other.end)


def _grain(span: DateSpan) -> str:
    """Whether a date names a day, (at most) a month, or more."""
    days = (span.last - span.first).days
    return "day" if days == 0 else "month" if days < 31 else "more"


def _distance(day: date, other: date) -> tuple[int, int]:
    """How many of day, month and year differ, then how many days: a slip of the pen changes one of the three."""
    differing = (day.day != other.day) + (day.month != other.month) + (day.year != other.year)
    return differing, abs((day - other).days)
