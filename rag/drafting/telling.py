"""Decisions told in their own words: one sentence a dossier, with its dates and the way it came.

The only words that are not the source's are those of the templates here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from rag.documents import Document
from rag.drafting.draft import DraftSentence
from rag.drafting.headings import named
from rag.drafting.trimming import Act, find_act, one_line, points_outside, settled, shorten, subject
from rag.dutch.calendar import day_in_words
from rag.evidence import EvidenceDocument, EvidenceSentence
from rag.gathering import course
from rag.lexical import stems
from rag.stages import ORDER, StageName

# Fewer words on its subject, and an act needs the title of its decision to be understood.
LEAST_SUBJECT = 2
LONGEST_QUOTE = 400  # characters
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
_DECISION = ("eerdere beslissing", "eerdere beslissingen")
_PAST = re.compile(r"\b(?:keurde|kende|besliste|hechtte|wijzigde|publiceerde|werd|werden|was|waren|had|hadden)\b")
# Days seen from the day of the decision, which its reader does not have, and words that tie a sentence to another.
_MOMENT = re.compile(
    r"\b(?:vandaag|momenteel|nu|morgen|gisteren|volgende? \w+|vorige? \w+|dit (?:school|werk)?jaar"
    r"|op d(?:ezelfde|ie) (?:dag|datum)|binnenkort|eind dit|immers|echter|bovendien|daarentegen)\b",
    re.IGNORECASE,
)
# What was agreed or intended is no news of what was done.
_AGREED = re.compile(r"\b(?:regeerakkoord|regeringsverklaring|beleidsnota|Regering wil)\b", re.IGNORECASE)
# Nor is what happens to every decision.
_ROUTINE = re.compile(r"\bBelgisch Staatsblad\b|\b(?:verdere? )?uitvoering van (?:dit|het) besluit\b")
# What is no sentence but the name of something that was put before the government.
_TITLED = re.compile(r"(?:Resolutie|Motie|Voorontwerp|Ontwerp\w*|Prejudiciële|Beroep|A\.) ")
# "het decreet dat het Energiedecreet en de Codex Wonen wijzigt", "definitief het besluit van 3 mei 2019 over de X"
_CHANGED = re.compile(r"\bdat (?:[^,]|, (?!wat|om|met|zodat))* wijzigt$")
_RULES = re.compile(
    r"(?:(?:opnieuw|principieel|definitief) )*(?:het|de|haar|een aantal|diverse|verschillende|enkele)"
    r" [^,]*(?:besluit|decreet|[Cc]odex|wet|besluiten|decreten|regelgeving)\b"
    r"(?:(?!\b(?:zodat|om|met|waardoor|wat)\b)[^,])*(?: aan)?"
)
_SENTENCE = re.compile(r"^[A-ZÀ-Ý0-9‘'\"“].*[.!][\"'”’)\]]*$", re.S)
_NESTED = str.maketrans({"“": "‘", "”": "’", '"': "'", "„": "‘"})


def deciding(item: EvidenceDocument) -> EvidenceSentence:
    """The sentence that stands for a document: it tells its stage, it can be told, it serves the section."""

    def standing(sentence: EvidenceSentence) -> float:
        text = one_line(sentence.text)
        proves = sentence.start <= item.stage.start < sentence.end
        return 0.5 * bool(find_act(text, 0)) + proves - 0.5 * points_outside(text) + sentence.score

    # What is attached to a decision is not the decision.
    own = [sentence for sentence in item.sentences if sentence.role != "attachment"] or item.sentences
    best = max(own, key=lambda sentence: (standing(sentence), -sentence.start))
    if find_act(one_line(best.text), 0) and best.role != "attachment":
        return best
    # What decides nothing is quoted, and must be understood as it stands.
    standing_alone = (s for s in own if _stands(s) and s.end - s.start <= LONGEST_QUOTE)
    return max(standing_alone, key=lambda sentence: (sentence.score, -sentence.start), default=best)


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


def tell_dossier(dossier: Sequence[EvidenceDocument], longest: int, most: int, *, alone: bool = False) -> DraftSentence:
    """One sentence on a dossier: its latest decision, after the ones before it; cites at most ``most`` sentences.

    ``alone`` if it is all that stands under its heading, which is then its title.
    """
    latest, before = principal(dossier)
    sentence = deciding(latest)
    text = one_line(sentence.text)
    act = find_act(text, longest) if sentence.role == "body" else None
    if act is None:
        return DraftSentence(_quoted(sentence, latest), (sentence.key,))
    keys = [sentence.key]
    opening = act.lead
    if not opening and latest.title and most > 1 and (_unclear(act) or not (alone or _tells(act, latest.document))):
        opening = f"in het dossier “{named(latest.document).translate(_NESTED)}”"
        keys.append(latest.title.key)
        act = replace(act, rest=settled(act.rest))
    told = [(item, deciding(item)) for item in before]
    # One without a day tells nothing where its stage is not known, or is told of another one with its day.
    dated = {_called(*pair) for pair in told if pair[0].document.date} | {_DECISION}
    told = [pair for pair in told if pair[0].document.date or _called(*pair) not in dated]
    told = told[max(0, len(told) - most + len(keys)) :]
    keys += [found.key for _, found in told]
    return DraftSentence(_clause(act, opening, _after(told), latest.document) + ".", tuple(keys))


def _unclear(act: Act) -> bool:
    """Whether an act leans on something that was told before, or hardly says what it is about."""
    return points_outside(act.rest) or len(subject(act.rest)) < LEAST_SUBJECT


def _tells(act: Act, document: Document) -> bool:
    """Whether an act says more than which rules are changed, or its title no more than that either."""
    changed = _CHANGED.search(act.rest) or (act.verb in ("wijzigt", "past") and _RULES.fullmatch(act.rest))
    return not changed or len(subject(named(document)) - subject(act.rest)) < LEAST_SUBJECT


def _clause(act: Act, opening: str, after: str, document: Document) -> str:
    """An act with its day, and what went before it at the head of the sentence or, if that is taken, at its end."""
    day = f"op {day_in_words(document.date)}" if document.date else ""
    if document.date and opening and opening != act.lead and act.rest[0].isdigit():
        # Two numbers may not meet: "op 3 mei 2021 400.000 euro".
        opening, day = f"{opening} van {day_in_words(document.date)}", ""
    if opening or (after and day and act.rest[0].isdigit()):
        clause = act.text(opening, day)
        return f"{clause}, {after}" if after else clause
    return act.text(after, day)


def _after(told: Sequence[tuple[EvidenceDocument, EvidenceSentence]]) -> str:
    """ "na de principiële goedkeuring van 8 juli 2022 en de definitieve goedkeuring van 28 oktober 2022"."""
    parts = []
    for (one, many), group in groupby(told, key=lambda pair: _called(*pair)):
        days = list(dict.fromkeys(item.document.date for item, _ in group))
        when = " en ".join(day_in_words(day) for day in days if day)
        noun = many if len(days) > 1 else one
        article = "" if noun == _DECISION[1] else "een " if noun == _DECISION[0] else "de " if when else "een eerdere "
        parts.append(f"{article}{noun}{f' van {when}' if when else ''}")
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
    if sentence.role in ("title", "long_title"):
        return f"{_named(document)} heeft als titel “{text.rstrip('.')}”."
    if sentence.role == "attachment":
        return attached(sentence, document)
    if _TITLED.match(text):
        return f"{_named(document)} betreft “{text.rstrip('.')}”."
    kind = (document.kind or "document") if item.stage.name == "mededeling" else "beslissing"
    return f"In een {kind}{day} staat: “{_ended(text)}”"


def answered(sentence: EvidenceSentence, document: Document, *, more: bool = False) -> str:
    """An answer, told as one; ``more`` if another sentence of the same answer has been told."""
    text = _ended(one_line(sentence.text).translate(_NESTED))
    if more:
        return f"Ook antwoordde de minister: “{text}”"
    day = f" op {day_in_words(document.date)}" if document.date else ""
    return f"De minister antwoordde{day}: “{text}”"


def attached(sentence: EvidenceSentence, document: Document) -> str:
    """What stands in an attachment, told as no more than that."""
    day = f" van {day_in_words(document.date)}" if document.date else ""
    kind = "het antwoord" if document.kind == "schriftelijke vraag" else "de beslissing"
    return f"In een bijlage bij {kind}{day} staat: “{_ended(one_line(sentence.text).translate(_NESTED))}”"


def _named(document: Document) -> str:
    """A document by its kind and day."""
    kind = {"nota": "nota", "mededeling": "mededeling"}.get(document.kind or "")
    if document.date:
        return f"{f'De {kind}' if kind else 'Het document'} van {day_in_words(document.date)}"
    return f"Een {kind or 'document'}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else text.rstrip(",;: ") + "."


def verbatim(item: EvidenceDocument) -> DraftSentence:
    """The sentence that stands for a decision as it is, with its day."""
    sentence = deciding(item)
    text = one_line(sentence.text)
    if find_act(text, len(text)) is None or sentence.role != "body":
        return DraftSentence(_quoted(sentence, item), (sentence.key,))
    day = f" ({day_in_words(item.document.date)})" if item.document.date else ""
    return DraftSentence(f"{_ended(text)[:-1]}{day}.", (sentence.key,))


def details(item: EvidenceDocument, told: Sequence[str], longest: int, most: int, least: float) -> list[DraftSentence]:
    """At most ``most`` further sentences of a document that can be read on their own and serve the section ``least``.

    Details follow a decision; what goes before it is its occasion. What ``told`` says is not said again.
    """
    first = deciding(item)
    told = list(told)
    found: list[DraftSentence] = []
    for sentence in sorted(item.sentences, key=lambda sentence: (-sentence.score, sentence.start)):
        if len(found) == most or sentence.score < least:
            break
        if sentence.start <= first.start or not _stands(sentence):
            continue
        text = shorten(one_line(sentence.text), longest)
        if len(text) > longest or any(_alike(text, other) for other in told):
            continue
        if sentence.role == "answer":
            text = answered(sentence, item.document, more=True)
        text = attached(sentence, item.document) if sentence.role == "attachment" else _ended(text)
        told.append(text)
        found.append(DraftSentence(text, (sentence.key,)))
    return found


def _stands(sentence: EvidenceSentence) -> bool:
    """Whether a sentence says something on its own, whenever it is read."""
    text = one_line(sentence.text)
    if sentence.role not in ("body", "answer", "attachment") or not _SENTENCE.match(text) or text.endswith("?"):
        return False
    return not (points_outside(text) or any(told.search(text) for told in (_MOMENT, _AGREED, _ROUTINE)))


def _alike(a: str, b: str) -> bool:
    one, other = set(stems(a)), set(stems(b))
    return len(one & other) >= ALIKE * min(len(one), len(other))
