"""The scorecard as JSON, and the gate."""

import json
from pathlib import Path

import pytest

from eval.evaluation import Sources
from eval.reading import Skipped
from eval.scorecard import dumps, gate, make_scorecard
from rag.config import GateConfig
from tests.eval.reports import ELSEWHERE, GOOD, SOURCES, WRONG_AMOUNT, checked, entry
from tests.samples import CYCLING, HOUSING

ENTRIES = [entry(0, CYCLING), entry(1, HOUSING)]


def test_the_tree_has_totals_findings_metrics_and_one_entry_a_report(tmp_path: Path) -> None:
    report = checked(tmp_path / "a" / "1.md", [f"{WRONG_AMOUNT} [0]", f"{ELSEWHERE} [1]"], ENTRIES)
    tree = json.loads(dumps(make_scorecard([report], [Skipped(tmp_path / "b.md", "not a report")], tmp_path)))
    assert tree["schema"] == 1
    assert tree["totals"] == {"reports": 1, "claims": 2, "citations": 2, "references": 2}
    assert tree["findings"] == {"fact.number": 1, "support.none": 1, "support.partial": 1}
    assert all(metric.keys() == {"value", "n", "undefined"} for metric in tree["metrics"].values())
    assert tree["skipped"] == [{"path": "b.md", "message": "not a report"}]
    (shown,) = tree["reports"]
    assert shown["path"] == "a/1.md"
    assert [claim["support"] for claim in shown["claims"]] == ["partial", "none"]
    assert shown["claims"][0]["pairs"][0]["document"] == CYCLING.id
    assert CYCLING.text[slice(*(shown["claims"][0]["pairs"][0]["passage"][key] for key in ("start", "end")))]


def test_undefined_is_null(tmp_path: Path) -> None:
    tree = json.loads(dumps(make_scorecard([checked(tmp_path / "1.md", [GOOD], [])], [], tmp_path)))
    assert tree["metrics"]["quotes_verbatim"] == {"value": None, "n": 0, "undefined": 0}


def test_it_is_the_same_wherever_the_reports_stand(tmp_path: Path) -> None:
    texts = []
    for folder in (tmp_path / "een", tmp_path / "twee"):
        report = checked(folder / "1.md", [f"{WRONG_AMOUNT} [0]"], ENTRIES)
        texts.append(dumps(make_scorecard([report], [], folder)))
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("claims", "sources", "code"),
    [
        ([f"{GOOD} [0]"], SOURCES, 0),
        ([f"{GOOD} [0][7]"], SOURCES, 1),
        ([f"{WRONG_AMOUNT} [0]"], SOURCES, 2),
        ([f"{ELSEWHERE} [0]"], SOURCES, 2),
        ([f"{GOOD} [0]", GOOD], SOURCES, 2),
        ([f"{GOOD} [0]"], None, 2),
        (["Samenvatting:"], SOURCES, 0),
    ],
    ids=["right", "dangling", "wrong fact", "wrong source", "no source", "not measurable", "nothing to measure"],
)
def test_the_gate_fails_on_hard_findings_and_warns_below_its_limits(
    tmp_path: Path, claims: list[str], sources: Sources | None, code: int
) -> None:
    report = checked(tmp_path / "1.md", claims, ENTRIES[:1], sources)
    found = gate(make_scorecard([report], [], tmp_path), GateConfig())
    assert found.code == code
    assert bool(found.reasons) == bool(code)


def test_a_report_that_could_not_be_read_is_a_warning(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]"], ENTRIES[:1])
    assert gate(make_scorecard([report], [Skipped(tmp_path, "x")], tmp_path), GateConfig()).code == 2
