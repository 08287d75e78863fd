"""Sentence boundaries against ``sentences.jsonl``: decisions of which every sentence end was marked by hand.

A sentence ends after its terminal punctuation with the quotes and brackets that close it. Nothing is split inside a
parenthesis or an enumeration on one line; a whole sentence in parentheses is one of its own, and a forgotten space
does not glue two sentences together.
"""

import json
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest

from rag.dutch.sentences import split_sentences

pytestmark = pytest.mark.real

GOLD = Path(__file__).with_name("sentences.jsonl")
BLANK = " \u00a0\u200b\n"  # the portal leaves zero-width spaces between sentences


class Marked(NamedTuple):
    """One decision's field with the end offset of every sentence in it."""

    id: str
    text: str
    ends: tuple[int, ...]


@pytest.fixture(scope="module")
def marked(shared: Path) -> list[Marked]:
    with (shared / "vlaanderen" / "decisions.jsonl").open(encoding="utf-8") as lines:
        decisions = {decision["id"]: decision for decision in map(json.loads, lines)}
    rows = map(json.loads, GOLD.read_text(encoding="utf-8").splitlines())
    return [Marked(row["id"], decisions[row["id"]][row["field"]], tuple(row["ends"])) for row in rows]


def inner_boundaries(text: str, ends: tuple[int, ...]) -> set[int]:
    """Where one sentence stops and another follows: white space before a boundary is nobody's, the last end is free."""
    trimmed = {len(text[:end].rstrip(BLANK)) for end in ends}
    return trimmed - {0, len(text.rstrip(BLANK))}


def context(text: str, end: int) -> str:
    """The boundary with 30 characters on either side."""
    return f"{text[max(0, end - 30) : end]}|{text[end : end + 30]}"


def test_the_hand_marked_set_holds_at_least_two_hundred_sentences(marked: list[Marked]) -> None:
    assert sum(len(row.ends) for row in marked) >= 200
    assert len({row.id for row in marked}) == len(marked)


def test_every_marked_end_stands_after_text_and_the_last_one_closes_the_document(marked: list[Marked]) -> None:
    for row in marked:
        starts = (0, *row.ends)
        assert all(row.text[start:end].strip(BLANK) for start, end in zip(starts, row.ends, strict=False)), row.id
        assert all(row.text[end - 1] not in BLANK for end in row.ends), row.id
        assert not row.text[row.ends[-1] :].strip(BLANK), row.id


def test_sentence_boundaries_agree_with_the_hand_marked_ones(marked: list[Marked]) -> None:
    found = missed = invented = 0
    wrong: list[str] = []
    for row in marked:
        gold = inner_boundaries(row.text, row.ends)
        ours = inner_boundaries(row.text, tuple(span.end for span in split_sentences(row.text)))
        found += len(gold & ours)
        missed += len(gold - ours)
        invented += len(ours - gold)
        labelled = chain((("missed", end) for end in gold - ours), (("invented", end) for end in ours - gold))
        wrong += [f"{row.id} {label}: {context(row.text, end)}" for label, end in sorted(labelled)]
    precision, recall = found / max(1, found + invented), found / (found + missed)
    f1 = 2 * found / (2 * found + missed + invented)
    figures = f"precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}"
    assert f1 >= 0.98, "\n".join([figures, *wrong])
