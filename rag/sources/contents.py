"""The table of contents of an agreement: where it stands and what it lists."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.dutch.hyphenation import join_lines
from rag.sources.headings import Numbering, squash
from rag.sources.typography import StyledLine

_TITLE = re.compile(r"inhoud(?:stafel|sopgave)?", re.I)
# Letters set apart leave spaces within a page number: "Leerkrachten 2 6".
_PAGE_NUMBER = re.compile(r"(?:^|[\s.…_]+)\d(?: ?\d){0,3}$")
_FEWEST_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class Contents:
    """The pages of a table of contents, the squashed titles it lists and the numbers of the sections among them."""

    pages: frozenset[int]
    titles: frozenset[str]
    numbers: tuple[str, ...]


def find_contents(lines: Sequence[StyledLine], numbering: Numbering) -> Contents:
    """The first run of pages that is headed "Inhoud" and lists pages."""
    listing: list[StyledLine] = []
    pages: set[int] = set()
    for page, group in groupby(lines, key=lambda line: line.page):
        found = list(group)
        entries = sum(bool(_PAGE_NUMBER.search(line.text)) for line in found)
        lists = entries >= _FEWEST_ENTRIES and entries * 2 >= len(found)
        if lists and (pages or any(_TITLE.fullmatch(line.text) for line in found)):
            pages.add(page)
            listing += found
        elif pages:
            break
    titles: set[str] = set()
    numbers: list[str] = []
    for entry in _entries((line.text for line in listing), numbering):
        section = numbering.section(entry)
        numbered = section or numbering.chapter(entry)
        titles.add(squash(numbered.title if numbered else entry))
        numbers += [section.number] if section else []
    return Contents(frozenset(pages), frozenset(titles), tuple(numbers))


def _entries(lines: Iterable[str], numbering: Numbering) -> Iterator[str]:
    """Lines joined to entries: one begins with a number or after a page number, and ends with a page number."""
    entry = ""
    for line in lines:
        if entry and (numbering.section(line) or numbering.chapter(line)):
            yield entry
            entry = ""
        entry = join_lines(entry, line) if entry else line
        if _PAGE_NUMBER.search(line):
            yield _PAGE_NUMBER.sub("", entry)
            entry = ""
    if entry:
        yield entry
