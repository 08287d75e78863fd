"""Change reports: words for editors, JSON for machines, and nothing that differs between two same runs."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from rag.llm.usage import Usage
from rag.markdown import parse
from rag.regeneration.change_report import REASONS, next_number, of_run, of_section, run_tree, write_change_reports
from rag.regeneration.changes import Cause, Change, Sentence, Source
from rag.regeneration.staleness import Reason
from tests.regeneration.test_journal import OUTCOME, files


def test_every_reason_has_words_for_an_editor() -> None:
    assert list(REASONS) == list(Reason)


def test_a_section_is_told_with_reasons_changes_conflicts_and_doubts() -> None:
    page = of_section(OUTCOME)
    for part in (
        "# Wijzigingen in Wonen – 4.2 Wonen",
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
    link = "[Wonen – 4.2 Wonen](sections/wonen/4.2.md)"
    assert f"| {link} | herschreven | nieuwe documenten, gewijzigde prompt | 1 | 0 | 1 | 1 |" in page
    assert "- `wonen/4.3`: geen \\*geld\\*" in page
    assert all(row.replace("\\|", "").count("|") == 8 for row in page.splitlines() if row.startswith("|"))
    assert run_tree(7, [OUTCOME])["sentences"] == {"new": 1, "changed": 0, "gone": 1}


def test_a_run_opens_with_what_an_editor_has_to_do() -> None:
    other = replace(
        OUTCOME,
        section="wonen-en-bouwen/4.2",
        conflicts=(*OUTCOME.conflicts, *OUTCOME.conflicts),
        doubts=(*OUTCOME.doubts, ("Eigen.", "Geen dag."), ("Nog een.", "Geen bron.")),
        part=True,
    )
    page = of_run(7, [OUTCOME, other, replace(OUTCOME, conflicts=(), doubts=())], date(2021, 6, 19))
    assert page.startswith(
        "# Vernieuwing 7 (documenten tot en met 19 juni 2021)\n\n"
        "**Eerst oplossen: 3 conflicten in 2 verslagen**\n\n"
        "- [Wonen – 4.2 Wonen](sections/wonen/4.2.md): 1 conflict\n"
        "- [Wonen en bouwen – 4.2 Wonen](sections/wonen-en-bouwen/4.2.md): 2 conflicten\n\n"
        "**Na te kijken: 3 zinnen van de redactie in 2 verslagen**\n\n"
        "- [Wonen – 4.2 Wonen](sections/wonen/4.2.md): 1 zin\n"
        "- [Wonen en bouwen – 4.2 Wonen](sections/wonen-en-bouwen/4.2.md): 2 zinnen\n\n"
        "3 secties: 1 bijgewerkt, 2 herschreven."
    )
    assert "**Eerst oplossen: 1 conflict in 1 verslag**" in of_run(7, [OUTCOME])
    assert of_run(7, [replace(OUTCOME, conflicts=(), doubts=())]).startswith("# Vernieuwing 7\n\n1 sectie: ")


def test_a_sentence_of_which_only_the_sources_changed_is_told_once() -> None:
    told = (Sentence("Zelfde.", (Source("A", "2021-01-01"),)), Sentence("Zelfde.", (Source("B", ""), Source("C", ""))))
    page = of_section(replace(OUTCOME, changes=(Change(*told), Change(told[0], Sentence("Zelfde.", ())))))
    assert "- Zelfde. (alleen de bron veranderde)\n  - Nu: B; C\n  - Was: (2021-01-01) A\n" in page
    assert "- Zelfde. (alleen de bron veranderde)\n  - Nu: geen bron\n" in page


def test_a_number_in_brackets_stays_readable_and_is_no_link() -> None:
    page = of_section(replace(OUTCOME, doubts=(("Eigen.", "Bron [20] (De *Standaard*) zit niet in de verzameling."),)))
    assert "Bron \\[20\\] (De \\*Standaard\\*) zit niet in de verzameling." in page


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
