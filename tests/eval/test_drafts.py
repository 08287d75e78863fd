"""Figures of drafts, writer beside writer."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from eval.drafts import Figure, Written, figures, hard_against_quotes, stage_figures
from eval.evaluation import check_report
from eval.reading import read_report
from rag.llm.usage import Usage
from rag.stages import StageName
from tests.eval.reports import ELSEWHERE, GOOD, SOURCES, WRONG_AMOUNT, accounted, entry, written
from tests.samples import CYCLING, HOUSING, PREMIUM

SECTION = "mobiliteit/1.4"
GRADES = {SECTION: {CYCLING.id: 3, HOUSING.id: 1, PREMIUM.id: 3}}


def draft(path: Path, claims: list[str], usage: Usage | None = None) -> Written:
    references = [entry(0, CYCLING), entry(1, HOUSING)]
    checked = check_report(read_report(written(path, claims, references)), SOURCES)
    return Written(SECTION, checked, usage or Usage())


def values(*drafts: Written, dossiers: Mapping[str, Sequence[str]] | None = None) -> dict[str, float | None]:
    return {name: figure.value for name, figure in figures(drafts, GRADES, dossiers or {}).items()}


def test_a_figure_is_written_in_its_form() -> None:
    shown = [Figure(1140, "count"), Figure(4.206, "mean"), Figure(0.5917, "share"), Figure(None, "share")]
    assert [str(figure) for figure in shown] == ["1,140", "4.21", "59.2%", "-"]


def test_nothing_drafted_gives_no_share_and_no_mean() -> None:
    found = figures([], GRADES, {})
    assert {figure.value for figure in found.values() if figure.form != "count"} == {None}


def test_citations_are_counted_over_the_sentences_that_cite(tmp_path: Path) -> None:
    found = values(draft(tmp_path / "1.md", [f"{GOOD} [0][1]", f"{WRONG_AMOUNT} [0]", GOOD]))
    assert (found["cited sentences"], found["citations"], found["citations a cited sentence"]) == (2, 3, 1.5)
    assert (found["most citations in a sentence"], found["longest run of citations"]) == (2, 2)
    assert (found["sentences a section"], found["distinct decisions a section"]) == (3, 2)


def test_sentences_are_counted_by_what_carries_them_and_objections_by_code(tmp_path: Path) -> None:
    found = values(draft(tmp_path / "1.md", [f"{GOOD} [0]", f"{WRONG_AMOUNT} [0]", f"{ELSEWHERE} [1]", GOOD]))
    third = pytest.approx(1 / 3)
    assert [found[f"pairs judged {grade}"] for grade in ("none", "partial", "full")] == [third] * 3
    assert found["sentences fully carried"] == found["sentences carried by nothing"] == third
    assert found["sentences with a hard objection"] == third
    assert found["objections fact.number"] == 1
    assert found["factual sentences without source"] == 0.25


def test_sentences_are_also_held_against_their_quotes_alone(tmp_path: Path) -> None:
    path = written(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
    bare = check_report(read_report(path), SOURCES)
    assert hard_against_quotes(bare, SOURCES.documents) is None
    found = []
    for quote in (GOOD, "Gemeenten leggen nieuwe fietspaden aan."):
        accounted(path, CYCLING, quote)
        found.append(hard_against_quotes(check_report(read_report(path), SOURCES), SOURCES.documents))
    assert found[0] == 0
    assert (found[1] or 0) > 0
    counted = values(Written(SECTION, bare, quoted=3), Written(SECTION, bare))
    assert counted["hard objections against the very sentences cited"] == 3


def test_a_stage_is_held_against_what_a_person_marked(tmp_path: Path) -> None:
    done = "De wijziging van de Vlaamse Codex Wonen werd definitief goedgekeurd."
    item = draft(tmp_path / "1.md", [f"{done} [1]", f"{GOOD} [0]"])
    stated, doubted = (
        "sentences with a stage, on decisions with a marked one",
        "of those, sentences that may go too far",
    )

    def counts(marked: Mapping[str, StageName]) -> tuple[float | None, float | None]:
        found = stage_figures([item], marked, SOURCES.documents)
        return found[stated].value, found[doubted].value

    assert counts({}) == (0, 0)
    assert counts({HOUSING.id: "principieel"}) == (1, 1)


def test_a_decision_that_was_read_as_further_than_marked_is_doubted_whatever_the_check_says(tmp_path: Path) -> None:
    item = draft(tmp_path / "1.md", ["De subsidie voor fietspaden werd toegekend. [0]"])
    stages: dict[str, StageName] = {CYCLING.id: "principieel"}
    found = stage_figures([item], stages, SOURCES.documents)
    assert [figure.value for figure in found.values()] == [1, 1]
    stages = {CYCLING.id: "toekenning"}
    assert [figure.value for figure in stage_figures([item], stages, SOURCES.documents).values()] == [1, 0]


def test_a_decision_that_must_be_told_is_told_by_itself_or_by_a_later_one_of_its_dossier(tmp_path: Path) -> None:
    item = draft(tmp_path / "1.md", [f"{GOOD} [1]"])
    alone = ("grade 3 decisions cited", "grade 3 decisions cited, or a later one of the dossier")
    earlier = dict.fromkeys((CYCLING.id, HOUSING.id), (CYCLING.id, HOUSING.id))
    assert [values(item)[name] for name in alone] == [0, 0]
    assert [values(item, dossiers=earlier)[name] for name in alone] == [0, 0.5]
    later = dict.fromkeys((CYCLING.id, HOUSING.id), (HOUSING.id, CYCLING.id))
    assert [values(item, dossiers=later)[name] for name in alone] == [0, 0]
    assert [values(item, dossiers=found)["grade 3 dossiers cited"] for found in (earlier, later)] == [0.5, 0.5]


def test_one_dossier_with_two_decisions_that_must_be_told_counts_once(tmp_path: Path) -> None:
    together = dict.fromkeys((CYCLING.id, PREMIUM.id), (CYCLING.id, PREMIUM.id))
    found = values(draft(tmp_path / "1.md", [f"{GOOD} [0]"]), dossiers=together)
    assert (found["grade 3 decisions cited"], found["grade 3 dossiers cited"]) == (0.5, 1)


def test_cited_documents_are_counted_by_their_judgement(tmp_path: Path) -> None:
    found = values(draft(tmp_path / "1.md", [f"{GOOD} [0]", f"{ELSEWHERE} [1][0]"]))
    shares = [found[f"cited documents of grade {grade}"] for grade in range(4)]
    assert (shares, found["cited documents without judgement"]) == ([0, 0.5, 0, 0.5], 0)


def test_sections_without_judgements_are_left_out_of_what_was_found(tmp_path: Path) -> None:
    elsewhere = Written("elders/1", draft(tmp_path / "1.md", [f"{GOOD} [0]"]).checked)
    found = values(elsewhere)
    assert (found["grade 3 decisions cited"], found["cited documents of grade 3"], found["cited sentences"]) == (
        None,
        None,
        1,
    )


def test_a_report_without_account_says_in_words_what_it_did_not_find(tmp_path: Path) -> None:
    silent = "In de documenten is geen concrete informatie over windmolens gevonden."
    item = draft(tmp_path / "1.md", [silent, GOOD])
    assert (item.not_found, item.cites) == (1, False)
    found = values(item, draft(tmp_path / "2.md", [f"{GOOD} [0]"]))
    assert (found["sections without a cited sentence"], found["sections that tell of something not found"]) == (1, 1)


def test_a_report_with_account_is_asked_what_it_did_not_find(tmp_path: Path) -> None:
    path = written(tmp_path / "1.md", [f"{GOOD} [0]", "Wat hier niet staat, werd niet gevonden."], [entry(0, CYCLING)])
    accounted(path, CYCLING, GOOD)
    assert Written(SECTION, check_report(read_report(path), SOURCES)).not_found == 0


def test_what_was_spent_is_a_mean_over_sections(tmp_path: Path) -> None:
    dear, cheap = Usage(calls=3, prompt_tokens=9000, completion_tokens=500), Usage(calls=1, prompt_tokens=1000)
    found = values(draft(tmp_path / "1.md", [GOOD], dear), draft(tmp_path / "2.md", [GOOD], cheap))
    assert (found["calls a section"], found["prompt tokens a section"]) == (2, 5000)
    assert (found["most prompt tokens of a section"], found["completion tokens a section"]) == (9000, 250)
