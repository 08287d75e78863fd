"""Errors in amounts, units, percentages, counts and the words that bound them."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random

from eval.mutations.case import Edit, absent, cased
from rag.dutch.amounts import Amount, find_amounts

_FIGURE = re.compile(r"\d+(?:[.,\s\u00a0]\d+)*")
_MONEY = ("euro",)
_SHARES = ("%", "procentpunt")
_WORDS = tuple(
    "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien twintig dertig veertig".split()
)
_UNIT_SWAPS = {
    "miljoen": "miljard",
    "miljard": "miljoen",
    "mln": "mld",
    "mln.": "mld.",
    "mio": "mia",
    "duizend": "miljoen",
    "euro": "miljoen euro",
}
# A bound that is left out, and the word that says the reverse of it.
_BOUNDS = {
    "tot maximaal": "minstens",
    "maximaal": "minstens",
    "maximum": "minimum",
    "hoogstens": "minstens",
    "ten hoogste": "ten minste",
    "niet meer dan": "meer dan",
    "minstens": "hoogstens",
    "minimaal": "maximaal",
    "ten minste": "ten hoogste",
    "meer dan": "minder dan",
    "minder dan": "meer dan",
    "ruim": "bijna",
    "bijna": "ruim",
}
_ROUGH = re.compile(r"\b(?:ruim|dik|bijna|haast|circa|ca|ongeveer|zo['’]n|rond|naar schatting|nagenoeg|zowat|pakweg)\b")
_BOUND = re.compile(
    rf"\b(?P<bound>{'|'.join(sorted(_BOUNDS, key=len, reverse=True))})\s(?P<next>(?:een\s|de\s)?(?:€\s?)?[\w.,]+)",
    re.IGNORECASE,
)


def amounts(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """Another sum of money: a digit changed, or ten times as much."""
    yield from _figures(claim, said, random, lambda amount: amount.unit in _MONEY)


def percentages(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """Another percentage, or percentage points."""
    yield from _figures(claim, said, random, lambda amount: amount.unit in _SHARES)
    if "procentpunt" not in said:
        for match in re.finditer(r"\s?(?:%|procent\b)", claim):
            yield Edit(*match.span(), " procentpunt")


def counts(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """Another number of things, in figures or in words."""
    yield from _figures(claim, said, random, lambda amount: amount.unit not in (*_MONEY, *_SHARES))
    for amount in find_amounts(claim):
        word = next((match for match in re.finditer(r"\w+", claim[amount.start : amount.end])), None)
        if word and word[0].lower() in _WORDS:
            number = _WORDS.index(word[0].lower())
            for other in random.sample([n for n in range(len(_WORDS)) if n != number], 3):
                value = _values(_WORDS[other])
                if absent(said, _WORDS[other]) and not value & _values(said):
                    start = amount.start + word.start()
                    yield Edit(start, start + len(word[0]), cased(_WORDS[other], word[0]))


def units(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """A thousand times as much, or as little."""
    for amount in find_amounts(claim):
        if amount.unit not in _MONEY:
            continue
        shown = claim[amount.start : amount.end]
        for word in re.finditer(r"[^\W\d_]+\.?", shown):
            new = _UNIT_SWAPS.get(word[0].lower())
            scaled = any(scale in shown.lower() for scale in ("miljo", "miljard", "ml", "duizend"))
            if new is None or (word[0].lower() == "euro" and scaled):
                continue
            start = amount.start + word.start()
            changed = claim[:start] + new + claim[start + len(word[0]) :]
            value = _values(changed) - _values(claim)
            if not value & _values(said):
                yield Edit(start, start + len(word[0]), new)


def bounds_left_out(claim: str, said: str, _: Random) -> Iterator[Edit]:
    """ "maximaal 5 miljoen" told as "5 miljoen"."""
    for match in _bounds(claim):
        if match["bound"].lower() not in ("ruim", "bijna"):  # to leave those out is to round
            yield Edit(*match.span(), cased(match["next"], match["bound"]))


def bounds_reversed(claim: str, said: str, _: Random) -> Iterator[Edit]:
    """ "maximaal" told as "minstens"."""
    for match in _bounds(claim):
        new = _BOUNDS[match["bound"].lower()]
        if absent(said, new):
            yield Edit(match.start("bound"), match.end(), f"{cased(new, match['bound'])} {match['next']}")


def _bounds(claim: str) -> Iterator[re.Match[str]]:
    """The bounds that stand before a quantity."""
    found = find_amounts(claim)
    for match in _BOUND.finditer(claim):
        if any(amount.start < match.end() and match.start() < amount.end for amount in found):
            yield match


def _figures(claim: str, said: str, random: Random, wanted: Callable[[Amount], bool]) -> Iterator[Edit]:
    stated = _values(said)
    for amount in find_amounts(claim):
        match = _FIGURE.search(claim, amount.start, amount.end)
        if not match or not wanted(amount) or match.end() > amount.end:
            continue
        for new in _altered(match[0], random):
            rough = bool(_ROUGH.search(claim, amount.start, match.start()))
            if absent(said, new) and not _near(_scaled(amount, match[0], new), stated, rough):
                yield Edit(*match.span(), new)


def _altered(shown: str, random: Random) -> Iterator[str]:
    """Numbers as they go wrong: a digit mistaken (once among the first, once among the last), a zero too many."""
    places = [place for place, sign in enumerate(shown) if sign.isdigit()]
    for place in dict.fromkeys((places[0], places[-1])):
        allowed = [digit for digit in "123456789" if digit != shown[place]]
        yield shown[:place] + random.choice(allowed) + shown[place + 1 :]
    number = _number(shown) * 10
    yield (
        f"{number:,f}".replace(",", " ").replace(".", ",").replace(" ", ".")
        if number % 1
        else (f"{int(number):,}".replace(",", "."))
    )


def _number(shown: str) -> Decimal:
    """What digits say in Dutch: a comma before decimals, points or blanks between groups."""
    bare = re.sub(r"[\s\u00a0]", "", shown)
    if re.fullmatch(r"\d+\.\d{1,2}", bare):
        return Decimal(bare)
    return Decimal(re.sub(r"\.", "", bare).replace(",", ".")) if bare.count(",") < 2 else Decimal(0)


def _scaled(amount: Amount, shown: str, new: str) -> Decimal:
    """What the amount would be with other digits."""
    number = _number(shown)
    return _number(new) * amount.value / number if number else Decimal(0)


def _near(value: Decimal, stated: set[Decimal], rough: bool) -> bool:
    """Whether the source may say this number: the very one, or one that "ongeveer" would allow for."""
    slack = Decimal("0.2") if rough else Decimal("0.0001")
    return any(abs(value - other) <= other * slack for other in stated)


def _values(text: str) -> set[Decimal]:
    return {amount.value for amount in find_amounts(text)}
