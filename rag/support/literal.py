"""Does a sentence stand in a document as it is? Then no judge needs to weigh it.

A date between parentheses, quotation marks, words that only say where it stands, and another notation of a number or
a date leave it as it is.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.documents import Document, Span
from rag.dutch.dates import find_dates
from rag.support.notation import respelled

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_WORD = re.compile(r"\w+")
_PARENTHESIS = re.compile(r"\(([^()]*)\)")
# Words in front of a sentence that say no more than where it stands or who said it.
_FRAME = re.compile(
    r"\s*(?:(?:letterlijk|woordelijk) (?:staat er|luidt het)(?: letterlijk)?|"
    r"(?:de|het) (?:minister|bron|tekst|nota|conceptnota|mededeling|beslissing|besluit|document|antwoord) "
    r"(?:antwoord(?:t|de)|zegt|zei|stelt|stelde|schrijft|schreef|vermeldt|luidt)(?: letterlijk)?)\s?: ?",
    re.IGNORECASE,
)
# Where a sentence may be two.
_JOINT = re.compile(r";\s|,\sen\s")
# What stands in any text is no sentence.
FEWEST = 5  # words


def is_literal(claim: str, document: Document) -> bool:
    """Whether the words of the claim stand in the document one after another."""
    plain = _undated(claim)
    return _stands(plain, document) or _stands(plain[unframed(plain).start :], document)


def is_joined(claim: str, documents: Sequence[Document]) -> bool:
    """Whether the claim is two sentences in one, each of which stands in one of the documents as it is."""
    plain = _undated(claim)
    return any(
        all(
            any(is_literal(part, item) for item in documents) for part in (plain[: joint.start()], plain[joint.end() :])
        )
        for joint in _JOINT.finditer(plain)
    )


def unframed(claim: str, start: int = 0) -> Span:
    """Where the claim is from ``start`` on, without the words in front that say where it stands."""
    frame = _FRAME.match(claim, start)
    return Span(frame.end() if frame else start, len(claim))


def _stands(text: str, document: Document) -> bool:
    spellings = map(_words, dict.fromkeys((text, respelled(text, [document]))))
    return any(len(words.split()) >= FEWEST and f" {words} " in _text(document) for words in spellings)


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
