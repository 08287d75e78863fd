"""Do the amounts, percentages and counts of a claim stand in its sources?"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations

from rag.dutch.amounts import Amount, find_amounts, same_amount
from rag.support.objections import Objection
from rag.support.sources import Source, stretches

# A quantity that is no more than the limit of what it may be.
_LIMIT = re.compile(
    r"maxim\w+|max\.|minim\w+|min\.|hoogstens|hooguit|ten hoogste|niet meer dan|minstens|ten ?minste|\btot\b|plafond|"
    r"vanaf|met ingang van|meer dan|minder dan",
    re.IGNORECASE,
)
_SUM = re.compile(r"\b(?:in totaal|totaal|totale|samen|gezamenlijk\w*|opgeteld|alles samen|tezamen)\b", re.IGNORECASE)
_DIFFERENCE = re.compile(
    r"\b(?:verschil|meer|minder|extra|bijkomend\w*|stijg\w+|gestegen|dal(?:ing|en|t)|gedaald|toename|afname|verhog\w+|"
    r"verhoogd\w*|verlaging|verlaagd\w*|verminder\w+|vermeerder\w+)\b",
    re.IGNORECASE,
)
_JUST_BEFORE = 18  # characters
_TINY = Decimal("0.001")
_MOST_TERMS = 12  # amounts of one source that a sum may be made of
_WORD = re.compile(r"\s(\w+)")


def check_numbers(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """The quantities of ``claim`` that none of ``sources`` states."""
    stated = [(source, amount) for source in sources for amount in _amounts(source)]
    for amount in checkable_amounts(claim):
        confirming = [(source, other) for source, other in stated if same_amount(amount, other)]
        if not confirming:
            if not _derived(claim, amount, [other for _, other in stated]):
                yield _objection(claim, amount, stated)
        elif not _limited(claim, amount) and all(_limited(s.document.text, other) for s, other in confirming):
            yield _objection(claim, amount, confirming)


def _derived(claim: str, amount: Amount, stated: Sequence[Amount]) -> bool:
    """Whether the claim says that it reckons, and the quantity is the sum or difference of what the sources state."""
    terms = list(dict.fromkeys(other.value for other in stated if other.unit == amount.unit))[:_MOST_TERMS]
    if _SUM.search(claim):
        sums = {Decimal(0): 0}
        for term in terms:
            sums |= {total + term: count + 1 for total, count in sums.items() if total + term not in sums}
        if any(count > 1 and amount.low <= total <= amount.high for total, count in sums.items()):
            return True
    differences = (abs(one - other) for one, other in combinations(terms, 2)) if _DIFFERENCE.search(claim) else ()
    return any(amount.low <= difference <= amount.high for difference in differences)


def _limited(text: str, amount: Amount) -> bool:
    """Whether a text gives a quantity as a limit: "maximaal 5.000 euro"."""
    return bool(_LIMIT.search(text[max(0, amount.start - _JUST_BEFORE) : amount.end]))


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
        (_unlike(amount, other), place, source.document, other)
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


def _unlike(amount: Amount, other: Amount) -> tuple[float, float]:
    """How little two quantities look alike: by their digits, then by their size. 150 is meant where 1.500 is said."""
    mine, theirs = (str(value.normalize().as_tuple().digits) for value in (amount.value, other.value))
    alike = SequenceMatcher(None, mine, theirs, autojunk=False).ratio()
    size = abs(math.log10(float(max(amount.value, _TINY)) / float(max(other.value, _TINY))))
    return -alike, size


def _counts_same(claim: str, amount: Amount, text: str, other: Amount) -> bool:
    """Whether the same word follows both numbers: "vijf projecten" and "6 projecten" compare, "vijf" and "6" do not."""
    return _noun(claim, amount) is not None and _noun(claim, amount) == _noun(text, other)


def _noun(text: str, amount: Amount) -> str | None:
    """The word behind a number, which says what is counted."""
    match = _WORD.match(text, amount.end)
    return match[1].lower() if match else None
