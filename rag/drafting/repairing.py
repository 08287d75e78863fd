"""The third step, only where something failed: each failing sentence once more, with the reasons and its sources."""

from collections.abc import Iterable, Mapping
from functools import partial

from pydantic import BaseModel

from rag.drafting.asking import Line, Page, Pages, page, quoted
from rag.drafting.reviewing import Review, Told
from rag.drafting.selecting import about
from rag.drafting.writing import require_dutch, told
from rag.evidence import Evidence
from rag.llm.fence import one_line

PROMPT, VARIABLES = "herstellen", ("markering", "zinnen", "bronnen_per_zin")
SOURCE_LENGTHS = (700, 350)  # characters


class Mended(BaseModel):
    """The sentence that takes the place of the one under ``key``; without text there is none."""

    key: str
    text: str
    keys: list[str]


class Repairs(BaseModel):
    """The sentences that were mended."""

    sentences: list[Mended]


def pages(evidence: Evidence, failing: Mapping[int, Review], most: int) -> Pages:
    """The prompt's data: all failing sentences (numbers to reviews, gravest first), with ever less, then ever fewer."""
    rows = list(failing.items())
    every = [(rows, characters) for characters in SOURCE_LENGTHS]
    fewer = [(rows[:count], SOURCE_LENGTHS[-1]) for count in range(len(rows) - 1, 0, -1)]
    return [partial(_page, evidence, shown, characters, most) for shown, characters in every + fewer]


def _page(evidence: Evidence, rows: Iterable[tuple[int, Review]], characters: int, most: int) -> Page:
    items = {item.document.id: item for item in evidence.documents}
    lines: list[Line] = []
    for number, review in rows:
        lines.append(Line(review.sentence.text, f"failing {number}"))
        lines += [Line(f"Bezwaar: {message}") for message in review.faults.values()]
        for source in filter(None, map(evidence.sentence, review.sentence.keys)):
            lines += [Line(f"Bron: {about(items[source.document])}"), quoted(source, characters)]
    return page({"zinnen": lines}, bronnen_per_zin=str(most))


def read(shown: Page, replied: Repairs) -> dict[int, Told]:
    """The mended sentences by the numbers of those they replace; the first one counts.

    Raises ModelError if they are not in Dutch.
    """
    require_dutch(mended.text for mended in replied.sentences)
    found: dict[int, Told] = {}
    for mended in replied.sentences:
        kind, _, number = (shown.name(mended.key) or "").partition(" ")
        if kind == "failing" and one_line(mended.text):
            found.setdefault(int(number), told(shown, mended.text, mended.keys))
    return found
