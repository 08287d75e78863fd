"""Errors in dates: another day, month or year."""

import re
from collections.abc import Iterator
from datetime import date
from random import Random

from eval.mutations.case import Edit
from rag.dutch.calendar import MONTHS, day_in_words
from rag.dutch.dates import find_dates

_DAY = re.compile(rf"(?P<day>\d{{1,2}})\s(?P<month>{'|'.join(MONTHS)})(?:\s(?P<year>\d{{4}}))?")
_MONTH = re.compile(rf"(?P<month>{'|'.join(MONTHS)})(?:\s(?P<year>\d{{4}}))?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_VARIANTS = 2


def days(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """Another day of the same month."""
    for start, end in _spans(claim):
        if match := _DAY.search(claim, start, end):
            month = MONTHS.index(match["month"]) + 1
            for day in random.sample([day for day in range(1, 29) if day != int(match["day"])], _VARIANTS):
                if not _stated(said, day, month, match["year"]):
                    yield Edit(*match.span(), f"{day} {claim[match.start('month') : match.end()]}")


def months(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """Another month of the same year."""
    for start, end in _spans(claim):
        if match := _MONTH.search(claim, start, end):
            others = [name for name in MONTHS if name != match["month"] and name not in said]
            for name in random.sample(others, min(_VARIANTS, len(others))):
                yield Edit(match.start("month"), match.end(), f"{name}{claim[match.end('month') : match.end()]}")


def years(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """Another year."""
    for start, end in _spans(claim):
        if match := _YEAR.search(claim, start, end):
            others = [year for step in (-3, -2, -1, 1, 2, 3) if str(year := int(match[0]) + step) not in said]
            for year in random.sample(others, min(_VARIANTS, len(others))):
                yield Edit(*match.span(), str(year))


def _spans(claim: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in find_dates(claim)]


def _stated(said: str, day: int, month: int, year: str | None) -> bool:
    """Whether a text names this day, in words or in figures."""
    when = date(int(year or 2000), month, day)
    words = day_in_words(when) if year else day_in_words(when).rpartition(" ")[0]
    figures = [f"{when:%d/%m}", f"{day}/{month}", f"{when:%d-%m}", f"{when:%d.%m}", f"{when:%m-%d}"]
    return words in said or any(shown in said for shown in figures)
