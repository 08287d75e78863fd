"""Quantities in Dutch administrative text: sums of money, percentages, measures and counts, in figures or words.

What looks like a number but counts nothing is left out: dates, articles, decree and version numbers, times, telephone
numbers, list numbers, digits inside a name ("COVID-19", "E313"). No library reads Dutch notation ("15,4 mln. euro").
Vague plurals ("tientallen", "miljoenen") are no quantities either: nothing can contradict them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from rag.dutch.dates import find_dates

Direction = Literal["", "above", "below"]

_MASKED = "\x1f"  # neither a word character nor a space
_MAX_DIGITS = 15  # more is an identifier
_CAP = Decimal("0.05")  # "2 miljoen" may stand for 1,95 but not for 1,6

_SCALES = {
    "duizend": 10**3,
    "k": 10**3,
    "miljoen": 10**6,
    "mln": 10**6,
    "mio": 10**6,
    "m": 10**6,
    "miljard": 10**9,
    "mld": 10**9,
    "mrd": 10**9,
}
# Spelling -> unit and factor, so that "1,5 km" equals "1.500 meter" and "anderhalf jaar" equals "18 maanden".
_UNITS: dict[str, tuple[str, Decimal]] = {
    spelling.replace("_", " "): (unit, Decimal(factor))
    for unit, factor, spellings in (
        ("euro", "1", "euro euro's euro’s eur €"),
        ("euro", "0.01", "cent eurocent"),
        ("%", "1", "% procent percent pct"),
        ("procentpunt", "1", "procentpunt procentpunten percentpunt percentpunten %-punt"),
        ("meter", "1", "m meter"),
        ("meter", "1000", "km kilometer"),
        ("m²", "1", "m² m2 vierkante_meter"),
        ("m²", "10000", "ha hectare hectaren hectares"),
        ("m²", "1000000", "km² km2 vierkante_kilometer"),
        ("m³", "1", "m³ m3 kubieke_meter"),
        ("kg", "1", "kg kilo kilogram"),
        ("kg", "1000", "ton"),
        ("kg", "1000000", "kton kiloton"),
        ("kg", "1000000000", "mton megaton"),
        ("kW", "1", "kw kilowatt"),
        ("kW", "1000", "mw megawatt"),
        ("kW", "1000000", "gw gigawatt"),
        ("kWh", "1", "kwh kilowattuur"),
        ("kWh", "1000", "mwh megawattuur"),
        ("kWh", "1000000", "gwh gigawattuur"),
        ("kWh", "1000000000", "twh terawattuur"),
        ("MHz", "1", "mhz"),
        ("vte", "1", "vte vte's vte’s voltijdsequivalent voltijdsequivalenten voltijdse_equivalenten"),
        ("maand", "1", "maand maanden"),
        ("maand", "12", "jaar jaren jarige jarigen -jarig -jarige -jarigen"),
        ("dag", "1", "dag dagen"),
        ("dag", "7", "week weken"),
        ("werkdag", "1", "werkdag werkdagen"),
        ("uur", "1", "uur uren"),
    )
    for spelling in spellings.split()
}
# Words before a number: which side of it is meant, and how far the meant quantity may lie below and above (shares).
_HEDGES: tuple[tuple[str, Direction, str, str], ...] = (
    (r"niet meer dan|maxim(?:aal|um)|max\.|hoogstens|hooguit|ten hoogste", "below", "0", "0"),
    (r"(?:meer|hoger|groter|ouder|langer) dan|minstens|minim(?:aal|um)|min\.|ten ?minste", "above", "0", "0.5"),
    (r"ruim|dik", "above", "0", "0.15"),
    (r"(?:minder|lager|kleiner|jonger|korter) dan", "below", "0.5", "0"),
    (r"bijna|haast", "below", "0.15", "0"),
    (
        r"circa|ca\.?|ongeveer|zo['’]n|grofweg|rond|omstreeks|naar schatting|afgerond|pakweg|om en (?:na)?bij|zowat"
        r"|nagenoeg",
        "",
        "0.1",
        "0.1",
    ),
)


_SMALL = (
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien"
)
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"


def _words() -> Iterator[tuple[str, Decimal]]:
    """Every number word of one to 999, with thousands, and the halves ("tweeënhalf")."""
    names = dict(enumerate(_SMALL.split(), 1))
    for ten, name in enumerate(_TENS.split(), 2):
        names[10 * ten] = name
        for one in range(1, 10):
            names[10 * ten + one] = f"{names[one]}{'ën' if names[one].endswith('e') else 'en'}{name}"
    below = dict(names)
    for hundred in range(1, 10):
        prefix = "honderd" if hundred == 1 else f"{names[hundred]}honderd"
        names[100 * hundred] = prefix
        names |= {100 * hundred + rest: prefix + name for rest, name in below.items()}
    for number, name in names.items():
        yield name, Decimal(number)
        yield ("duizend" if number == 1 else f"{name}duizend"), Decimal(1000 * number)
    for number in range(2, 20):
        for half in ("half", "halve"):
            yield f"{names[number]}{'ën' if names[number].endswith('e') else 'en'}{half}", number + Decimal("0.5")


_WORDS = dict(_words()) | {"één": Decimal(1), "anderhalf": Decimal("1.5"), "anderhalve": Decimal("1.5")}
# Only with a scale or unit behind them: "een miljoen", "een half jaar".
_BOUND_WORDS = {"een": Decimal(1), "half": Decimal("0.5"), "halve": Decimal("0.5")}


_SPACE = "[ \u00a0\u2009\u202f]"
_UNIT_NAMES = "|".join(re.escape(spelling) for spelling in sorted(_UNITS, key=len, reverse=True))
_SCALE_NAMES = r"(?:duizend|miljoen|miljard|[km](?=\s?€|\s?euro?(?!\w))|(?<=\d)k)(?!\w)|(?:ml[nd]|mio|mrd)(?!\w)\.?"
_UNIT = re.compile(rf"\s{{0,2}}({_UNIT_NAMES})(?!\w)", re.IGNORECASE)
_SCALE = re.compile(rf"\s{{0,2}}({_SCALE_NAMES})", re.IGNORECASE)
_TOKEN = re.compile(
    rf"(?<![^\W_])(?<![^\W\d_][-–.])(?<!\d[.,])"
    rf"(?P<digits>[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}}){{1,4}}(?!{_SPACE}?\d)(?:,\d+)?|\d+(?:[.,]\d+)*)(?:,[-–](?!\w))?"
    rf"|(?<![-–])(?P<word>[^\W\d_]+)"
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_PLAIN = re.compile(r"(?:0|[1-9]\d*)(?:,\d+)?")
_POINT = re.compile(r"\d+\.\d+")  # "2.5": a decimal before a unit, else the number of a section or version
_GLUED = re.compile(r"[^\W\d_]|[°º]|[-–][^\W\d_]")
_TAL = re.compile(r"-tal(?!\w)")
_PART = re.compile(r"\s(?:derden?|kwart|vierden?|vijfden?|tienden?)(?!\w)")
_VERB = re.compile(r"\s(?:het|de|dit|dat|deze|die|een|zich|te|genomen|neemt|nemen)(?!\w)")  # behind the verb "acht"
_CURRENCY = re.compile(r"(?:(?<![^\W\d_])€|\beuro?)\s{0,2}$", re.IGNORECASE)
_GOVERNMENT = re.compile(r"\b(?:[Rr]egering|[Pp]arlement)\s+$")
_NAME = re.compile(r"[^\s.:!?(]\s['\"‘“]?[A-Z]\w*\s$")
_PLACE = re.compile(r"\s[A-Z]")
_HEDGE = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'({words})' for words, *_ in _HEDGES)})\s(?:de\s|een\s|wel\s)?$", re.IGNORECASE
)
# What joins two numbers that share a scale or unit: "1,5 tot (maximaal) 2 miljoen euro".
_LINK = re.compile(
    r"-?\s{0,2}(?:tot en met|tot|à|a|en|of|naar|respectievelijk|,|-|–|—)\s{1,2}(?:[^\W\d_]{4,10}\s)?|\s?[-–]\s?",
    re.IGNORECASE,
)
_LABEL = (
    r"(?:artikel(?:en|s)?|paragraaf|hoofdstuk(?:ken)?|titel|deel|afdeling|boek|lid|punt|bijlage|pagina|bladzijde|nummer|"
    r"fase|type|categorie|klasse|graad|richtgraad|niveau|stap|luik|project|addendum|versie|vraag|vragen|antwoord|"
    r"maatregel|actie|doelstelling|pijler|groep|generatie|perceel|kavel|lot|zone|sectie|editie|cluster|spoor|lijn|bus|"
    r"schijf|tabel|figuur|sdg|natura|\w{0,20}(?:convenant|decreet|besluit|beslissing)(?:en)?|(?:art|artn|nr|nrs|blz|p|pag)\.|§§?)"
)
_LABELLED = (
    rf"\d++(?:[./]\d++)*(?![./]\d)[°º]?[a-z]{{0,3}}(?!\w)(?!\s{{0,2}}(?:(?:{_UNIT_NAMES})(?!\w)|{_SCALE_NAMES}))"
)
_NOT_COUNTED = re.compile(
    rf"""(?:https?://|www\.)\S+
    | (?m:^)[ \t]{{0,12}}\(?\d{{1,3}}[.)](?=\s)
    | (?<![\w.,])(?<!\d\s)(?:\+\d\d(?:[ ./]\d(?!\d))?|\(?0\d{{1,3}}\)?)(?:[ ./-]{{1,2}}\d{{2,3}}){{2,4}}(?!\w)
    | (?<![\w.,])\d{{1,2}}(?::\d\d|[.]\d\d(?=\s?u(?:ur)?(?!\w)))(?:\s?u(?:ur)?)?(?!\w)
    | (?<![\w,])\d[\d.]*+/\d[\d./]*+
    | (?<!\w){_LABEL}\s{{0,2}}{_LABELLED}(?:\s{{0,2}}(?:,|en|of|tot\sen\smet|tot|-|–)\s{{0,2}}{_LABELLED}){{0,20}}
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """``text[start:end]`` says a quantity, with its hedge ("ruim") and unit.

    ``value`` is what is written, in the base unit ("1,5 km" is 1500 meter); ``low`` to ``high`` is what it can stand
    for, given the digits shown and the hedge. ``certain`` is False where it may as well be a name ("Salk 2", "1000
    Brussel"): good enough to confirm a claim, not to fault one.
    """

    start: int
    end: int
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str
    direction: Direction = ""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class _Numeral:
    """A number as written: ``number`` times ``scale`` of ``unit`` (a key of ``_UNITS``), right to ``step``."""

    start: int
    end: int
    number: Decimal
    step: Decimal
    scale: int | None = None
    unit: str | None = None
    prefixed: bool = False
    rough: bool = False


@lru_cache(maxsize=4096)
def find_amounts(text: str) -> tuple[Amount, ...]:
    """All quantities in text order, never overlapping."""
    masked = _mask(text)
    numerals: list[_Numeral] = []
    position = 0
    while match := _TOKEN.search(masked, position):
        position = match.end()
        numeral = _from_word(masked, match) if match["word"] else _from_digits(masked, match)
        if numeral:
            numerals.append(_with_currency(masked, numeral, numerals[-1].end if numerals else 0))
            position = numeral.end
    return tuple(_amount(masked, numeral) for numeral in _share(masked, numerals))


def same_amount(claim: Amount, source: Amount) -> bool:
    """Whether ``source`` confirms ``claim``: it says the same, or a less round number that the claim can stand for.

    "15,4 miljoen" is confirmed by "15.420.000", "15,42 miljoen" is not by "15,4 miljoen", "ruim 15 miljoen" is by
    "15,4 miljoen", "meer dan 10" is not by "minder dan 10", "minstens 8" is not by "minstens 9".
    """
    if claim.unit != source.unit and not _loose(claim, source):
        return False
    if claim.value == source.value:
        return not (claim.direction and source.direction) or claim.direction == source.direction
    return claim.low <= source.value <= claim.high and _digits(claim.value) < _digits(source.value)


def _loose(claim: Amount, source: Amount) -> bool:
    """Whether a unit may be left out: of large sums ("3 miljoen") and of full-time equivalents."""
    unit = claim.unit or source.unit
    return not (claim.unit and source.unit) and (unit == "vte" or (unit == "euro" and claim.value >= 10**6))


def _digits(value: Decimal) -> int:
    """How many digits carry the value: 2 of 15.000.000, 3 of 15,4."""
    return len(value.normalize().as_tuple().digits)


def _mask(text: str) -> str:
    """``text``, equally long, with everything that counts nothing blotted out."""
    pieces, position = [], 0
    for span in find_dates(text):
        pieces += [text[position : span.start], _MASKED * (span.end - span.start)]
        position = span.end
    dated = "".join([*pieces, text[position:]])
    return _NOT_COUNTED.sub(lambda match: _MASKED * len(match[0]), dated)


def _from_digits(text: str, match: re.Match[str]) -> _Numeral | None:
    """The number that starts with these digits, None if they are no quantity."""
    start, end = match.span()
    digits = re.sub(r"\s", "", match["digits"])
    if sum(map(str.isdecimal, digits)) > _MAX_DIGITS or not digits.isascii():
        return None
    pointed = not _GROUPED.fullmatch(digits) and bool(_POINT.fullmatch(digits))
    if not (pointed or _GROUPED.fullmatch(digits) or _PLAIN.fullmatch(digits)):
        return None
    number = Decimal(digits if pointed else digits.replace(".", "").replace(",", "."))
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    numeral = _measured(text, _Numeral(start, end, number, Decimal(1).scaleb(exponent)))
    if tal := _TAL.match(text, end):
        return replace(numeral, end=tal.end(), rough=True)
    if numeral.end == end and (_GLUED.match(text, end) or pointed or _PART.match(text, end)):
        return None
    return numeral


def _from_word(text: str, match: re.Match[str]) -> _Numeral | None:
    """The number that starts with this word, None if it is no number word."""
    start, end = match.span()
    word = match["word"].lower()
    if word in _BOUND_WORDS:
        numeral = _measured(text, _Numeral(start, end, _BOUND_WORDS[word], Decimal(0)))
        return numeral if numeral.scale or (word != "een" and numeral.unit) else None
    for ending, unit in (("tal", None), ("jarig", "jaar"), ("jarige", "jaar"), ("jarigen", "jaar")):
        if word.endswith(ending) and (number := _WORDS.get(word.removesuffix(ending))):
            return _Numeral(start, end, number, Decimal(0), unit=unit, rough=unit is None)
    number = _WORDS.get(word)
    if number is None or _PART.match(text, end) or (_GLUED.match(text, end) and not _UNIT.match(text, end)):
        return None
    if word == "acht" and _VERB.match(text, end):
        return None
    return _measured(text, _Numeral(start, end, number, Decimal(1)))


def _measured(text: str, numeral: _Numeral) -> _Numeral:
    """``numeral`` with the scale and unit written behind it."""
    if scale := _SCALE.match(text, numeral.end):
        numeral = replace(numeral, end=scale.end(), scale=_SCALES[scale[1].rstrip(".").lower()])
    if unit := _UNIT.match(text, numeral.end):
        numeral = replace(numeral, end=unit.end(), unit=unit[1].lower())
    return numeral


def _with_currency(text: str, numeral: _Numeral, after: int) -> _Numeral:
    """``numeral`` with the currency sign before it, if that is not the unit of the number ending at ``after``."""
    if numeral.unit is None and (sign := _CURRENCY.search(text, max(after, numeral.start - 6), numeral.start)):
        return replace(numeral, start=sign.start(), unit="euro", prefixed=True)
    return numeral


def _share(text: str, numerals: list[_Numeral]) -> list[_Numeral]:
    """Give "1,5" in "1,5 tot 2 miljoen euro" its scale and unit, "2" in "€ 1 tot 2" its unit."""
    shared = list(numerals)
    for index in reversed(range(len(shared) - 1)):
        left, right = shared[index], shared[index + 1]
        if right.start - left.end > 25 or not _LINK.fullmatch(text, left.end, right.start):
            continue
        if right.unit is None and left.prefixed:
            shared[index + 1] = right = replace(right, unit=left.unit)
        if left.unit in (None, right.unit):
            takes_scale = left.scale is None and left.number < 1000 and (left.unit is None or left.prefixed)
            shared[index] = replace(left, unit=right.unit, scale=right.scale if takes_scale else left.scale)
    return shared


def _amount(text: str, numeral: _Numeral) -> Amount:
    """The quantity a number stands for, with the hedge before it."""
    unit, factor = _UNITS[numeral.unit] if numeral.unit else ("", Decimal(1))
    factor *= numeral.scale or 1
    value = numeral.number * factor
    hedge = _HEDGE.search(text, max(0, numeral.start - 30), numeral.start)
    if hedge:
        _, direction, below, above = _HEDGES[(hedge.lastindex or 1) - 1]
        low, high = value * (1 - Decimal(below)), value * (1 + Decimal(above))
    else:
        direction = ""
        slack = value / 10 if numeral.rough else min(numeral.step * factor / 2, value * _CAP)
        low, high = value - slack, value + slack
    start = hedge.start() if hedge else numeral.start
    certain = bool(unit or numeral.scale or hedge) or not _may_be_name(text, numeral)
    return Amount(start, numeral.end, value, low, high, unit, direction, certain)


def _may_be_name(text: str, numeral: _Numeral) -> bool:
    """Whether a bare number follows a name ("Salk 2") or comes before a town ("1000 Brussel").

    No name has a number in words behind it, nor has the government one: "stelt de Vlaamse Regering 2 leden aan".
    """
    if not text[numeral.start].isdecimal():
        return False
    before = text[max(0, numeral.start - 30) : numeral.start]
    if _NAME.search(before) and not _GOVERNMENT.search(before):
        return True
    return (
        numeral.end - numeral.start == 4 and text[numeral.start].isdecimal() and bool(_PLACE.match(text, numeral.end))
    )
