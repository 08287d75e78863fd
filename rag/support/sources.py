"""What a claim is held against: a document, or the stretches of it that are cited."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.chunking import sentences_of
from rag.documents import Document, Span
from rag.lexical import stems

TITLES = frozenset({"title", "long_title"})

_ANY_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Source:
    """``document``, or only ``spans`` of its text where the very sentences are cited."""

    document: Document
    spans: tuple[Span, ...] = ()

    def text(self, span: Span) -> str:
        """The words of a span of the document."""
        return self.document.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a source, and which share (0 to 1) of a claim's content words it has."""

    source: Source
    span: Span
    share: float

    @property
    def text(self) -> str:
        """The sentence."""
        return self.source.text(self.span)


@lru_cache(maxsize=2048)
def stretches(source: Source) -> tuple[Span, ...]:
    """The stretches of the document's text that may carry a claim, in order: a question asked is never evidence."""
    document = source.document
    if source.spans:
        return tuple(span for span in source.spans if not is_question(document, span))
    runs: list[Span] = []
    for segment in document.segments:
        if segment.role == "question":
            continue
        # Nothing but a newline stands between two segments.
        if runs and segment.start - runs[-1].end <= 1:
            runs[-1] = Span(runs[-1].start, segment.end)
        else:
            runs.append(Span(segment.start, segment.end))
    return tuple(runs)


@lru_cache(maxsize=2048)
def sentences(source: Source) -> tuple[Span, ...]:
    """The sentences that may carry a claim, in order; a title is one."""
    if source.spans:
        return stretches(source)
    document = source.document
    segments = (segment for segment in document.segments if segment.role != "question")
    return tuple(span for segment in segments for span in sentences_of(document, segment))


@lru_cache(maxsize=2048)
def told(source: Source) -> tuple[str, ...]:
    """The texts a claim may draw its names from: what may carry it, and the titles under which that stands."""
    document = source.document
    titles = [Span(s.start, s.end) for s in document.segments if s.role in TITLES] if source.spans else []
    return tuple(source.text(span) for span in [*titles, *stretches(source)])


def is_question(document: Document, span: Span) -> bool:
    """Whether a span lies in what a member of parliament asked."""
    return any(s.role == "question" and s.start <= span.start < s.end for s in document.segments)


def is_title(passage: Passage) -> bool:
    """Whether a sentence is a title."""
    segments = passage.source.document.segments
    return any(s.role in TITLES and s.start <= passage.span.start < s.end for s in segments)


def nearest(text: str, sources: Sequence[Source]) -> Passage | None:
    """The sentence that has most of the content words of ``text``, the shortest of equals; None if none has any."""
    wanted = {root for root in stems(text) if not _ANY_NUMBER.fullmatch(root)}
    found = [
        (len(wanted & own), -len(own), -place, Passage(source, span, len(wanted & own) / len(wanted)))
        for place, source in enumerate(sources)
        for span, own in _stems(source)
        if wanted & own
    ]
    return max(found, key=lambda item: item[:3])[3] if found else None


@lru_cache(maxsize=2048)
def _stems(source: Source) -> tuple[tuple[Span, frozenset[str]], ...]:
    """Every sentence with its stems."""
    return tuple((span, frozenset(stems(source.text(span)))) for span in sentences(source))
