"""How far a decision is: the procedural stage of this decision, with the sentence that proves it.

The minutes are formulaic: "Na advies van de Raad van State keurt de Vlaamse Regering definitief het besluit goed". The
operative sentence has the government as subject and a verb in the present tense; what it recalls of earlier stages or
announces of later ones is taken out before it is read. Where it names no stage, the titles do ("Voorontwerp van ..."),
and otherwise the first thing the government does: giving, ordering, taking note or anything else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from rag.chunking import sentences_of
from rag.documents import Document, Span

StageName = Literal[
    "visienota",
    "conceptnota",
    "principieel",
    "opnieuw principieel",
    "definitief",
    "bekrachtiging",
    "toekenning",
    "machtiging",
    "mededeling",
    "kennisneming",
    "overig",
]
NAMES: tuple[StageName, ...] = get_args(StageName)
# How far towards execution a stage is. Stages with one number are equally far; "overig" stands for decisions taken in
# one go, so that nothing said of them can be ahead of them.
ORDER: dict[StageName, int] = {
    "mededeling": 0,
    "kennisneming": 0,
    "visienota": 1,
    "conceptnota": 1,
    "principieel": 2,
    "opnieuw principieel": 3,
    "machtiging": 4,
    "definitief": 5,
    "bekrachtiging": 6,
    "overig": 7,
    "toekenning": 7,
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage and its proof: ``document.text[start:end] == quote``."""

    name: StageName
    start: int
    end: int
    quote: str


def _loose(word: str) -> str:
    """A pattern for a word that the source may have broken by a space: "d efinitief"."""
    return r"[ ]?".join(word)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.I)


_PRINCIPLE = rf"{_loose('principi')}[ ]?(?:eel|[ëe]l)e?"
_FINAL = _loose("definitie")
_APPROVAL = r"(?:goedkeuring|vaststelling|beslissing|instemming|aanduiding|bescherming|afbakening|erkenning|versie)"
_DATED = r"(?:op|van|dd\.?)\s\d{1,2}\s\w+(?:\s\d{4})?"

_LONGEST = 2000  # characters of a sentence; a bound that keeps the time linear whatever the text
# Damage of the source that must not hide a word; the offsets are those of the untouched sentence.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))

# What a sentence says of another moment: an earlier stage it builds on, or a later one that it announces.
_PAST = _any(r"\b(?:keurde|keurden|hechtte|besliste|wijzigde|stelde|stemde|werden?|nam|gaf|kende)\b[^,;]*")
_ELSEWHERE = _any(
    _PAST.pattern,
    rf"\b(?:na|sinds|ingevolge|volgend op|gelet op|op basis van|bij|door|tussen|en)\s(?:de|haar|een|die|deze|zijn)\s"
    rf"(?:(?:eerste|tweede|derde|2de|vorige|eerdere)\s)?(?:{_PRINCIPLE}|{_FINAL}ve)\s{_APPROVAL}(?:\s{_DATED})?",
    rf"(?:{_PRINCIPLE}|{_FINAL}f)\s(?:goedgekeurde?|vastgestelde?|beslist|aangenomen)\b(?=\s(?:{_DATED}|door|tijdens))",
    rf"\b(?:{_DATED}|eerder|reeds|al|vorige\s\w+)\s(?:al\s|reeds\s|door\s\S+\sVlaamse\sRegering\s)?"
    rf"(?:{_PRINCIPLE}|{_FINAL}f)\s(?:goedgekeurde?|vastgestelde?|beslist)\b",
    rf"\b(?:het|de|dit|deze)\s(?:{_PRINCIPLE}|{_FINAL}f)\s(?:goedgekeurde|vastgestelde)\b",
    rf"\b(?:voor|v[oó]{{2}}r|ter|tot aan|in afwachting van)\s(?:een\s|de\s|die\s|haar\s)?{_FINAL}ve\s\w+",
    rf"\b(?:zal|zullen)\b[^,;]*\b{_FINAL}\w*",
)
_PRINCIPLED = _any(
    _PRINCIPLE, r"\bvoorlopige\s(?:vaststelling|aanduiding|bescherming)|\bvoorlopig\s(?:vast|aan|beschermd)\b"
)
_AGAIN = _any(
    rf"\b(?:opnieuw|andermaal|nogmaals)\b[^,;:]{{0,80}}{_PRINCIPLE}",
    rf"{_PRINCIPLE}[^,;:]{{0,40}}\b(?:opnieuw|andermaal|nogmaals)\b",
    rf"\b(?:tweede|derde|vierde|2de|2e|3de|3e)\s(?:keer|maal)\b[^;:]{{0,80}}{_PRINCIPLE}",
    rf"{_PRINCIPLE}[^;:]{{0,80}}\b(?:tweede|derde|vierde|2de|2e|3de|3e)\s(?:keer|maal)\b",
    rf"\b(?:tweede|derde|vierde|2de|2e|3de|3e|hernieuwde)\s{_PRINCIPLE}",
)
_FINALLY = _any(rf"{_FINAL}f\b", rf"{_FINAL}ve\s{_APPROVAL}")
_RATIFIED = _any(rf"\b{_loose('bekrachtig')}\w*\s+(?:en\s|van\s+het\s+\w*decreet)")
# The last advice before the government decides for good.
_ADVISED = _any(r"\bna\b[^;:]{0,200}\badvie(?:s|zen)\b[^;:]{0,200}\bRaad van State\b")


