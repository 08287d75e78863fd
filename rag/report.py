"""One report: blocks of claims with their citation markers, and the numbered references behind them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.documents import Citation, Document

_LONGEST_TITLE = 120
_WORDS_LEFT = 2
# What may stand between two markers of one row.
BETWEEN = re.compile(r"\s*(?:,|;|en)?\s*")


@dataclass(frozen=True, slots=True)
class Marker:
    """One citation marker as written but for backslashes (``[3]``, ``[0,1]``, ``[3-5]``), and its numbers.

    ``offset`` is the place in ``Claim.text`` (which holds no markers) where it stands, right behind a word.
    """

    raw: str
    numbers: tuple[int, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a claim, ``text[start:end]``, and the numbers that stand right behind it; none where none do."""

    start: int
    end: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a report. ``citations`` is filled where we drafted it, empty in a report read without sidecar.

    ``score`` (0 to 1) is how far the judge found it carried when it was drafted, None where it was not asked.
    """

    id: str
    text: str
    markers: tuple[Marker, ...] = ()
    citations: tuple[Citation, ...] = ()
    score: float | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The reference numbers behind this claim, in order, each once."""
        return tuple(dict.fromkeys(n for marker in self.markers for n in marker.numbers))

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The claim in order, cut behind each row of markers: a marker speaks for the words before it.

        What follows the last row is a clause without numbers, unless it is a word or two.
        """
        found: list[Clause] = []
        for marker in sorted(self.markers, key=lambda marker: marker.offset):
            last = found[-1] if found else None
            if last and BETWEEN.fullmatch(self.text, last.end, marker.offset):
                found[-1] = Clause(last.start, marker.offset, tuple(dict.fromkeys([*last.numbers, *marker.numbers])))
            else:
                found.append(Clause(last.end if last else 0, marker.offset, tuple(dict.fromkeys(marker.numbers))))
        rest = found[-1].end if found else 0
        if len(self.text[rest:].split()) > _WORDS_LEFT:
            found.append(Clause(rest, len(self.text), ()))
        elif found:
            found[-1] = Clause(found[-1].start, len(self.text), found[-1].numbers)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list item. ``prefix`` is its Markdown lead (``1. ``, ``- ``, ``### ``) with indentation.

    ``heading`` is the bold lead (``**…**:``) of a paragraph or item, or the text of a heading. A heading that cites is
    a claim instead. A heading's prefix is ``**`` for a bold line, empty for a label (``Samenvatting:``). A thematic
    break is an empty paragraph with prefix ``---``.
    """

    kind: Literal["paragraph", "item", "heading"]
    claims: tuple[Claim, ...]
    prefix: str = ""
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the reference list. ``date`` is the text between the brackets, usually an ISO date, "" if unknown.

    ``document`` is the corpus id where known: always in our own reports, after ``resolve`` in others'.
    """

    number: int
    title: str
    date: str
    url: str | None
    document: str | None = None

    @property
    def dead(self) -> bool:
        """True for a reference nobody can follow: no title and no link."""
        return not self.title.strip() and not self.url


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report; ``title`` and ``section_text`` come from the agreement."""

    title: str
    section_text: str
    blocks: tuple[Block, ...]
    references: tuple[Reference, ...]

    def claims(self) -> Iterator[Claim]:
        """Every claim in reading order."""
        for block in self.blocks:
            yield from block.claims

    def cited(self) -> dict[str, None]:
        """The corpus ids of the documents that its claims cite, in order of first appearance."""
        found = (self.reference(number) for claim in self.claims() for number in claim.numbers)
        return dict.fromkeys(reference.document for reference in found if reference and reference.document)

    def reference(self, number: int) -> Reference | None:
        """The first reference with this number."""
        return next((reference for reference in self.references if reference.number == number), None)


def reference_title(document: Document) -> str:
    """What a reference to ``document`` is called: its title, else the start of its text, so that it is never dead."""
    if title := " ".join((document.title or "").split()):
        return title
    first = document.segments[0] if document.segments else None
    words = " ".join((document.text[first.start : first.end] if first else document.text).split()) or document.id
    if len(words) <= _LONGEST_TITLE:
        return words
    return words[:_LONGEST_TITLE].rpartition(" ")[0] + "…" if " " in words[:_LONGEST_TITLE] else words[:_LONGEST_TITLE]
