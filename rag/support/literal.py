"""Does a sentence stand in a document as it is? Then no judge needs to weigh it."""

import re
from functools import lru_cache

from rag.documents import Document, Span
from rag.dutch.dates import find_dates

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_WORD = re.compile(r"\w+")
_PARENTHESIS = re.compile(r"\(([^()]*)\)")
# What stands in any text is no sentence.
FEWEST = 5  # words


def is_literal(claim: str, document: Document) -> bool:
    """Whether the words of the claim stand in the document one after another, but for a date between parentheses."""
    words = _words(_undated(claim))
    return len(words.split()) >= FEWEST and f" {words} " in _text(document)


def _undated(claim: str) -> str:
    """The claim without the dates that a writer put in parentheses."""
    return _PARENTHESIS.sub(lambda match: " " if _is_date(match[1]) else match[0], claim)


def _is_date(text: str) -> bool:
    found = find_dates(text)
    return len(found) == 1 and Span(found[0].start, found[0].end) == Span(0, len(text))


@lru_cache(maxsize=1024)
def _text(document: Document) -> str:
    return f" {_words(document.text)} "


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.translate(_INVISIBLE).casefold()))