def _note(kind: str) -> re.Pattern[str]:
    """A title that is the name of a note, rather than a mention of one."""
    return _any(rf"\A\W*{kind}-?\s?nota\b", rf"\b{kind}-?\s?nota\b\s?[:‘'’“”\"]", rf"[/:]\s*{kind}nota\b")


_NOTES: tuple[StageName, ...] = ("visienota", "conceptnota")
# The government (or "ze", after a sentence that named it) doing something now: deciding, by one of the verbs of the
# minutes, or, where no sentence has those, by any verb in the present tense, which ends in -t. So do words of other
# kinds, verbs that want or can, and verbs that have the government as their object.
_DECIDING = (
    r"(?:k[ ]?e[ ]?urt|hecht|beslist|besluit|wijzigt|past|stemt|kent|neemt|stelt|verleent|erkent|verlengt|draagt|legt"
    r"|benoemt|vervangt|geeft|machtigt|mandateert|gelast|delegeert|belast|duidt|wijst|herschikt|herverdeelt|verdeelt"
    r"|bepaalt|voert|regelt|richt|sluit|verhoogt|actualiseert|reserveert|voorziet|trekt|gunt|gaat akkoord)\b"
)
_ANY_VERB = (
    r"(?!(?:besloot|sloot|liet|uit|met|dat|het|niet|tot|want|wat|wenst|moet|heeft|zet|gaat|streeft|machtigt|belast"
    r"|waaruit|omdat|zodat|doordat|opdat|voordat|nadat)\b)\w{2,}t\b"
)
_SUBJECT = r"(?:Vlaamse\s+[Rr]egering|\bVR|\b[Zz]e|\b[Dd]e\s+[Rr]egering)\b"
_DECISION, _ACT = (
    re.compile(rf"{_SUBJECT},?\s+(?:\w+\s+)?{verb}|\b{verb}\s+(?:in\s+|er\s+|nu\s+)?(?:de\s+)?{_SUBJECT}")
    for verb in (_DECIDING, _ANY_VERB)
)
# "Het decreet machtigt de Vlaamse Regering": there it is the one who may.
_ENABLED = _any(
    r"\b(?:decreet|besluit|wet|verordening|richtlijn)\b[^,;]*\b(?:machtigt|belast)\s+de\s+Vlaamse\s+Regering"
)
_DELEGATED = _any(r"\bminister\b[^.;]{0,120}\bwordt\b[^.;]{0,60}\b(?:gemachtigd|gemandateerd|belast|gelast)\b")

