"""Dates in Dutch administrative text, each as the stretch of days it names.

"12 maart 2021", "12-03-2021", "2021-03-12", "maart 2021", "eind 2023", "Q4 2023", "tweede helft van 2021", "2021",
and with an anchor "volgend jaar". A range ("2019-2024", "12 en 13 maart 2021") gives its two ends: both have to be
right, where one long stretch would be confirmed by any day inside it.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from rag.dutch.calendar import MONTHS

_SHORT = ("jan", "feb febr", "mrt", "apr", "", "jun", "jul", "aug", "sep sept", "okt", "nov", "dec")
_MONTHS = {
    name: number
    for number, (full, short) in enumerate(zip(MONTHS, _SHORT, strict=True), 1)
    for name in (full, *short.split())
}
# First and last month of a part of a year; generous where usage is ("begin 2023" is said of April too).
_PARTS = {
    "begin": (1, 4),
    "voorjaar": (2, 6),
    "lente": (3, 6),
    "midden": (4, 9),
    "medio": (4, 9),
    "zomer": (6, 9),
    "herfst": (9, 12),
    "najaar": (9, 12),
    "eind": (9, 12),
    "einde": (9, 12),
}
_ORDINALS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4}
_RELATIVE = {"vorig": -1, "voorbije": -1, "dit": 0, "volgend": 1}
_UNKNOWN_YEAR = 2000  # a leap year, so that 29 februari can be held

# What makes the four digits before it a quantity: "2020 woningen" is no year.
_COUNTED = (
    r"(?:euro|eurocent|cent|eur|€|%|procent|percent|miljoen|miljard|mln|mld|mio|duizend|ha|hectare\w*|km|kilometer|m²|m2|ton|kg|kw|mw|"
    r"kwh|mwh|gwh|vte|voltijds\w*|uur|uren|dagen|stuks|leden|plaatsen|personen|mensen|woningen|gezinnen|kinderen|"
    r"jongeren|leerlingen|studenten|cursisten|deelnemers|werknemers|werkzoekenden|personeelsleden|projecten|aanvragen|"
    r"dossiers|bedrijven|ondernemingen|gemeenten|scholen|organisaties|laadpalen|laadpunten|bomen|lestijden|panden|"
    r"gebouwen|arbeidsplaatsen|jobs|cheques|premies)(?!\w)"
)
_IS_COUNTED = re.compile(rf"\s{{0,2}}(?:(?:en|tot|à|-|–)\s{{0,2}}\d[\d.,]{{0,14}}\s{{0,2}})?{_COUNTED}", re.IGNORECASE)
_YEAR_CUE = re.compile(r"\b(?:in|sinds|vanaf|tegen|begin|einde?|medio|\w{0,12}jaar)\s$", re.IGNORECASE)
_CURRENCY = re.compile(r"(?:€|\beur|\beuro)\s{0,2}$", re.IGNORECASE)

_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?!\w)\.?"
_FULL_MONTH = "|".join(MONTHS)
_YEAR = r"(?:19\d\d|20\d\d|2100)(?!\w|[.,/]\d)"
_LONG_YEAR = r"(?:1[89]\d\d|20\d\d|2100)(?!\w)"
_JOIN = r"\s{0,2}(?:,|en|of|tot\sen\smet|tot|t\.?e\.?m\.?|t/m|-|–)\s{0,2}"
_LINK = re.compile(rf"{_JOIN}(?:vanaf\s|op\s|de\s)?", re.IGNORECASE)
_OF = r"\s{1,2}(?:van\s)?(?:het\s)?(?:jaar\s)?"
_DATE = re.compile(
    rf"""(?<![\w/.,])(?:
      (?P<iso>\d{{4}}-\d\d-\d\d)(?=T\d|(?![\w-]))
    | (?P<numeric>\d{{1,2}}(?P<mark>[./-])\d{{1,2}}(?P=mark){_LONG_YEAR})
    | (?P<day>\d{{1,2}})(?:ste|de|e)?\s{{1,3}}(?P<month>{_MONTH})(?:\s{{1,3}}(?P<year>{_LONG_YEAR}))?
    | (?P<early>\d{{1,2}})(?=(?:{_JOIN}\d{{1,2}}){{1,6}}\s{{1,3}}
        (?P<early_month>{_MONTH})(?:\s{{1,3}}(?P<early_year>{_LONG_YEAR}))?)
    | (?P<only_month>{_MONTH})\s{{1,3}}(?P<month_year>{_LONG_YEAR})
    | (?P<bare_month>{_FULL_MONTH})(?!\w)
    | (?P<part>{"|".join(_PARTS)}){_OF}(?P<part_year>{_YEAR})
    | (?:q(?P<q>[1-4])|(?P<nth>{"|".join(_ORDINALS)})\s(?P<slice>kwartaal|semester|helft|jaarhelft))
        {_OF}(?P<slice_year>{_YEAR})
    | (?P<relative>{"|".join(_RELATIVE)})\sjaar(?!\w)
    | (?P<from>19\d\d|20\d\d)\s?(?P<dash>[-–/])\s?(?P<to>{_YEAR}|\d\d(?!\w|[/-]|[.,]\d))
    | (?<!natura\s)(?P<bare_year>{_YEAR})(?!-\d{{3}}(?!\d))
    )""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """``text[start:end]`` names the days ``first`` to ``last``, both included.

    With ``year_known`` False only month and day are said ("op 1 juli"); the year is then the anchor's, or 2000.
    """

    start: int
    end: int
    first: date
    last: date
    year_known: bool = True


