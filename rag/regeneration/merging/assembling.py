"""The Markdown of a merge: sentences as they were written, items and sources numbered through."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise, zip_longest

from rag.regeneration.merging.conflicts import hold_apart
from rag.regeneration.merging.layout import Entry, Layout, Unit, as_unit, renumbered
from rag.regeneration.merging.weaving import Woven

_ITEM_NUMBER = re.compile(r"[0-9]+(?=[.)])")
_GAP = "\n\n"


def written(unit: Unit, numbers: Mapping[str, int], between: str) -> str:
    """The Markdown of a unit with the numbers of the merge, a conflict with ``between`` its lines."""
    if unit.versions is None:
        return unit.written(numbers)
    versions = [version.written(numbers) if version else None for version in unit.versions]
    # A line of text right above a rule would be made a heading, and a heading is easier told apart with room around it.
    apart = any(version and version.startswith(("#", "---")) for version in versions)
    return hold_apart(versions[0], versions[1], f"\n{between}" if apart else between)


def cited(units: Iterable[Unit]) -> Iterator[str]:
    """The names of the sources of units in order of appearance."""
    for unit in units:
        for version in unit.versions or (unit,):
            yield from version.names if version else ()


def body(woven: Sequence[Woven], edited: Layout, new: Layout, numbers: Mapping[str, int]) -> str:
    """The blocks of the merge, with what stands between those that stood together already."""
    text = ""
    before: Woven | None = None
    for block, lead in zip(woven, _prefixes(woven), strict=True):
        text += _gap(before, block, edited, new) + _block(block, lead, numbers)
        before = block
    return text + edited.bottom


def _gap(before: Woven | None, block: Woven, edited: Layout, new: Layout) -> str:
    """The line breaks between two blocks."""
    if before is None:
        return edited.parts[0].gap if edited.parts else _GAP
    for first, second, parts in ((before.edited, block.edited, edited.parts), (before.new, block.new, new.parts)):
        if second and any(pair == (first, second) for pair in pairwise(parts)):
            return second.gap
    return _GAP


def _block(block: Woven, prefix: str, numbers: Mapping[str, int]) -> str:
    part = block.part
    # A further line of an item stands under its text.
    between = "\n" + (" " * (len(prefix.rstrip()) + 1) if prefix.strip() else prefix)
    text = prefix
    if prefix.strip() and block.units[0].versions:
        # Its lines can then be deleted without the number of the item.
        text = prefix.rstrip() + between
    adjacent = {first: second for each in (block.edited, block.new) if each for first, second in pairwise(each.units)}
    for one, following in zip_longest(block.units, block.units[1:]):
        text += written(one, numbers, between)
        if following is None:
            text += one.after if one is part.units[-1] else ""
        elif one.versions or following.versions:
            text += between
        else:
            text += one.after if adjacent.get(one) is following else " "
    return text


def _prefixes(woven: Sequence[Woven]) -> Iterator[str]:
    """The prefix of each block: items count on, but for a list of the editor's own that begins with 1."""
    count = 0
    for listed, run in groupby(woven, lambda block: block.part.prefix[:1].isspace() or _numbers(block)):
        blocks = list(run)
        first = next((block for block in blocks if _numbers(block)), None)
        own = first is not None and first.part.prefix[:1] == "1" and all(block.own for block in blocks)
        for block in blocks:
            count += listed and _numbers(block) and not own
            yield block.part.prefix if own else _ITEM_NUMBER.sub(str(count), block.part.prefix, count=1)


def _numbers(block: Woven) -> bool:
    return _ITEM_NUMBER.match(block.part.prefix) is not None


def listed(units: Iterable[Unit], base: Layout, edited: Layout, new: Layout) -> list[str]:
    """The names of all that is to be numbered, in order: what is cited, then what only the editor listed."""
    around = [as_unit(text, edited.names) for text in (edited.anatomy.rest, edited.top)]
    known = {entry.name for layout in (base, new) for entry in layout.entries}
    return [*cited([*units, *around]), *(entry.name for entry in edited.entries if entry.name not in known)]


def references(base: Layout, edited: Layout, new: Layout, numbers: Mapping[str, int]) -> str:
    """The list of references; an entry that the editor did not touch is as the new draft has it."""
    old, theirs, ours = ({entry.name: entry for entry in reversed(each.entries)} for each in (base, edited, new))
    chosen: list[Entry] = []
    for name in sorted(numbers, key=numbers.__getitem__):
        entry = theirs.get(name)
        if entry is None or (name in old and entry.form == old[name].form):
            same = entry and name in ours and entry.form == ours[name].form
            entry = entry if same else ours.get(name) or entry or old.get(name)
        if entry:
            chosen.append(entry)
    frame = edited if edited.anatomy.references else new
    text = "" if edited.anatomy.references else _GAP
    top, foot = renumbered(frame.top, frame.names, numbers), frame.foot
    if chosen and not frame.entries:
        top, foot = f"{top.rstrip()}\n        \n", f"\n        {foot.lstrip()}"
    text += top
    adjacent = dict(pairwise(edited.entries))
    for entry, following in zip_longest(chosen, chosen[1:]):
        text += entry.numbered(numbers[entry.name])
        if following:
            text += entry.after if adjacent.get(entry) is following else _GAP
    return text + foot