# What an act that names no formal stage does is told by the first of its verbs that is more than taking note.
_NEXT_VERB = re.compile(rf"(?:(?:,|\ben|\balsook)\s+(?:ze\s+)?|\bZe\s+)(?={_DECIDING})")
_VERB = re.compile(rf"\b{_DECIDING}", re.I)
_NOTED = _any(r"\bneemt\b[^.;]{0,60}\b(?:kennis|akte)\b")
_APPROVED = _any(r"\bkeurt\b", r"\b(?:hecht|geeft|verleent)\b[^.;]{0,60}\bgoedkeuring\b", r"\bakkoord\b", r"\bstemt\b")
_ORDERED = _any(
    r"\b(?:machtigt|te machtigen|gelast|delegeert|mandateert|gemachtigd|gemandateerd)\b",
    r"\bbelast\b[^.;]{0,60}\bminister|\bminister\b[^.;]{0,120}\bbelast\b",
    r"\b(?:geeft|verleent)\b[^.;]{0,120}\b(?:opdracht|mandaat|machtiging|volmacht|delegatie)\b",
    r"\bbeslist\b[^.;]{0,120}\b(?:toe te laten|te (?:ge)?lasten|op te dragen|opdracht te geven)\b",
    r"\bdraagt\b[^.;]{0,160}\bop\s(?:aan|om)\b|\bdraagt\b[^.;]{0,60}\bminister\b[^.;]{0,80}\bop\b",
)
_MONEY = (
    r"(?:\w*subsidi\w*|\w*steun|\w*ondersteuning|\w*toelagen?|\w*dotaties?|\w*middelen|\w*krediet\w*|\w*premies?|euro"
    r"|\w*waarborg|\w*financiering|\w*budget|\w*bedrag|\w*uren(?:-leraar)?|\w*erkenning(?:en)?)\b"
)
_GIFT = (
    r"(?:toe\s?te\s?kennen|toekenn(?:ing|en)|toegekend|\w*toewijzing|te\serkennen|verdeling|reservering|vrijgave|besteding"
    r"|gunning|erkenning|uitbetaling|\w*subsidi\w*|\w*financiering|\w*steun)\b"
)
_GIVEN = _any(r"\b(?:kent|kennen)\b(?![^;]*\bafwijking)[^;]*\btoe\b")
_GRANT = _any(
    r"\bwijst\b[^;]*\btoe\b|\b(?:geeft|maakt)\b[^;]*\bvrij\b",
    r"\b(?:verdeelt|reserveert|gunt|erkent(?!\sdat))\b",
    rf"\b(?:verleent|voorziet|investeert|trekt|stelt|maakt|geeft|ondersteunt|verhoogt|verlengt)\b"
    rf"(?!\s(?:\w+\s){{0,2}}goedkeuring)[^;]*\b{_MONEY}",
    rf"(?:\b(?:keurt|beslist|akkoord|stemt)\b|goedkeuring\b)[^;]*\b{_GIFT}",
)
_CONTRACT = _any(r"\b\w*(?:overeenkomst(?:en)?|convenant(?:en)?|contract(?:en)?)\b|\baddend(?:um|a)\b")
# Rules for later grants, moved credits and refusals are no grants, a contract among governments is no gift.
_NO_GRANT = _any(
    r"\b(?:wijzig\w*|\w*oproep\w*|voorwaarden|regels|modaliteiten|reglement\w*|thema|voorstel|herverde\w*|herschik\w*"
    r"|herbestem\w*|weiger\w*|negatie\w*|afwijking\w*|standpunt\w*|ontslag|collectieve\sarbeids\w*)\b",
    r"\btrekt\b[^;]*\bin\b|\bkoninklijk\sbesluit\b|\bsamenwerkingsakkoord",
)
_OUTSIDE = _any(r"\b(?:vzw|nv|cvba|bv|stichting|universiteit\w*|hogescho\w+|\w*(?:premie|subsidie)overeenkomst\w*)\b")
_GOVERNMENTS = _any(
    r"\b(?:staat|federale|waalse|waals|brussels\w*|franse|duitstalige|nederland|provincies?|provinciebestu\w+|gemeenten?"
    r"|stad|steden|lokale besturen|europese|departement|agentschap\w*|verdrag)\b"
)

# What the titles say where the body names no stage, most telling first.
_TITLES: tuple[tuple[StageName, re.Pattern[str]], ...] = (
    ("bekrachtiging", _any(r"\bbekracht\w*\s+en\s+(?:de\s+)?afkondiging")),
    ("opnieuw principieel", _AGAIN),
    ("principieel", _any(_PRINCIPLE, r"\bvoorontwerp(?:en|decreet|besluit)?\b", r"\bvoorlopige\s(?:vaststelling|aan)")),
    ("definitief", _any(rf"{_FINAL}ve\s{_APPROVAL}")),
    ("visienota", _note("visie")),
    ("conceptnota", _note("concept")),
)
_GRANTED = _any(
    rf"\btoekenning\b.{{0,80}}\b{_MONEY}|\b\w*subsidie(?:s|ring)?\s+(?:aan|voor)\b|\b\w*subsidies?:|\bsteun aan\b",
    r"\b\w*subsidiebesluit(?:en)?\b|\bbesteding(?:skader)? (?:van )?(?:de )?middelen\b",
)
# Texts of another government: what this one does is give an opinion.
_OPINION = _any(
    r"\bstandpunt(?:bepaling)?\b", r"\b(?:voor)?ontwerp van (?:koninklijk|wet\b|federa)", r"\bkoninklijk besluit\b.*\Z"
)
_DRAFT = _any(
    r"\bontwerp-?\s?(?:decreet|decreten|besluit|besluiten)\b|\bontwerp(?:en)? van (?:\w+\s)?(?:decreet|besluit)"
)
# "Over dit besluit wordt het advies ingewonnen": it will come back.
_SENT_OUT = _any(
    r"\b(?:over|omtrent)\s(?:dit|deze)\b.*\badvie(?:s|zen)\b.*\b(?:ingewonnen|gevraagd)\b",
    r"\b(?:dit|deze)\b.*\bword(?:t|en)\b.*\bvoor\sadvies\b.*\bvoorgelegd\b",
    r"\bopenbaar onderzoek\b.*\b(?:organiseren|onderworpen|voorgelegd)\b",
)


