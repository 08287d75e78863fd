"""Decisions told in their own words: one sentence a dossier, with its dates and the way it came.

The only words that are not the source's are those of the templates here.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from rag.documents import Document
from rag.drafting.draft import DraftSentence
from rag.drafting.headings import short_title
from rag.drafting.trimming import Act, find_act, one_line, points_outside, shorten, subject
from rag.dutch.calendar import day_in_words
from rag.evidence import MIN_SERVICE, Evidence, EvidenceDocument, EvidenceSentence, course
from rag.lexical import stems
from rag.stages import ORDER, StageName

QUESTION = "schriftelijke vraag"
# Fewer words on its subject, and an act needs the title of its decision to be understood.
LEAST_SUBJECT = 2
# What is shared by two sentences that say the same.
ALIKE = 0.7

# What a stage is called where a later one is told, and the word by which its own sentence must say so.
_CALLED: dict[StageName, tuple[str, str, str]] = {
    "principieel": ("principiële goedkeuring", "principiële goedkeuringen", r"princip"),
    "opnieuw principieel": ("principiële goedkeuring", "principiële goedkeuringen", r"princip"),
    "definitief": ("definitieve goedkeuring", "definitieve goedkeuringen", r"definiti"),
    "bekrachtiging": ("bekrachtiging", "bekrachtigingen", r"bekracht"),
    "visienota": ("visienota", "visienota's", r"visie"),
    "conceptnota": ("conceptnota", "conceptnota's", r"concept"),
}
_DECISION = ("beslissing", "beslissingen")
_PAST = re.compile(r"\b(?:keurde|kende|besliste|hechtte|wijzigde|publiceerde|werd|werden|was|waren|had|hadden)\b")
# Days seen from the day of the decision, which its reader does not have.
_MOMENT = re.compile(
    r"\b(?:vandaag|momenteel|nu|morgen|gisteren|volgende? \w+|vorige? \w+|dit (?:school|werk)?jaar|binnenkort|eind dit)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"^[A-ZÀ-Ý0-9‘'\"“].*[.!][\"'”’)\]]*$", re.S)
_NESTED = str.maketrans({"“": "‘", "”": "’", '"': "'", "„": "‘"})


def deciding(item: EvidenceDocument) -> EvidenceSentence:
    """The sentence that stands for a document: it tells its stage, it can be told, it serves the section."""

    def standing(sentence: EvidenceSentence) -> float:
        text = one_line(sentence.text)
        proves = sentence.start <= item.stage.start < sentence.end
        return 0.5 * bool(find_act(text, 0)) + proves - 0.5 * points_outside(text) + sentence.score

    return max(item.sentences, key=lambda sentence: (standing(sentence), -sentence.start))


def principal(dossier: Sequence[EvidenceDocument]) -> tuple[EvidenceDocument, list[EvidenceDocument]]:
    """The decision of a dossier that is told, its latest, and those that went before it, in order.

    What is only communicated tells nothing where something was decided.
    """
    items = {item.document.id: item for item in dossier}
    ordered = [items[document.id] for document in course(item.document for item in dossier)]
    acts = [item for item in ordered if item.stage.name != "mededeling"] or ordered
    *before, latest = acts
    return latest, [item for item in before if _precedes(item, latest)]


def _precedes(item: EvidenceDocument, latest: EvidenceDocument) -> bool:
    """Whether it is certain that one decision was taken before another: by their days or, without, by their stages."""
    if item.document.date and latest.document.date:
        return item.document.date < latest.document.date
    return ORDER[item.stage.name] < ORDER[latest.stage.name]


def tell_dossier(dossier: Sequence[EvidenceDocument], longest: int, most: int) -> DraftSentence:
    """One sentence on a dossier: its latest decision, after the ones before it; cites at most ``most`` sentences."""
    latest, before = principal(dossier)
    sentence = deciding(latest)
    text = one_line(sentence.text)
    act = find_act(text, longest) if sentence.role == "body" else None
    if act is None:
        return DraftSentence(_quoted(sentence, latest), (sentence.key,))
    keys = [sentence.key]
    opening = act.lead
    if not opening and (points_outside(act.rest) or len(subject(act.rest)) < LEAST_SUBJECT) and latest.title and most > 1:
        opening = f"in het dossier “{short_title(latest.document).translate(_NESTED)}”"
        keys.append(latest.title.key)
    told = [(item, deciding(item)) for item in before][-(most - len(keys)) :] if most > len(keys) else []
    keys += [found.key for _, found in told]
    return DraftSentence(_clause(act, opening, _after(told), latest.document) + ".", tuple(keys))


def _clause(act: Act, opening: str, after: str, document: Document) -> str:
    """An act with its day, and what went before it at the head of the sentence or, if that is taken, at its end."""
    day = f"op {day_in_words(document.date)}" if document.date else ""
    if opening or (after and day and act.rest[0].isdigit()):
        clause = act.text(opening, day)
        return f"{clause}, {after}" if after else clause
    return act.text(after, day)


def _after(told: Sequence[tuple[EvidenceDocument, EvidenceSentence]]) -> str:
    """"na de principiële goedkeuring van 8 juli 2022 en de definitieve goedkeuring van 28 oktober 2022"."""
    parts = []
    for (one, many), group in groupby(told, key=lambda pair: _called(*pair)):
        days = [item.document.date for item, _ in group]
        when = " en ".join(day_in_words(day) for day in days if day)
        parts.append(f"de {many if len(days) > 1 else one}{f' van {when}' if when else ''}")
    return f"na {' en '.join(parts)}" if parts else ""


def _called(item: EvidenceDocument, sentence: EvidenceSentence) -> tuple[str, str]:
    """What an earlier decision is called, one and several: by its stage where the sentence cited says that stage."""
    one, many, word = _CALLED.get(item.stage.name, (*_DECISION, ""))
    return (one, many) if re.search(word, sentence.text, re.IGNORECASE) else _DECISION


def _quoted(sentence: EvidenceSentence, item: EvidenceDocument) -> str:
    """What cannot be told as an act, as a quotation: an answer, a title, a sentence of another kind."""
    document = item.document
    text = one_line(sentence.text).translate(_NESTED)
    day = f" van {day_in_words(document.date)}" if document.date else ""
    if sentence.role == "answer":
        return answered(sentence, document)
    kind = "mededeling" if item.stage.name == "mededeling" and document.kind else "document"
    if sentence.role in ("title", "long_title"):
        kind = document.kind or "document"
        return f"Er is een {_noun(document)}{day} met als titel “{text.rstrip('.')}”."
    if item.stage.name == "mededeling":
        return f"Er is een {_noun(document)}{day} met als onderwerp “{text.rstrip('.')}”."
    return f"In de beslissing{day or ' zonder datum'} staat: “{_ended(text)}”"


def answered(sentence: EvidenceSentence, document: Document, *, more: bool = False) -> str:
    """An answer, told as one; ``more`` if another sentence of the same answer has been told."""
    text = _ended(one_line(sentence.text).translate(_NESTED))
    if more:
        return f"Ook antwoordde de minister: “{text}”"
    day = f" op {day_in_words(document.date)}" if document.date else ""
    return f"De minister antwoordde{day} op een schriftelijke vraag: “{text}”"


def _noun(document: Document) -> str:
    return {"nota": "nota", "mededeling": "mededeling"}.get(document.kind or "", "document")


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else text.rstrip(",;: ") + "."


def details(
    item: EvidenceDocument, told: Sequence[str], longest: int, most: int
) -> list[DraftSentence]:
    """At most ``most`` further sentences of a document that serve the section and can be read on their own.

    Details follow a decision; what goes before it is its occasion. What ``told`` says is not said again.
    """
    first = deciding(item)
    told = list(told)
    found: list[DraftSentence] = []
    for sentence in sorted(item.sentences, key=lambda sentence: (-sentence.score, sentence.start)):
        if len(found) == most or sentence.score < MIN_SERVICE:
            break
        if sentence.start <= first.start or not _stands(sentence):
            continue
        text = shorten(one_line(sentence.text), longest)
        if len(text) > longest or any(_alike(text, other) for other in told):
            continue
        if sentence.role == "answer":
            text = answered(sentence, item.document, more=True)
        told.append(text)
        found.append(DraftSentence(_ended(text), (sentence.key,)))
    return found


def _stands(sentence: EvidenceSentence) -> bool:
    """Whether a sentence says something on its own, whenever it is read."""
    text = one_line(sentence.text)
    if sentence.role not in ("body", "answer") or not _SENTENCE.match(text) or text.endswith("?"):
        return False
    return not (points_outside(text) or _MOMENT.search(text))


def _alike(a: str, b: str) -> bool:
    one, other = set(stems(a)), set(stems(b))
    return len(one & other) >= ALIKE * min(len(one), len(other))
