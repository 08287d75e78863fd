"""What a page bears besides its text: page numbers, running heads and feet, footnotes."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from rag.sources.headings import squash
from rag.sources.typography import Style, StyledLine

_EDGE = 4  # lines at the top and at the bottom of a page that may be furniture
_REPEATED = 3  # pages
_SMALL = 0.9  # of the size of the text
_NOTE = re.compile(r"\W?(\d{1,3}|\*{1,3})\W?\s*\w")


class _Mark(NamedTuple):
    """What a line shares with the same line on other pages: ``#`` stands for the number of the page."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Stripped:
    """The lines that are left, and the last page that bears a page number, None where most pages bear none."""

    lines: tuple[StyledLine, ...]
    last_numbered: int | None


def strip_furniture(lines: Sequence[StyledLine], body: Style, titles: Mapping[str, Style]) -> Stripped:
    """Lines without furniture.

    ``titles`` are what a running head may repeat, however rarely: squashed titles and how they are set as a heading.
    """
    pages = [list(page) for _, page in groupby(lines, key=lambda line: line.page)]
    shift = _shift(pages)
    counts = Counter(mark for page in pages for mark in {_mark(line, shift) for line in _edges(page)})

    def is_furniture(line: StyledLine) -> bool:
        mark = _mark(line, shift)
        if counts[mark] >= _REPEATED and "#" in mark.text:
            return True
        repeats_title = titles.get(squash(line.text), line.style) != line.style
        # Larger letters are those of a heading.
        return (repeats_title or counts[mark] >= _REPEATED) and line.style.size <= body.size

    numbered: list[int] = []
    kept: list[StyledLine] = []
    for page in pages:
        for position in (0, -1):
            for _ in range(_EDGE):
                if page and is_furniture(page[position]):
                    line = page.pop(position)
                    numbered += [line.page] if "#" in _mark(line, shift).text else []
        kept += _without_notes(page, body)
    return Stripped(tuple(kept), numbered[-1] if len(numbered) * 2 > len(pages) else None)


def _edges(page: Sequence[StyledLine]) -> Sequence[StyledLine]:
    return [*page[:_EDGE], *page[_EDGE:][-_EDGE:]]


def _shift(pages: Sequence[Sequence[StyledLine]]) -> int:
    """The difference between the number a page bears and its place in the file: the same throughout a document."""
    numbers = [(int(found), line.page) for page in pages for line in _edges(page) for found in _numbers(line.text)]
    shifts = Counter(number - page for number, page in numbers)
    return shifts.most_common(1)[0][0] if shifts else 0


def _numbers(text: str) -> list[str]:
    return re.findall(r"\b\d{1,4}\b", text)


def _mark(line: StyledLine, shift: int) -> _Mark:
    return _Mark(re.sub(rf"\b{line.page + shift}\b", "#", line.text, count=1), line.style)


def _without_notes(page: Sequence[StyledLine], body: Style) -> list[StyledLine]:
    """A page without the footnotes to which a mark in its text refers, and without those marks."""
    text = list(page)
    notes: set[int] = set()
    in_note = False
    for position, line in enumerate(page):
        small = line.style.size < _SMALL * body.size
        start = _NOTE.match(line.text) if small else None
        marked = start is not None and _unmark(text, start[1])
        in_note = marked or (small and in_note)
        if in_note:
            notes.add(position)
    return [line for position, line in enumerate(text) if position not in notes]


def _unmark(lines: list[StyledLine], note: str) -> bool:
    """Take the mark of a footnote, a number right behind a word, out of the first line that has it."""
    mark = re.compile(rf"(?<=[^\W\d_]{{3}})([”’)\]»\"]?[.,;:]?){re.escape(note)}(?!\w)")
    for position, line in enumerate(lines):
        text = mark.sub(r"\1", line.text, count=1)
        if text != line.text:
            lines[position] = line._replace(text=text)
            return True
    return False
