"""The stretches of documents that a scorecard shows: each passage with what stands around it, and nothing twice."""

import re
from collections.abc import Iterable

from rag.documents import Document, Span

AROUND = 240
"""Characters of context at most on either side of a passage."""
LONGEST = 1200
"""Characters of a passage shown at most; a source may hold a "sentence" of a megabyte."""

_START = re.compile(r"(?:(?<=[.!?:;])|(?<=\n))\s*(?=\S)")
_END = re.compile(r"[.!?](?=\s)|(?=\n)")
_BLANK = re.compile(r"\s+")


def shortened(span: Span) -> Span:
    """``span``, cut where it is longer than anybody reads."""
    return Span(span.start, min(span.end, span.start + LONGEST))


def context(text: str, span: Span) -> Span:
    """``span`` with the sentences around it, as far as ``AROUND`` goes; else whole words, if there are any."""
    low, high = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    start = low
    if low:
        found = _START.search(text, low, span.start) or _BLANK.search(text, low, span.start)
        start = found.end() if found else low
    end = high
    if high < len(text):
        ends = [match.end() for match in _END.finditer(text, span.end, high)]
        ends = ends or [match.start() for match in _BLANK.finditer(text, span.end, high)]
        end = ends[-1] if ends else high
    return Span(start, max(end, span.end))


def excerpts(document: Document, spans: Iterable[Span]) -> list[tuple[int, str]]:
    """The stretches of the document that hold all ``spans``, each with its offset, in order and apart."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return [(span.start, document.text[span.start : span.end]) for span in merged]
