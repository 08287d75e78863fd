"""Does a claim say more than the stage of its sources allows: done, where it was only approved in principle?

``rag.stages`` tells how far a decision is; this reads how far a claim says that things are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import shorten

from rag.documents import Document
from rag.dutch.calendar import day_in_words
from rag.stages import ORDER, Stage, StageName, stage_of
from rag.support.objections import Objection
from rag.support.sources import Source, nearest

# What a reader is told a stage is.
SHOWN: dict[StageName, str] = {
    "visienota": "een visienota",
    "conceptnota": "een conceptnota",
    "principieel": "een principiële goedkeuring",
    "opnieuw principieel": "een nieuwe principiële goedkeuring",
    "definitief": "een definitieve goedkeuring",
    "bekrachtiging": "een bekrachtiging",
    "toekenning": "een toekenning",
    "machtiging": "een opdracht of machtiging",
    "mededeling": "een mededeling",
    "kennisneming": "een kennisneming",
    "overig": "een beslissing",
}
LONGEST_TITLE = 120
# The stage, as a number of ``ORDER``, that a source must have for what these words say of an act.
_APPROVED, _DONE, _IN_FORCE, _FINISHED = 4, 5, 6, 7

_DONE_WORDS = (
    r"(?:in|uit|door|op)gevoerd|gerealiseerd|omgezet|ge[ïi]mplementeerd|opgericht|afgeschaft|geschrapt|hervormd|"
    r"gewijzigd|aangepast|verhoogd|verlaagd|uitgebreid|verlengd|versoepeld|verstrengd|toegekend|opgestart|gestart|"
    r"gelanceerd|uitgerold|verstrekt|verleend|vrijgemaakt|ge[ïi]nvesteerd|herzien|vernieuwd|vervangen|"
    r"ingesteld|opgeheven|afgesloten|ondertekend|aangesteld|benoemd|geopend|aangekocht|ingericht|vereenvoudigd|"
    r"uitgeschreven|gesloten|ingediend|uitgewerkt|gekocht|verdeeld|onderzocht|opgemaakt|georganiseerd|gegund|betaald|"
    r"gemoderniseerd|gedigitaliseerd|overgedragen|ingekanteld|samengevoegd|stopgezet|geactualiseerd|gesubsidieerd"
)
_FINISHED_WORDS = (
    r"uitgekeerd|uitbetaald|gebouwd|opgeleverd|voltooid|afgerond|afgewerkt|in gebruik genomen|aangelegd|geplaatst"
)
_FORCE_WORDS = r"bekrachtigd|afgekondigd|in werking getreden|van kracht geworden"
_APPROVED_WORDS = r"goedgekeurd|aangenomen|vastgelegd"
_FINAL_WORDS = r"definitief (?:goedgekeurd|vastgesteld|beslist|aangenomen|gewijzigd)"
# "werd … ingevoerd", "is ingevoerd", "heeft … ingevoerd"; what "wordt ingevoerd" may lie ahead.
_PERFECT = r"\b(?:werd|werden|is|zijn|heeft|hebben|had|was|waren)\b"
_GAP = r"(?:(?!\b(?:wordt|worden|zal|zullen|kan|kunnen|om|dat|die)\b)[^.;]){0,160}?"
_PAST_SEPARABLE = (
    r"\bvoerden?\b(?=[^.;:]{0,120}?\b(?:in|uit|door|op)\b(?!\s(?:de|het|een|te|basis)\b))|"
    r"\b(?:schafte|schaften)\b(?=[^.;:]{0,120}?\baf\b)|\brichtten?\b(?=[^.;:]{0,120}?\bop\b(?!\s(?:de|het|een)\b))|"
    r"\b(?:kende|kenden)\b(?=[^.;:]{0,160}?\btoe\b)|\b(?:zette|zetten)\b(?=[^.;:]{0,120}?\b(?:om|stop)\b)|"
    r"\b(?:breidde|breidden)\b(?=[^.;:]{0,120}?\buit\b)|\b(?:paste|pasten)\b(?=[^.;:]{0,120}?\baan\b)|"
    r"\b(?:regering|overheid|minister|ze|Vlaanderen|besluit|decreet)\s"
    r"(?:(?:verhoog|verlaag|wijzig|lanceer|hervorm|realiseer|verleng|rol)den?|start(?:te|ten))\b(?=\s)"
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Words that say that something is at least at a stage."""

    least: int
    pattern: re.Pattern[str]


