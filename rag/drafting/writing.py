"""The second step: findings from the chosen sentences, and from nothing else.

The model does not see the section's text here: its words belong to no decision.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from pydantic import BaseModel

from rag.config import DraftConfig
from rag.drafting.asking import Line, Page, Pages, clip, page, quoted
from rag.drafting.headings import short_title
from rag.drafting.reviewing import Told
from rag.drafting.selecting import HIGHEST, ChosenDossier, Selection, about
from rag.dutch.language import is_dutch
from rag.errors import ModelError
from rag.evidence import Evidence, EvidenceDocument
from rag.llm.fence import one_line

PROMPT, VARIABLES = "schrijven", ("markering", "sectie", "dossiers", "lengte", "bronnen_per_zin")
# By ``draft.length``: what a finding holds, and how many dossiers are told at most.
LENGTHS = {"kort": "één zin", "gewoon": "één of twee zinnen", "uitgebreid": "twee tot vier zinnen"}
MOST_DOSSIERS = {"kort": 8, "gewoon": 20, "uitgebreid": 30}


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
    """How much is shown: documents of a dossier, sentences of the latest, characters of a sentence and of a title."""

    documents: int
    sentences: int
    sentence: int
    title: int


# Of what a report must mention, and of what it may.
_DETAILS = (
    (_Detail(3, 3, 700, 160), _Detail(3, 2, 450, 120)),
    (_Detail(3, 2, 450, 120), _Detail(2, 1, 300, 100)),
    (_Detail(3, 2, 320, 110), _Detail(1, 1, 240, 90)),
    (_Detail(2, 2, 260, 100), _Detail(1, 1, 200, 80)),
)
_LEAST = ((_Detail(2, 1, 260, 90), _DETAILS[-1][1]), (_Detail(1, 1, 220, 80), _DETAILS[-1][1]))


def pages(evidence: Evidence, selection: Selection, config: DraftConfig) -> Pages:
    """The prompt's data, from most to least: in less detail, then without what need not be mentioned, then with less.

    At the very end go the weakest of what must be mentioned.
    """
    told = selection.dossiers[: MOST_DOSSIERS[config.length]]
    must = max(1, sum(dossier.score == HIGHEST for dossier in told))
    shown = [(len(told), details) for details in _DETAILS]
    shown += [(count, _DETAILS[-1]) for count in range(len(told) - 1, must - 1, -1)]
    shown += [(must, details) for details in _LEAST]
    shown += [(count, _LEAST[-1]) for count in range(must - 1, 0, -1)]
    return [partial(_page, evidence, told[:count], details, config) for count, details in shown]


def _page(
    evidence: Evidence, dossiers: Sequence[ChosenDossier], details: tuple[_Detail, _Detail], config: DraftConfig
) -> Page:
    lines: list[Line] = []
    for number, dossier in enumerate(dossiers, 1):
        detail = details[dossier.score < HIGHEST]
        latest, *earlier = dossier.documents[: detail.documents]
        lines += [Line(f"Dossier {number}:"), *_title(latest.item, detail.title), Line(about(latest.item))]
        lines += [quoted(told, detail.sentence) for told in latest.sentences[: detail.sentences]]
        # Of what went before, the day and the stage are told.
        for before in earlier:
            told = before.sentences[0]
            lines += [Line(about(before.item)), quoted(told, detail.sentence // 2)]
    section = Line(f"{evidence.section.number} {evidence.section.title}")
    most = str(config.citations_per_sentence)
    return page({"sectie": [section], "dossiers": lines}, lengte=LENGTHS[config.length], bronnen_per_zin=most)


def _title(item: EvidenceDocument, characters: int) -> list[Line]:
    """What a dossier is about; under a key, for its sentences often do not repeat it. Where they are it, nothing."""
    if item.title is None and item.sentences[0].role == "title":
        return []
    return [Line(clip(short_title(item.document), characters), item.title.key if item.title else "")]


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
