"""What stands of every sentence of three versions, and in which block and order."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from rag.regeneration.merging.aligning import Placed, align, rewritten
from rag.regeneration.merging.layout import Part, Unit, conflict

T = TypeVar("T", bound=Hashable)
# The version a block was first in, and its place there: one block of several versions has one identity.
Identity = tuple[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """One sentence in up to three versions."""

    base: Placed | None = None
    edited: Placed | None = None
    new: Placed | None = None

    @property
    def outcome(self) -> Unit | None:
        """The version that stands, both in a conflict, or none."""
        base, edited, new = (placed.unit if placed else None for placed in (self.base, self.edited, self.new))
        if edited and edited.versions:
            return _kept_apart(edited.versions[0], new if base else edited.versions[1])
        if base is None:
            return edited or new
        if edited is None:
            return conflict(None, new) if new and new.key != base.key and not _computed(base, new) else None
        if edited.form == base.form:
            return edited if new and new.form == base.form else new
        settled = new and (new.key in (base.key, edited.key) or _computed(base, edited, new))
        return edited if settled else conflict(edited, new)

    @property
    def written(self) -> Unit | None:
        """What an editor wrote here, changed or new."""
        edited = self.edited.unit if self.edited else None
        edited = edited.versions[0] if edited and edited.versions else edited
        return None if edited and self.base and edited.form == self.base.unit.form else edited

    @property
    def lead(self) -> bool:
        """Whether it is the lead of a block."""
        return any(placed.unit.lead for placed in (self.base, self.edited, self.new) if placed)


def _computed(*versions: Unit) -> bool:
    """Whether no version cites anything: its figures change with every draft, and only the wording is anybody's."""
    return not any(one.lead or one.names for one in versions)


def _kept_apart(edited: Unit | None, new: Unit | None) -> Unit | None:
    """What becomes of a conflict that stood already: it holds what the draft has now, never itself."""
    if edited and new and edited.key == new.key:
        return edited
    return conflict(edited, new) if edited or new else None


@dataclass(frozen=True, slots=True)
class Woven:
    """A block of the merge: its units in order, and the blocks it was in the editor's version and in the new draft.

    ``own`` is a block that only the editor ever had.
    """

    edited: Part | None
    new: Part | None
    units: tuple[Unit, ...]
    own: bool = False

    @property
    def part(self) -> Part:
        """The block as it is written: by the editor, if there."""
        part = self.edited or self.new
        assert part is not None  # it came from one of them
        return part


def slots(base: Sequence[Part], edited: Sequence[Part], new: Sequence[Part]) -> list[Slot]:
    """Every sentence of the three versions once: those of ``base``, then what is only in one or both of the others."""
    old, theirs, ours = (_placed(parts) for parts in (base, edited, new))
    drafted = _with_leads(old, ours, align([one.unit for one in old], [one.unit for one in ours]))
    agreed = _agreed(old, theirs, ours)
    origin = {second: first for first, second in drafted.items()}
    # What the editor has from the new draft, not from the last, is what it is there.
    kept = {origin[second]: first for first, second in agreed.items() if second in origin}
    rest = [n for n in range(len(old)) if n not in kept], [n for n in range(len(theirs)) if n not in agreed]
    pairs = align([old[n].unit for n in rest[0]], [theirs[n].unit for n in rest[1]])
    kept |= {rest[0][first]: rest[1][second] for first, second in pairs.items()}
    kept = _with_leads(old, theirs, kept, taken=agreed)
    # What the draft dropped may have been gone before what stands there now was written.
    kept |= rewritten(old, theirs, kept, among=drafted, taken=agreed)
    found = [
        Slot(one, theirs[kept[n]] if n in kept else None, ours[drafted[n]] if n in drafted else None)
        for n, one in enumerate(old)
    ]
    seen = set(kept.values())
    found += [
        Slot(None, one, ours[agreed[n]] if n in agreed else None) for n, one in enumerate(theirs) if n not in seen
    ]
    known = {*origin, *agreed.values()}
    return found + [Slot(None, None, one) for n, one in enumerate(ours) if n not in known]


def _with_leads(
    old: Sequence[Placed], other: Sequence[Placed], pairs: Mapping[int, int], taken: Iterable[int] = ()
) -> dict[int, int]:
    """``pairs`` with the leads that stand over the same sentences, however little alike they are."""
    found = dict(pairs)
    barred = {*pairs.values(), *taken}
    leads, others = ({one.part: n for n, one in enumerate(each) if one.unit.lead} for each in (old, other))
    for first, second in pairs.items():
        lead, same = leads.get(old[first].part), others.get(other[second].part)
        if lead is not None and same is not None and lead not in found and same not in barred:
            found[lead] = same
            barred.add(same)
    return found