@lru_cache(maxsize=8192)
def stage_of(document: Document) -> Stage:
    """The stage of a decision. Its proof is the operative sentence, or the title where there is none."""
    titles = [Span(s.start, s.end) for s in document.segments if s.role in ("title", "long_title")]
    # What stands first, not the whole: attachments may follow.
    first = next(iter(titles or [Span(s.start, s.end) for s in document.segments]), Span(0, 0))
    heading = " / ".join(_clean(document, span) for span in titles)
    sentences = list(_sentences(document))
    acts = _acts(sentences)
    # Every decision has a summary that tells what was decided; a communication has no more than its titles.
    if document.kind == "mededeling" or (not acts and document.kind is None):
        noted = (name for name, pattern in _TITLES if name in _NOTES and pattern.search(heading))
        return _stage(document, next(noted, "mededeling"), first)
    for span, text in acts:
        if formal := _formal(text, heading):
            return _stage(document, formal, span)
    proof = acts[0][0] if acts else first
    if titled := _titled(heading):
        return _stage(document, titled, proof)
    if sent := next((span for span, text in sentences if _SENT_OUT.search(text)), None):
        return _stage(document, "principieel", sent)
    for span, text in acts:
        if deed := _deed(text, heading):
            return _stage(document, deed, span)
    return _stage(document, "kennisneming" if acts else "overig", proof)


def _acts(sentences: list[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """The operative sentences."""
    for pattern in (_DECISION, _ACT):
        acts = [
            (span, text)
            for span, text in sentences
            if (pattern.search(_PAST.sub(" ", text)) and not _ENABLED.search(text)) or _DELEGATED.search(text)
        ]
        if acts:
            return acts
    return []


def _formal(text: str, heading: str) -> StageName | None:
    """The formal stage that an operative sentence names itself."""
    if _RATIFIED.search(text):
        return "bekrachtiging"
    own = _ELSEWHERE.sub(" ", text)
    for name in _NOTES:
        # A draft carries out the note it mentions; a decision that has one in its title is about it.
        if name in own.lower() and name in heading.lower() and not _DRAFT.search(heading):
            return name
    if _PRINCIPLED.search(own):
        return "opnieuw principieel" if _AGAIN.search(own) or _AGAIN.search(heading) else "principieel"
    return "definitief" if _FINALLY.search(own) or _ADVISED.search(own) else None


def _titled(heading: str) -> StageName | None:
    """What the titles say of a decision whose body names no formal stage."""
    if _OPINION.search(heading):
        return "overig"
    own = _ELSEWHERE.sub(" ", heading)
    return next((name for name, pattern in _TITLES if pattern.search(own)), None)


def _deed(text: str, heading: str) -> StageName | None:
    """What an operative sentence without a formal stage does first, None where it only takes note."""
    clauses = [clause for clause in _NEXT_VERB.split(text) if _VERB.search(clause)] or [text]
    clause = next((clause for clause in clauses if not _NOTED.search(clause)), None)
    if clause is None:
        return None
    if _ORDERED.search(clause):
        return "machtiging"
    if _APPROVED.search(clause) and _CONTRACT.search(clause):
        both = f"{heading} / {clause}"
        among = _NO_GRANT.search(clause) or (_GOVERNMENTS.search(both) and not _OUTSIDE.search(both))
        return "overig" if among else "toekenning"
    if _GIVEN.search(clause) or (_GRANT.search(clause) and not _NO_GRANT.search(clause)):
        return "toekenning"
    if not _APPROVED.search(clause):
        return "overig"
    # What is approved is often named no better than by the title.
    return "toekenning" if _GRANTED.search(heading) and not _NO_GRANT.search(heading) else "overig"


def _sentences(document: Document) -> Iterator[tuple[Span, str]]:
    """The sentences of the body, cleaned."""
    for segment in document.segments:
        if segment.role == "body":
            for span in sentences_of(document, segment):
                yield Span(*span), _clean(document, Span(*span))


def _clean(document: Document, span: Span) -> str:
    """The words of a span without invisible characters, single-spaced."""
    return " ".join(document.text[span.start : min(span.end, span.start + _LONGEST)].translate(_INVISIBLE).split())


def _stage(document: Document, name: StageName, span: Span) -> Stage:
    return Stage(name, span.start, span.end, document.text[span.start : span.end])
