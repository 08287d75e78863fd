"""Commitments against ``commitments.jsonl``: ten sections of the agreement of which every sentence was marked by hand.

A row holds a section's id and its sentences as ``[start, end, label]``: offsets into the section's ``text``, label 1
for a commitment and 0 for anything else. The marks follow these conventions:

- A commitment is a checkable promise of what the government will do: an act, a rule it will lay down, a study, a
  structure that is created, merged or ended, an explicit target. The actor is the government, one of its agencies, a
  body it sets up, or is left out by a passive or a list item without a verb.
- A promise to keep doing something specific counts. A bare ambition without an act or a measurable goal does not, nor
  do values, diagnosis, the effect hoped for of a promise made elsewhere, what exists, what is expected of others, or
  what another chapter of the agreement holds.
- "Must" counts where it names an act or sets a new rule, not where it tells how things ought to be.
- A numbered heading glued to the text is a sentence of its own, and so is a subheading; neither is a commitment. The
  one exception is a heading that is the only place where its promise stands (the first of the mergers).
- A footnote in the middle of a sentence cuts it in two: the part with the verb of the promise carries the label.
- A list whose items cannot stand alone is one sentence with what introduces it; items that can are their own.

Marked by one reader before there was a finder. In a second pass, in the same sitting and so not independent, 40
shuffled sentences shown without context or label agreed for 39 (Cohen's kappa 0.95); the other got its second label.
"""

import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from rag.commitments import find_commitments
from rag.documents import Span

pytestmark = pytest.mark.real

GOLD = Path(__file__).with_name("commitments.jsonl")


class Marked(NamedTuple):
    """One section's text with the spans of its sentences that promise something and of those that do not."""

    id: str
    text: str
    promises: tuple[Span, ...]
    others: tuple[Span, ...]


@pytest.fixture(scope="module")
def marked(shared: Path) -> list[Marked]:
    with (shared / "vlaanderen" / "agreement" / "sections.jsonl").open(encoding="utf-8") as lines:
        texts = {section["id"]: section["text"] for section in map(json.loads, lines)}
    rows = []
    for row in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()):
        spans = {label: tuple(Span(s, e) for s, e, mark in row["sentences"] if mark == label) for label in (0, 1)}
        rows.append(Marked(row["section"], texts[row["section"]], spans[1], spans[0]))
    return rows


def match(found: Span, promises: tuple[Span, ...]) -> Span | None:
    """The one promise that ``found`` counts for: where it overlaps most, if that is half of the shorter of the two.

    One, so that a span over many sentences cannot count for all of them.
    """
    if not promises:
        return None
    best = max(promises, key=lambda promise: overlap(found, promise))
    shorter = min(found.end - found.start, best.end - best.start)
    return best if 2 * overlap(found, best) >= shorter else None


def overlap(one: Span, other: Span) -> int:
    """How many characters two spans share."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def test_the_hand_marked_set_holds_at_least_120_sentences_of_ten_sections_of_ten_chapters(marked: list[Marked]) -> None:
    assert sum(len(row.promises) + len(row.others) for row in marked) >= 120
    assert Counter(row.id.split("/")[0] for row in marked).most_common()[0][1] == 1
    assert len(marked) == 10


def test_the_marked_sentences_cover_each_section_in_order_with_only_blanks_between(marked: list[Marked]) -> None:
    for row in marked:
        position = 0
        for start, end in sorted(row.promises + row.others):
            assert not row.text[position:start].strip(), row.id
            assert row.text[start:end] == row.text[start:end].strip() != "", row.id
            position = end
        assert not row.text[position:].strip(), row.id


def test_commitments_lie_where_they_say_in_the_text(marked: list[Marked]) -> None:
    for row in marked:
        for commitment in find_commitments(row.text):
            assert row.text[commitment.start : commitment.end] == commitment.text, row.id


def test_found_commitments_agree_with_the_hand_marked_ones(marked: list[Marked]) -> None:
    hits = 0
    missed: list[str] = []
    invented: list[str] = []
    for row in marked:
        found = [Span(commitment.start, commitment.end) for commitment in find_commitments(row.text)]
        matches = [match(span, row.promises) for span in found]
        hits += len(set(matches) - {None})
        missed += [f"missed {row.id}: {row.text[s:e]}" for s, e in row.promises if (s, e) not in matches]
        wrong = [span for span, promise in zip(found, matches, strict=True) if promise is None]
        invented += [f"invented {row.id}: {row.text[s:e]}" for s, e in wrong]
    precision, recall = hits / max(1, hits + len(invented)), hits / (hits + len(missed))
    f1 = 2 * hits / (2 * hits + len(missed) + len(invented))
    figures = f"commitments: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}"
    print(figures)
    assert f1 >= 0.85, "\n".join([figures, *missed, *invented])
