"""``verantwoord draft`` with the extractive writer: what stands in a report and its sidecar, whatever goes wrong."""

import errno
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from rag.markdown import parse
from tests.commands.accounts import check_reports
from tests.commands.workplace import BODIES, CYCLING, HOUSING, MUSEUM, PREMIUM, SECTIONS, Workplace, contents


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    workplace = Workplace(tmp_path).small()
    assert workplace.run("index").code == 0
    return workplace


def test_all_writes_a_report_and_its_account_for_every_section(workplace: Workplace) -> None:
    outcome = workplace.run("draft", "--all", "--json")
    assert outcome.code == 0
    assert [row["section"] for row in outcome.json] == list(SECTIONS)
    assert [Path(row["path"]) for row in outcome.json] == [workplace.reports / f"{name}.md" for name in SECTIONS]
    assert set(workplace.files()) == {f"{name}{ending}" for name in SECTIONS for ending in (".md", ".json")}
    assert check_reports(workplace.reports, workplace.documents()) == 3


def test_the_account_names_documents_by_their_whole_id(workplace: Workplace) -> None:
    workplace.run("draft", "--all")
    cited = [row["document"] for name in SECTIONS for row in workplace.sidecar(name)["references"]]
    assert sorted(cited) == sorted([CYCLING, HOUSING, PREMIUM])
    assert MUSEUM not in cited


def test_ids_with_hyphens_in_every_style_come_back_from_a_report(tmp_path: Path) -> None:
    identities = ["CF82FBD2-0B5B-11EA-BB35-EE395168DCF7", "e3efa110-0fe2-11eb-9a42-a101b41f0404", "5f8a-fiets-01"]
    workplace = Workplace(tmp_path).small()
    for number, identity in enumerate(identities):
        words = ("asfalt", "bruggen", "lampen")[number]
        body = f"De Vlaamse Regering koopt {words} voor de aanleg van veilige fietspaden langs gewestwegen."
        workplace.document(identity, body, title=f"Aankoop van {words}")
    workplace.run("index")
    workplace.run("draft", "mobiliteit/1.3")
    references = workplace.sidecar("mobiliteit/1.3")["references"]
    assert {row["document"] for row in references} >= set(identities)
    check_reports(workplace.reports, workplace.documents())


def test_a_section_nothing_was_decided_on_says_so_with_what_was_searched(workplace: Workplace) -> None:
    assert workplace.run("draft", "ruimtevaart/9.9").code == 0
    text = workplace.report("ruimtevaart/9.9")
    assert "werd geen beslissing gevonden. Doorzocht: 4 documenten tot en met 12 maart 2021." in text
    assert "betekent niet dat er niets gebeurd is" in text
    sidecar = workplace.sidecar("ruimtevaart/9.9")
    assert (sidecar["references"], sidecar["not_found"]) == ([], ["Ruimtevaart"])
    assert (sidecar["searched"], sidecar["cutoff"]) == (4, "2021-03-12")


def test_a_second_run_writes_the_same_bytes(workplace: Workplace) -> None:
    workplace.run("draft", "--all")
    before = workplace.files()
    assert workplace.run("draft", *reversed(SECTIONS)).code == 0
    assert workplace.files() == before


def test_a_rebuilt_index_gives_the_same_bytes(workplace: Workplace) -> None:
    workplace.run("draft", "--all")
    before = workplace.files()
    shutil.rmtree(workplace.root / "index")
    shutil.rmtree(workplace.root / "cache", ignore_errors=True)
    shutil.rmtree(workplace.reports)
    workplace.run("index")
    workplace.run("draft", "--all")
    assert workplace.files() == before


def test_the_bundled_model_gives_the_same_bytes_after_a_rebuild(tmp_path: Path) -> None:
    workplace = Workplace(tmp_path, embedding={"provider": "e5"}).small()
    assert workplace.run("index").code == 0
    assert workplace.run("draft", "--all").code == 0
    before = workplace.files()
    assert check_reports(workplace.reports, workplace.documents()) >= 3
    assert "subject" in workplace.sidecar("mobiliteit/1.3")["trace"][0]["rankings"]
    shutil.rmtree(workplace.root / "index")
    workplace.run("index")
    workplace.run("draft", "--all")
    assert workplace.files() == before


TITLES = [
    "Fietsfonds\nvoor gemeenten",
    "Besluit [ontwerp] over (veilige) fietspaden",
    "Het plan \"Fiets+\" en 'Kopenhagen' – “slim”",
    "fietspad -gewestweg + brug | tunnel * ~2 AND NOT",
    "# Geen kop <b>vet</b> **nee** `code` ![x](https://kwaad.example/p.png)",
    "1. Eerste \\[0\\] | tabel & <!-- weg -->",
]


@pytest.mark.parametrize("title", TITLES)
def test_any_title_renders_and_is_read_back(tmp_path: Path, title: str) -> None:
    workplace = Workplace(tmp_path).agreement()
    workplace.document(CYCLING, title=title)
    assert workplace.run("index").code == 0
    assert workplace.run("draft", "mobiliteit/1.3").code == 0
    check_reports(workplace.reports, workplace.documents())
    text = workplace.report("mobiliteit/1.3")
    (reference,) = parse(text).references
    assert reference.title == " ".join(title.split())
    assert not any(markup in text for markup in ("<b>", "](https://kwaad", "<!--"))
    assert text.count("\n# ") == 0


def test_an_unknown_section_is_refused_with_the_nearest_before_anything_is_written(workplace: Workplace) -> None:
    outcome = workplace.run("draft", "mobiliteit/1.3", "mobilitiet/1.3")
    assert (outcome.code, outcome.out) == (4, "")
    assert "there is no section 'mobilitiet/1.3' in the agreement; did you mean mobiliteit/1.3?" in outcome.told
    assert not workplace.reports.exists()


