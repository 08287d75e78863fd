"""The first step: which dossiers carry which commitments, by which sentences, how far, and how strongly.

The model points and grades; the stage of a decision and the sentence that decides are the program's to say.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from pydantic import BaseModel

from rag.drafting.asking import Line, Page, Pages, clip, page, quoted
from rag.drafting.headings import short_title
from rag.drafting.telling import principal
from rag.dutch.hyphenation import heal
from rag.errors import ModelError
from rag.evidence import Evidence, EvidenceDocument, EvidenceSentence

PROMPT, VARIABLES = "kiezen", ("markering", "voornemens", "dossiers")
LEAST, HIGHEST = 2, 3  # the grade from which a dossier is told, and the best
MOST_DOCUMENTS = 3  # of a dossier
MOST_SENTENCES = 3  # of a document


class Carried(BaseModel):
    """A dossier that carries commitments: its telling sentences, the stage it is at, and a grade of 0 to 3."""

    commitments: list[str]
    sentences: list[str]
    stage: str
    score: int


class Choices(BaseModel):
    """The dossiers that carry something, and the commitments that none carries."""

    carried: list[Carried]
    none: list[str]


@dataclass(frozen=True, slots=True)
class ChosenDocument:
    """A document and those of its sentences that are told, the one that decides first."""

    item: EvidenceDocument
    sentences: tuple[EvidenceSentence, ...]


@dataclass(frozen=True, slots=True)
class ChosenDossier:
    """A dossier that is told, its latest document first; ``commitments`` are the places of those that it carries."""

    commitments: tuple[int, ...]
    score: int
    documents: tuple[ChosenDocument, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all that can be told of it."""
        shown = [sentence for document in self.documents for sentence in (*document.sentences, document.item.title)]
        return tuple(sentence.key for sentence in shown if sentence)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is told, strongest first. ``left_out`` are documents that there was no room to show."""

    dossiers: tuple[ChosenDossier, ...]
    left_out: tuple[str, ...] = ()
    took: dict[str, int] = field(default_factory=dict)


class _Detail(NamedTuple):
    """How much is shown: sentences of a dossier, and characters of a sentence, a title and a commitment."""

    sentences: int
    sentence: int
    title: int
    commitment: int


# From as much as helps to as little as still tells what a dossier is about.
_DETAILS = (
    _Detail(3, 320, 160, 400),
    _Detail(2, 260, 140, 240),
    _Detail(2, 180, 120, 180),
    _Detail(2, 140, 110, 150),
    _Detail(1, 200, 110, 150),
    _Detail(1, 140, 100, 130),
    _Detail(1, 110, 100, 110),
)


def pages(evidence: Evidence) -> Pages:
    """The prompt's data, from most to least: in less detail, the last dossiers by title alone, then not at all."""
    dossiers = list(evidence.dossiers().values())
    counts = range(len(dossiers) - 1, -1, -1)
    every = [(dossiers, len(dossiers), detail) for detail in _DETAILS]
    titles = [(dossiers, count, _DETAILS[-1]) for count in counts]
    fewer = [(dossiers[:count], 0, _DETAILS[-1]) for count in counts if count]
    return [partial(_page, evidence, *shown) for shown in every + titles + fewer]


def _page(evidence: Evidence, dossiers: Sequence[Sequence[EvidenceDocument]], full: int, detail: _Detail) -> Page:
    """The first ``full`` dossiers with sentences, the others with the title of their best document alone."""
    title = Line(f"{evidence.section.number} {evidence.section.title}")
    wanted = [Line(clip(heal(text), detail.commitment), name) for name, text in _wanted(evidence).items()]
    lines: list[Line] = []
    for number, dossier in enumerate(dossiers, 1):
        best = dossier[0]
        shown = _telling(best)[: detail.sentences]
        if (number > full and best.title) or shown[0].role == "title":
            shown, heading = ((best.title or shown[0]),), ""
        else:
            heading = clip(short_title(best.document), detail.title)
        lines += [Line(f"Dossier {number}: {heading}".rstrip()), Line(about(principal(dossier)[0]))]
        lines += [quoted(told, detail.sentence) for told in shown]
    return page({"voornemens": [title, *wanted], "dossiers": lines})


def _telling(item: EvidenceDocument) -> tuple[EvidenceSentence, ...]:
    """The sentences of a document: the one that says most of the section, the one that decides, and the others."""
    best, *others = item.sentences
    return best, *sorted(others, key=lambda sentence: sentence not in _proving(item))


def _proving(item: EvidenceDocument) -> tuple[EvidenceSentence, ...]:
    """The sentence that proves the stage, where it is among those that can be cited."""
    return tuple(sentence for sentence in item.sentences if sentence.start <= item.stage.start < sentence.end)


