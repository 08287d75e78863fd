"""The third step, only where something failed: each failing sentence once more, with the reasons and its sources."""

from collections.abc import Mapping, Sequence
from functools import partial

from pydantic import BaseModel

from rag.drafting.asking import Line, Page, Pages, page
from rag.drafting.reviewing import Review, Told
from rag.drafting.selecting import about
from rag.drafting.writing import require_dutch, told
from rag.evidence import Evidence
from rag.llm.fence import one_line

PROMPT, VARIABLES = "herstellen", ("markering", "zinnen", "bronnen_per_zin")


class Mended(BaseModel):
    """The sentence that takes the place of the one under ``key``; without text there is none."""

    key: str
    text: str
    keys: list[str]


class Repairs(BaseModel):
    """The sentences that were mended."""

    sentences: list[Mended]


def pages(evidence: Evidence, failing: Mapping[int, Review], most: int) -> Pages:
    """The prompt's data: all failing sentences (numbers to reviews, gravest first), then ever fewer."""
    rows = [_lines(evidence, number, review) for number, review in failing.items()]
    return [partial(_page, rows[:count], most) for count in range(len(rows), 0, -1)]


def _page(rows: Sequence[Sequence[Line]], most: int) -> Page:
    return page({"zinnen": [line for row in rows for line in row]}, bronnen_per_zin=str(most))


def _lines(evidence: Evidence, number: int, review: Review) -> Sequence[Line]:
    lines = [Line(review.sentence.text, f"failing {number}")]
    lines += [Line(f"Bezwaar: {message}") for message in review.faults.values()]
    items = {item.document.id: item for item in evidence.documents}
    for sentence in filter(None, map(evidence.sentence, review.sentence.keys)):
        lines += [Line(f"Bron: {about(items[sentence.document])}"), Line(sentence.text, sentence.key)]
    return lines


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
