"""Does a claim rest on titles alone? They name a subject, they seldom carry content."""

import re
from collections.abc import Iterator, Sequence

from rag.documents import Document
from rag.dutch.calendar import day_in_words
from rag.lexical import grams, stems
from rag.support.objections import Objection
from rag.support.sources import TITLES, Source, told

# What a sentence may say of a decision without its title saying so.
_FORM = frozenset(
    stems(
        """Vlaamse Vlaanderen regering beslissing beslist besluit mededeling nota document titel gaat over betreft rond
        neemt nam kennis stelt meedeelt meegedeeld besproken bespreekt op van in datum plan akkoord"""
    )
)
_WORD = re.compile(r"[^\W_]+")
_ALIKE = 0.6  # share of 5-grams from which a word is a form or part of one in the title


def is_title_only(document: Document) -> bool:
    """Whether nothing but titles is known of a document."""
    return all(segment.role in TITLES for segment in document.segments)


def check_titles(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """A claim that says more than the titles which are all that is known of its sources."""
    if not sources or not all(is_title_only(source.document) for source in sources):
        return
    texts = [text for source in sources for text in told(source)]
    # Its day is known of a document too.
    days = [day_in_words(source.document.date) for source in sources if source.document.date]
    roots = {root for text in [*texts, *days] for root in stems(text)} | _FORM
    parts = {gram for text in texts for gram in grams(text)}
    mine = [match[0] for match in _WORD.finditer(claim)]
    missing = [word for word in mine if not roots.issuperset(stems(word)) and not _alike(word, parts)]
    if missing:
        shown = ", ".join(f"“{word}”" for word in dict.fromkeys(missing[:6]))
        message = f"Van de bron is alleen de titel bekend, en die zegt niets over {shown}."
        yield Objection("source.title_only", message, 0, len(claim), sources[0].document.id, texts[0])


def _alike(word: str, parts: set[str]) -> bool:
    mine = set(grams(word))
    return not mine or len(mine & parts) / len(mine) >= _ALIKE
