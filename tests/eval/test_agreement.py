"""Agreement with gold labels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.agreement import agreement, auc, balanced_accuracy, best_limit, binary

SCORED = st.lists(st.tuples(st.integers(0, 8).map(float), st.booleans()), min_size=1, max_size=30)


def test_auc_is_the_chance_that_a_positive_scores_above_a_negative() -> None:
    assert auc([(0.1, False), (0.2, False), (0.3, True)]) == 1.0
    assert auc([(0.3, False), (0.1, True)]) == 0.0
    assert auc([(0.5, False), (0.5, True)]) == 0.5
    assert auc([(0.5, True)]) is None


@settings(max_examples=80, deadline=None)
@given(SCORED)
def test_auc_equals_the_count_over_all_pairs(scored: list[tuple[float, bool]]) -> None:
    pairs = [(high, low) for high, up in scored for low, down in scored if up and not down]
    wins = sum(1.0 if high > low else 0.5 if high == low else 0.0 for high, low in pairs)
    assert auc(scored) == (pytest.approx(wins / len(pairs)) if pairs else None)


@settings(max_examples=80, deadline=None)
@given(SCORED)
def test_no_limit_is_better_than_the_best(scored: list[tuple[float, bool]]) -> None:
    def quality(limit: float) -> float | None:
        return balanced_accuracy((positive, score >= limit) for score, positive in scored)

    best = quality(best_limit(scored))
    others = [quality(float(limit)) for limit in range(10)]
    assert best is None or best >= max(other for other in others if other is not None) - 1e-9


def test_a_judge_that_is_always_right_agrees_fully() -> None:
    rows = [("a", "none", "none", 0.0), ("b", "partial", "partial", 0.5), ("c", "full", "full", 1.0)]
    found = agreement(rows * 2)
    assert (found.exact, found.kappa) == (1.0, 1.0)
    assert [(split.auc, split.balanced) for split in found.splits] == [(1.0, 1.0)] * 2


def test_a_judge_that_always_says_the_same_agrees_by_chance_only() -> None:
    found = agreement([("a", gold, "full", 1.0) for gold in ("none", "partial", "full")])
    assert found.kappa == pytest.approx(0.0)
    assert [split.balanced for split in found.splits] == [0.5, 0.5]


def test_without_rows_nothing_is_defined() -> None:
    found = agreement([])
    assert (found.n, found.exact, found.kappa) == (0, None, None)
    assert [(split.auc, split.balanced, split.left_out) for split in found.splits] == [(None, None, None)] * 2


def test_precision_recall_and_specificity() -> None:
    found = binary([(True, True), (True, False), (False, True), (False, False), (False, False)])
    assert (found.precision, found.recall) == (0.5, 0.5)
    assert found.specificity == pytest.approx(2 / 3)
    assert binary([(False, False)]).precision is None