@lru_cache(maxsize=4096)
def find_dates(text: str, anchor: date | None = None) -> tuple[DateSpan, ...]:
    """All dates in text order, never overlapping; impossible ones ("31 februari 2021") are left out.

    ``anchor`` is the day the text was written: "volgend jaar" is then a date too.
    """
    found: list[DateSpan] = []
    for match in _DATE.finditer(text):
        group, read = next((group, read) for group, read in _READERS.items() if match[group])
        if group in ("bare_year", "from") and _is_quantity(text, match):
            continue
        try:
            found.extend(read(match, anchor))
        except ValueError:  # no such day
            continue
    return tuple(_fill_years(text, found, anchor))


def date_within(claim: DateSpan, source: DateSpan) -> bool:
    """Whether ``source`` confirms ``claim``: all days of ``source`` lie in ``claim``, so it is at least as precise.

    "2021" is confirmed by "12 maart 2021", not the other way round. Where one of the two leaves the year out, month
    and day decide, as long as the years they would have are not more than one apart.
    """
    if claim.year_known and source.year_known:
        return claim.first <= source.first and source.last <= claim.last
    if claim.year_known and (abs(claim.first.year - source.first.year) > 1 or (claim.first.month != claim.last.month)):
        return False
    return _month_day(claim.first) <= _month_day(source.first) and _month_day(source.last) <= _month_day(claim.last)


def _month_day(day: date) -> tuple[int, int]:
    return day.month, day.day


def _is_quantity(text: str, match: re.Match[str]) -> bool:
    """Whether four digits that could be a year count something ("2020 woningen", "€ 2020")."""
    start, end = match.span()
    if _CURRENCY.search(text, max(0, start - 6), start):
        return True
    return bool(_IS_COUNTED.match(text, end)) and not _YEAR_CUE.search(text, max(0, start - 20), start)


def _months(match: re.Match[str], year: int, first: int, last: int, *, known: bool = True) -> DateSpan:
    """The whole of the months ``first`` to ``last`` of ``year``."""
    closing = calendar.monthrange(year, last)[1]
    return DateSpan(*match.span(), date(year, first, 1), date(year, last, closing), known)


def _day(span: tuple[int, int], day: str, month: str, year: str | None) -> DateSpan:
    """One day; ``month`` is a name. Raises ValueError if there is no such day."""
    when = date(int(year or _UNKNOWN_YEAR), _MONTHS[month.rstrip(".").lower()], int(day))
    return DateSpan(*span, when, when, year is not None)


def _read_iso(match: re.Match[str], _: date | None) -> list[DateSpan]:
    when = date.fromisoformat(match["iso"])
    return [DateSpan(*match.span(), when, when)]


def _read_numeric(match: re.Match[str], _: date | None) -> list[DateSpan]:
    day, month, year = map(int, match["numeric"].split(match["mark"]))
    return [DateSpan(*match.span(), date(year, month, day), date(year, month, day))]


