"""Threading against ``dossiers.jsonl``: decisions that are one file coming back, and pairs that only look like it.

A dossier is one text on its way: a note that announces just that text, principieel, opnieuw principieel, definitief,
bekrachtiging, under whatever title, with an agreement and the decree that approves it as one text. Its rows
(``dossier``, ``ids``) list all its decisions in the corpus. The rows ``not`` hold two decisions of different dossiers:
a decree and the order that carries it out or puts it into force, the decree and the order of one name that go side by
side, the same subsidy, budget or collected decree of another year, the same kind of contract with somebody else, a
later change of the same order. A decision of which no reader can say to which text it belongs is in neither.
"""

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from rag.corpus import read_corpus
from rag.dossiers import thread

pytestmark = pytest.mark.real

GOLD = Path(__file__).with_name("dossiers.jsonl")

Pair = tuple[str, str]


@pytest.fixture(scope="module")
def dossiers() -> list[list[str]]:
    """The ids of each marked dossier."""
    return [row["ids"] for row in _rows() if "ids" in row]


@pytest.fixture(scope="module")
def apart(dossiers: list[list[str]]) -> list[Pair]:
    """The marked look-alikes and all pairs from two marked dossiers, each pair once."""
    across = {frozenset((one, other)) for a, b in combinations(dossiers, 2) for one in a for other in b}
    pairs = across | {frozenset(row["not"]) for row in _rows() if "not" in row}
    return [(one, other) for one, other in sorted(map(sorted, pairs))]


@pytest.fixture(scope="module")
def place(shared: Path) -> dict[str, int]:
    """The group in which each decision of the whole corpus is threaded."""
    groups = thread(list(read_corpus(["vlaanderen/decisions.jsonl"], shared).documents.values()))
    return {identity: number for number, group in enumerate(groups) for identity in group}


def _rows() -> Iterator[dict[str, list[str]]]:
    yield from map(json.loads, GOLD.read_text(encoding="utf-8").splitlines())


def together(pairs: list[Pair], place: dict[str, int]) -> list[Pair]:
    """The pairs that are threaded together; a decision that is in no group stands alone."""
    return [(one, other) for one, other in pairs if one in place and place[one] == place.get(other)]


def test_enough_is_marked_and_nothing_twice(dossiers: list[list[str]], shared: Path) -> None:
    ids = [identity for dossier in dossiers for identity in dossier]
    look_alikes = [row["not"] for row in _rows() if "not" in row]
    assert len(dossiers) >= 60
    assert all(len(dossier) >= 2 for dossier in dossiers)
    assert len(set(ids)) == len(ids)
    assert len({frozenset(pair) for pair in look_alikes}) == len(look_alikes) >= 60
    assert all(len(set(pair)) == 2 for pair in look_alikes)
    assert not any(set(pair) <= set(dossier) for pair in look_alikes for dossier in dossiers)
    documents = read_corpus(["vlaanderen/decisions.jsonl"], shared).documents
    assert documents.keys() >= {*ids, *(identity for pair in look_alikes for identity in pair)}


def test_dossiers_are_threaded_with_an_f1_of_nine_tenths(
    dossiers: list[list[str]], apart: list[Pair], place: dict[str, int]
) -> None:
    same = [pair for dossier in dossiers for pair in combinations(dossier, 2)]
    joined = together(same, place)
    mixed = together(apart, place)
    missed = sorted(set(same) - set(joined))
    f1 = 2 * len(joined) / (2 * len(joined) + len(mixed) + len(missed))
    lines = [
        f"F1 {f1:.3f}",
        *(f"kept apart: {one} {other}" for one, other in missed),
        *(f"joined: {one} {other}" for one, other in mixed),
    ]
    assert f1 >= 0.90, "\n".join(lines)