def _agreed(old: Sequence[Placed], theirs: Sequence[Placed], ours: Sequence[Placed]) -> dict[int, int]:
    """The places of the editor's sentences that are in the new draft but were not in the last, and theirs there.

    The editor came to the same, or the run that put them there was stopped before it could say so.
    """
    before = {one.unit.key for one in old}
    places: dict[object, list[int]] = {}
    for n, one in enumerate(ours):
        places.setdefault(one.unit.key, []).append(n)
    found = {}
    for n, one in enumerate(theirs):
        if one.unit.key not in before and places.get(one.unit.key):
            found[n] = places[one.unit.key].pop(0)
    return found


def weave(base: Sequence[Part], edited: Sequence[Part], new: Sequence[Part]) -> tuple[list[Woven], list[Slot]]:
    """The blocks of the merge in order, and all that went into them."""
    found = slots(base, edited, new)
    blocks: list[Identity] = [("base", place) for place in range(len(base))]
    ours = _identities("new", len(new), blocks, ((slot.base, slot.new) for slot in found))
    theirs = _identities("edited", len(edited), blocks, ((slot.base, slot.edited) for slot in found))
    theirs = _identities("edited", len(edited), ours, ((slot.new, slot.edited) for slot in found), theirs)
    homes = {slot: home for slot in found if (home := _home(slot, theirs, ours))}
    woven = []
    for identity in _ordered(theirs, ours):
        own = [slot for slot in found if homes.get(slot) == identity]
        parts = [_part(parts, names, identity) for parts, names in ((edited, theirs), (new, ours))]
        if units := _units(own, parts[0], parts[1]):
            woven.append(Woven(parts[0], parts[1], tuple(units), identity[0] == "edited"))
    return woven, found


def _placed(parts: Sequence[Part]) -> list[Placed]:
    return [Placed(unit, place) for place, part in enumerate(parts) for unit in part.units]


def _identities(
    version: str,
    length: int,
    others: Sequence[Identity],
    pairs: Iterable[tuple[Placed | None, Placed | None]],
    known: Sequence[Identity] = (),
) -> list[Identity]:
    """Which block of another version each block of this one is: the one it shares most with, if any.

    Those that are ``known`` to be a block of an earlier version stay so.
    """
    shared = Counter((other.part, one.part) for other, one in pairs if other and one)
    found = {part: identity for part, identity in enumerate(known) if identity[0] != version}
    for (other, part), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if part not in found and others[other] not in found.values():
            found[part] = others[other]
    return [found.get(part, (version, part)) for part in range(length)]


def _home(slot: Slot, theirs: Sequence[Identity], ours: Sequence[Identity]) -> Identity | None:
    """The block a sentence stands in: where the editor moved it, else where the new draft has it."""
    if slot.edited and not (slot.new and slot.base and theirs[slot.edited.part] == ("base", slot.base.part)):
        return theirs[slot.edited.part]
    return ours[slot.new.part] if slot.new else None


def _ordered(theirs: Sequence[Identity], ours: Sequence[Identity]) -> list[Identity]:
    """The blocks in the order of the editor if any were moved, else in that of the new draft."""
    known = [identity for identity in theirs if identity[0] == "base"]
    moved = any(first > second for first, second in pairwise(known))
    return put_in(theirs, ours) if moved else put_in(ours, theirs)


def put_in(order: Sequence[T], others: Sequence[T]) -> list[T]:
    """``order`` with each of the ``others`` that is not in it behind the one it follows among the others."""
    found = list(order)
    place = 0
    for other in others:
        if other in found:
            place = found.index(other) + 1
        else:
            found.insert(place, other)
            place += 1
    return found


def _part(parts: Sequence[Part], identities: Sequence[Identity], identity: Identity) -> Part | None:
    return parts[identities.index(identity)] if identity in identities else None


def _units(own: Sequence[Slot], edited: Part | None, new: Part | None) -> list[Unit]:
    """What stands in a block, in order, its lead first."""
    theirs = [slot for unit in _of(edited) for slot in own if slot.edited and slot.edited.unit is unit]
    ours = [slot for unit in _of(new) for slot in own if slot.new and slot.new.unit is unit]
    places = {id(slot): place for place, slot in enumerate(own) if slot.base}
    known = [places[id(slot)] for slot in theirs if id(slot) in places]
    moved = any(first > second for first, second in pairwise(known))
    order = put_in(theirs, ours) if moved else put_in(ours, theirs)
    leads = [slot for slot in order if slot.lead]
    units = [unit for slot in order if not slot.lead and (unit := slot.outcome)]
    lead = [unit for slot in leads if (unit := slot.outcome)]
    if units and not lead:
        # Where one side has the block no more, what still stands of it keeps its lead.
        alone = [slot.edited if new is None else slot.new for slot in leads if edited is None or new is None]
        lead = [placed.unit for placed in alone if placed]
    return lead + units


def _of(part: Part | None) -> tuple[Unit, ...]:
    return part.units if part else ()
