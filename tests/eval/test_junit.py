"""The scorecard as JUnit XML."""

from pathlib import Path
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from eval.evaluation import check_report
from eval.junit import LONGEST_NAME, junit
from eval.reading import Loaded, Skipped
from eval.scorecard import make_scorecard
from rag.report import Block, Claim, Marker, Reference, Report
from tests.eval.reports import ELSEWHERE, GOOD, WRONG_AMOUNT, checked, entry
from tests.samples import CYCLING, HOUSING

ENTRIES = [entry(0, CYCLING), entry(1, HOUSING)]


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 (our own output)


def test_a_suite_a_report_and_a_test_a_sentence(tmp_path: Path) -> None:
    claims = [f"{GOOD} [0]", "Samenvatting:", f"{GOOD} [0][7]", f"{ELSEWHERE} [1]", f"{WRONG_AMOUNT} [0]"]
    report = checked(tmp_path / "a" / "1.md", claims, ENTRIES)
    root = parsed(junit(make_scorecard([report], [], tmp_path)))
    (suite,) = root
    assert (root.tag, suite.tag, suite.get("name")) == ("testsuites", "testsuite", "a/1.md")
    results = [[child.tag for child in case] for case in suite.iter("testcase")]
    assert results == [[], [], ["failure", "system-out"], ["skipped", "system-out"], ["skipped", "system-out"]]
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "5",
        "failures": "1",
        "errors": "0",
        "skipped": "2",
    }
    failure = next(suite.iter("failure"))
    assert (failure.get("type"), "[7]" in (failure.get("message") or "")) == ("reference.dangling", True)
    assert suite[0].get("name") == "lijst van referenties"


def test_what_concerns_the_whole_report_and_what_was_not_read_is_there_too(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]"], ENTRIES)
    root = parsed(junit(make_scorecard([report], [Skipped(tmp_path / "2.md", "not a report")], tmp_path)))
    assert (root.get("tests"), root.get("errors"), root.get("skipped")) == ("3", "1", "1")
    (case,) = root[1]
    assert (case.get("classname"), case[0].get("message")) == ("2.md", "not a report")


def test_totals_are_those_of_the_tests(tmp_path: Path) -> None:
    reports = [checked(tmp_path / f"{n}.md", [f"{GOOD} [{n}]", f"{WRONG_AMOUNT} [0]"], ENTRIES) for n in range(3)]
    root = parsed(junit(make_scorecard(reports, [], tmp_path)))
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
        assert int(root.get(name, "")) == len(list(root.iter(tag))) == sum(int(suite.get(name, "")) for suite in root)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_whatever_stands_in_a_report_it_is_well_formed(text: str) -> None:
    claim = Claim("c1", text, (Marker("[9]", (9,), 0),))
    report = Report(text, "", (Block("paragraph", (claim,)),), (Reference(0, text, text, None),))
    scorecard = make_scorecard([check_report(Loaded(Path("/1.md"), report), None)], [], Path("/"))
    names = [case.get("name", "") for case in parsed(junit(scorecard)).iter("testcase")]
    assert all(len(name) <= LONGEST_NAME + 10 for name in names)