@pytest.mark.parametrize("arguments", [(), ("wonen/4.2", "--all")])
def test_either_sections_or_all(workplace: Workplace, arguments: tuple[str, ...]) -> None:
    outcome = workplace.run("draft", *arguments)
    assert outcome.code == 4
    assert "name the sections to draft, or give --all" in outcome.told


def test_without_an_index_it_says_what_to_run(tmp_path: Path) -> None:
    outcome = Workplace(tmp_path).small().run("draft", "--all")
    assert outcome.code == 3
    assert "run 'verantwoord index' first" in outcome.told


def test_another_configuration_of_the_index_says_what_to_run(workplace: Workplace) -> None:
    workplace.configure(chunks={"max_tokens": 64})
    outcome = workplace.run("draft", "--all")
    assert outcome.code == 3
    assert "run 'verantwoord index' again" in outcome.told


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "agreement.jsonl:4: not JSON"),
        ('{"id": "x/1", "chapter": "x", "number": "1", "title": "X", "text": ""}', "agreement.jsonl:4: no text"),
        ('{"id": "../x", "chapter": "x", "number": "1", "title": "X", "text": "y"}', "use letters, digits"),
    ],
)
def test_a_mistake_in_the_agreement_is_named_with_its_line(workplace: Workplace, line: str, problem: str) -> None:
    with (workplace.root / "agreement.jsonl").open("a") as file:
        file.write(line + "\n")
    outcome = workplace.run("draft", "--all")
    assert outcome.code == 4
    assert problem in outcome.told
    assert not workplace.reports.exists()


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("which", [".md", ".json"])
def test_a_full_disk_keeps_the_old_report_with_its_account_and_what_was_written_before(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, step: str, which: str
) -> None:
    workplace.run("draft", "--all")
    old = workplace.files()
    workplace.document(
        "laat-1", "De Vlaamse Regering kent fietspaden langs gewestwegen, sociale leningen, raketten toe."
    )
    workplace.run("index")
    real: Any = getattr(os, step)

    def full(what: Any, *more: Any) -> None:
        """The disk is full from the second section's report on."""
        path = os.readlink(f"/proc/self/fd/{what}") if step == "fsync" else str(what)
        if f"/.4.2{which}" in path or "/.9.9." in path:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(what, *more)

    monkeypatch.setattr(os, step, full)
    outcome = workplace.run("draft", "--all")
    monkeypatch.undo()
    assert outcome.code == 3
    assert "No space left on device" in outcome.told
    assert "4.2" in outcome.told
    assert "what was written before stays, nothing is half written" in outcome.told
    new = workplace.files()
    assert new.keys() == old.keys()
    assert new["mobiliteit/1.3.md"] != old["mobiliteit/1.3.md"]
    if (step, which) != ("replace", ".json"):
        assert (new["wonen/4.2.md"], new["wonen/4.2.json"]) == (old["wonen/4.2.md"], old["wonen/4.2.json"])
    assert new["ruimtevaart/9.9.md"] == old["ruimtevaart/9.9.md"]
    assert workplace.run("draft", "--all").code == 0
    check_reports(workplace.reports, workplace.documents())


def test_reports_go_where_the_configuration_says(workplace: Workplace) -> None:
    workplace.configure(reports={"path": "uit/verslagen"})
    assert workplace.run("draft", "wonen/4.2", "wonen/4.2").code == 0
    assert set(contents(workplace.root / "uit" / "verslagen")) == {"wonen/4.2.md", "wonen/4.2.json"}


def test_documents_without_title_text_or_date_are_told_or_left_out_never_fatal(tmp_path: Path) -> None:
    workplace = Workplace(tmp_path).small()
    folder = workplace.document(CYCLING).parent
    workplace.document(CYCLING).unlink()
    (folder / "kaal.md").write_text(f"---\nid: kaal\n---\n{BODIES[CYCLING]}\n")
    (folder / "mededeling.md").write_text(
        "---\nid: m-1\nkind: mededeling\ntitle: Veilige fietspaden langs gewestwegen\n---\n"
    )
    (folder / "leeg.md").write_text("---\nid: leeg\n---\n")
    assert workplace.run("index").code == 2
    assert workplace.run("draft", "--all").code == 0
    check_reports(workplace.reports, workplace.documents())
    references = {row["document"]: row for row in workplace.sidecar("mobiliteit/1.3")["references"]}
    assert references["kaal"]["title"].startswith("De Vlaamse Regering kent 150 miljoen euro toe")
    assert references["kaal"]["date"] == ""
    assert "(datum onbekend)" in workplace.report("mobiliteit/1.3")


def test_the_account_tells_which_document_changed_since(workplace: Workplace) -> None:
    workplace.run("draft", "mobiliteit/1.3")
    before = workplace.sidecar("mobiliteit/1.3")["considered"]
    workplace.document(CYCLING, BODIES[CYCLING].replace("150", "160"))
    workplace.run("index")
    workplace.run("draft", "mobiliteit/1.3")
    after = workplace.sidecar("mobiliteit/1.3")["considered"]
    assert {key for key in before if before[key] != after[key]} == {CYCLING}
    assert json.dumps(after) == json.dumps(after).replace(str(workplace.root), "")


def test_a_corpus_wholly_about_the_section_is_not_called_silent(tmp_path: Path) -> None:
    workplace = Workplace(tmp_path).agreement()
    for word in ("asfalt", "bruggen", "lampen"):
        workplace.document(word, f"De Vlaamse Regering koopt {word} voor veilige fietspaden langs gewestwegen.")
    workplace.run("index")
    workplace.run("draft", "mobiliteit/1.3")
    assert len(workplace.sidecar("mobiliteit/1.3")["references"]) == 3
