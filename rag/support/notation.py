"""The quantities and days of a claim in the notation of its sources: "€ 5 mln." and "5 miljoen euro" are one."""

import re
from collections.abc import Hashable, Iterator, Sequence
from functools import lru_cache

from rag.documents import Document, Span
from rag.dutch.amounts import find_amounts
from rag.dutch.dates import find_dates

# "Ruim 5 miljoen": the words before the figure say how it is meant, they are no part of its notation.
_HEDGED = re.compile(r"^(?:(?!eur)[^\W\d_]+\.?\s+)+(?=[€\d]|eur)", re.IGNORECASE)
_FIGURE = re.compile(r"\d")


def respelled(claim: str, documents: Sequence[Document]) -> str:
    """The claim with every quantity and day that a document has in another notation only written as there."""
    mine = list(_notations(claim)) if _FIGURE.search(claim) else []
    if not mine:
        return claim
    known = [_spelled(document) for document in documents]
    pieces, position = [], 0
    for span, meant in sorted(mine, key=lambda item: item[0]):
        spellings = {spelling for item in known for spelling in item.get(meant, ())}
        written = claim[slice(*span)]
        if span.start >= position and spellings and written not in spellings:
            pieces += [claim[position : span.start], min(spellings)]
            position = span.end
    return "".join([*pieces, claim[position:]])


@lru_cache(maxsize=1024)
def _spelled(document: Document) -> dict[Hashable, frozenset[str]]:
    """How a document writes what it says."""
    found: dict[Hashable, set[str]] = {}
    for span, meant in _notations(document.text):
        found.setdefault(meant, set()).add(document.text[slice(*span)])
    return {meant: frozenset(spellings) for meant, spellings in found.items()}


def _notations(text: str) -> Iterator[tuple[Span, Hashable]]:
    """Where a quantity or day is written in figures, and what it says whatever its notation."""
    for amount in find_amounts(text):
        hedge = _HEDGED.match(text[amount.start : amount.end])
        span = Span(amount.start + (hedge.end() if hedge else 0), amount.end)
        if _FIGURE.search(text, *span):
            yield span, (amount.value, amount.unit)
    for day in find_dates(text):
        # "Eind 2023" is no notation of the months it stands for.
        if day.year_known and text[day.start].isdigit():
            yield Span(day.start, day.end), (day.first, day.last)
