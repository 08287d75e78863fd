"""Lines of extracted pages to paragraphs: page numbers out, wrapped lines joined, page marks kept."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rag.documents import Page
from rag.dutch.hyphenation import join_lines
from rag.sources.numbering import item_numbers
from rag.sources.text import normalise

# A line this much shorter than a full one, into which the next word would have fitted, was ended on purpose.
_FULL_LINE = 0.8
_PAGE_LABEL = re.compile(r"(?:pagina|blz\.?|p\.)\s*\d{1,4}(?:\s*(?:/|van)\s*\d{1,4})?|\d{1,4}\s*/\s*\d{1,4}", re.I)
_BARE_NUMBER = re.compile(r"[-–]?\s*(\d{1,4})\s*[-–]?")
_BULLET = re.compile(r"[•▪·●◦]")
_LISTED = re.compile(r"(?:[-–*o]|\(?\d{1,2}\)|\(?[a-z]\))(?:\s|$)")
_SENTENCE_END = re.compile(r"[.?!:;…]['\"’”)\]]*$")
_SOFT_HYPHEN_BREAK = re.compile("\xad[ \t]*\r?\n[ \t]*")


class Line(NamedTuple):
    """One normalised line of a page; an empty ``text`` is a blank line."""

    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and, with offsets into its own text, the pages it stands on."""

    text: str
    pages: tuple[Page, ...] = ()


def page_lines(pages: Iterable[tuple[int, str]]) -> list[Line]:
    """The normalised lines of (page number, text) pairs, without lines that hold only a page number.

    No page begins or ends with a blank line.
    """
    sheets: list[list[Line]] = []
    for number, raw in pages:
        text = normalise(_SOFT_HYPHEN_BREAK.sub("", raw))
        sheets.append([Line(number, line) for line in text.split("\n") if text])
    edges = [{_shift(sheet[0]), _shift(sheet[-1])} for sheet in sheets if sheet]
    shifts = Counter(shift for edge in edges for shift in edge if shift is not None)
    for sheet in sheets:
        for position in (-1, 0):
            if sheet and _is_page_number(sheet[position], shifts):
                del sheet[position]
            while sheet and not sheet[position].text:
                del sheet[position]
    return [line for sheet in sheets for line in sheet]


def _shift(line: Line) -> int | None:
    """The difference between a bare number and the page it stands on: the same throughout a numbered document."""
    match = _BARE_NUMBER.fullmatch(line.text)
    return int(match.group(1)) - line.page if match else None


def _is_page_number(line: Line, shifts: Counter[int]) -> bool:
    """Whether a first or last line is only a page number: "Pagina 3 van 8", or a number that counts along."""
    shift = _shift(line)
    if shift is None:
        return bool(_PAGE_LABEL.fullmatch(line.text))
    return shift == 0 or shifts[shift] > 1


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Lines joined to paragraphs.

    A blank line ends a paragraph, and so does a line that was clearly ended on purpose; the end of a page does not.
    """
    lengths = sorted(len(line.text) for line in lines if line.text)
    # Nearly the longest line, for one stray long line says nothing about the width of a column.
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    groups: list[list[Line]] = []
    previous = ""
    for line in lines:
        if line.text and (not previous or _starts_paragraph(previous, line.text, width)):
            groups.append([line])
        elif line.text:
            groups[-1].append(line)
        previous = line.text
    return [_joined(group) for group in groups]


def _starts_paragraph(previous: str, line: str, width: int) -> bool:
    """Whether ``line``, right below ``previous``, begins something new."""
    complete = bool(_SENTENCE_END.search(previous))
    on_purpose = len(previous) + 1 + len(line.split()[0]) <= _FULL_LINE * width
    if numbers := item_numbers(line):
        # "1. Tabel" and "2. Lijst" below it, without a full stop; but not "1. ... volgens artikel" and "2. van het".
        counts_on = min(numbers) - 1 in item_numbers(previous) and line.partition(" ")[2][:1].isupper()
        return complete or on_purpose or counts_on
    if _LISTED.match(line):
        return complete or on_purpose
    return bool(_BULLET.match(line)) or (on_purpose and (complete or not line[0].islower()))


def _joined(group: Sequence[Line]) -> Paragraph:
    """The lines of one paragraph made one."""
    pieces: list[str] = []
    marks = [Page(0, group[0].page)]
    length = 0
    for line, following in pairwise(group):
        # What joining leaves of this line; the next one always stays whole.
        pieces.append(join_lines(line.text, following.text).removesuffix(following.text))
        length += len(pieces[-1])
        if following.page != line.page:
            marks.append(Page(length, following.page))
    return Paragraph("".join([*pieces, group[-1].text]), tuple(marks))
