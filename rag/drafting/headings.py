"""Short headings from the titles of decisions: what it is about, without what kind of decision it is.

A title is a noun phrase. Its procedural beginning and end are taken off, and what is too long ends before a
preposition, so that what is left is a noun phrase again.
"""

import re
from collections.abc import Sequence

from rag.documents import Document
from rag.drafting.trimming import one_line
from rag.report import reference_title

LONGEST = 70
LONGEST_TITLE = 140
_LEAST = 12

# Where the long title begins that the source has glued to the short one.
_LONG_TITLE = re.compile(
    r"\s(?=(?:Voorontwerp|Ontwerp|Ontwerpbesluit|Ontwerpdecreet|Bekrachtiging en afkondiging|Besluit van de Vlaamse"
    r"|Principiële goedkeuring|Twee [Oo]ntwerp|Drie [Oo]ntwerp|Toekenning van een|Wijziging van het besluit)\w*\b)"
)
_ARTICLE = r"(?:(?:de|het|een)\s+)?"
_DRAFT = (
    r"(?:voorontwerp|ontwerp|wijziging|opheffing|aanpassing|verzamel)?\w*(?:besluit|decreet|decreten|besluiten)"
    r"(?:\s+van\s+de\s+Vlaamse\s+Regering)?"
)
_BEGINNING = re.compile(
    rf"^(?:Plan Vlaamse Veerkracht|Vlaamse Veerkracht|Relanceplan|Septemberverklaring|VIA\s?6|Materiële rechtzetting)"
    rf"(?:\s+\d+)?\s*[:\-–]\s*"
    rf"|^(?:[Pp]rincipiële|[Dd]efinitieve)\s+goedkeuring\s+(?:van\s+)?{_ARTICLE}"
    rf"|^(?:Voorontwerp|Ontwerp)(?:en)?\s+van\s+(?:\w+\s+)?(?:decreet|besluit(?:\s+van\s+de\s+Vlaamse\s+Regering)?)\s+"
    rf"(?:over|betreffende|houdende|tot|met\s+betrekking\s+tot|inzake|rond|voor)\s+{_ARTICLE}"
    rf"|^(?:Voorontwerp|Ontwerp)(?:en)?\s+van\s+(?:\w+\s+)?(?:decreet|besluit)\s+"
    rf"|^(?:[Oo]ntwerp|[Ww]ijzigings|[Uu]itvoerings|[Vv]erzamel|[Oo]pheffings|[Ii]nstemmings)(?:decreet|besluit)\s+"
    rf"(?:bij\s+|(?:over|betreffende|tot|inzake|rond)\s+{_ARTICLE})?"
    rf"|^Decreet\s+(?:over|betreffende|houdende)\s+{_ARTICLE}"
    rf"|^[Ww]ijziging(?:en)?\s+(?:van\s+)?{_ARTICLE}(?:diverse\s+|uitvoerings)?(?:besluit(?:en)?|decreet|decreten)\s*"
    rf"(?:(?:over|betreffende|inzake|rond)\s+{_ARTICLE}|:\s*)?"
)
_ENDING = re.compile(
    r"\s*[:\-–,/(]\s*(?:(?:voor)?ontwerp(?:en)?(?:\s+van)?\s*)?(?:\w*(?:decreet|decreten|besluit|besluiten)"
    r"|wijziging(?:en)?|aanpassing(?:en)?|(?:definitieve |principiële )?goedkeuring|addendum|verlenging|voortgang"
    r"|stand van zaken|vervolg|rechtzetting)(?:\s+van\s+(?:het\s+)?(?:decreet|besluit))?\)?$",
    re.IGNORECASE,
)
# Before these a noun phrase may end.
_BREAK = re.compile(
    r"[,;:]?\s+(?=(?:voor|via|door|bij|met|in|op|aan|ter|tot|om|wat|dat|die|waarbij|naar|volgens|vanaf|vanuit|binnen"
    r"|tijdens|onder|inzake|betreffende|rond|over|zodat|ingevolge)\s)|\s+[-–:]\s|[:;]\s|\s\(|,\s"
)
_LOOSE_END = re.compile(
    r"\s+(?:van|de|het|een|en|of|tussen|voor|met|in|op|aan|tot|door|bij|naar|over|ten|ter|te|zowel|alsook|bij de)$", re.I
)
_EMPTY = frozenset("wijziging wijzigingen subsidie subsidies besluit decreet project oproep aanpassing dossiernummer".split())


def heading(documents: Sequence[Document]) -> str:
    """A heading for findings on these documents, the weightiest first: what the first of them is about."""
    return trimmed(short_title(documents[0]))


def short_title(document: Document) -> str:
    """The title of a document without the long title behind it, in one line; a contiguous stretch of what it says."""
    title = one_line(reference_title(document)).rstrip(".:;, ")
    cut = _LONG_TITLE.search(title, _LEAST)
    return title[: cut.start()].rstrip(".:;,-– ") if cut else title


def trimmed(title: str) -> str:
    """A title of at most ``LONGEST`` characters where that can be, without what tells only the kind of decision."""
    text = title
    while (match := _BEGINNING.match(text)) and len(text) - match.end() >= _LEAST:
        text = text[match.end() :]
    while (match := _ENDING.search(text)) and match.start() >= _LEAST:
        text = text[: match.start()]
    if len(text) > LONGEST:
        breaks = [cut.start() for cut in _BREAK.finditer(text) if _whole(text[: cut.start()])]
        fitting = [cut for cut in breaks if cut <= LONGEST]
        if fitting:
            text = text[: fitting[-1]]
    text = text.strip(" .:;,-–")
    return text[:1].upper() + text[1:]


def _whole(text: str) -> bool:
    """Whether a beginning of a title can stand alone: quotes and brackets closed, ending in a word that can."""
    closed = text.count("(") == text.count(")") and text.count("‘") <= text.count("’") and text.count("'") % 2 == 0
    words = text.split()
    enough = len(text) >= _LEAST and not (len(words) < 3 and words[-1].lower() in _EMPTY)
    return closed and enough and not _LOOSE_END.search(text)
