"""The letter in which each line of a PDF page is set: what makes a heading a heading and a footnote a footnote."""

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from pypdf import PageObject

_NO_NAME = re.compile(r"[^-+,.\w]")


class Style(NamedTuple):
    """Size of letters in points, and the name of their font."""

    size: float
    font: str


class StyledLine(NamedTuple):
    """A line of a page as it stands there, and how it is set."""

    page: int
    text: str
    style: Style

    @classmethod
    def parse(cls, page: int, row: str) -> Self:
        """One row of ``styled_text``."""
        size, font, text = row.split("\t", 2)
        return cls(page, text, Style(float(size), font))


def styled_text(page: "PageObject") -> str:
    """A row ``size TAB font TAB text`` for every line of a page; the style is that of most of its letters."""
    rows: list[str] = []
    text = ""
    styles: Counter[str] = Counter()

    def end_line() -> None:
        nonlocal text
        style = styles.most_common(1)[0][0] if styles else "0.0\t"
        rows.append(f"{style}\t{text}")
        text = ""
        styles.clear()

    def visit(piece: str, ctm: list[float], matrix: list[float], font: dict[str, Any] | None, size: float) -> None:
        nonlocal text
        height = size * math.hypot(matrix[2], matrix[3]) * math.hypot(ctm[2], ctm[3])
        name = _NO_NAME.sub("", str((font or {}).get("/BaseFont", "")))
        style = f"{height:.1f}\t{name}"
        for number, part in enumerate(re.split("\r\n|[\n\r]", piece)):
            if number:
                end_line()
            text += part
            styles[style] += len(part.strip())

    page.extract_text(visitor_text=visit)
    end_line()
    return "\n".join(rows)
