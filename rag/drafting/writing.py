"""The second step: findings from the chosen sentences, and from nothing else.

The model does not see the section's text here: its words belong to no decision.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from pydantic import BaseModel

from rag.config import DraftConfig
from rag.drafting.asking import Line, Page, Pages, clip, page
from rag.drafting.reviewing import Told
from rag.drafting.selecting import ChosenDossier, Selection, about
from rag.dutch.language import is_dutch
from rag.errors import ModelError
from rag.evidence import Evidence, EvidenceDocument
from rag.llm.fence import one_line

PROMPT, VARIABLES = "schrijven", ("markering", "sectie", "dossiers", "lengte", "bronnen_per_zin")
# By ``draft.length``: what a finding holds, and how many dossiers are told at most.
LENGTHS = {"kort": "één zin", "gewoon": "één of twee zinnen", "uitgebreid": "twee tot vier zinnen"}
MOST_DOSSIERS = {"kort": 8, "gewoon": 16, "uitgebreid": 30}


class ReplySentence(BaseModel):
    """One sentence and the keys of the source sentences that carry it."""

    text: str
    keys: list[str]


class ReplyFinding(BaseModel):
    """One finding: a short heading and its sentences."""

    heading: str
    sentences: list[ReplySentence]


class Findings(BaseModel):
    """What was found for the section; empty if nothing."""

    findings: list[ReplyFinding]


@dataclass(frozen=True, slots=True)
class WrittenFinding:
    """A finding as the model wrote it, not yet reviewed."""

    heading: str
    sentences: tuple[Told, ...]


class _Detail(NamedTuple):
    """How much is shown: documents of a dossier, sentences of a document, characters of a sentence and of a title."""

    documents: int
    sentences: int
    sentence: int
    title: int


_DETAILS = (
    _Detail(3, 3, 700, 160),
    _Detail(3, 2, 450, 120),
    _Detail(2, 2, 350, 100),
    _Detail(2, 1, 300, 90),
    _Detail(1, 1, 240, 80),
)


def pages(evidence: Evidence, selection: Selection, config: DraftConfig) -> Pages:
    """The prompt's data, from most to least: first in less detail, then without the weakest dossiers."""
    told = selection.dossiers[: MOST_DOSSIERS[config.length]]
    every = [(told, detail) for detail in _DETAILS]
    fewer = [(told[:count], _DETAILS[-1]) for count in range(len(told) - 1, 0, -1)]
    return [partial(_page, evidence, shown, detail, config) for shown, detail in every + fewer]


def _page(evidence: Evidence, dossiers: Sequence[ChosenDossier], detail: _Detail, config: DraftConfig) -> Page:
    lines: list[Line] = []
    for number, dossier in enumerate(dossiers, 1):
        lines += [Line(f"Dossier {number}:"), _title(dossier.documents[0].item, detail.title)]
        for chosen in dossier.documents[: detail.documents]:
            lines.append(Line(about(chosen.item)))
            shown = chosen.sentences[: detail.sentences]
            lines += [Line(clip(sentence.text, detail.sentence), sentence.key) for sentence in shown]
    section = Line(f"{evidence.section.number} {evidence.section.title}")
    most = str(config.citations_per_sentence)
    return page({"sectie": [section], "dossiers": lines}, lengte=LENGTHS[config.length], bronnen_per_zin=most)


def _title(item: EvidenceDocument, characters: int) -> Line:
    """What a dossier is about; under a key, for its sentences often do not repeat it."""
    text = clip(item.document.title or "zonder titel", characters)
    return Line(text, item.title.key if item.title else "")


def read(shown: Page, replied: Findings) -> tuple[WrittenFinding, ...]:
    """The findings with the sentences behind their keys.

    Raises ModelError if they are not in Dutch.
    """
    require_dutch(sentence.text for finding in replied.findings for sentence in finding.sentences)
    return tuple(
        WrittenFinding(one_line(found.heading), tuple(told(shown, each.text, each.keys) for each in found.sentences))
        for found in replied.findings
    )


def told(shown: Page, text: str, keys: Iterable[str]) -> Told:
    """A sentence as it was given, with what its keys stand for."""
    names = [shown.name(key) for key in dict.fromkeys(keys)]
    return Told(one_line(text), tuple(dict.fromkeys(name for name in names if name)), names.count(None))


def require_dutch(texts: Iterable[str]) -> None:
    """Raise ModelError unless these texts together are Dutch."""
    if not is_dutch(" ".join(texts)):
        raise ModelError("model.language", "the answer is not in Dutch; try another llm.model")
