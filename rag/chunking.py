"""Documents into chunks: runs of whole sentences within a token bound, never across passages."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from rag.documents import Chunk, Document, Segment, Span
from rag.dutch.sentences import split_sentences
from rag.files import sha256
from rag.tokens import count_tokens

CHUNKER_VERSION = 1


@lru_cache(maxsize=4096)
def sentences_of(document: Document, segment: Segment) -> tuple[Span, ...]:
    """The sentences of one segment as spans of the document's text. A title is one sentence, whatever its dots."""
    if segment.role == "title":
        return (Span(segment.start, segment.end),)
    found = split_sentences(document.text[segment.start : segment.end])
    return tuple(Span(segment.start + start, segment.start + end) for start, end in found)


def chunk_document(document: Document, max_tokens: int) -> tuple[Chunk, ...]:
    """All chunks of a document, in order; together they hold every sentence of its own once.

    A sentence of more than ``max_tokens`` is cut between words, for no model takes a sentence of a megabyte.
    """
    title = document.title or ""
    room = max(max_tokens - count_tokens(title), max_tokens // 2)
    chunks: list[Chunk] = []
    for _, segments in groupby(document.own, key=lambda segment: segment.passage):
        spans = [span for segment in segments for span in sentences_of(document, segment)]
        pieces = [piece for span in spans for piece in _cut(document.text, span, room)]
        chunks.extend(_chunk(document, run, title) for run in _runs(document.text, pieces, room))
    return tuple(chunks)


def embedded_text(chunk: Chunk) -> str:
    """What the embedding model sees of a chunk: its text under the document's title."""
    return chunk.text if chunk.text.startswith(chunk.title) else f"{chunk.title}\n{chunk.text}"


def _chunk(document: Document, run: list[Span], title: str) -> Chunk:
    start, end = run[0].start, run[-1].end
    text = document.text[start:end]
    identity = sha256("\x1f".join((document.id, str(start), str(end), title, text)))[:24]
    return Chunk(identity, document.id, start, end, tuple(run), text, title, document.date)


def _runs(text: str, spans: list[Span], room: int) -> Iterator[list[Span]]:
    """Greedy runs of spans of at most ``room`` tokens."""
    run: list[Span] = []
    used = 0
    for span in spans:
        size = count_tokens(text[span.start : span.end])
        if run and used + size > room:
            yield run
            run, used = [], 0
        run.append(span)
        used += size
    if run:
        yield run


def _cut(text: str, span: Span, room: int) -> Iterator[Span]:
    """The span itself, or, where it holds over ``room`` tokens, pieces of it that do not."""
    start, end = span
    while start < end:
        # Dutch has over four characters a token; what has fewer is halved until it fits.
        size = min(end - start, room * 4)
        while size > 1 and count_tokens(text[start : start + size]) > room:
            size //= 2
        stop = start + size
        if stop < end:
            blank = text.rfind(" ", start + 1, stop)
            stop = blank if blank > start else stop
        yield Span(start, stop)
        start = stop
        while start < end and text[start].isspace():
            start += 1
