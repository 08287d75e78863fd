"""Checking one report."""

from pathlib import Path

from eval.evaluation import check_report
from eval.reading import read_report
from tests.eval.reports import ELSEWHERE, GOOD, SOURCES, WRONG_AMOUNT, accounted, checked, codes, entry, written
from tests.samples import CYCLING, HOUSING


def test_a_report_that_is_right_has_no_findings(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
    assert codes(report) == []
    assert report.claims[0].verdict.support == "full"


def test_a_wrong_amount_is_found_in_the_sentence_and_quoted(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{WRONG_AMOUNT} [0]"], [entry(0, CYCLING)])
    fact = next(finding for finding in report.findings if finding.code == "fact.number")
    assert WRONG_AMOUNT[fact.start : fact.end] == fact.quote == "15 miljoen euro"
    assert fact.claim_id == report.claims[0].claim.id
    assert report.claims[0].facts == {"fact.number": 1}


def test_a_source_about_something_else_is_named_by_its_number(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{ELSEWHERE} [0]"], [entry(0, CYCLING)])
    (finding,) = report.findings
    assert (finding.code, finding.number) == ("support.none", 0)
    assert "kabeljauw" in finding.message


def test_a_marker_that_points_nowhere_carries_nothing(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0][7]"], [entry(0, CYCLING)])
    assert codes(report) == ["reference.dangling"]
    assert {number: pair.support for number, pair in report.claims[0].pairs.items() if pair} == {0: "full", 7: "none"}


def test_a_source_that_is_not_in_the_corpus_is_not_judged(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]"], ["**[\\[0\\]]** : **(2021-01-01)** Onbekende beslissing "])
    assert report.claims[0].pairs == {0: None}
    assert not report.claims[0].judged
    assert codes(report) == ["reference.unknown"]


def test_a_fact_without_any_source_is_reported(tmp_path: Path) -> None:
    assert codes(checked(tmp_path / "1.md", [GOOD], [])) == ["citation.missing"]


def test_without_sources_only_the_references_are_checked(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{WRONG_AMOUNT} [0][7]"], [entry(0, CYCLING)], None)
    assert codes(report) == ["reference.dangling"]
    assert not report.judged


def test_a_quote_that_moved_is_a_hard_finding(tmp_path: Path) -> None:
    path = written(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
    accounted(path, CYCLING, GOOD, at=3)
    report = check_report(read_report(path), SOURCES)
    assert [(finding.code, report.severity(finding)) for finding in report.findings] == [("quote.changed", "hard")]


def test_a_wrong_fact_is_hard_in_our_reports_and_a_warning_in_others(tmp_path: Path) -> None:
    path = written(tmp_path / "1.md", [f"{WRONG_AMOUNT} [0]"], [entry(0, CYCLING)])
    theirs = check_report(read_report(path), SOURCES)
    accounted(path, CYCLING, GOOD)
    ours = check_report(read_report(path), SOURCES)
    severities = [
        {finding.code: report.severity(finding) for finding in report.findings}["fact.number"]
        for report in (theirs, ours)
    ]
    assert severities == ["warning", "hard"]


def test_findings_stand_in_the_order_of_the_text(tmp_path: Path) -> None:
    claims = [f"{ELSEWHERE} [0]", GOOD, f"{WRONG_AMOUNT} [1]"]
    report = checked(tmp_path / "1.md", claims, [entry(0, HOUSING), entry(1, CYCLING)])
    places = [[item.claim.id for item in report.claims].index(finding.claim_id or "") for finding in report.findings]
    assert places == sorted(places)
    assert set(places) == {0, 1, 2}
