"""``verantwoord draft`` over reports that editors have changed: their words stay, whatever the new draft says."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from eval.evaluation import check_report
from eval.reading import read_report
from rag.markdown import parse
from tests.commands.workplace import BODIES, CYCLING, PREMIUM, Workplace

HOMES, BIKES = "wonen/4.2", "mobiliteit/1.3"
LIST = "\n\n<details>\n        <summary> Referenties"
NEWS = "De Vlaamse Regering verhoogt de premie voor energierenovatie van oude woningen tot 7.500 euro."


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    workplace = Workplace(tmp_path).small()
    assert workplace.run("index").code == 0
    assert workplace.run("draft", "--all").code == 0
    return workplace


def edit(workplace: Workplace, section: str, old: str, new: str) -> Path:
    """Replace the first ``old`` behind the section's own text."""
    path = workplace.reports / f"{section}.md"
    head, end, body = path.read_bytes().decode().partition("</details>")
    assert old in body
    path.write_bytes((head + end + body.replace(old, new, 1)).encode())
    return path


def raise_premium(workplace: Workplace) -> None:
    """The one decision on the premium says another amount."""
    workplace.document(PREMIUM, NEWS)
    assert workplace.run("index").code == 0


def test_drafting_again_without_news_changes_no_byte_of_an_edited_report(workplace: Workplace) -> None:
    path = edit(workplace, HOMES, "sociale leningen", "**sociale** leningen")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    assert workplace.run("draft", "--all").code == 0
    assert path.read_bytes() == before
    assert workplace.sidecar(HOMES)["published"] != workplace.sidecar(BIKES)["published"]


def test_what_nobody_edited_follows_the_news_and_what_somebody_did_stays(workplace: Workplace) -> None:
    edit(workplace, HOMES, "sociale leningen", "**sociale** leningen, zo meldt de redactie,")
    raise_premium(workplace)
    assert workplace.run("draft", HOMES).code == 0
    text = workplace.report(HOMES)
    assert "zo meldt de redactie," in text
    assert "7.500 euro" in text
    assert "5.000 euro" not in text
    claims = {row["origin"]: row for row in workplace.sidecar(HOMES)["claims"]}
    assert "zo meldt de redactie" in claims["edited"]["text"]
    assert claims["edited"]["citations"][0]["document"] != PREMIUM
    (aside,) = workplace.sidecar(HOMES)["set_aside"]
    assert "sociale leningen" in aside["text"]
    assert aside["citations"]


def test_a_sentence_changed_by_both_is_a_conflict_that_is_told_and_never_published_by_accident(
    workplace: Workplace,
) -> None:
    path = edit(workplace, HOMES, "5.000 euro", "5.000 euro, niet geïndexeerd")
    raise_premium(workplace)
    outcome = workplace.run("draft", HOMES)
    assert "De redactie en het nieuwe ontwerp wijzigden dezelfde zin" in outcome.out
    assert "niet geïndexeerd" in outcome.out
    text = workplace.report(HOMES)
    assert "5.000 euro, niet geïndexeerd" in text
    assert "7.500 euro" in text
    checked = check_report(read_report(path), None)
    assert [checked.severity(found) for found in checked.findings if found.code == "report.conflict"] == ["hard"]
    assert [found.code for found in checked.findings if found.code == "citation.missing"] == []
    assert workplace.run("draft", HOMES).code == 0
    assert workplace.report(HOMES) == text


def test_a_resolved_conflict_leaves_nothing_behind(workplace: Workplace) -> None:
    path = edit(workplace, HOMES, "5.000 euro", "5.000 euro, niet geïndexeerd")
    raise_premium(workplace)
    workplace.run("draft", HOMES)
    lines = path.read_text().split("\n")
    path.write_text("\n".join(line for line in lines if "CONFLICT: " not in line and "7.500" not in line))
    before = path.read_bytes()
    assert workplace.run("draft", HOMES).code == 0
    assert path.read_bytes() == before
    assert check_report(read_report(path), None).findings == ()
    assert "CONFLICT" not in (workplace.reports / f"{HOMES}.json").read_text()


