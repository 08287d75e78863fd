"""Decisions of people in the place of verdicts."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.evaluation import CheckedReport
from eval.keys import sentence_key
from eval.metrics import metrics_of
from eval.overrules import Overrule, Overruled, dumps, load_overrules, overrule
from eval.worst import worst_sentences
from rag.errors import ConfigError
from tests.eval.reports import ELSEWHERE, GOOD, WRONG_AMOUNT, checked, codes, entry
from tests.samples import CYCLING, HOUSING

ENTRIES = [entry(0, CYCLING), entry(1, HOUSING)]


def decision(text: str, verdict: str, source: str = CYCLING.id, report: str = "1.md") -> Overrule:
    return Overrule.model_validate(
        {"report": report, "claim": sentence_key(text), "source": source, "verdict": verdict, "text": text}
    )


def applied(report: CheckedReport, *decisions: Overrule) -> Overruled:
    return overrule([report], decisions, {report.loaded.path: report.loaded.path.name})


def test_a_source_found_to_carry_everything_clears_its_sentence(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{WRONG_AMOUNT} [0]"], ENTRIES[:1])
    assert {"fact.number", "support.partial"} <= set(codes(report))
    found = applied(report, decision(WRONG_AMOUNT, "full"))
    (new,) = found.reports
    assert codes(new) == []
    assert new.claims[0].verdict.support == "full"
    assert metrics_of([new])["support_full"].value == 1.0
    assert [(item.changed, item.number) for item in found.applied] == [(True, 0)]


def test_a_source_found_to_carry_nothing_is_a_finding_that_gives_the_remark(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]"], ENTRIES[:1])
    found = applied(report, decision(GOOD, "none").model_copy(update={"remark": "Dat gaat over treinen."}))
    (new,) = found.reports
    assert codes(new) == ["support.none"]
    assert new.findings[0].message.endswith("Dat gaat over treinen.")
    assert new.claims[0].verdict.support == "none"
    assert worst_sentences([new], 1)[0].item.claim.text == GOOD


def test_a_part_is_a_part(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]", f"{ELSEWHERE} [1]"], ENTRIES)
    (new,) = applied(report, decision(GOOD, "partial"), decision(ELSEWHERE, "partial", HOUSING.id)).reports
    assert codes(new) == ["support.partial", "support.partial"]
    assert [item.verdict.support for item in new.claims] == ["partial", "partial"]


def test_where_one_source_is_lowered_the_sentence_rests_on_the_others(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0][1]"], ENTRIES)
    (lowered,) = applied(report, decision(GOOD, "none")).reports
    other = report.claims[0].pairs[1]
    assert other is not None
    assert lowered.claims[0].verdict.support == other.support != "full"
    (kept,) = applied(report, decision(GOOD, "none", HOUSING.id)).reports
    assert kept.claims[0].verdict.support == "full"


def test_agreeing_with_the_judge_changes_nothing_but_counts(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]"], ENTRIES[:1])
    found = applied(report, decision(GOOD, "full"))
    assert found.reports == (report,)
    assert [item.changed for item in found.applied] == [False]


def test_it_survives_renumbering_and_other_typography(tmp_path: Path) -> None:
    renumbered = [entry(0, HOUSING), entry(1, CYCLING)]
    report = checked(tmp_path / "1.md", ["Iets voorop.", f"{GOOD.replace(' ', '  ')} [1]"], renumbered)
    assert [item.number for item in applied(report, decision(GOOD, "none")).applied] == [1]


def test_a_changed_sentence_a_dropped_source_and_another_report_are_told_apart(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]"], ENTRIES[:1])
    rewritten, dropped = decision(f"{GOOD} Toch?", "none"), decision(GOOD, "none", HOUSING.id)
    found = applied(report, rewritten, dropped, decision(GOOD, "none", report="2.md"))
    assert found.reports == (report,)
    assert found.stale == (rewritten, dropped)
    assert [item.report for item in found.elsewhere] == ["2.md"]


def test_a_marker_that_points_nowhere_cannot_be_overruled(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [7]"], ENTRIES[:1])
    assert applied(report, decision(GOOD, "full")).reports == (report,)


def test_a_source_that_could_not_be_read_takes_the_word_of_a_person(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]"], ["**[\\[0\\]]** : **(2021-01-01)** Onbekende beslissing "])
    found = applied(report, decision(GOOD, "full", "Onbekende beslissing"))
    assert found.applied[0].judge is None
    assert metrics_of(found.reports)["support_full"].value == 1.0


def test_findings_stay_in_the_order_of_the_text(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]", GOOD + " Nu.", f"{ELSEWHERE} [1]"], ENTRIES)
    (new,) = applied(report, decision(GOOD, "none")).reports
    order = [item.claim.id for item in new.claims]
    places = [order.index(finding.claim_id) for finding in new.findings if finding.claim_id]
    assert places == sorted(places)
    assert places[0] == 0


DECISIONS = st.lists(
    st.builds(
        Overrule,
        report=st.text(max_size=8),
        claim=st.text("0123456789abcdef", min_size=16, max_size=16),
        source=st.text(max_size=8),
        verdict=st.sampled_from(["none", "partial", "full"]),
        judge=st.sampled_from([None, "none", "partial", "full"]),
        remark=st.text(st.characters(codec="utf-8"), max_size=20),
    ),
    max_size=6,
    unique_by=lambda item: (item.report, item.claim, item.source),
)


@settings(max_examples=40, deadline=None)
@given(DECISIONS)
def test_a_file_gives_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, decisions: list[Overrule]
) -> None:
    path = tmp_path_factory.getbasetemp() / "overrules.json"
    path.write_text(dumps(decisions), encoding="utf-8")
    assert load_overrules(path) == tuple(decisions)


def test_of_two_decisions_about_one_citation_the_last_counts(tmp_path: Path) -> None:
    path = tmp_path / "o.json"
    path.write_text(dumps([decision(GOOD, "none"), decision(GOOD, "full")]), encoding="utf-8")
    assert [item.verdict for item in load_overrules(path)] == ["full"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "the file: Invalid JSON"),
        ('{"schema": 2, "overrules": []}', "schema"),
        ('{"schema": 1, "overrules": [{"report": "a"}]}', r"overrules\.0\.claim: Field required"),
        (json.dumps({"schema": 1, "overrules": [{**decision("a", "full").model_dump(), "verdict": "wel"}]}), "verdict"),
    ],
)
def test_a_wrong_file_is_an_error_that_says_where(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "o.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=problem):
        load_overrules(path)


def test_a_missing_file_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_overrules(tmp_path / "nergens.json")
