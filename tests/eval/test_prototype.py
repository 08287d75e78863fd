"""Raw answers of another writer, read as reports."""

import json
from pathlib import Path

from eval.prototype import read_answers
from rag.documents import Section
from rag.tokens import count_tokens
from tests.samples import CYCLING, HOUSING, PREMIUM, corpus

SECTION = Section("mobiliteit/1.4", "Mobiliteit", "1.4", "Fietsen", "1.4 Fietsen Er komen fietspaden.")


def answers(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("\n".join(json.dumps({**row(), **more}) for more in rows), encoding="utf-8")
    return path


def row() -> dict[str, object]:
    return {
        "section": SECTION.id,
        "context": [CYCLING.id, PREMIUM.id],
        "raw_response": "Er is geld [4].",
        "body": "Er is geld voor fietspaden \\[0\\]. Er is een codex \\[1\\].",
        "references": {"1": HOUSING.id, "0": CYCLING.id},
    }


def test_an_answer_becomes_a_report_whose_references_know_their_documents(tmp_path: Path) -> None:
    (answer,) = read_answers(answers(tmp_path / "a.jsonl", {}), {SECTION.id: SECTION}, corpus())
    report = answer.loaded.report
    assert [claim.numbers for claim in report.claims()] == [(0,), (1,)]
    assert [(r.number, r.document) for r in report.references] == [(0, CYCLING.id), (1, HOUSING.id)]


def test_the_prompt_is_the_section_and_the_documents_that_were_shown(tmp_path: Path) -> None:
    (answer,) = read_answers(answers(tmp_path / "a.jsonl", {}), {SECTION.id: SECTION}, corpus())
    shown = [SECTION.text, CYCLING.text, PREMIUM.text]
    assert answer.usage.prompt_tokens == sum(count_tokens(text, "gpt-4") for text in shown)
    assert (answer.usage.calls, answer.usage.completion_tokens) == (1, count_tokens("Er is geld [4].", "gpt-4"))


def test_of_two_answers_for_a_section_the_first_is_read_and_other_sections_are_not(tmp_path: Path) -> None:
    path = answers(tmp_path / "a.jsonl", {"section": "elders/1"}, {}, {"body": "Iets anders."})
    found = list(read_answers(path, {SECTION.id: SECTION}, corpus()))
    assert len(found) == 1
    assert found[0].loaded.report.references
