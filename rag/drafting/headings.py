"""Short headings from the titles of decisions: what it is about, without what kind of decision it is.

A title is a noun phrase. Its procedural beginning and end are taken off, and what is too long ends before a
preposition, so that what is left is a noun phrase again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.documents import Document
from rag.drafting.trimming import one_line
from rag.lexical import stems
from rag.report import reference_title

LONGEST = 80
_LONGEST_QUOTED = 120
_LEAST = 12
_LEAST_CUT = 25

# Where the long title begins that the source has glued to the short one.
_LONG_TITLE = re.compile(
    r"\s(?=(?:Voorontwerp|Ontwerp|Ontwerpbesluit|Ontwerpdecreet|Bekrachtiging en afkondiging|Besluit van de Vlaamse"
    r"|Principiële goedkeuring|Twee [Oo]ntwerp|Drie [Oo]ntwerp|Toekenning van een|Wijziging van het besluit|A\.\s"
    r"|\w+ ontwerpbesluiten)\w*)"
)
_TWICE = re.compile(r"^(.{8,}) \1$")
_ARTICLE = r"(?:(?:de|het|een)\s+)?"
_DRAFT = (
    r"(?:voorontwerp|ontwerp|wijziging|opheffing|aanpassing|verzamel)?\w*(?:besluit|decreet|decreten|besluiten)"
    r"(?:\s+van\s+de\s+Vlaamse\s+Regering)?"
)
_BEGINNING = re.compile(
    rf"^(?:Plan Vlaamse Veerkracht|Vlaamse Veerkracht|Relanceplan|Septemberverklaring|VIA\s?6|Materiële rechtzetting)"
    rf"(?:\s+(?:project\s+)?\d+)?\s*[:\-–]\s*"
    rf"|^(?:[Pp]rincipiële|[Dd]efinitieve)\s+goedkeuring\s+(?:van\s+)?{_ARTICLE}"
    rf"|^(?:Voorontwerp|Ontwerp)(?:en)?\s+van\s+(?:\w+\s+)?(?:decreet|besluit(?:\s+van\s+de\s+Vlaamse\s+Regering)?)\s+"
    rf"(?:over|betreffende|houdende|tot|met\s+betrekking\s+tot|inzake|rond|voor)\s+{_ARTICLE}"
    rf"|^(?:Voorontwerp|Ontwerp)(?:en)?\s+van\s+(?:\w+\s+)?(?:decreet|besluit)\s+"
    rf"|^(?:[Oo]ntwerp|[Ww]ijzigings|[Uu]itvoerings|[Oo]pheffings|[Ii]nstemmings)(?:decreet|besluit)\s+"
    rf"(?:bij\s+|(?:over|betreffende|tot|inzake|rond)\s+{_ARTICLE})?"
    rf"|^Bekrachtiging\s+en\s+afkondiging\s+(?:van\s+)?(?:het\s+)?\w*decreet\s+(?:over|betreffende|houdende)\s+{_ARTICLE}"
    rf"|^Decreet\s+(?:(?:over|betreffende|houdende)\s+{_ARTICLE})?"
    rf"|^[Ww]ijziging(?:en)?\s+(?:van\s+)?{_ARTICLE}(?:diverse\s+|uitvoerings)?(?:[Bb]esluit(?:en)?|[Dd]ecreet|[Dd]ecreten)\s*"
    rf"(?:(?:over|betreffende|inzake|rond)\s+{_ARTICLE}|:\s*)?"
)
# What is left may not begin like this.
_TIED = re.compile(r"(?:dat|die|van|tot|met|wat|ter|waarbij|en|of)\b|\d+(?! (?:miljoen|miljard))\b")
_ENDING = re.compile(
    r"\s*[:\-–,/(]\s*(?:(?:voor)?ontwerp(?:en)?(?:\s+van)?\s*)?(?:\w*(?:decreet|decreten|besluit|besluiten)"
    r"|wijziging(?:en)?|aanpassing(?:en)?|(?:definitieve |principiële )?goedkeuring|addendum|verlenging|voortgang"
    r"|stand van zaken|vervolg|rechtzetting"
    r"|wijziging(?:en)?\s+(?:van\s+)?(?:het\s+|de\s+)?\w*(?:besluit|decreet|reglement)(?:en)?\b[^:]*)(?:\s+van\s+(?:het\s+)?(?:decreet|besluit))?\)?$",
    re.IGNORECASE,
)
# Before these a noun phrase may end.
_BREAK = re.compile(
    r"[,;:]?\s+(?=(?:voor|via|door|bij|met|in|op|aan|ter|tot|om|wat|dat|die|waarbij|naar|volgens|vanaf|vanuit|binnen"
    r"|tijdens|onder|inzake|betreffende|rond|over|zodat|ingevolge)\s)|\s+[-–:]\s|[:;]\s|\s\("
)
_CLAUSE = re.compile(r"\s(?:dat|die|wat|waar(?:voor|bij|van|aan|in|mee|op|over|door|uit|toe)?)\s")
_MEMBER = re.compile(r",\s|\sen\s|\s(?=van\s)")
# Nouns that say too little without what is behind them, and function words.
_LOOSE_END = re.compile(
    r"(?:agentschap|dienst|academie|vereniging|centr(?:um|a)|fonds|raad|commissie|comité|instituut|ministerie|departement"
    r"|decreet|besluit|personen|mensen|leerlingen|kinderen|jongeren|gezinnen|maatschappij|organisaties?|voorzieningen"
    r"|project|programma|sector|maatregelen|bepalingen"
    r"|financiële ondersteuning|beleidsdomein|akkoord|overeenkomst|\b(?:oog|kader|basis|gebied|vlak|licht|functie|grond"
    r"|aanleiding|behoeve|opzichte|betrekking|ogenblik|vorm))$"
    r"|\b[a-z]+(?:ale|ele|iële|ische|tieve|ige|lijke|baanse|vlaamse|nieuwe|brede)$|-$"
    r"|\s(?:tot|voor|bij|van|aan)\shet\s\w+en$"  # an infinitive that wants its object
    r"|\s(?:van|de|het|een|en|of|tussen|voor|met|in|op|aan|tot|door|bij|naar|over|ten|ter|te|zowel|alsook"
    r"|bij de|dat|die|niet|langer)$",
    re.I,
)
# What begins like this names an occasion or a form.
_FORMAL = re.compile(
    r"^(?:Nota|Uitvoering|Oproep|Verdeling|Regeling|Toekenning|Schriftelijke vraag|Resolutie|Grondwettelijk Hof"
    r"|dossiernummer|dossier|Plan|Addendum|Verlenging|Verzamel\w+|Wijziging\w*|Decreet|Besluit|Subsidies?|Diverse|Herverdeling|COVID-19"
    r"|Maatregel|\w*subsidies?|Subsidi\w+"
    r"|Steun|Financiering|Projectoproep|Programmadecreet"
    r"|Rapport\w*|Stand van zaken|Conceptnota|Visienota|Bekrachtiging|Aanpassing\w*|Goedkeuring)\b",
    re.IGNORECASE,
)
# What is about one organisation or amount does not stand for several decisions.
_SPECIFIC = re.compile(r"\b(?:vzw|nv|bv|cvba|euro)\b|\bKU Leuven\b|\bUniversiteit\b", re.IGNORECASE)
_EMPTY = frozenset(
    """wijziging wijzigingen subsidie subsidies besluit decreet project oproep aanpassing dossiernummer uitvoering
    regeling verdeling toekenning financiële""".split()
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A document, the words by which it serves a promise, the weightiest first, and what it decides."""

    document: Document
    terms: Sequence[str]
    text: str = ""


