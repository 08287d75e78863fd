"""Three versions of a report made one, sentence by sentence: as last generated, as an editor left it, and a new draft.

What the editor did not touch follows the new draft; what only the editor changed stays as the editor has it; where both
changed the same sentence, both versions stand until the editor chooses.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rag.inline import escape, fold, guard
from rag.markdown import parse_claims
from rag.regeneration.merging.assembling import body, listed, references
from rag.regeneration.merging.layout import Layout, Part, Unit, Version, as_unit, conflict, renumbered, take_apart
from rag.regeneration.merging.naming import Names, dangling, numbered
from rag.regeneration.merging.weaving import Slot, Woven, weave
from rag.sidecar import Origin


@dataclass(frozen=True, slots=True)
class Conflict:
    """A sentence that an editor and the new draft both changed: the words of both, None where it was deleted."""

    edited: str | None
    drafted: str | None


@dataclass(frozen=True, slots=True)
class Merged:
    """The Markdown of a merge, the names behind its numbers, and what is left to choose.

    ``origins`` tells of the text of each sentence of an editor whether it was ``edited`` or ``added``.
    """

    markdown: str
    names: Names
    conflicts: tuple[Conflict, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)


def merge(base: Version, edited: Version, new: Version) -> Merged:
    """Merge what an editor changed between ``base`` and ``edited`` into ``new``.

    What was not edited gives exactly the new draft; a draft that brings nothing new, exactly the edited report. Raises
    ReportError where a version is not a report.
    """
    if _lines(edited.markdown) == _lines(base.markdown) != _lines(new.markdown):
        return Merged(new.markdown, new.names)
    old, theirs, ours = map(take_apart, (base, edited, new))
    woven, slots = weave(old.parts, theirs.parts, ours.parts)
    origins = dict(_origins(slots))
    if _lines(new.markdown) in (_lines(base.markdown), _lines(edited.markdown)):
        return Merged(edited.markdown, edited.names, tuple(_conflicts(theirs.units)), origins)
    head, woven = _headed(old, theirs, ours, woven)
    units = [one for block in woven for one in block.units]
    numbers = numbered(listed(units, old, theirs, ours))
    rest = theirs.anatomy.rest if theirs.anatomy.references else ours.anatomy.rest
    text = "".join(
        [
            head,
            body(woven, theirs, ours, numbers),
            references(old, theirs, ours, numbers),
            renumbered(rest, theirs.names, numbers),
        ]
    )
    names = Names({number: name for name, number in numbers.items() if dangling(name) is None})
    return Merged(_ended(text, edited.markdown), names, tuple(_conflicts(units)), origins)


def _lines(text: str) -> list[str]:
    """A text without what editors change unasked: line ends, and white space before them."""
    return [line.rstrip() for line in text.strip().splitlines()]


def _ended(text: str, like: str) -> str:
    """A text with the line ends that most lines of another have."""
    return text.replace("\n", "\r\n") if 2 * like.count("\r\n") > like.count("\n") else text


def _headed(old: Layout, theirs: Layout, ours: Layout, woven: list[Woven]) -> tuple[str, list[Woven]]:
    """The title and the section of the merge; where both versions changed them, the draft's stand in a conflict."""
    before, edited, new = (fold(each.anatomy.head) for each in (old, theirs, ours))
    if edited == before != new:
        return ours.anatomy.head, woven
    if new in (before, edited):
        return theirs.anatomy.head, woven
    both = conflict(_head(theirs), _head(ours))
    if any(one.versions and one.key == both.key for one in theirs.units):
        return theirs.anatomy.head, woven  # nobody has chosen yet
    block = Part("", "", (both,))
    return theirs.anatomy.head, [Woven(None, block, block.units), *woven]


def _head(layout: Layout) -> Unit:
    """The title and the section as text of a body."""
    said = layout.anatomy
    return as_unit("\n".join(guard(escape(text)) for text in (said.title, said.section_text) if text), layout.names)


def _conflicts(units: Iterable[Unit]) -> Iterator[Conflict]:
    for one in units:
        if one.versions:
            edited, drafted = one.versions
            yield Conflict(edited.text if edited else None, drafted.text if drafted else None)


def _origins(slots: Iterable[Slot]) -> Iterator[tuple[str, Origin]]:
    for slot in slots:
        for claim in parse_claims(slot.written.raw) if slot.written else ():
            yield claim.text, "edited" if slot.base else "added"
