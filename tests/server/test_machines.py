"""Two machines, each with a folder of its own, that share an index, a ledger and what was paid for on a server."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from rag.faults import inject
from tests.commands.workplace import BODIES, HOUSING, command, contents
from tests.openai_server import OpenAIServer
from tests.regeneration.newsroom import BRIDGE, BRIDGE_TEXT, HOMES, Newsroom
from tests.server.postgres import PASSWORD, Postgres
from tests.writing_models import model


@dataclass
class Pair:
    """Two machines with the same documents and reports, and the model that both ask."""

    one: Newsroom
    other: Newsroom
    asked: OpenAIServer

    def news(self) -> None:
        """The same news for both."""
        for room in (self.one, self.other):
            room.document(BRIDGE, BRIDGE_TEXT)
            room.document(HOUSING, BODIES[HOUSING].replace("principieel", "definitief"))


def room(root: Path, url: str, base_url: str) -> Newsroom:
    made = Newsroom(root, base_url)
    made.set(ledger={"url": url}, index={"path": "index", "url": url}, llm={"workers": 1})
    return made


@pytest.fixture
def pair(database: str, tmp_path: Path) -> Iterator[Pair]:
    with OpenAIServer(model()) as asked:
        one = room(tmp_path / "one", database, asked.base_url).drafted()
        shutil.copytree(one.root, tmp_path / "other")
        yield Pair(one, room(tmp_path / "other", database, asked.base_url), asked)


def test_what_one_paid_for_the_other_has(pair: Pair) -> None:
    calls = len(pair.asked.chats)
    assert calls > 0
    shutil.rmtree(pair.other.reports)
    assert pair.other.run("draft", "--all").code == 0
    assert len(pair.asked.chats) == calls
    assert pair.other.files() == pair.one.files()
    assert not list(pair.other.root.rglob("*.sqlite"))


def test_what_one_indexed_the_other_reads(pair: Pair) -> None:
    assert pair.other.status() == {}
    pair.news()
    assert pair.one.run("index").code == 0
    assert BRIDGE in pair.other.documents()
    told = pair.other.run("index")
    assert "0 added, 0 changed, 0 removed" in told.out


def _regenerate(parent: Connection, config: Path, point: str) -> None:
    """Regenerate in a process of its own, and wait at ``point`` for the parent."""
    os.environ["PGPASSWORD"] = PASSWORD
    left = [point]

    def trap(name: str) -> None:
        if name in left:
            left.remove(name)
            parent.send("waiting")
            parent.recv()

    with inject(trap):
        parent.send(command("regenerate", "--config", config))


@pytest.mark.parametrize("point", ["model.answered", "file.rename"])
def test_of_two_machines_at_once_one_regenerates_and_the_other_is_told(pair: Pair, point: str) -> None:
    pair.news()
    assert pair.one.run("index").code == 0
    before = pair.other.files()
    mine, its = multiprocessing.Pipe()
    first = multiprocessing.get_context("spawn").Process(target=_regenerate, args=(its, pair.one.config, point))
    first.start()
    assert mine.recv() == "waiting"
    second = pair.other.run("regenerate")
    assert (second.code, "another process is writing the reports" in second.told) == (3, True)
    assert pair.other.files() == before
    assert pair.other.run("status").code == 0  # who only reads is never refused
    mine.send("go on")
    outcome = mine.recv()
    first.join()
    assert outcome.code == 0, outcome.err
    calls = len(pair.asked.chats)
    assert pair.other.run("regenerate").code == 0
    assert len(pair.asked.chats) == calls
    assert reports(pair.other) == reports(pair.one)


def test_the_machine_that_is_lost_is_in_nobodys_way(pair: Pair) -> None:
    pair.news()
    assert pair.one.run("index").code == 0
    mine, its = multiprocessing.Pipe()
    first = multiprocessing.get_context("spawn").Process(
        target=_regenerate, args=(its, pair.one.config, "model.answered")
    )
    first.start()
    assert mine.recv() == "waiting"
    assert first.pid
    os.kill(first.pid, signal.SIGKILL)
    first.join()
    while pair.other.run("regenerate").code == 3:  # until the server knows
        pass
    assert pair.other.status() == {}
    assert pair.one.run("regenerate").code == 0
    assert reports(pair.other) == reports(pair.one)


@pytest.mark.parametrize("point", ["model.answered", "ledger.commit", "file.rename"])
def test_a_server_that_stops_in_the_middle_is_told_and_a_rerun_completes(
    pair: Pair, server: Postgres, point: str
) -> None:
    pair.news()
    assert pair.one.run("index").code == 0
    stopped: list[str] = []

    def stop(name: str) -> None:
        if name == point and not stopped:
            stopped.append(name)
            server.stop()

    try:
        with inject(stop):
            outcome = pair.one.run("regenerate")
        assert stopped
        assert (outcome.code, "see that the server runs" in outcome.told) == (4, True), outcome
        assert PASSWORD not in outcome.told
    finally:
        server.start()
    assert pair.one.run("regenerate").code == 0
    assert pair.one.status() == {}
    assert pair.other.run("regenerate").code == 0
    assert reports(pair.one) == reports(pair.other)


def reports(room: Newsroom) -> dict[str, bytes]:
    """The text of every report."""
    return {name: data for name, data in contents(room.reports).items() if name.endswith(".md")}


def test_a_section_is_found_stale_on_every_machine_alike(pair: Pair) -> None:
    pair.news()
    told = pair.one.status()
    assert HOMES in told
    assert pair.other.status() == told
