"""``--batch``: the same reports as calls would have brought, without a call, over two runs of the same command."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.workplace import BODIES, CYCLING
from tests.llm.batch_server import BatchServer, Course
from tests.openai_server import OpenAIServer
from tests.regeneration.newsroom import CYCLE, Newsroom
from tests.writing_models import model

LATER = "give the same command again to go on"


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with BatchServer(model(), Course(polls=1)) as server:
        yield server


@pytest.fixture
def room(tmp_path: Path, server: BatchServer) -> Newsroom:
    room = Newsroom(tmp_path / "room", server.base_url)
    room.small()
    assert room.run("index").code == 0
    return room


def until_done(room: Newsroom, *command: str) -> int:
    """Give a command until it is done; how often it was told to come back."""
    for waits in range(12):
        outcome = room.run(*command)
        if outcome.code == 0:
            return waits
        assert outcome.code == 2
        assert LATER in outcome.told
    raise AssertionError("it never came to an end")


def test_a_draft_by_batches_waits_writes_nothing_and_is_then_that_of_calls(
    room: Newsroom, server: BatchServer, tmp_path: Path
) -> None:
    assert room.run("draft", "--all", "--batch").code == 2
    assert not room.reports.exists()
    assert until_done(room, "draft", "--all", "--batch") >= 1
    assert server.chats == []
    with OpenAIServer(model()) as other:
        live = Newsroom(tmp_path / "live", other.base_url)
        live.small()
        assert live.run("index").code == 0
        assert live.run("draft", "--all").code == 0
    assert {name: told for name, told in room.files().items() if name.endswith(".md")} == {
        name: told for name, told in live.files().items() if name.endswith(".md")
    }


def test_with_wait_one_command_is_enough(room: Newsroom) -> None:
    with BatchServer(model()) as prompt:
        room.set(llm={"base_url": prompt.base_url})
        assert room.run("draft", "--all", "--batch", "--wait").code == 0
        assert prompt.chats == []
    assert len(room.files()) == 6


def test_regenerating_by_batches_goes_on_with_the_run_that_waits(room: Newsroom, server: BatchServer) -> None:
    until_done(room, "draft", "--all", "--batch")
    before = room.files()
    room.document(CYCLING, BODIES[CYCLING].replace("150", "160"))
    assert room.run("regenerate", "--batch").code == 2
    assert room.files() == before
    until_done(room, "regenerate", "--batch")
    assert server.chats == []
    assert "160 miljoen" in room.report(CYCLE)
    assert [path.name for path in (room.root / "changes").iterdir()] == ["0001"]
    assert room.status() == {}


def test_without_a_model_there_is_nothing_to_leave_at_a_provider(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "room")
    room.small()
    assert room.run("index").code == 0
    outcome = room.run("draft", "--all", "--batch")
    assert outcome.code == 4
    assert "llm.model is not set" in outcome.told
