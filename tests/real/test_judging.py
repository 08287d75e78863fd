"""The judge against the development labels, beside the floor of counting shared stems."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.agreement import agreement, binary
from rag.documents import Document
from rag.lexical import Analyser, Bm25, frequencies, postings
from rag.sources.jsonl import decision
from rag.support.assertions import needs_citation
from rag.support.judge import judge_claim

pytestmark = pytest.mark.real


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def gold(shared: Path) -> list[dict[str, Any]]:
    return rows(shared / "bench" / "citations-dev.jsonl")


@pytest.fixture(scope="module")
def documents(shared: Path) -> dict[str, Document]:
    found = [decision(row, "") for row in rows(shared / "vlaanderen" / "decisions.jsonl")]
    return {item.id: item for item in found}


def test_the_judge_is_above_the_floor(gold: list[dict[str, Any]], documents: dict[str, Document]) -> None:
    analyser = Analyser(frequencies(item.text for item in documents.values()))
    idf = Bm25([postings(analyser.terms(item.text)) for item in documents.values()]).idf
    judged = []
    for row in gold:
        if row["pairs"]:
            verdict = judge_claim(row["claim"], [documents[identity] for identity in row["pairs"]], idf)
            for identity, label in row["pairs"].items():
                pair = verdict.pairs[identity]
                judged.append((row["section"], label, pair.support, pair.score))
    found = agreement(judged)
    assert found.n == 2232
    carries_something, carries_all = found.splits
    assert (carries_something.auc or 0) >= 0.90
    assert (carries_all.auc or 0) >= 0.893
    assert (carries_something.left_out or 0) >= 0.82
    assert (carries_all.left_out or 0) >= 0.82


def test_sentences_that_need_a_citation_are_told_from_those_that_do_not(gold: list[dict[str, Any]]) -> None:
    labelled = [row for row in gold if row["needs_citation"] is not None]
    found = binary((row["needs_citation"], needs_citation(row["claim"])) for row in labelled)
    assert (found.recall or 0) >= 0.95
    assert (found.specificity or 0) >= 0.85