def _read_day(match: re.Match[str], _: date | None) -> list[DateSpan]:
    return [_day(match.span(), match["day"], match["month"], match["year"])]


def _read_early(match: re.Match[str], _: date | None) -> list[DateSpan]:
    return [_day(match.span(), match["early"], match["early_month"], match["early_year"])]


def _read_month(match: re.Match[str], _: date | None) -> list[DateSpan]:
    number = _MONTHS[match["only_month"].rstrip(".").lower()]
    return [_months(match, int(match["month_year"]), number, number)]


def _read_bare_month(match: re.Match[str], _: date | None) -> list[DateSpan]:
    number = _MONTHS[match["bare_month"].lower()]
    return [_months(match, _UNKNOWN_YEAR, number, number, known=False)]


def _read_part(match: re.Match[str], _: date | None) -> list[DateSpan]:
    return [_months(match, int(match["part_year"]), *_PARTS[match["part"].lower()])]


def _read_slice(match: re.Match[str], _: date | None) -> list[DateSpan]:
    """A quarter or half of a year; a third half is no date."""
    length = 3 if match["q"] or match["slice"].lower() == "kwartaal" else 6
    last = length * (int(match["q"]) if match["q"] else _ORDINALS[match["nth"].lower()])
    return [_months(match, int(match["slice_year"]), last - length + 1, last)] if last <= 12 else []


def _read_relative(match: re.Match[str], anchor: date | None) -> list[DateSpan]:
    return [_months(match, anchor.year + _RELATIVE[match["relative"].lower()], 1, 12)] if anchor else []


def _read_range(match: re.Match[str], _: date | None) -> list[DateSpan]:
    """Both ends of "2019-2024" and "2021-22"; "2021-03" is only a year, "2018/2001" the number of a directive."""
    first = int(match["from"])
    last = int(match["to"]) if len(match["to"]) == 4 else first // 100 * 100 + int(match["to"])
    if match["dash"] == "/" and last != first + 1:
        return []
    ends = [(match.span("from"), first)]
    if len(match["to"]) == 4 or last == first + 1:
        ends.append((match.span("to"), last))
    return [DateSpan(*span, date(year, 1, 1), date(year, 12, 31)) for span, year in ends]


def _read_year(match: re.Match[str], _: date | None) -> list[DateSpan]:
    return [_months(match, int(match["bare_year"]), 1, 12)]


_READERS: dict[str, Callable[[re.Match[str], date | None], list[DateSpan]]] = {
    "iso": _read_iso,
    "numeric": _read_numeric,
    "day": _read_day,
    "early": _read_early,
    "only_month": _read_month,
    "bare_month": _read_bare_month,
    "part": _read_part,
    "slice_year": _read_slice,
    "relative": _read_relative,
    "from": _read_range,
    "bare_year": _read_year,
}


def _fill_years(text: str, found: list[DateSpan], anchor: date | None) -> list[DateSpan]:
    """Give "1 juli" in "1 juli tot 31 augustus 2020" the year of its partner, any other the anchor's as a guess."""
    filled = list(found)
    for index in reversed(range(len(found))):
        span = found[index]
        if span.year_known:
            continue
        partner = filled[index + 1] if index + 1 < len(found) else None
        if partner and partner.year_known and _LINK.fullmatch(text, span.end, min(partner.start, span.end + 25)):
            year = partner.last.year
            earlier = _month_day(span.first) > _month_day(partner.last)
            filled[index] = _in_year(span, year - 1 if earlier else year, known=True)
        elif anchor:
            filled[index] = _in_year(span, anchor.year, known=False)
    return filled


def _in_year(span: DateSpan, year: int, *, known: bool) -> DateSpan:
    """``span`` moved to ``year``; 29 februari stays where it is if that year has none."""
    if span.first.day == 29 and span.first.month == 2 and not calendar.isleap(year):
        return span
    if span.first != span.last:
        closing = calendar.monthrange(year, span.last.month)[1]
        return replace(
            span, first=span.first.replace(year=year), last=date(year, span.last.month, closing), year_known=known
        )
    return replace(span, first=span.first.replace(year=year), last=span.last.replace(year=year), year_known=known)
