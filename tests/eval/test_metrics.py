"""The figures of a scorecard."""

from pathlib import Path

import pytest

from eval.evaluation import check_report
from eval.metrics import metrics_of
from eval.reading import read_report
from tests.eval.reports import ELSEWHERE, GOOD, SOURCES, WRONG_AMOUNT, accounted, checked, entry, written
from tests.samples import CYCLING, HOUSING


def test_figures_over_nothing_are_undefined_never_0_or_1() -> None:
    for metric in metrics_of([]).values():
        assert (metric.value, metric.n, metric.undefined) == (None, 0, 0)


def test_shares_of_pairs_and_sentences(tmp_path: Path) -> None:
    claims = [f"{GOOD} [0]", f"{WRONG_AMOUNT} [0]", f"{ELSEWHERE} [1]", GOOD]
    found = metrics_of([checked(tmp_path / "1.md", claims, [entry(0, CYCLING), entry(1, HOUSING)])])
    assert found["support_full"].value == found["support_partial"].value == pytest.approx(1 / 3, abs=1e-6)
    assert found["support_none"].value == pytest.approx(1 / 3, abs=1e-6)
    assert (found["weighted_precision"].value, found["weighted_precision"].n) == (0.5, 3)
    assert found["sentence_support"].value == pytest.approx(1 / 3, abs=1e-6)
    assert (found["citation_coverage"].value, found["citation_coverage"].n) == (0.75, 4)
    assert (found["number_consistency"].value, found["number_consistency"].n) == (0.5, 2)
    assert found["date_consistency"].value is None
    assert found["quotes_verbatim"].value is None


def test_sources_that_cannot_be_read_are_counted_as_undefined(tmp_path: Path) -> None:
    unknown = "**[\\[0\\]]** : **(2021-01-01)** Onbekende beslissing "
    found = metrics_of([checked(tmp_path / "1.md", [f"{GOOD} [0]"], [unknown])])
    for name in ("weighted_precision", "sentence_support", "number_consistency"):
        assert (found[name].value, found[name].n, found[name].undefined) == (None, 0, 1)


def test_a_marker_that_points_nowhere_lowers_precision_and_integrity(tmp_path: Path) -> None:
    found = metrics_of([checked(tmp_path / "1.md", [f"{GOOD} [0][7]"], [entry(0, CYCLING)])])
    assert (found["reference_integrity"].value, found["reference_integrity"].n) == (0.5, 2)
    assert (found["weighted_precision"].value, found["weighted_precision"].n) == (0.5, 2)


def test_a_sentence_whose_only_marker_points_nowhere_is_not_supported(tmp_path: Path) -> None:
    found = metrics_of([checked(tmp_path / "1.md", [f"{GOOD} [7]"], [])])
    assert (found["sentence_support"].value, found["sentence_support"].n) == (0.0, 1)


def test_quotes_are_counted_one_by_one(tmp_path: Path) -> None:
    reports = []
    for number, place in enumerate([None, 5]):
        path = written(tmp_path / f"{number}.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
        accounted(path, CYCLING, GOOD, at=place)
        reports.append(check_report(read_report(path), SOURCES))
    found = metrics_of(reports)["quotes_verbatim"]
    assert (found.value, found.n, found.undefined) == (0.5, 2, 0)


def test_long_runs_are_a_share_of_all_citations(tmp_path: Path) -> None:
    markers = "".join(f"[{number}]" for number in range(6))
    entries = [entry(number, CYCLING) for number in range(6)]
    found = metrics_of([checked(tmp_path / "1.md", [f"{GOOD} {markers}", f"{GOOD} [0][1]"], entries)])
    assert (found["citations_in_long_runs"].value, found["longest_run"].value) == (0.75, 6)
    assert found["citations_per_sentence"].value == 4
