"""What a scorecard holds, and the gate."""

from pathlib import Path

import pytest

from eval.evaluation import Sources
from eval.reading import Skipped
from eval.scorecard import gate, make_scorecard
from rag.config import GateConfig
from tests.eval.reports import ELSEWHERE, GOOD, SOURCES, WRONG_AMOUNT, checked, entry
from tests.samples import CYCLING, HOUSING

ENTRIES = [entry(0, CYCLING), entry(1, HOUSING)]


def test_it_counts_what_was_read_and_found(tmp_path: Path) -> None:
    report = checked(tmp_path / "a" / "1.md", [f"{WRONG_AMOUNT} [0]", f"{ELSEWHERE} [1]"], ENTRIES)
    scorecard = make_scorecard([report], [], tmp_path)
    assert scorecard.totals == {"reports": 1, "claims": 2, "citations": 2, "references": 2}
    assert scorecard.findings["fact.number"] == 1
    assert scorecard.shown(report.loaded.path) == "a/1.md"


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
