"""The nouns of the domain, as frozen dataclasses: what flows from the corpus to a report.

Offsets are always character offsets into ``Document.text``; a span is half open, ``text[start:end]``.
"""

import datetime as dt
import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

Kind = Literal["nota", "mededeling", "schriftelijke vraag"]
Role = Literal["title", "long_title", "body", "attachment", "question", "answer"]


class Span(NamedTuple):
    """A half-open character range."""

    start: int
    end: int


class Page(NamedTuple):
    """``number`` (from 1) is the page of the original file on which the text from ``start`` stands; 0 in a Word file.

    ``file`` names that file where the document has several, such as the attachments of a decision.
    """

    start: int
    number: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a document's text with one role.

    Segments with the same ``passage`` number belong together (question n and answer n): a chunk never mixes passages.
    """

    start: int
    end: int
    role: Role
    passage: int = 0


@dataclass(frozen=True)
class Document:
    """One decision or written question, with the exact text that quotes point into.

    ``text`` holds title, long title and body (or question and answer passages) joined by newlines; ``segments``
    covers everything in it but those newlines. ``meeting`` is UTC, ``date`` the day in Europe/Brussels. ``withdrawn``
    is the day on which its publisher turned out to have taken it back: it is kept, and no longer found or cited.
    """

    id: str
    text: str
    segments: tuple[Segment, ...]
    kind: Kind | None = None
    title: str | None = None
    date: dt.date | None = None
    meeting: dt.datetime | None = None
    url: str | None = None
    uri: str | None = None
    pages: tuple[Page, ...] = ()
    source: str = ""
    withdrawn: dt.date | None = None

    def __hash__(self) -> int:
        # Documents are looked up far more often than two of one id meet.
        return hash(self.id)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of everything a report could show of this document."""
        parts: list[object] = [self.id, self.text, self.kind, self.title, self.date, self.meeting, self.url, self.uri]
        parts += [self.segments]
        parts += [self.withdrawn] if self.withdrawn else []
        parts += [self.pages] if any(page.file for page in self.pages) else []
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    @property
    def own(self) -> tuple[Segment, ...]:
        """What the document itself says, by which it is found: attachments, which may be about anything, only help out
        where there is nothing else.
        """
        return tuple(segment for segment in self.segments if segment.role != "attachment") or self.segments

    def page_at(self, offset: int) -> Page | None:
        """The page on which the character at ``offset`` stands, None where the source has no pages."""
        position = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        return self.pages[position] if position >= 0 else None


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the coalition agreement; ``id`` is ``chapter-slug/number``.

    ``page`` is where it begins in the original file, None where its source has no pages. What is drafted does not
    depend on it, so it is no part of what a section is.
    """

    id: str
    chapter: str
    number: str
    title: str
    text: str
    page: int | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one document: what is embedded and ranked. Title and date travel with it."""

    id: str
    document: str
    start: int
    end: int
    sentences: tuple[Span, ...]
    text: str
    title: str
    date: dt.date | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked document; ``trace`` maps each ranking that found it to its rank there (from 1).

    ``score`` orders the hits of one query; ``relevance`` (0 to 1) is comparable between queries.
    """

    document: str
    score: float
    rank: int
    relevance: float = 1.0
    trace: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands among all others for one sentence, and among those the sentence cites.

    ``words`` is its lexical score as a share of the best one's; ``meaning`` its similarity less that of the fifth best;
    ``company`` its similarity with the middle of all that is cited. None where there are no vectors.
    """

    words: float
    meaning: float | None = None
    company: float | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim stretch of a document that carries a sentence: ``document.text[start:end] == quote``.

    It stands on ``page`` (from 1) of the original, or of its attachment ``file``.
    """

    document: str
    quote: str
    start: int
    end: int
    page: int | None = None
    file: str = ""
