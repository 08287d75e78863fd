"""The weights of the offline judge, and the scale they are told on."""

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.train_judge import WEIGHTS, Example, as_json, fit, held_out, read_table, write_table
from rag.support.model import BIAS, NAMES, PARTIAL_AT_MOST, Curves, Known, Unit, curves, known_of, scores

CHANCES = st.floats(-6, 6)


@cache
def examples() -> list[Example]:
    return read_table()


def test_the_script_makes_the_weights_that_are_in_use() -> None:
    made, used = json.loads(as_json(fit(examples()))), json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert made.keys() == used.keys()
    for (unit, known), names in NAMES.items():
        for side in ("some", "all"):
            assert list(used[unit][known][side]) == [BIAS, *names]
            assert made[unit][known][side] == pytest.approx(used[unit][known][side], abs=2e-3)


def test_on_sections_it_was_not_fitted_on_the_judge_reaches_its_goal() -> None:
    pairs, claims = held_out(examples(), "meaning")
    assert (pairs.n, claims.n) == (2232, 588)
    for split in pairs.splits:
        assert (split.auc or 0) >= 0.935
        assert (split.balanced or 0) >= 0.875
    assert (pairs.kappa or 0) >= 0.7
    assert (claims.splits[0].balanced or 0) >= 0.9


def test_without_the_corpus_it_is_still_above_counting_words() -> None:
    pairs, _ = held_out(examples(), "words")
    some, full = pairs.splits
    assert (some.auc or 0) >= 0.915
    assert (full.auc or 0) >= 0.93


def test_a_table_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    write_table(examples()[:40], tmp_path / "t.csv")
    assert read_table(tmp_path / "t.csv") == examples()[:40]


def test_the_weights_are_chosen_by_what_is_known() -> None:
    assert known_of({}) == "words"
    assert known_of({"among_words": 1.0}) == "corpus"
    assert known_of({"among_words": 1.0, "among_meaning": 0.0}) == "meaning"
    assert set(curves()) == set(NAMES)


@settings(max_examples=100, deadline=None)
@given(CHANCES, CHANCES, CHANCES, st.booleans())
def test_a_score_rises_with_either_chance_and_a_capped_one_is_never_full(
    some: float, full: float, more: float, capped: bool
) -> None:
    def score(some: float, full: float) -> float:
        return Curves({BIAS: some}, {BIAS: full}).score({}, capped)

    assert 0 <= score(some, full) <= 1
    assert score(some, full) <= score(max(some, more), full) + 1e-12
    assert score(some, full) <= score(some, max(full, more)) + 1e-12
    assert not capped or score(some, full) <= PARTIAL_AT_MOST


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(CHANCES, CHANCES, st.booleans()), min_size=1, max_size=5), CHANCES, CHANCES, st.booleans())
def test_the_whole_is_never_less_than_its_best_part(
    parts: list[tuple[float, float, bool]], some: float, full: float, capped: bool
) -> None:
    plain = Curves({BIAS: 0.0, "a": 1.0}, {BIAS: 0.0, "b": 1.0})
    weights: dict[tuple[Unit, Known], Curves] = {("alone", "words"): plain, ("together", "words"): plain}
    alone = [{"a": first, "b": second} for first, second, _ in parts]
    each, whole = scores(alone, {"a": some, "b": full}, [cap for *_, cap in parts], capped, weights)
    assert len(each) == len(parts)
    assert whole >= max(each)
    assert all(0 <= score <= 1 for score in each)
    assert all(score <= PARTIAL_AT_MOST for score, (*_, cap) in zip(each, parts, strict=True) if cap)
