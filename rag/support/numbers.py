"""Do the amounts, percentages and counts of a claim stand in its sources?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rag.dutch.amounts import Amount, find_amounts, same_amount
from rag.support.objections import Objection
from rag.support.sources import Source, stretches

_WORD = re.compile(r"\s(\w+)")


def check_numbers(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """The quantities of ``claim`` that none of ``sources`` states."""
    stated = [(source, amount) for source in sources for amount in _amounts(source)]
    for amount in checkable_amounts(claim):
        if not any(same_amount(amount, other) for _, other in stated):
            yield _objection(claim, amount, stated)


def checkable_amounts(claim: str) -> tuple[Amount, ...]:
    """The quantities that can be held against a source: no possible name, nor "één", which says no more than "een"."""
    return tuple(a for a in find_amounts(claim) if a.certain and (a.unit or a.value != 1))


@lru_cache(maxsize=1024)
def _amounts(source: Source) -> tuple[Amount, ...]:
    """The quantities of a source, placed in the document's text."""
    return tuple(
        replace(amount, start=span.start + amount.start, end=span.start + amount.end)
        for span in stretches(source)
        for amount in find_amounts(source.text(span))
    )


def _objection(claim: str, amount: Amount, stated: Sequence[tuple[Source, Amount]]) -> Objection:
    said = claim[amount.start : amount.end]
    near = [
        (abs(other.value - amount.value), place, source.document, other)
        for place, (source, other) in enumerate(stated)
        if other.unit == amount.unit and (amount.unit or _counts_same(claim, amount, source.document.text, other))
    ]
    if not near:
        message = f"Het verslag zegt {said}; dat getal komt niet voor in de bron."
        return Objection("fact.number", message, amount.start, amount.end)
    *_, document, other = min(near, key=lambda item: item[:2])
    quote = document.text[other.start : other.end]
    counted = "" if amount.unit else f" {_noun(claim, amount)}"
    message = f"Het verslag zegt {said}{counted}; de bron zegt {quote}{counted}."
    return Objection("fact.number", message, amount.start, amount.end, document.id, quote, other.start, other.end)


def _counts_same(claim: str, amount: Amount, text: str, other: Amount) -> bool:
    """Whether the same word follows both numbers: "vijf projecten" and "6 projecten" compare, "vijf" and "6" do not."""
    return _noun(claim, amount) is not None and _noun(claim, amount) == _noun(text, other)


def _noun(text: str, amount: Amount) -> str | None:
    """The word behind a number, which says what is counted."""
    match = _WORD.match(text, amount.end)
    return match[1].lower() if match else None
