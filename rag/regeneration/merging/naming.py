"""What stands behind the numbers of a report: the same source has the same name in every version of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count

from rag.inline import fold
from rag.links import safe_url
from rag.report import Reference, Report

# Tells the id of the document that a reference means, None where it is none of the corpus.
Lookup = Callable[[Reference], str | None]


_DANGLING = "number:"
# By so much a number that points to nothing is raised when the list grows over it.
_ASIDE = 100


class Names(dict[int, str]):
    """The name of the source behind each number; a number that is not listed has a name that nothing else has."""

    def __missing__(self, number: int) -> str:
        return f"{_DANGLING}{number}"


def dangling(name: str) -> int | None:
    """The number of a name that stands for no source, None for any other."""
    return int(name.removeprefix(_DANGLING)) if name.startswith(_DANGLING) else None


def names_of(references: Iterable[Reference]) -> Names:
    """The names behind the numbers of a list whose entries know their documents; the first of two entries counts."""
    names = Names()
    for reference in references:
        names.setdefault(reference.number, name_of(reference))
    return names


def resolved(
    report: Report, published: Iterable[Reference], known: Iterable[Reference], lookup: Lookup
) -> tuple[Reference, ...]:
    """The references of a report as an editor left it, with their documents where they can be told.

    They are told by the list as it was last ``published``, by all ``known`` entries with documents, and by ``lookup``.
    """
    before = {(entry.number, fold(entry.title), entry.date): entry.document for entry in published}
    links = _unique((safe_url(entry.url), entry.document) for entry in known)
    titles = _unique(((fold(entry.title), entry.date), entry.document) for entry in known)

    def document(entry: Reference) -> str | None:
        title = (fold(entry.title), entry.date)
        if found := before.get((entry.number, *title)) or links.get(safe_url(entry.url)) or titles.get(title):
            return found
        return None if entry.dead else lookup(entry)

    return tuple(replace(entry, document=document(entry)) for entry in report.references)


def numbered(names: Iterable[str]) -> dict[str, int]:
    """The number of each name: from 0 by first appearance. What stands for no source never gets that of one."""
    found = dict.fromkeys(names)
    listed = [name for name in found if dangling(name) is None]
    numbers = {name: number for number, name in enumerate(listed)}
    taken = set(numbers.values())
    for name in found:
        number = dangling(name)
        if number is not None:
            # Kept where it points to nothing still, and else shown where nothing is for long.
            numbers[name] = next(free for free in count(number, _ASIDE) if free not in taken)
            taken.add(numbers[name])
    return numbers


def _unique(pairs: Iterable[tuple[object, str | None]]) -> dict[object, str | None]:
    """What belongs to each key, None where several things do."""
    found: dict[object, str | None] = {}
    for key, value in pairs:
        if key and value:
            found[key] = value if found.get(key, value) == value else None
    return found


def name_of(entry: Reference) -> str:
    """The name of the source that an entry stands for: the id of its document, or what it says of itself."""
    if entry.document:
        return entry.document
    told = entry.number if entry.dead else entry.url or f"{fold(entry.title)} {entry.date}"
    return f"source:{told}"