def test_sentences_of_people_are_checked_like_those_of_the_model(workplace: Workplace) -> None:
    added = "De Vlaamse Regering kent 900 miljoen euro toe voor fietspaden \\[0\\]. Zeven bruggen kregen licht."
    edit(workplace, BIKES, LIST, f"\n\n{added}{LIST}")
    assert workplace.run("draft", BIKES).code == 0
    rows: dict[str, Any] = {row["text"]: row for row in workplace.sidecar(BIKES)["claims"] if row["origin"] == "added"}
    wrong, unsourced = (
        rows["De Vlaamse Regering kent 900 miljoen euro toe voor fietspaden."],
        rows["Zeven bruggen kregen licht."],
    )
    assert wrong["score"] < 2 / 3
    assert "fact.number" in [doubt["code"] for doubt in wrong["doubts"]]
    assert [citation["quote"] for citation in wrong["citations"]] == [BODIES[CYCLING]]
    assert [doubt["code"] for doubt in unsourced["doubts"]] == ["citation.missing"]


def test_a_source_of_the_corpus_that_an_editor_brings_is_known_and_one_of_elsewhere_kept(workplace: Workplace) -> None:
    entries = [
        "**[\\[8\\]]()** : **(2021-03-12)** Beslissing 7D1B ",
        "**[\\[9\\]](https://krant.example/1)** : **(2021-04-01)** De krant ",
    ]
    edit(workplace, BIKES, LIST, f"\n\nDe premie stijgt tot 5.000 euro \\[8\\], schrijft de krant \\[9\\].{LIST}")
    path = edit(workplace, BIKES, " \n        </details>", f" \n\n{entries[0]}\n\n{entries[1]}\n        </details>")
    workplace.document(CYCLING, BODIES[CYCLING].replace("150", "160"))
    workplace.run("index")
    assert workplace.run("draft", BIKES).code == 0
    references = parse(path.read_text()).references
    assert [reference.number for reference in references] == list(range(len(references)))
    rows = {row["title"]: row for row in workplace.sidecar(BIKES)["references"]}
    assert rows["Beslissing 7D1B"]["document"] == PREMIUM
    assert (rows["De krant"]["document"], rows["De krant"]["url"]) == (None, "https://krant.example/1")
    assert "160 miljoen" in path.read_text()


def test_discarding_edits_is_the_only_way_to_lose_them(workplace: Workplace) -> None:
    before = workplace.files()
    edit(workplace, HOMES, "sociale leningen", "leningen")
    assert workplace.run("draft", "--all").code == 0
    assert workplace.files() != before
    assert workplace.run("draft", "--all", "--discard-edits").code == 0
    assert workplace.files() == before


@pytest.mark.parametrize("account", [None, "{"])
def test_a_report_whose_account_is_gone_or_broken_is_not_written_over(
    workplace: Workplace, account: str | None
) -> None:
    path = workplace.reports / f"{HOMES}.json"
    path.unlink()
    if account:
        path.write_text(account)
    before = workplace.report(HOMES)
    outcome = workplace.run("draft", "--all")
    assert outcome.code == 2
    assert "--discard-edits" in outcome.out
    assert workplace.report(HOMES) == before
    assert workplace.run("draft", "--all", "--discard-edits").code == 0
    assert workplace.sidecar(HOMES)["claims"]


def test_an_account_that_does_not_tell_what_was_generated_is_none(workplace: Workplace) -> None:
    path = workplace.reports / f"{HOMES}.json"
    path.write_text(re.sub(r'"(generated|published)": "(?:\\.|[^"\\])*"', r'"\1": ""', path.read_text()))
    before = workplace.files()
    assert workplace.run("draft", "--all").code == 2
    assert workplace.files() == before


@pytest.mark.parametrize("section", [HOMES, BIKES])
@pytest.mark.parametrize("kept", [True, False])
def test_a_run_that_is_stopped_between_report_and_account_is_mended_by_the_next_with_or_without_its_ledger(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, section: str, *, kept: bool
) -> None:
    edit(workplace, HOMES, "sociale leningen", "**sociale** leningen, zo meldt de redactie,")
    edit(workplace, BIKES, "150 miljoen", "ruim 150 miljoen")
    workplace.document(CYCLING, BODIES[CYCLING].replace("150", "160"))
    raise_premium(workplace)
    edited = workplace.files()
    assert workplace.run("draft", "--all").code == 0
    whole = workplace.files()
    for name, data in edited.items():
        (workplace.reports / name).write_bytes(data)
    real = os.replace

    def stop(source: Any, target: Any) -> None:
        if str(target).endswith(".json"):
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(os, "replace", stop)
    workplace.run("draft", section)
    monkeypatch.undo()
    half = workplace.files()
    assert half[f"{section}.md"] == whole[f"{section}.md"] != edited[f"{section}.md"]
    assert half[f"{section}.json"] == edited[f"{section}.json"]
    for path in () if kept else (workplace.root / "cache").glob("ledger.sqlite*"):
        path.unlink()
    assert workplace.run("draft", "--all").code == 0
    assert workplace.files() == whole