def heading(subjects: Sequence[Subject], taken: Sequence[str] = ()) -> str:
    """A heading for findings on these documents, the weightiest first; none that is ``taken`` if there is another.

    It names what they share: the title, or the part of a title before its colon, of which most stands in what the
    others say. Among equals the one that has most of the words that matter.
    """
    said = [set(stems(f"{short_title(subject.document)} {subject.text}")) for subject in subjects]
    named = [(name, place) for place, subject in enumerate(subjects) for name in _names(subject, len(subjects) > 1)]

    def standing(candidate: tuple[str, int]) -> tuple[bool, bool, bool, float, float, int]:
        name, place = candidate
        plain = not (_FORMAL.match(name) or (len(subjects) > 1 and _SPECIFIC.search(name)))
        roots = set(stems(name))
        shared = sum(len(roots & others) for others in said) / (len(roots) * len(said)) if roots else 0.0
        terms = enumerate(subjects[place].terms, 1)
        serving = sum(1 / rank for rank, term in terms if term.lower() in name.lower())
        decided = subjects[place].document.kind != "mededeling"
        return name not in taken, plain and decided, len(name) <= LONGEST, round(shared, 1), serving, -place

    return max(named, key=standing)[0]


def _names(subject: Subject, several: bool) -> Iterator[str]:
    """What a finding may be called after a document; the part before a colon stands for ``several`` only."""
    title = trimmed(short_title(subject.document))
    yield title
    before = title.partition(":")[0]
    if several and before != title and len(before) >= _LEAST and _whole(before, least=_LEAST):
        yield before


def short_title(document: Document) -> str:
    """The title of a document without the long title behind it, in one line; a contiguous stretch of what it says."""
    title = _TWICE.sub(r"\1", one_line(reference_title(document)).rstrip(".:;, "))
    cut = _LONG_TITLE.search(title, _LEAST)
    return title[: cut.start()].rstrip(".:;,-– ") if cut else title


def named(document: Document) -> str:
    """The title of a document without what tells only the kind of decision, as it stands there."""
    title = short_title(document)
    start = title.lower().find((name := trimmed(title, _LONGEST_QUOTED)).lower())
    return title[start : start + len(name)] if start >= 0 else title


def trimmed(title: str, longest: int = LONGEST) -> str:
    """A title of at most ``longest`` characters where that can be, without what tells only the kind of decision."""
    text = title
    while (
        (match := _BEGINNING.match(text)) and len(text) - match.end() >= _LEAST and not _TIED.match(text, match.end())
    ):
        text = text[match.end() :]
    while (match := _ENDING.search(text)) and match.start() >= _LEAST:
        text = text[: match.start()]
    if len(text) > longest:
        # Where nothing else is, a list may lose its last members.
        for pattern in (_BREAK, _MEMBER):
            fitting = [
                cut for cut in (m.start() for m in pattern.finditer(text)) if cut <= longest and _whole(text[:cut])
            ]
            if fitting:
                text = text[: fitting[-1]]
                break
        clause = _CLAUSE.search(text)
        text = text[: clause.start()] if clause and _whole(text[: clause.start()]) else text
    text = text.strip(" .:;,-–")
    return text[:1].upper() + text[1:]


def _whole(text: str, least: int = _LEAST_CUT) -> bool:
    """Whether a beginning of a title can stand alone: quotes and brackets closed, ending in a word that can."""
    pairs = (
        text.count("(") == text.count(")") and text.count("‘") <= text.count("’") and text.count("“") == text.count("”")
    )
    closed = pairs and text.count("'") % 2 == 0 and text.count('"') % 2 == 0
    words = text.split()
    enough = len(text) >= least and not (len(words) < 3 and words[-1].lower() in _EMPTY)
    return closed and enough and not _LOOSE_END.search(text)
