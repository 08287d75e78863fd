"""Which sentence of one version is which of another: the same one, moved, or with other words."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from rag.regeneration.merging.layout import Unit

# How alike (0 to 1, by words) two sentences must be to be versions of one another: at the same place and with the same
# sources behind them, at the same place, anywhere.
_SAME_SOURCES, _SAME_PLACE, _ANYWHERE = 0.3, 0.5, 0.7


def align(base: Sequence[Unit], other: Sequence[Unit]) -> dict[int, int]:
    """The place in ``other`` of each unit of ``base`` that is still there, changed or moved or not."""
    matcher = SequenceMatcher(None, [unit.key for unit in base], [unit.key for unit in other], autojunk=False)
    pairs = {first + n: second + n for first, second, size in matcher.get_matching_blocks() for n in range(size)}
    gaps = _gaps(sorted(pairs), len(base)), _gaps(sorted(pairs.values()), len(other))
    moved = defaultdict(list)
    for place in _left(pairs.values(), len(other)):
        moved[other[place].key].append(place)
    for place in _left(pairs, len(base)):
        if found := moved[base[place].key]:
            pairs[place] = found.pop(0)
    rest = _left(pairs.values(), len(other))
    candidates = [
        (score, -first, -second)
        for first in _left(pairs, len(base))
        for second in rest
        if (score := _likeness(base[first], other[second], near=gaps[0][first] == gaps[1][second])) is not None
    ]
    taken = set(pairs.values())
    for _, first, second in sorted(candidates, reverse=True):
        if -first not in pairs and -second not in taken:
            pairs[-first] = -second
            taken.add(-second)
    return pairs


def _left(taken: Iterable[int], length: int) -> list[int]:
    """The places that are not taken."""
    taken = set(taken)
    return [place for place in range(length) if place not in taken]


def _likeness(first: Unit, second: Unit, *, near: bool) -> float | None:
    """How alike two units are, one that stands where the other stood a little more; None if they are not."""
    if first.lead != second.lead or not (first.text and second.text):
        return None
    sources = bool(first.names) and first.names == second.names
    needed = (_SAME_SOURCES if sources else _SAME_PLACE) if near else _ANYWHERE
    matcher = SequenceMatcher(None, first.text.lower().split(), second.text.lower().split(), autojunk=False)
    if matcher.real_quick_ratio() < needed or matcher.quick_ratio() < needed or (ratio := matcher.ratio()) < needed:
        return None
    return ratio + 0.2 * sources + 0.1 * near


def _gaps(places: Sequence[int], length: int) -> list[int]:
    """Of each place, how many of the given ones stand before it."""
    return [bisect_left(places, place) for place in range(length)]
