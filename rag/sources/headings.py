"""The headings of an agreement: lines that begin with a number and are not set as the text is."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal, NamedTuple

from rag.dutch.hyphenation import join_lines
from rag.sources.typography import Style, StyledLine

Level = Literal["part", "chapter", "section"]

_LONGEST_TITLE = 8  # lines


class Numbered(NamedTuple):
    """The number at the start of a line and the title that follows it there, if any."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the lines ``start`` up to ``end``. A part holds chapters, or follows the last; it has no number."""

    level: Level
    number: str
    title: str
    start: int
    end: int


class Numbering:
    """What the numbers of headings look like. Of a pattern the first group, or else all of it, is the number."""

    def __init__(self, chapter: str, section: str) -> None:
        self._chapter, self._section = map(_heading_pattern, (chapter, section))

    def section(self, text: str) -> Numbered | None:
        """The heading of a section in one line."""
        return _read(self._section, text)

    def chapter(self, text: str) -> Numbered | None:
        """The heading of a chapter in one line."""
        return None if self.section(text) else _read(self._chapter, text)

    def heads(self, text: str) -> Numbered | None:
        """The heading of either in one line, unless it reads like a sentence: "2.5 miljoen euro"."""
        numbered = self.section(text) or self.chapter(text)
        return None if numbered and numbered.title[:1].islower() else numbered


def _heading_pattern(number: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<_number>{number})[.:)]?(?:\s*[—–])?(?:\s+(?P<_title>\S.*))?")


def _read(pattern: re.Pattern[str], text: str) -> Numbered | None:
    match = pattern.fullmatch(text)
    if not match:
        return None
    return Numbered(next(filter(None, match.groups()[1:-1]), match["_number"]), match["_title"] or "")


def squash(title: str) -> str:
    """A title without what two printings of it may differ in: capitals, spaces, hyphens, punctuation."""
    return "".join(filter(str.isalnum, title.casefold()))


@dataclass(frozen=True)
class HeadingFinder:
    """Finds headings where the text is set as ``body``.

    ``listed`` are the squashed titles of a table of contents: they show where a title ends. ``named`` are those of
    chapters without a number.
    """

    numbering: Numbering
    body: Style
    listed: Collection[str] = ()
    named: Collection[str] = ()

    def find(self, lines: Sequence[StyledLine]) -> list[Heading]:
        """All headings in their order; none where there are no chapters."""
        size = self._chapter_size(lines)
        headings: list[Heading] = []
        position = 0
        while size and position < len(lines):
            heading = self._at(position, lines, size)
            headings += [heading] if heading else []
            position = heading.end if heading else position + 1
        return headings

    def _stands_out(self, line: StyledLine) -> bool:
        return line.style != self.body and line.style.size >= self.body.size

    def _chapter_size(self, lines: Sequence[StyledLine]) -> float:
        """The size of most lines that could begin a chapter, of those larger than the text first; 0 without any."""
        sizes = [line.style.size for line in lines if self._stands_out(line) and self._may_be_chapter(line)]
        larger = [size for size in sizes if size > self.body.size]
        return Counter(larger or sizes).most_common(1)[0][0] if sizes else 0.0

    def _may_be_chapter(self, line: StyledLine) -> bool:
        if any(name.startswith(squash(line.text)) for name in self.named):
            return True
        return self.numbering.heads(line.text) is not None and self.numbering.section(line.text) is None

    def _at(self, position: int, lines: Sequence[StyledLine], size: float) -> Heading | None:
        """The heading that begins at a line; chapters are set in letters of ``size``."""
        line = lines[position]
        if not self._stands_out(line):
            return None
        section = self.numbering.section(line.text)
        numbered = self.numbering.heads(line.text)
        if numbered and (section or line.style.size == size):
            title, end = self._title(position if numbered.title else position + 1, lines, numbered.title)
            level: Level = "section" if section else "chapter"
            return Heading(level, numbered.number, title, position, end) if title else None
        if line.style.size < size:
            return None
        title, end = self._title(position, lines)
        if squash(title) in self.named:
            return Heading("chapter", "", title, position, end)
        # Where chapters are only set in bold, so may be any line of the text.
        return Heading("part", "", title, position, end) if line.style.size > self.body.size else None

    def _title(self, start: int, lines: Sequence[StyledLine], begun: str = "") -> tuple[str, int]:
        """The title that begins in line ``start``, where ``begun`` of it stands behind a number, and the line after.

        It goes on in the lines below that are set like its first, and ends where a listed title does.
        """
        texts = [begun] if begun else []
        first = lines[start] if start < len(lines) else None
        for line in lines[start + len(texts) : start + _LONGEST_TITLE]:
            goes_on = first is line or (first and line.page == first.page and line.style == first.style != self.body)
            if not goes_on or self.numbering.heads(line.text):
                break
            texts.append(line.text)
        for length in range(len(texts), 0, -1):
            title = reduce(join_lines, texts[:length])
            if squash(title) in self.listed:
                return title, start + length
        return reduce(join_lines, texts, ""), start + len(texts)
