"""Checking one report."""

from pathlib import Path

import pytest

from eval.evaluation import Sources, check_report
from eval.reading import read_report
from rag.support.findings import Finding
from tests.eval.reports import (
    ELSEWHERE,
    GOOD,
    SOURCES,
    WRONG_AMOUNT,
    accounted,
    checked,
    codes,
    entry,
    idf,
    written,
)
from tests.samples import CYCLING, HOUSING, document


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


def test_a_source_that_carries_nothing_is_a_note_unless_no_other_carries_the_sentence(tmp_path: Path) -> None:
    claims = [f"{GOOD} [0][1]", f"{ELSEWHERE} [0]"]
    report = checked(tmp_path / "1.md", claims, [entry(0, CYCLING), entry(1, HOUSING)])
    found = [(f.claim_id, report.severity(f)) for f in report.findings if f.code == "support.none"]
    first, second = (item.claim.id for item in report.claims)
    assert found == [(first, "note"), (second, "warning")]


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


def test_a_sentence_whose_source_may_stand_behind_the_next_one_is_told_so(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} {GOOD} [0]"], [entry(0, CYCLING)])
    (finding,) = report.findings
    assert finding.code == "citation.missing"
    assert finding.message.endswith("Draagt [0] van de volgende zin ook deze? Zet de bron dan bij beide.")


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


def test_a_decision_whose_dossier_went_further_is_named_with_the_last_one(tmp_path: Path) -> None:
    approved = "De Vlaamse Regering keurt {} het besluit over de premie voor daken goed."
    first = document("p", ("title", "Premie voor daken"), ("body", approved.format("principieel")))
    last = document("d", ("title", "Daken: premie"), ("body", approved.format("definitief")), day="2022-07-01")
    sources = Sources({"p": first, "d": last}, idf, latest=lambda asked: last)
    path = written(tmp_path / "1.md", [f"{approved.format('principieel')} [0]"], [entry(0, first)])
    (found,) = check_report(read_report(path), sources).findings
    assert (found.code, found.number, found.document) == ("stage.superseded", 0, "d")
    assert found.message.startswith("Bron [0]: De bron is een principiële goedkeuring; in dit dossier volgde")
    assert found.passage is not None
    assert "definitief" in last.text[slice(*found.passage)]
    again = [f"{approved.format('principieel')} [0]", f"{approved.format('definitief')} [1]"]
    both = written(tmp_path / "2.md", again, [entry(0, first), entry(1, last)])
    assert check_report(read_report(both), sources).findings == ()


def test_a_citation_at_the_wrong_sentence_and_one_that_adds_nothing_are_named(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]", f"{GOOD} [0][1]"], [entry(0, HOUSING), entry(1, CYCLING)])
    found = {(f.claim_id, f.code, f.number, f.document) for f in report.findings if f.code.startswith("citation.")}
    first, second = (item.claim.id for item in report.claims)
    assert found == {
        (first, "citation.misattributed", 0, CYCLING.id),
        (second, "citation.padding", 0, HOUSING.id),
    }


@pytest.mark.parametrize(
    ("code", "theirs", "ours"),
    [
        ("fact.name", "warning", "hard"),
        ("stage.overclaim", "warning", "hard"),
        ("wording.evaluative", "note", "hard"),
        ("citation.padding", "note", "warning"),
        ("stage.superseded", "note", "warning"),
        ("reference.dangling", "hard", "hard"),
        ("reference.title", "warning", "warning"),
        ("support.none", "note", "note"),
    ],
)
def test_how_bad_a_finding_is_depends_on_who_wrote_the_report(
    tmp_path: Path, code: str, theirs: str, ours: str
) -> None:
    path = written(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
    other = check_report(read_report(path), SOURCES)
    accounted(path, CYCLING, GOOD)
    own = check_report(read_report(path), SOURCES)
    assert [report.severity(Finding(code, "")) for report in (other, own)] == [theirs, ours]


def test_the_first_of_two_references_with_one_number_counts(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING), entry(0, HOUSING)])
    assert report.claims[0].verdict.support == "full"
