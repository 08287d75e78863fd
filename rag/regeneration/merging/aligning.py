"""Which sentence of one version is which of another: the same one, moved, or with other words."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

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


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit of one version and the place of its block there."""

    unit: Unit
    part: int


def rewritten(
    base: Sequence[Placed],
    edited: Sequence[Placed],
    pairs: Mapping[int, int],
    *,
    among: Collection[int],
    taken: Collection[int],
) -> dict[int, int]:
    """Further pairs: sentences of one block that people gave wholly other words.

    They cite the same documents, or are all that is left of the block on both sides and have a document in common, if
    any is cited still. Only places of ``base`` that are ``among`` these count, and none of ``edited`` that are
    ``taken``.
    """
    found: dict[int, int] = {}
    free, there = {*among} - pairs.keys(), {*pairs.values(), *taken}
    for first, second in _same_blocks(base, edited, pairs).items():
        left = [n for n, one in enumerate(base) if one.part == first and n in free and _open(one.unit)]
        others = [n for n, one in enumerate(edited) if one.part == second and n not in there and _open(one.unit)]
        alone = len(left) == len(others) == 1
        for place in left:
            fitting = (n for n in others if _fits(base[place].unit, edited[n].unit, alone=alone))
            if (other := next(fitting, None)) is not None:
                found[place] = other
                others.remove(other)
    return found


def _fits(before: Unit, after: Unit, *, alone: bool) -> bool:
    """Whether one sentence can be what became of another, going by what both cite."""
    names, cited = set(before.names), set(after.names)
    if names and cited == names:
        return True
    return alone and (not cited or not cited.isdisjoint(names))


def _open(unit: Unit) -> bool:
    """Whether it is a sentence, not a lead or a conflict."""
    return bool(unit.text) and not unit.lead and unit.versions is None


def _same_blocks(base: Sequence[Placed], edited: Sequence[Placed], pairs: Mapping[int, int]) -> dict[int, int]:
    """Which block of ``edited`` each block of ``base`` is: the one it shares most with, or the one in its place."""
    shared = Counter((base[first].part, edited[second].part) for first, second in pairs.items())
    found: dict[int, int] = {}
    for (first, second), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if first not in found and second not in found.values():
            found[first] = second
    # One that shares nothing is the one that stands alone between the same neighbours.
    ends = [(-1, -1), *sorted(found.items()), (_blocks(base), _blocks(edited))]
    for (first, second), (last, final) in pairwise(ends):
        if last - first == final - second == 2:
            found[first + 1] = second + 1
    return found


def _blocks(units: Sequence[Placed]) -> int:
    return units[-1].part + 1 if units else 0


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
