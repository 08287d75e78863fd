"""What a report could have told: the decisions its section asks for."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval.evaluation import Sources, check_report
from eval.expected import BEST_RANKED, Expected, abstains, expect_of, expected, says_not_found
from eval.reading import read_report
from rag.config import Config
from rag.documents import Section
from rag.evidence import Evidence
from rag.index import update_index
from rag.markdown import parse
from rag.session import open_session
from tests.eval.reports import DOCUMENTS, GOOD, entry, idf, markdown, written
from tests.samples import CYCLING, HOUSING, PREMIUM, corpus
from tests.test_gathering import SECTION, evidence


def important(found: Evidence, dossiers: dict[str, list[str]] | None = None) -> list[str]:
    return list(expected(found, dossiers or {}).important)


def test_a_decision_that_serves_a_promise_is_important_and_one_on_another_theme_is_not() -> None:
    found = evidence(SECTION, CYCLING, HOUSING)
    assert important(found) == [CYCLING.id]
    assert expected(found, {}).evidence


def test_a_decision_that_ranks_low_or_only_joins_its_dossier_is_not_asked_for() -> None:
    found = evidence(SECTION, CYCLING)
    for rank in (0, BEST_RANKED + 1):
        items = tuple(replace(item, hit=replace(item.hit, rank=rank)) for item in found.documents)
        assert important(replace(found, documents=items)) == []


def test_of_one_dossier_one_decision_is_asked_for_and_any_of_it_will_do() -> None:
    again = replace(CYCLING, id="opnieuw")
    together = [CYCLING.id, again.id, HOUSING.id]
    found = expected(evidence(SECTION, CYCLING, again), dict.fromkeys(together[:2], together))
    assert list(found.important) == [CYCLING.id]
    report = parse(markdown([f"{GOOD} [0]"], [entry(0, HOUSING)]))
    known = replace(report, references=tuple(replace(r, document=HOUSING.id) for r in report.references))
    assert (found.missing(known), found.missing(report)) == ((), (CYCLING.id,))


def test_a_decision_that_is_not_mentioned_is_named_in_a_note(tmp_path: Path) -> None:
    asked = Expected({item.id: frozenset({item.id}) for item in (CYCLING, PREMIUM)}, evidence=True)
    path = written(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
    found = check_report(read_report(path), Sources(DOCUMENTS, idf, expect=lambda report: asked))
    (note,) = [finding for finding in found.findings if finding.code == "decision.unmentioned"]
    assert "Premie voor energierenovatie" in note.message
    assert "2023-02-17" in note.message
    assert found.severity(note) == "note"


@pytest.mark.parametrize(
    "text",
    [
        "Voor deze sectie werd geen beslissing gevonden.",
        "Er is geen concrete informatie over windmolens.",
        "Dit voornemen wordt niet expliciet vermeld.",
    ],
)
def test_a_sentence_that_says_that_nothing_was_found_is_recognised(text: str) -> None:
    assert says_not_found(text)
    assert not says_not_found(GOOD)


def test_a_report_abstains_where_it_cites_nothing_and_says_so() -> None:
    silent = "Er werd geen beslissing gevonden."
    assert abstains(parse(markdown([silent], [])))
    assert not abstains(parse(markdown([silent, f"{GOOD} [0]"], [entry(0, CYCLING)])))
    assert not abstains(parse(markdown([GOOD], [])))


def test_the_section_of_a_report_is_found_by_its_text(tmp_path: Path) -> None:
    folder = tmp_path / "corpus" / "agreement"
    folder.mkdir(parents=True)
    head = "---\nid: m/1.3\nchapter: Mobiliteit\nnumber: '1.3'\ntitle: Fiets\n---\n"
    (folder / "1.md").write_text(f"{head}{SECTION.text}\n", encoding="utf-8")
    config = Config.model_validate({"embedding": {"provider": "none"}, "root": tmp_path})
    update_index(config, None, corpus())
    known = parse(markdown([GOOD], []).replace("Meer fietspaden.", SECTION.text))
    with open_session(config) as session:
        expect = expect_of(session)
        found = expect(known)
        assert found is not None
        assert list(found.important) == [CYCLING.id]
        assert expect(parse(markdown([GOOD], []))) is None


def test_without_an_agreement_no_section_is_known(tmp_path: Path) -> None:
    config = Config.model_validate({"embedding": {"provider": "none"}, "root": tmp_path})
    update_index(config, None, corpus())
    with open_session(config) as session:
        assert expect_of(session)(parse(markdown([GOOD], []))) is None


def test_nothing_is_expected_where_there_is_no_evidence() -> None:
    empty = evidence(Section("m/9", "Mobiliteit", "9", "Leeg", "Vissers vangen kabeljauw."), HOUSING)
    assert expected(empty, {}) == Expected({}, evidence=False)
