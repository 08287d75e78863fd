"""What goes wrong at the provider's side of a batch, over real HTTP."""

from pathlib import Path

import pytest

from rag.errors import ConfigError, ModelError
from rag.ledger import open_ledger
from rag.llm.batch_journal import SCHEMA
from tests.llm.batch_server import Course, only
from tests.llm.batch_station import EXPECTED, HONEST, Station
from tests.openai_server import Step, as_json, rate_limited, refused, server_error, web_page


def test_a_connection_lost_after_creation_makes_no_second_batch(tmp_path: Path) -> None:
    with Station(tmp_path, HONEST, Course(cut=True), Course()) as station:
        station.run()
        assert len(station.server.batches) == 2
        assert set(station.server.sent().values()) == {1}
        assert station.answers == EXPECTED


def test_a_lost_ledger_finds_what_is_at_the_provider(tmp_path: Path) -> None:
    with Station(tmp_path, HONEST, Course(polls=1)) as station:
        station.run(wait=False)
        for file in (tmp_path / "cache").glob("ledger.sqlite*"):
            file.unlink()
        station.run()
        assert set(station.server.sent().values()) == {1}


def test_our_batch_is_found_among_those_of_others(tmp_path: Path) -> None:
    with Station(tmp_path, HONEST, Course(polls=50)) as station:
        for name in "abcde":
            station.run(name, wait=False)
        for file in (tmp_path / "cache").glob("ledger.sqlite*"):
            file.unlink()
        station.run("a", wait=False)
        assert len(station.server.batches) == 5


def test_a_batch_that_is_refused_is_an_error_that_says_why_and_costs_nothing(tmp_path: Path) -> None:
    course = Course(status="failed", faults=("invalid_json_line", "model_not_found"))
    with Station(tmp_path, HONEST, course, Course()) as station:
        with pytest.raises(ModelError, match=r"refused \(invalid_json_line, model_not_found\); nothing of it was paid"):
            station.run()
        # When the cause is gone, the same questions go into another batch.
        assert station.run().usage.calls == 6
        assert station.answers == EXPECTED


def test_what_is_too_much_to_wait_at_a_time_is_left_in_halves(tmp_path: Path) -> None:
    full = Course(status="failed", faults=("token_limit_exceeded",))
    with Station(tmp_path, HONEST, full, Course()) as station:
        assert station.run().left == {}
        assert [len(batch.lines) for batch in station.server.batches] == [3, 1, 1, 1, 1, 1, 1]
        assert station.answers == EXPECTED
    with Station(tmp_path / "other", HONEST, full) as station:
        with pytest.raises(ModelError, match="token_limit_exceeded"):
            station.run("a")
        assert len(station.server.batches) == 1


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_provider_without_batches_says_to_leave_it_out(tmp_path: Path, status: int) -> None:
    gone: Step = lambda request: as_json({"error": {"message": "Not Found"}}, status)  # noqa: E731
    with Station(tmp_path, trouble=(gone,)) as station, pytest.raises(ConfigError, match="leave --batch out"):
        station.run()


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("step", [web_page(), refused(400), refused(404)])
def test_whichever_request_it_does_not_know(tmp_path: Path, place: int, step: Step) -> None:
    trouble = (*(None,) * place, step)
    with Station(tmp_path, trouble=trouble) as station:
        with pytest.raises(ConfigError, match="takes no batches"):
            station.run("a")
        assert station.server.batches == []


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("step", [server_error(503), rate_limited(retry_after=3)])
def test_trouble_on_the_way_is_waited_out(tmp_path: Path, place: int, step: Step) -> None:
    with Station(tmp_path, HONEST, Course(polls=1), trouble=(*(None,) * place, step)) as station:
        station.run("a")
        assert set(station.server.sent().values()) == {1}
        assert station.answers["a"] == EXPECTED["a"]


def test_a_server_that_stays_away_while_we_wait_is_asked_about_again_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    trouble = (None, None, None, *(server_error(503),) * 7)
    with Station(tmp_path, HONEST, Course(polls=1), trouble=trouble) as station:
        assert station.run("a", retries=1).finished
        assert "asked about again later" in caplog.text
        with pytest.raises(ModelError, match="failed with status 503"):
            Station.run(broken(station), "b", retries=1)


def broken(station: Station) -> Station:
    """The same, with a server that fails whatever is asked of files and batches."""
    station.server._trouble = [server_error(503)] * 50
    return station


def test_a_batch_that_the_provider_does_not_know_is_not_made_again_before_it_must_have_ended(tmp_path: Path) -> None:
    with Station(tmp_path, HONEST, Course(polls=5)) as station:
        station.run("a", wait=False)
        station.server.batches[0].id = "gone"
        with pytest.raises(ModelError, match="use the key with which it was left there"):
            station.run("a")
        assert len(station.server.batches) == 1
        with open_ledger(station.config(), SCHEMA) as ledger:
            ledger.write(("UPDATE batch SET made = made - 3 * 86400", ()))
        station.run("a")
        assert station.answers["a"] == EXPECTED["a"]


def test_files_that_are_gone_are_asked_for_again(tmp_path: Path) -> None:
    with Station(tmp_path, HONEST, Course(lost=True), Course()) as station:
        assert station.run().left == {}
        assert [len(batch.lines) for batch in station.server.batches] == [3, 3, 3]


def test_azure_has_addresses_of_its_own(tmp_path: Path) -> None:
    with Station(tmp_path) as station:
        root = station.server.base_url.removesuffix("/v1")
        assert station.run("a", base_url=root, api_version="2024-10-21").left == {}
        assert station.server.batches[0].endpoint == "/chat/completions"
        (upload, *_) = station.server.asked("/openai/files")
        assert upload.path == "/openai/files?api-version=2024-10-21"
        assert len(station.server.lines) == 2


def test_the_key_reaches_neither_the_ledger_nor_what_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-geheim-123")
    with Station(tmp_path, only("sectie b", refused(401), HONEST)) as station:
        outcome = station.run()
        (request, *_) = station.server.asked("/v1/files")
        assert request.headers["Authorization"] == "Bearer sk-geheim-123"
        assert "geheim" not in f"{station.told} {outcome.told}"
        assert not any(b"geheim" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