def _perfect(words: str) -> str:
    passive = r"(?!\s(?:(?:is|zijn)\sof\s)?(?:te\s)?word(?:t|en)\b)"
    inverted = rf"\b(?P<inverted>{words})\s(?:is|zijn|werd|werden|heeft|hebben)\b"
    return rf"{_PERFECT}{_GAP}\b(?P<word>{words})\b{passive}|{inverted}"


def _reading(least: int, pattern: str) -> _Reading:
    return _Reading(least, re.compile(pattern, re.IGNORECASE))


# The furthest first: the first that fits tells how far a claim says that things are.
_READINGS = (
    _reading(_FINISHED, _perfect(_FINISHED_WORDS)),
    _reading(
        _IN_FORCE,
        _perfect(_FORCE_WORDS)
        + r"|\btra(?:d|den)\b[^.;:]{0,80}?\bin werking\b|\b(?:is|zijn|werd|werden)\b[^.;:]{0,60}?\bvan kracht\b"
        r"|\b(?:bekrachtigde|bekrachtigt|de bekrachtiging van)\b",
    ),
    _reading(
        _DONE,
        rf"{_perfect(_DONE_WORDS)}|{_PAST_SEPARABLE}|\b(?P<final>{_FINAL_WORDS})\b|\bdefinitie(?:f|ve)\b(?!\s(?:goed|vast)te\s)"
        r"|\bde (?:implementatie|uitvoering) van\b|\bhet (?:implementeren|uitvoeren) van\b",
    ),
    _reading(_APPROVED, rf"{_perfect(_APPROVED_WORDS)}|\bkeurden?\b[^.;:]{{0,200}}?\bgoed\b"),
)
# A decision and, in a sentence that is nearly the same, the deed that it is told as.
_ALIKE = 0.6
_DECIDES = re.compile(
    r"\bkeurt\b|\bgoedkeuring\b|\bgoedgekeurd\b|\b(?:machtigt|vraagt|gelast|belast|mandateert)\b|\bgeeft\b[^.;]{0,80}\bopdracht\b"
    r"|\b(?:gaat|gaan|vertrekt)\s(?:nu\s|daarna\s)?(?:naar de Raad van State|voor advies)|\badvies\s(?:in)?gevraagd",
    re.IGNORECASE,
)
_CARRIED_OUT = re.compile(
    _perfect(r"(?:in|uit|door)gevoerd|gerealiseerd|ondertekend|" + _FINISHED_WORDS + "|" + _FORCE_WORDS)
    + r"|\bvoerden?\b(?=[^.;]{0,300}?\b(?:in|uit|door)\b)|\b(?:is|zijn)\b[^.;:]{0,40}?\bvan kracht\b",
    re.IGNORECASE,
)
_DRAFT = re.compile(
    r"\b(?:voor)?ontwerp(?:en)?\svan\s(?:\w+\s)?(?:\w*decreet|\w*besluit)\b|\b(?:voor)?ontwerp\w*\b|\b(?:concept|visie|start)nota\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"\b(?:decreet|besluit|definitieve vaststelling)\b", re.IGNORECASE)
# What makes a claim say no more than that something was approved in principle, proposed or announced.
_TENTATIVE = re.compile(
    r"\bprincip\w+|\bvoorstel\w*|\bvoornemen\w*|\bgepland\w*|\bnog niet\b|\bvoorlopig\w*|\bin afwachting\b|"
    r"\bmachtig\w+|\bregeerakkoord\b[^.;]{0,60}\b(?:vast|wordt|werd)",
    re.IGNORECASE,
)
# Who says that a draft or a note is approved says no more than that; whoever has it carried out does.
_PROPOSAL = re.compile(
    r"\bvoorontwerp\w*|\bontwerp(?:en|decreet|besluit|decreten|besluiten)?\b|\bconceptnota|\bvisienota", re.IGNORECASE
)
_AHEAD = re.compile(r"\b(?:zal|zullen|moet|moeten|kan|kunnen|wil|willen|dient|dienen|zou|zouden)\b", re.IGNORECASE)


def check_stage(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """Words of ``claim`` that say more than the latest stage of all ``sources`` together."""
    stages = [(stage, source) for source in sources if (stage := _stage(source.document))]
    if not stages or len(stages) < len(sources):
        return  # an answer tells what was done, in words of its own
    yield from _not_yet(claim, sources) or _too_far(claim, sources, stages)
    yield from _drafts(claim, sources)


def _too_far(claim: str, sources: Sequence[Source], stages: Sequence[tuple[Stage, Source]]) -> Iterator[Objection]:
    """Words that no source is far enough for."""
    latest, source = max(stages, key=lambda item: ORDER[item[0].name])
    reach = ORDER[latest.name]
    for reading in _READINGS:
        if reading.least <= reach:
            return
        match = next((m for m in reading.pattern.finditer(claim) if _asserts(claim, m, reading, sources)), None)
        if match:
            day = f" van {day_in_words(source.document.date)}" if source.document.date else ""
            said = _said(match)
            message = f"Het verslag zegt “{said}”; de bron is niet meer dan {SHOWN[latest.name]}{day}."
            yield Objection(
                "stage.overclaim", message, *match.span(), source.document.id, latest.quote, latest.start, latest.end
            )
            return


def _not_yet(claim: str, sources: Sequence[Source]) -> list[Objection]:
    """Words of a near-copy that tell as carried out what its source sentence only approves or orders."""
    passage = nearest(claim, sources)
    if passage is None or passage.share < _ALIKE:
        return []
    decides, done = _DECIDES.search(passage.text), _CARRIED_OUT.search(claim)
    if not (decides and done) or _CARRIED_OUT.search(passage.text) or _DECIDES.search(claim):
        return []
    message = f"Het verslag zegt “{_said(done)}”; de bron zegt “{' '.join(decides[0].split())}”."
    document = passage.source.document
    return [Objection("stage.overclaim", message, *done.span(), document.id, passage.text, *passage.span)]


def _drafts(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """A rule or a plan, in a near-copy of a sentence that speaks of the draft or the note that is to lead to it."""
    passage = nearest(claim, sources)
    if passage is None or passage.share < _ALIKE or _DRAFT.search(claim):
        return
    draft, rule = _DRAFT.search(passage.text), _RULE.search(claim)
    if draft and rule and not _RULE.search(_DRAFT.sub(" ", passage.text)):
        message = f"Het verslag zegt “{rule[0]}”; de bron zegt “{' '.join(draft[0].split())}”."
        document = passage.source.document
        yield Objection("stage.draft", message, *rule.span(), document.id, passage.text, *passage.span)


def check_superseded(claim: str, sources: Sequence[Source], later: Mapping[str, Document]) -> Iterator[Objection]:
    """Sources whose dossier went further: ``later`` maps a document's id to the last decision of its dossier."""
    cited = {source.document.id for source in sources}
    for source in sources:
        document, last = source.document, later.get(source.document.id)
        if last is None or last.id in cited:
            continue
        before, after = _stage(document), _stage(last)
        if before and after and ORDER[after.name] > ORDER[before.name]:
            day = f" op {day_in_words(last.date)}" if last.date else ""
            title = shorten(last.title or last.id, LONGEST_TITLE, placeholder=" …")
            next_ = f"{SHOWN[after.name]}: “{title}”"
            message = f"De bron is {SHOWN[before.name]}; in dit dossier volgde{day} {next_}."
            yield Objection("stage.superseded", message, 0, len(claim), last.id, after.quote, after.start, after.end)


@lru_cache(maxsize=4096)
def _stage(document: Document) -> Stage | None:
    """The stage of a decision; an answer has none."""
    return None if document.kind == "schriftelijke vraag" else stage_of(document)


def _said(match: re.Match[str]) -> str:
    return " ".join((next((value for value in match.groupdict().values() if value), None) or match[0]).split())


def _asserts(claim: str, match: re.Match[str], reading: _Reading, sources: Sequence[Source]) -> bool:
    """Whether the words tell of a later stage, and not what a source says itself."""
    clause = _clause(claim, match.start(), match.end())
    if _TENTATIVE.search(clause) or _AHEAD.search(match[0]):
        return False
    if reading.least <= _APPROVED and _PROPOSAL.search(clause):
        return False
    for passage in (found for source in sources if (found := nearest(claim, [source]))):
        place = passage.text.lower().find(match[0].lower())
        if place >= 0 and not _TENTATIVE.search(_clause(passage.text, place, place + len(match[0]))):
            return False
    return True


def _clause(text: str, start: int, end: int) -> str:
    """The words of a sentence around a place in it."""
    return text[max(text.rfind(mark, 0, start) for mark in ".;:") + 1 : end + 40]
