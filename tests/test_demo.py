"""The demo corpus holds the cases it promises, and its drafts are exactly the reports that stand in the project."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml

from rag.config import load_config
from rag.corpus import Corpus, read_agreement, read_corpus
from rag.documents import Document, Section
from rag.embedding import e5_available
from tests.commands.accounts import check_reports
from tests.commands.workplace import Workplace, command, contents
from tests.conftest import ROOT

NOTHING_DECIDED = "economie-en-innovatie/2.3.2"
HEX = re.compile(r"[0-9A-F]{24}")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture(scope="session")
def demo() -> Corpus:
    return read_corpus(load_config(ROOT / "config.yaml").corpus.documents, ROOT)


@pytest.fixture(scope="session")
def decisions(demo: Corpus) -> list[Document]:
    return [document for document in demo.documents.values() if document.kind != "schriftelijke vraag"]


@pytest.fixture(scope="session")
def agreement() -> dict[str, Section]:
    return read_agreement(ROOT / load_config(ROOT / "config.yaml").corpus.agreement)


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """The project's own configuration, with everything that is made in a folder of its own."""
    if not e5_available():
        pytest.skip("the reports of the demo corpus are made with the bundled embedding model")
    root = tmp_path_factory.mktemp("demo")
    tree = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    tree["corpus"] = {
        "documents": [str(ROOT / path) for path in tree["corpus"]["documents"]],
        "agreement": str(ROOT / tree["corpus"]["agreement"]),
    }
    tree["prompts"] = {"path": str(ROOT / tree["prompts"]["path"])}
    workplace = Workplace(root)
    workplace.config.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    for step in (["index"], ["draft", "--all"]):
        outcome = command(*step, "--config", workplace.config)
        assert outcome.code == 0, outcome
    return workplace


def test_drafting_again_gives_the_very_bytes_of_the_reports_in_the_project(drafted: Workplace) -> None:
    committed, made = contents(ROOT / "reports"), drafted.files()
    assert set(made) == set(committed)
    assert [name for name in sorted(made) if made[name] != committed[name]] == []


def test_every_section_has_a_report_that_accounts_for_itself(drafted: Workplace, agreement: dict[str, Section]) -> None:
    assert set(drafted.files()) == {f"{section}{ending}" for section in agreement for ending in (".md", ".json")}
    assert check_reports(drafted.reports, drafted.documents()) > 40


def test_the_section_nothing_was_decided_on_says_so(drafted: Workplace, demo: Corpus) -> None:
    text = drafted.report(NOTHING_DECIDED)
    assert "werd geen beslissing gevonden" in text
    assert f"Doorzocht: {len(demo.documents)} documenten tot en met" in text
    assert drafted.sidecar(NOTHING_DECIDED)["references"] == []


def test_all_documents_can_be_read_and_there_are_enough(demo: Corpus, decisions: list[Document]) -> None:
    assert demo.failures == ()
    assert len(decisions) >= 100
    questions = [document for document in demo.documents.values() if document.kind == "schriftelijke vraag"]
    assert len(questions) >= 10
    assert sum(document.source.endswith(".pdf") and bool(document.pages) for document in questions) >= 6
    assert all({segment.role for segment in question.segments} >= {"question", "answer"} for question in questions)


def test_eight_sections_stand_in_five_chapters(agreement: dict[str, Section]) -> None:
    assert len(agreement) == 8
    assert len({section.chapter for section in agreement.values()}) == 5
    assert NOTHING_DECIDED in agreement


def test_ids_come_in_all_three_styles(demo: Corpus) -> None:
    ids = demo.documents.keys()
    assert any(HEX.fullmatch(identity) for identity in ids)
    assert any(UUID.fullmatch(identity) for identity in ids)
    assert any(UUID.fullmatch(identity.lower()) and identity.isupper() for identity in ids)


def test_a_mededeling_has_no_body_and_a_decision_neither_title_nor_url(decisions: list[Document]) -> None:
    bare = [item for item in decisions if all(segment.role != "body" for segment in item.segments)]
    assert any(item.kind == "mededeling" and item.title for item in bare)
    assert any(item.title is None and item.url is None for item in decisions)
    assert any(item.title and item.url is None for item in decisions)


def test_one_title_stands_on_different_days_and_a_dossier_has_four_stages(decisions: list[Document]) -> None:
    days = defaultdict(set)
    for item in decisions:
        if item.title:
            days[item.title].add(item.date)
    spread = Counter(len(found) for found in days.values())
    assert spread[2] >= 2
    assert any(len(found) == 4 for found in days.values())


def test_two_meetings_are_on_one_day(decisions: list[Document]) -> None:
    meetings = defaultdict(set)
    for item in decisions:
        if item.meeting:
            meetings[item.date].add(item.meeting)
    assert any(len(found) > 1 for found in meetings.values())


def test_titles_hold_what_breaks_a_search_or_a_page(decisions: list[Document]) -> None:
    heads = [item.text[s.start : s.end] for item in decisions for s in item.segments if "title" in s.role]
    for sign in ("[", "]", '"', "“", "+", " - ", "("):
        assert any(sign in head for head in heads), sign
    titles = [yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])["title"] for path in _with_title()]
    assert any("\n" in title for title in titles)


def test_an_amount_is_written_in_two_ways(decisions: list[Document]) -> None:
    millions = {
        match[1].replace(",", "").ljust(7, "0")
        for item in decisions
        for match in re.finditer(r"\b(\d,\d) miljoen euro", item.text)
    }
    written_out = {
        m[1].replace(".", "") for item in decisions for m in re.finditer(r"\b(\d(?:\.\d{3}){2}) euro", item.text)
    }
    assert millions & written_out


def _with_title() -> list[Path]:
    return [path for path in (ROOT / "corpus" / "decisions").glob("*.md") if "\ntitle: " in path.read_text("utf-8")]