def _wanted(evidence: Evidence) -> dict[str, str]:
    """What dossiers may carry, by name: the commitments, and what else of the section brought a document here."""
    text = evidence.section.text
    others = {(r.start, r.end) for item in evidence.documents for r in item.reasons if r.commitment is None}
    found = {f"commitment {place}": made.text for place, made in enumerate(evidence.commitments)}
    found |= {f"other {start}": text[start:end] for start, end in sorted(others)}
    return found or {"section": text}


def about(item: EvidenceDocument) -> str:
    """The line above the sentences of a document: day, kind and stage."""
    day = str(item.document.date or "zonder datum")
    return ", ".join(filter(None, (day, item.document.kind, _stage(item))))


def _stage(item: EvidenceDocument) -> str:
    """What is decided has a stage; an answer decides nothing."""
    return "antwoord" if item.document.kind == "schriftelijke vraag" else item.stage.name


@dataclass(slots=True)
class _Mark:
    """What was said of one dossier: the keys of sentences, the commitments and the grade."""

    keys: dict[str, None] = field(default_factory=dict)
    commitments: dict[int, None] = field(default_factory=dict)
    score: int = 0


def read(evidence: Evidence, shown: Page, choices: Choices) -> Selection:
    """The dossiers behind the keys that were shown. Stages are those that the program read, whatever the model says.

    Raises ModelError if the model named sentences, none of which exists: then it read something else.
    """
    owners = {shown.key: item for item in evidence.documents for shown in (*item.sentences, item.title) if shown}
    dossiers = evidence.dossiers()
    marks: defaultdict[int, _Mark] = defaultdict(_Mark)
    took = Counter(carried=len(choices.carried), none=len(choices.none), unknown=0, restaged=0)
    for carried in choices.carried:
        names = [shown.name(key) for key in (*carried.commitments, *carried.sentences)]
        told = [name for name in names if name in owners]
        took["unknown"] += names.count(None)
        latest = [principal(dossiers[owners[name].dossier])[0] for name in told]
        took["restaged"] += bool(told) and carried.stage not in map(_stage, latest)
        for name in told:  # sentences of several dossiers may stand in one answer
            mark = marks[owners[name].dossier]
            mark.keys[name] = None
            mark.commitments |= {made: None for made in map(_commitment, names) if made is not None}
            mark.score = max(mark.score, min(carried.score, HIGHEST))
    if not marks and any(carried.sentences for carried in choices.carried):
        raise ModelError("key.unknown", "the answer names no sentence that was shown; try another llm.model")
    displayed = {owners[name].dossier for name in shown.names.values() if name in owners}
    left_out = [item.document.id for item in evidence.documents if item.dossier not in displayed]
    return _selection(evidence, {n: mark for n, mark in marks.items() if mark.score >= LEAST}, took, left_out)


def by_rules(evidence: Evidence) -> Selection:
    """Every dossier, by the sentences for which it was found."""
    marks: defaultdict[int, _Mark] = defaultdict(lambda: _Mark(score=LEAST))
    for item in evidence.documents:
        marks[item.dossier].keys |= {reason.key: None for reason in item.reasons[:1]}
        marks[item.dossier].commitments |= {r.commitment: None for r in item.reasons if r.commitment is not None}
    return _selection(evidence, marks, Counter(), [])


def _selection(
    evidence: Evidence, marks: Mapping[int, _Mark], took: Counter[str], left_out: Sequence[str]
) -> Selection:
    """The marked dossiers, strongest first and then in the order of the evidence."""
    dossiers = [
        ChosenDossier(tuple(marks[number].commitments), marks[number].score, _documents(items, marks[number].keys))
        for number, items in evidence.dossiers().items()
        if number in marks
    ]
    dossiers.sort(key=lambda dossier: -dossier.score)
    took["documents"] = len(evidence.documents) - len(left_out)
    took["dossiers"] = len(dossiers)
    return Selection(tuple(dossiers), tuple(left_out), dict(took))


def _documents(items: Sequence[EvidenceDocument], keys: Container[str]) -> tuple[ChosenDocument, ...]:
    """What is told of a dossier: its latest decision, then those that were chosen, then the others before it."""
    latest, before = principal(items)
    before = sorted(reversed(before), key=lambda item: not any(sentence.key in keys for sentence in item.sentences))
    return tuple(ChosenDocument(item, _sentences(item, keys)) for item in [latest, *before][:MOST_DOCUMENTS])


def _sentences(item: EvidenceDocument, keys: Container[str]) -> tuple[EvidenceSentence, ...]:
    """The sentence that decides and those chosen; the best one where there are neither."""
    proving = _proving(item)
    chosen = [sentence for sentence in item.sentences if sentence.key in keys and sentence not in proving]
    return tuple([*proving, *chosen][:MOST_SENTENCES]) or item.sentences[:1]


def _commitment(name: str | None) -> int | None:
    """The place of the commitment of that name; other stretches of the section are none."""
    kind, _, place = (name or "").partition(" ")
    return int(place) if kind == "commitment" else None
