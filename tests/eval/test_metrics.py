"""The figures of a scorecard."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval.evaluation import check_report
from eval.expected import Expected
from eval.metrics import metrics_of
from eval.reading import read_report
from tests.eval.reports import ELSEWHERE, GOOD, SOURCES, WRONG_AMOUNT, accounted, checked, entry, written
from tests.samples import CYCLING, HOUSING

BUILT = "Gemeenten leggen nieuwe fietspaden aan."


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


def test_strict_precision_asks_for_a_carried_sentence_and_for_a_source_that_gives_something(tmp_path: Path) -> None:
    claims = [f"{BUILT} [0][1]", f"{WRONG_AMOUNT} [0]"]
    found = metrics_of([checked(tmp_path / "1.md", claims, [entry(0, CYCLING), entry(1, HOUSING)])])
    # Of three citations one is padding and one stands at a sentence that is carried in part only.
    assert found["citation_precision"].value == pytest.approx(1 / 3, abs=1e-6)
    assert found["padding"].value == pytest.approx(1 / 3, abs=1e-6)
    assert found["padding"].n == 3
    assert found["effective_citations"].value == 1


def test_recall_counts_a_factual_sentence_without_a_source_as_not_carried(tmp_path: Path) -> None:
    claims = [f"{GOOD} [0]", f"{WRONG_AMOUNT} [0]", GOOD, "Hieronder volgt een overzicht."]
    found = metrics_of([checked(tmp_path / "1.md", claims, [entry(0, CYCLING)])])
    assert found["citation_recall"].value == pytest.approx(1 / 3, abs=1e-6)
    assert found["citation_recall"].n == 3
    assert found["weighted_recall"].value == 0.5
    precision, recall = found["citation_precision"].value or 0, found["citation_recall"].value or 0
    assert found["citation_f1"].value == pytest.approx(2 * precision * recall / (precision + recall), abs=1e-5)


def test_a_source_at_the_wrong_sentence_is_misattributed_where_the_list_has_the_right_one(tmp_path: Path) -> None:
    claims = [f"{BUILT} [1]", f"{HOUSING.text.splitlines()[-1]} [1]"]
    found = metrics_of([checked(tmp_path / "1.md", claims, [entry(0, CYCLING), entry(1, HOUSING)])])
    assert (found["misattribution"].value, found["misattribution"].n) == (0.5, 2)


def test_what_goes_further_than_its_source_lowers_stage_fidelity(tmp_path: Path) -> None:
    told = "De Vlaamse Regering keurt principieel een wijziging van de Vlaamse Codex Wonen goed."
    done = "De wijziging van de Vlaamse Codex Wonen werd ingevoerd."
    found = metrics_of([checked(tmp_path / "1.md", [f"{told} [0]", f"{done} [0]"], [entry(0, HOUSING)])])
    assert (found["stage_fidelity"].value, found["stage_fidelity"].n) == (0, 1)


def test_without_an_index_only_what_the_report_itself_shows_is_measured(tmp_path: Path) -> None:
    found = metrics_of([checked(tmp_path / "1.md", [f"{GOOD} [0]", GOOD], [entry(0, CYCLING)], sources=None)])
    measured = {name for name, metric in found.items() if metric.value is not None}
    shown = {"reference_integrity", "citation_coverage"}
    assert measured == shown | {"citations_per_sentence", "longest_run", "citations_in_long_runs"}
    assert (found["citation_recall"].undefined, found["padding"].undefined) == (2, 1)


def test_a_section_is_held_against_what_the_index_has_for_it(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
    asked = Expected({CYCLING.id: frozenset({CYCLING.id}), HOUSING.id: frozenset({HOUSING.id})}, evidence=True)
    found = metrics_of([replace(report, expected=asked), report])
    assert (found["commitment_coverage"].value, found["commitment_coverage"].n) == (0.5, 2)
    assert (found["abstention"].value, found["abstention"].n, found["abstention"].undefined) == (1, 1, 1)


@pytest.mark.parametrize(("evidence", "right"), [(True, 0), (False, 1)])
def test_saying_that_nothing_was_found_is_right_only_where_there_is_nothing(
    tmp_path: Path, evidence: bool, right: float
) -> None:
    report = checked(tmp_path / "1.md", ["Voor deze sectie werd geen beslissing gevonden."], [])
    found = metrics_of([replace(report, expected=Expected({}, evidence=evidence))])
    assert found["abstention"].value == right
    assert (found["commitment_coverage"].value, found["commitment_coverage"].n) == (None, 0)


def test_reports_that_could_not_be_read_are_errors_of_every_figure() -> None:
    assert {metric.errors for metric in metrics_of([], unread=2).values()} == {2}


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
