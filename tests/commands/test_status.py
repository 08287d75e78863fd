"""``verantwoord status``: change one thing, and exactly the reports that depend on it are stale, and told why."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.drafting import reports
from rag.regeneration import footprint, staleness
from tests.commands.workplace import BODIES, CYCLING, HOUSING, MUSEUM, PREMIUM, SECTIONS, Workplace
from tests.openai_server import OpenAIServer, server_error
from tests.regeneration.newsroom import (
    BRIDGE,
    BRIDGE_TEXT,
    CYCLE,
    FOREIGN,
    FOREIGN_TEXT,
    HOMES,
    SPACE,
    Newsroom,
    Told,
)
from tests.writing_models import model

ALL = (CYCLE, HOMES, SPACE)
Change = Callable[[Newsroom], Any]


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    return Newsroom(tmp_path_factory.mktemp("drafted") / "room").drafted()


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(model()) as server:
        yield server


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, server: OpenAIServer) -> Newsroom:
    """Drafted by the model."""
    return Newsroom(tmp_path_factory.mktemp("written") / "room", server.base_url).drafted()


def every(reason: str) -> Told:
    """All sections stale for one reason, no document behind it."""
    return {section: ([reason], []) for section in ALL}


def remove(path: str) -> Change:
    return lambda room: (room.root / path).unlink()


def add_line(path: str, line: str = "# iets\n") -> Change:
    """One more line at the end of a file."""

    def change(room: Newsroom) -> None:
        with (room.root / path).open("a", encoding="utf-8") as file:
            file.write(line)

    return change


def other_section(room: Newsroom) -> None:
    title, text = SECTIONS[CYCLE]
    room.agreement({**SECTIONS, CYCLE: (title, text + " We bouwen bruggen.")})


def another_section(room: Newsroom) -> None:
    room.agreement({**SECTIONS, "cultuur/5.1": ("Musea", "We erkennen musea.")})


CORPUS: dict[str, tuple[Change, Told]] = {
    "nothing": (lambda room: None, {}),
    "a relevant document is added": (
        lambda room: room.document(BRIDGE, BRIDGE_TEXT),
        {CYCLE: (["evidence-added"], [BRIDGE])},
    ),
    "an irrelevant document is added": (lambda room: room.document(FOREIGN, FOREIGN_TEXT), {}),
    "a cited document says something else": (
        lambda room: room.document(CYCLING, BODIES[CYCLING].replace("150", "160")),
        {CYCLE: (["evidence-changed"], [CYCLING])},
    ),
    "a cited document gets another title": (
        lambda room: room.document(HOUSING, title="Sociale leningen"),
        {HOMES: (["evidence-changed"], [HOUSING])},
    ),
    "a document that is not cited changes": (lambda room: room.document(MUSEUM, "De regering sluit een museum."), {}),
    "a document that was not cited becomes relevant": (
        lambda room: room.document(MUSEUM, BRIDGE_TEXT),
        {CYCLE: (["evidence-changed"], [MUSEUM])},
    ),
    "a cited document is removed": (remove(f"corpus/{PREMIUM}.md"), {HOMES: (["evidence-withdrawn"], [PREMIUM])}),
    "a document that is not cited is removed": (remove(f"corpus/{MUSEUM}.md"), {}),
    "a cited document moves to another file": (
        lambda room: (room.root / "corpus" / f"{PREMIUM}.md").rename(room.root / "corpus" / "premie.md"),
        {},
    ),
    "the text of a section changes": (other_section, {CYCLE: (["new"], [])}),
    "a section is added": (another_section, {"cultuur/5.1": (["new"], [])}),
    "a report is removed": (remove(f"reports/{CYCLE}.md"), {CYCLE: (["output-missing"], [])}),
    "an account is removed": (remove(f"reports/{CYCLE}.json"), {CYCLE: (["output-missing"], [])}),
    "an account is damaged": (add_line(f"reports/{CYCLE}.json"), {CYCLE: (["output-missing"], [])}),
    "a report is edited": (
        lambda room: room.edit(CYCLE, "150 miljoen", "honderdvijftig miljoen"),
        {CYCLE: (["output-edited"], [])},
    ),
    "line ends are those of another system": (
        lambda room: (room.reports / f"{CYCLE}.md").write_bytes(
            (room.reports / f"{CYCLE}.md").read_bytes().replace(b"\n", b"\r\n")
        ),
        {},
    ),
    "an editor breaks the form of a report": (
        lambda room: (room.reports / f"{CYCLE}.md").write_text("Weg ermee"),
        {CYCLE: (["output-edited"], [])},
    ),
}
CONFIG: dict[str, tuple[dict[str, Any], Told]] = {
    "length": ({"draft": {"length": "kort"}}, every("config")),
    "order": ({"draft": {"order": "date"}}, every("config")),
    "questions": ({"draft": {"questions": False}}, every("config")),
    "documents": ({"draft": {"documents": 10}}, every("config")),
    "citations": ({"draft": {"citations_per_sentence": 1}}, every("config")),
    "chunk size": ({"chunks": {"max_tokens": 64}}, every("config")),
    "workers": ({"llm": {"workers": 7}}, {}),
    "timeout": ({"llm": {"timeout": 3.0, "retries": 5, "requests_per_minute": 9}}, {}),
    "a model that nobody asks": ({"llm": {"model": "other", "temperature": 1.0, "max_euros": 1.0}}, {}),
    "judge and gate": ({"judge": {"band": 0.2}, "gate": {"min_support": 0.9}}, {}),
    "synchronising": ({"sync": {"retries": 1}}, {}),
}
MODEL: dict[str, tuple[Change, Told]] = {
    "nothing": (lambda room: None, {}),
    **{
        f"prompt {name}": (add_line(f"prompts/{name}.yaml"), every("prompt"))
        for name in ("kiezen", "schrijven", "herstellen", "besluiten")
    },
    **{
        f"prompt {name}, which is not used": (add_line(f"prompts/{name}.yaml"), {})
        for name in ("beloften", "rangschikken", "oordelen")
    },
    "model": (lambda room: room.set(llm={"model": "other"}), every("model")),
    "server": (lambda room: room.set(llm={"base_url": "http://127.0.0.1:9/v1"}), every("model")),
    "temperature": (lambda room: room.set(llm={"temperature": 0.7}), every("config")),
    "answer size": (lambda room: room.set(llm={"max_completion_tokens": 2000}), every("config")),
    "prompt size": (lambda room: room.set(draft={"prompt_tokens": 6000}), every("config")),
    "workers and budget": (lambda room: room.set(llm={"workers": 5, "max_euros": 0.5, "retries": 3}), {}),
    "prices": (lambda room: room.set(llm={"prices": {"prompt": 1.0}}), {}),
    "writer": (lambda room: room.set(draft={"writer": "extractive"}), every("config")),
    "news": (lambda room: room.document(BRIDGE, BRIDGE_TEXT), {CYCLE: (["evidence-added"], [BRIDGE])}),
}


@pytest.mark.parametrize(("change", "stale"), CORPUS.values(), ids=CORPUS)
def test_a_change_of_the_corpus_makes_stale_what_depends_on_it(
    drafted: Newsroom, tmp_path: Path, change: Change, stale: Told
) -> None:
    room = drafted.copied(tmp_path / "room")
    change(room)
    before = room.state()
    assert room.status() == stale
    assert room.state() == before


@pytest.mark.parametrize(("blocks", "stale"), CONFIG.values(), ids=CONFIG)
def test_a_key_of_the_configuration_makes_stale_what_it_changes(
    drafted: Newsroom, tmp_path: Path, blocks: dict[str, Any], stale: Told
) -> None:
    room = drafted.copied(tmp_path / "room")
    room.set(**blocks)
    assert room.status() == stale


@pytest.mark.parametrize(("change", "stale"), MODEL.values(), ids=MODEL)
def test_what_the_model_was_asked_makes_its_reports_stale_and_none_is_asked_to_find_out(
    written: Newsroom, server: OpenAIServer, tmp_path: Path, change: Change, stale: Told
) -> None:
    room = written.copied(tmp_path / "room")
    asked = len(server.chats)
    change(room)
    assert room.status() == stale
    assert len(server.chats) == asked


def test_another_embedding_model_changes_the_evidence_of_all(tmp_path: Path) -> None:
    with OpenAIServer() as server:
        room = Newsroom(tmp_path)
        room.set(embedding={"provider": "openai", "base_url": server.base_url, "model": "small"})
        room.drafted()
        room.set(embedding={"model": "large"})
        assert room.status() == every("config")


@pytest.mark.parametrize(
    ("module", "name"), [(reports, "DRAFT_VERSION"), (None, "CHUNKER_VERSION"), (None, "THREADING_VERSION")]
)
def test_a_new_version_of_a_stage_makes_all_stale(
    drafted: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    from rag import session

    room = drafted.copied(tmp_path / "room")
    monkeypatch.setattr(module or session, name, 1000)
    assert room.status() == every("code")


def test_a_cited_document_that_was_withdrawn_is_named_though_it_is_kept(drafted: Newsroom, tmp_path: Path) -> None:
    room = drafted.copied(tmp_path / "room")
    room.withdraw(PREMIUM)
    assert room.status() == {HOMES: (["evidence-withdrawn"], [PREMIUM])}


def test_a_newcomer_that_no_sentence_would_cite_is_noise_and_is_named_as_such(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.set(draft={"length": "kort"})  # one dossier a promise
    room.drafted()
    room.document(BRIDGE, "De Vlaamse Regering keurt een nota over veilige fietspaden langs gewestwegen goed.")
    (row, *_) = room.run("status", "--json", CYCLE).json["sections"]
    assert (row["state"], row["untold"]) == ("fresh", [BRIDGE])


def test_several_reasons_come_in_a_fixed_order_with_their_documents(drafted: Newsroom, tmp_path: Path) -> None:
    room = drafted.copied(tmp_path / "room")
    room.edit(HOMES, "5.000 euro", "vijfduizend euro")
    room.document(HOUSING, title="Sociale leningen")
    remove(f"corpus/{PREMIUM}.md")(room)
    room.document(BRIDGE, BODIES[PREMIUM].replace("5.000", "6.000"))
    reasons, documents = room.status()[HOMES]
    assert reasons == ["evidence-added", "evidence-changed", "evidence-withdrawn", "output-edited"]
    assert documents == [BRIDGE, HOUSING, PREMIUM]


def test_only_the_sections_that_are_named_are_examined(drafted: Newsroom, tmp_path: Path) -> None:
    room = drafted.copied(tmp_path / "room")
    room.set(draft={"length": "kort"})
    assert room.status(HOMES) == {HOMES: (["config"], [])}
    wrong = room.run("status", "wonen/4.3")
    assert (wrong.code, "wonen/4.2" in wrong.err) == (4, True)


def test_the_contract_of_the_json(written: Newsroom, tmp_path: Path) -> None:
    room = written.copied(tmp_path / "room")
    room.document(BRIDGE, BRIDGE_TEXT)
    told = room.run("status", "--json").json
    assert [row["id"] for row in told["sections"]] == list(SECTIONS)
    assert [row["state"] for row in told["sections"]] == ["stale", "fresh", "fresh"]
    (cause,) = told["sections"][0]["causes"]
    assert (cause["reason"], cause["documents"][0]["title"]) == ("evidence-added", "Beslissing c0ff")
    assert cause["documents"][0]["date"] == "2021-03-12"
    assert told["forecast"]["tokens"] > 0
    assert 0 < told["forecast"]["euros"] < 0.2
    assert told["counts"] == {"evidence-added": 1}


def test_people_are_told_which_documents_are_behind_it_and_what_it_costs(drafted: Newsroom, tmp_path: Path) -> None:
    room = drafted.copied(tmp_path / "room")
    room.document(BRIDGE, BRIDGE_TEXT, title="Bruggen")
    outcome = room.run("status")
    assert f"{CYCLE}  evidence-added\n" in outcome.out
    assert "evidence-added: 2021-03-12 Bruggen\n" in outcome.out
    assert "3 reports: 1 stale (1 evidence-added)\n" in outcome.out
    assert "asks no model, so it costs nothing\n" in outcome.out


def test_a_report_of_a_section_that_is_gone_is_told_apart(drafted: Newsroom, tmp_path: Path) -> None:
    room = drafted.copied(tmp_path / "room")
    room.agreement({identity: SECTIONS[identity] for identity in (CYCLE, HOMES)})
    told = room.run("status", "--json").json
    assert ([row["id"] for row in told["sections"]], told["orphans"]) == ([CYCLE, HOMES], [SPACE])


def test_a_report_that_a_failing_server_spoiled_is_stale(tmp_path: Path) -> None:
    with OpenAIServer(model(write=server_error())) as server:
        room = Newsroom(tmp_path, server.base_url)
        room.small()
        assert room.run("index").code == 0
        assert room.run("draft", "--all").code == 2
        assert room.status() == {CYCLE: (["failed"], []), HOMES: (["failed"], [])}


def test_without_an_index_or_a_report_all_is_new(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.small()
    assert room.status() == every("new")


def test_a_document_that_cannot_be_read_is_told_every_time(drafted: Newsroom, tmp_path: Path) -> None:
    room = drafted.copied(tmp_path / "room")
    (room.root / "corpus" / "leeg.md").write_text("")
    for _ in range(2):
        outcome = room.run("status")
        assert (outcome.code, "skipped corpus/leeg.md" in outcome.told) == (2, True)


def test_what_did_not_change_is_not_read_again(
    drafted: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = drafted.copied(tmp_path / "room")
    monkeypatch.setattr(footprint, "SETTLED", -1.0)  # the files of a test are never old enough
    assert room.status() == {}

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing changed")

    with monkeypatch.context() as patch:
        patch.setattr("rag.commands.index.read_corpus", refuse)
        patch.setattr("rag.session.Retriever", refuse)
        assert room.status() == {}
    room.document(BRIDGE, BRIDGE_TEXT)
    assert room.status() == {CYCLE: (["evidence-added"], [BRIDGE])}


def test_an_index_of_something_else_is_brought_up_to_date_though_the_corpus_is_the_same(
    drafted: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = drafted.copied(tmp_path / "room")
    monkeypatch.setattr(footprint, "SETTLED", -1.0)
    assert room.status() == {}
    other = Workplace(tmp_path / "other", index={"path": str(room.root / "index")})
    other.document("other", BRIDGE_TEXT)
    other.agreement()
    assert other.run("index").code == 0
    assert room.status() == {}
    assert set(room.documents()) == set(BODIES)


def test_a_file_that_changed_a_moment_ago_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rag.config import load_config

    room = Newsroom(tmp_path)
    room.small()
    config = load_config(room.config)
    assert footprint.footprint(config) is None
    monkeypatch.setattr(footprint, "SETTLED", -1.0)
    first = footprint.footprint(config)
    assert first is not None
    assert footprint.footprint(config) == first
    (room.root / "corpus" / "premie.yaml").write_text("title: x\n")
    assert footprint.footprint(config) != first


def test_reasons_have_the_order_of_the_contract() -> None:
    assert [str(reason) for reason in staleness.Reason] == [
        "new",
        "evidence-added",
        "evidence-changed",
        "evidence-withdrawn",
        "prompt",
        "model",
        "config",
        "code",
        "output-missing",
        "output-edited",
        "failed",
    ]
