"""Two evaluations side by side."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.baseline import Difference, compare, load_baseline
from eval.scorecard import Scorecard, gate, make_scorecard
from eval.tree import as_tree, dumps
from rag.config import GateConfig
from rag.errors import ConfigError
from tests.eval.reports import ELSEWHERE, GOOD, SOURCES, WRONG_AMOUNT, checked, entry
from tests.samples import CYCLING, HOUSING

ENTRIES = [entry(0, CYCLING), entry(1, HOUSING)]


def card(folder: Path, claims: list[str], references: list[str] = ENTRIES) -> Scorecard:
    return make_scorecard([checked(folder / "1.md", claims, references)], [], folder, SOURCES.documents)


def tree(folder: Path, claims: list[str], references: list[str] = ENTRIES) -> dict[str, Any]:
    return as_tree(card(folder, claims, references))


def test_an_evaluation_does_not_differ_from_itself(tmp_path: Path) -> None:
    same = tree(tmp_path, [f"{WRONG_AMOUNT} [0]", f"{ELSEWHERE} [1]", GOOD])
    found = compare(same, same)
    assert (found.new, found.fixed, found.gone, found.worse) == ((), (), (), ())
    assert found.unchanged == sum(same["findings"].values())
    assert found.sentences == {"kept": 3, "added": 0, "removed": 0}
    assert {item.mean for item in found.metrics.values()} <= {0.0, None}


def test_problems_are_new_fixed_unchanged_or_gone_with_their_sentence(tmp_path: Path) -> None:
    old = tree(tmp_path / "a", [f"{GOOD} [0]", f"{WRONG_AMOUNT} [0]", f"{ELSEWHERE} [1]", f"{GOOD} [0][7]"])
    new = tree(tmp_path / "b", [f"{GOOD} [0]", f"{ELSEWHERE} [1]", f"{GOOD} [0][7]", GOOD])
    old["reports"][0]["claims"][0]["findings"].append({"code": "fact.date", "severity": "warning", "message": "m"})
    found = compare(old, new)
    assert [(problem.code, problem.text) for problem in found.new] == [("citation.missing", GOOD)]
    assert [(problem.code, problem.text) for problem in found.fixed] == [("fact.date", GOOD)]
    assert {problem.text for problem in found.gone} == {WRONG_AMOUNT}
    assert found.unchanged == 2
    assert found.sentences == {"kept": 3, "added": 1, "removed": 1}


def test_renumbering_is_no_change_but_citing_something_else_is(tmp_path: Path) -> None:
    old = tree(tmp_path / "a", [f"{GOOD} [0]", f"{ELSEWHERE} [1]"])
    renumbered = tree(tmp_path / "b", [f"{ELSEWHERE} [0]", f"{GOOD} [1]"], [entry(0, HOUSING), entry(1, CYCLING)])
    assert compare(old, renumbered).sentences["added"] == 0
    assert (compare(old, renumbered).new, compare(old, renumbered).fixed) == ((), ())
    other = tree(tmp_path / "c", [f"{GOOD} [0]", f"{ELSEWHERE} [0]"])
    found = compare(old, other)
    assert found.sentences == {"kept": 1, "added": 1, "removed": 1}
    assert {problem.text for problem in found.gone} == {ELSEWHERE}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=12))
def test_the_interval_holds_the_mean_and_turns_around_with_the_comparison(values: list[tuple[float, float]]) -> None:
    def evaluated(side: int) -> dict[str, Any]:
        reports = [
            {"key": str(n), "metrics": {"m": [pair[side], 1]}, "references": [], "findings": [], "claims": []}
            for n, pair in enumerate(values)
        ]
        return {"metrics": {"m": {"value": 0.5}}, "reports": reports}

    forth = compare(evaluated(0), evaluated(1)).metrics["m"]
    back = compare(evaluated(1), evaluated(0)).metrics["m"]
    assert forth.n == len(values)
    assert forth.low is not None
    assert forth.high is not None
    assert forth.mean is not None
    assert forth.low - 2e-6 <= forth.mean <= forth.high + 2e-6
    assert (back.mean, back.low, back.high) == pytest.approx((-forth.mean, -forth.high, -forth.low), abs=3e-6)


@pytest.mark.parametrize(
    ("name", "low", "high", "worse"),
    [
        ("weighted_precision", -0.2, -0.1, True),
        ("weighted_precision", -0.2, 0.1, False),
        ("weighted_precision", 0.1, 0.2, False),
        ("support_none", 0.1, 0.2, True),
        ("support_none", -0.2, -0.1, False),
        ("citations_per_sentence", -0.2, -0.1, False),
        ("weighted_precision", None, None, False),
    ],
)
def test_a_figure_that_is_worse_beyond_chance_is_a_warning(
    tmp_path: Path, name: str, low: float | None, high: float | None, worse: bool
) -> None:
    good = card(tmp_path, [f"{GOOD} [0]"], ENTRIES[:1])
    same = compare(as_tree(good), as_tree(good))
    moved = replace(same, metrics={name: Difference(0.5, 0.4, -0.1, low, high, 8)})
    assert gate(replace(good, comparison=same), GateConfig()).code == 0
    found = gate(replace(good, comparison=moved), GateConfig())
    assert (found.code, bool(found.reasons)) == ((2, True) if worse else (0, False))


def test_a_baseline_is_read_back_from_its_file(tmp_path: Path) -> None:
    old = tree(tmp_path, [f"{WRONG_AMOUNT} [0]"])
    (tmp_path / "old.json").write_text(dumps(old), encoding="utf-8")
    found = compare(load_baseline(tmp_path / "old.json"), old)
    assert (found.new, found.fixed, found.gone) == ((), (), ())


@pytest.mark.parametrize(
    ("content", "problem"),
    [("{", "not JSON"), ('{"schema": 1}', "schema 1"), ("[]", "schema None"), (None, "cannot be read")],
)
def test_what_is_no_baseline_is_an_error_that_says_what_to_do(
    tmp_path: Path, content: str | None, problem: str
) -> None:
    path = tmp_path / "old.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=problem):
        load_baseline(path)


def test_the_file_is_one_line_a_report(tmp_path: Path) -> None:
    text = dumps(tree(tmp_path, [f"{GOOD} [0]"]))
    assert json.loads(text)["reports"][0]["title"] == "Fietspaden"
    assert any(line.startswith('{"path":"1.md"') for line in text.splitlines())
