"""Change reports: words for editors, JSON for machines, and nothing that differs between two same runs."""

import json
from dataclasses import replace
from pathlib import Path

from rag.llm.usage import Usage
from rag.markdown import parse
from rag.regeneration.change_report import REASONS, next_number, of_run, of_section, run_tree, write_change_reports
from rag.regeneration.changes import Cause, Source
from rag.regeneration.staleness import Reason
from tests.regeneration.test_journal import OUTCOME, files


def test_every_reason_has_words_for_an_editor() -> None:
    assert list(REASONS) == list(Reason)


def test_a_section_is_told_with_reasons_changes_conflicts_and_doubts() -> None:
    page = of_section(OUTCOME)
    for part in (
        "# Wijzigingen in 4.2 Wonen",
        "- nieuwe documenten\n  - (2021-01-01) Titel",
        "## Nieuwe zinnen\n\n- Nieuw.",
        "## Geschrapte zinnen\n\n- Oud.",
        "- Van de redactie: Eigen.\n  - Nieuw: geschrapt",
        "## Na te kijken: zinnen van de redactie\n\n- Eigen.\n  - Geen bron.",
    ):
        assert part in page
    failed = of_section(replace(OUTCOME, state="failed", why="no budget", changes=(), conflicts=(), doubts=()))
    assert "bleef zoals het was: no budget" in failed


def test_a_run_is_told_in_numbers_and_by_section() -> None:
    failed = replace(OUTCOME, section="wonen/4.3", number="4.3", title="A | B", state="failed", why="geen *geld*")
    page = of_run(7, [OUTCOME, replace(failed, changes=(), conflicts=(), usage=Usage())])
    assert "2 secties: 1 herschreven, 1 mislukt." in page
    assert "Zinnen: 1 nieuw, 0 gewijzigd, 1 geschrapt." in page
    assert "Taalmodel: 2 antwoorden, 110 tokens, 0,5000 euro." in page
    assert (
        "| [4.2 Wonen](sections/wonen/4.2.md) | herschreven | nieuwe documenten, gewijzigde prompt | 1 | 0 | 1 | 1 |"
        in (page)
    )
    assert "- `wonen/4.3`: geen \\*geld\\*" in page
    assert all(row.replace("\\|", "").count("|") == 8 for row in page.splitlines() if row.startswith("|"))
    assert run_tree(7, [OUTCOME])["sentences"] == {"new": 1, "changed": 0, "gone": 1}


def test_words_of_documents_are_never_markup() -> None:
    evil = Source("[klik](http://evil.example) <script>", "2021-01-01", "http://evil.example/")
    page = of_section(replace(OUTCOME, causes=(Cause(Reason.EVIDENCE_ADDED, (evil,)),)))
    assert "<script>" not in page
    assert "](http:" not in page
    assert "klik" in " ".join(claim.text for claim in parse(page).claims())


def test_each_run_has_a_folder_of_its_own_and_the_same_run_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "changes"
    assert next_number(folder) == 1
    own = write_change_reports(folder, 1, [OUTCOME])
    before = files(folder)
    assert write_change_reports(folder, 1, [OUTCOME]) == own
    assert (files(folder), next_number(folder)) == (before, 2)
    assert json.loads((own / "run.json").read_text())["run"] == 1
    assert json.loads((own / "sections" / "wonen" / "4.2.json").read_text())["state"] == "written"
