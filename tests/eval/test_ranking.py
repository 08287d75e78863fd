"""Ranking measures against values worked out by hand."""

from math import log2

import pytest

from eval.ranking import ndcg, recall

GRADES = {"a": 3, "b": 0, "c": 2, "d": 3}


def test_the_ideal_order_scores_one() -> None:
    assert ndcg(["a", "d", "c", "b"], GRADES) == pytest.approx(1.0)


def test_ndcg_by_hand_passing_over_unjudged_documents() -> None:
    got = ndcg(["x", "c", "y", "a"], GRADES, k=2)
    assert got == pytest.approx((3 + 7 / log2(3)) / (7 + 7 / log2(3)))


def test_recall_counts_what_must_be_found_within_k() -> None:
    assert recall(["a", "x", "d"], GRADES, 2) == 0.5
    assert recall(["a", "x", "d"], GRADES, 3) == 1.0


def test_without_anything_to_find_recall_is_undefined() -> None:
    assert recall(["a"], {"a": 1}, 5) is None
    assert ndcg(["a"], {"a": 0}) == 0.0
