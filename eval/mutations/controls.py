"""Sentences that say what their source says, in its words or in others: a check that stops one is too strict."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from eval.mutations.case import Original
from eval.mutations.citations import in_quotes
from eval.mutations.originals import dated, trimmed
from rag.dutch.calendar import MONTHS, day_in_words
from rag.support.sources import Source

Rule = Callable[[Original], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Control:
    """A sentence that its sources carry, and the rule by which it was made."""

    rule: str
    claim: str
    sources: tuple[Source, ...]


# Active against passive, for the verbs in which the government decides.
_WHAT = r"(?P<what>(?:het|de|een|twee|drie|vier|vijf|\d)\b(?:(?! een \w+ keer)[^,;:])+?)"
_PASSIVES = (
    (
        re.compile(rf"^De Vlaamse Regering keurt {_WHAT}(?P<how> principieel| definitief|) goed(?P<rest> [^,;]*|)\.$"),
        "{What}{rest} wordt{how} goedgekeurd door de Vlaamse Regering.",
    ),
    (
        re.compile(rf"^De Vlaamse Regering kent {_WHAT}(?P<how>) toe(?P<rest> [^,;]*|)\.$"),
        "{What} wordt toegekend{rest} door de Vlaamse Regering.",
    ),
    (
        re.compile(rf"^De Vlaamse Regering stemt in met {_WHAT}(?P<how>)(?P<rest>)\.$"),
        "Met {what} wordt ingestemd door de Vlaamse Regering.",
    ),
)
_DECIDES = re.compile(r"^De Vlaamse Regering (?P<verb>keurt|kent) (?P<rest>.+)\.$")
# Pairs that mean the same wherever they stand in an administrative sentence.
_SYNONYMS: Mapping[str, str] = {  # pattern -> the same in other words
    "ongeveer": "circa",
    "circa": "ongeveer",
    "eveneens": "ook",
    "tevens": "ook",
    "alsook": "en ook",
    "omtrent": "over",
    "inzake": "over",
    "betreffende": "over",
    "met betrekking tot": "over",
    "in het kader van": "binnen",
    "teneinde": "om",
    "momenteel": "nu",
    "bijkomend": "extra",
    "bijkomende": "extra",
    "Daarnaast": "Verder",
    "Verder": "Daarnaast",
    "ten laste van": "op kosten van",
    "vanaf": "met ingang van",
    "maximaal": "hoogstens",
    "hoogstens": "maximaal",
    "minstens": "ten minste",
    "ten minste": "minstens",
    "uitsluitend": "alleen",
    "enkel": "alleen",
    "jaarlijks": "elk jaar",
    r"ruim(?= \d)": "meer dan",
    "via": "door middel van",
    "vooraf": "eerst",
    "tijdens": "in de loop van",
    "voorziet in": "zorgt voor",
    "bedraagt": "is",
    "kmo’s": "kleine en middelgrote ondernemingen",
}
_QUOTES = re.compile("[“”\"‘’']")
_SCALED = re.compile(r"(?<![\d.,])(?P<figure>\d{1,3}(?:,\d{1,3})?) miljoen(?= euro)")
_GROUPED = re.compile(r"(?<![\d.,])(?P<figure>\d{1,3}(?:\.\d{3})+)(?![.,]?\d)")
_MONEY = re.compile(r"(?<![\d.,])(?P<figure>\d[\d.,]*(?: miljoen| miljard)?) euro\b")
_SHARE = re.compile(r"(?P<figure>\d[\d,]*)\s?(?P<sign>%|procent\b)")
_DAY = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})")


def numbers(original: Original) -> Iterator[str]:
    """The same quantity in another notation."""
    text = original.text
    for match in _SCALED.finditer(text):
        whole = int(Decimal(match["figure"].replace(",", ".")) * 10**6)
        yield _put(text, match, f"{whole:,}".replace(",", "."))
        yield _put(text, match, f"{match['figure']} mln.")
    for match in _GROUPED.finditer(text):
        yield _put(text, match, match["figure"].replace(".", " "))
        value = int(match["figure"].replace(".", ""))
        if value >= 10**6 and value % 1000 == 0:
            yield _put(
                text, match, f"{Decimal(value) / 10**6:f}".rstrip("0").rstrip(".").replace(".", ",") + " miljoen"
            )
    for match in _MONEY.finditer(text):
        yield _put(text, match, f"€ {match['figure']}")
        yield _put(text, match, f"{match['figure']} EUR")
    for match in _SHARE.finditer(text):
        yield _put(text, match, f"{match['figure']} procent" if match["sign"] == "%" else f"{match['figure']}%")


def dates(original: Original) -> Iterator[str]:
    """The same day in another notation."""
    for match in _DAY.finditer(original.text):
        day, month = int(match["day"]), MONTHS.index(match["month"]) + 1
        yield _put(original.text, match, f"{day:02}/{month:02}/{match['year']}")
        yield _put(original.text, match, f"{match['year']}-{month:02}-{day:02}")
        yield _put(original.text, match, f"{day}.{month}.{match['year']}")


def day_added(original: Original) -> Iterator[str]:
    """The day of the decision in brackets behind it, as our writers do."""
    if made := dated(original):
        yield made.text


def clipped(original: Original) -> Iterator[str]:
    """Without link word, brackets or last clause."""
    if made := trimmed(original):
        yield made.text


def passive(original: Original) -> Iterator[str]:
    """What the government decides, told from what is decided."""
    for pattern, template in _PASSIVES:
        if match := pattern.match(original.text):
            what = match["what"]
            yield template.format(what=what, What=what[0].upper() + what[1:], how=match["how"], rest=match["rest"])


def reordered(original: Original) -> Iterator[str]:
    """Another order of the same words: the day of the decision in front."""
    day = original.document.date
    if day and (match := _DECIDES.match(original.text)):
        yield f"Op {day_in_words(day)} {match['verb']} de Vlaamse Regering {match['rest']}."


def synonyms(original: Original) -> Iterator[str]:
    """One word or phrase for another that means the same."""
    if _QUOTES.search(original.text):
        return
    for word, other in _SYNONYMS.items():
        if match := re.search(rf"(?<!\w){word}(?!\w)", original.text):
            yield _put(original.text, match, other)


def verbatim(original: Original) -> Iterator[str]:
    """As it stands."""
    yield original.text


def quoted(original: Original) -> Iterator[str]:
    """As a quotation, letter for letter."""
    if not re.search('[“”"]', original.text):
        yield in_quotes(original)


RULES: Mapping[str, Rule] = {
    "verbatim": verbatim,
    "quoted": quoted,
    "trimmed": clipped,
    "number": numbers,
    "date": dates,
    "day added": day_added,
    "passive": passive,
    "order": reordered,
    "synonym": synonyms,
}


def two_sources(one: Original, other: Original, random: Random) -> Control:
    """Two decisions in one sentence under both their citations: each is needed."""
    second = re.sub(r"^(De|Het|Een|Ze|Daarvoor)\b", lambda match: match[0].lower(), other.text)
    joined = random.choice((f"{one.text.rstrip('.')}; {second}", f"{one.text.rstrip('.')}, en {second}"))
    return Control("two sources", joined, (*one.sources, *other.sources))


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]
