"""Rounds of batches over real HTTP: what is left at the provider, what comes back, what is paid, what goes wrong."""

import json
import logging
from pathlib import Path

import pytest

from rag.errors import ModelError
from rag.llm.batch import LONGEST_POLL
from rag.llm.client import ChatClient
from rag.llm.usage import Usage
from tests.llm.batch_server import Course, failing, only, refusing
from tests.llm.batch_station import EXPECTED, HONEST, SECTIONS, Station, two_questions
from tests.openai_server import Step, as_json, out_of_quota, rate_limited, refused, say, server_error


def test_every_round_is_one_batch_and_the_run_after_it_calls_nobody(tmp_path: Path) -> None:
    with Station(tmp_path) as station:
        outcome = station.run()
        assert [len(batch.lines) for batch in station.server.batches] == [3, 3]
        assert (outcome.finished, outcome.left, outcome.usage.calls) == (True, {}, 6)
        assert station.live() == station.answers == EXPECTED
        assert station.server.chats == []


def test_a_line_holds_to_the_byte_what_a_call_would_send(tmp_path: Path) -> None:
    with Station(tmp_path) as station:
        station.run(temperature=0.3, max_completion_tokens=99)
        (first, *_), _ = (batch.lines for batch in station.server.batches)
        assert first["url"] == "/v1/chat/completions"
    with Station(tmp_path / "live") as station:
        station.live(temperature=0.3, max_completion_tokens=99)
        assert station.server.chats[0] == first["body"]


def test_answers_are_kept_as_calls_would_have_kept_them(tmp_path: Path) -> None:
    with Station(tmp_path) as station:
        station.run()
        kept = stored(tmp_path)
        (tmp_path / "cache" / "replies.sqlite").unlink()
        assert station.live() == EXPECTED
        assert len(station.server.chats) == 6
        assert stored(tmp_path) == kept


def stored(folder: Path) -> dict[str, bytes]:
    """Every answer in the cache."""
    import sqlite3

    connection = sqlite3.connect(folder / "cache" / "replies.sqlite")
    try:
        return dict(connection.execute("SELECT key, value FROM reply").fetchall())
    finally:
        connection.close()


def test_what_is_in_the_cache_is_not_asked_and_then_the_provider_is_not_even_called(tmp_path: Path) -> None:
    with Station(tmp_path) as station:
        station.run()
        before = len(station.server.requests)
        outcome = station.run()
        assert (outcome.finished, outcome.usage, len(station.server.requests)) == (True, Usage(), before)


def test_without_waiting_it_returns_at_once_and_the_same_command_goes_on(tmp_path: Path) -> None:
    with Station(tmp_path, HONEST, Course(polls=1)) as station:
        first = station.run(wait=False)
        assert (first.finished, first.waiting, station.time.slept) == (False, 3, [])
        assert "give the same command again" in first.told
        second = station.run(wait=False)  # still under way
        assert (second.waiting, len(station.server.batches)) == (3, 1)
        third = station.run(wait=False)  # ended: the second questions are left
        assert (third.waiting, len(station.server.batches)) == (3, 2)
        station.run(wait=False)
        last = station.run(wait=False)
        assert (last.finished, last.usage.calls, len(station.server.batches)) == (True, 6, 2)
        assert station.live() == EXPECTED
        assert station.server.chats == []


def test_a_question_of_another_section_joins_while_a_batch_is_under_way(tmp_path: Path) -> None:
    with Station(tmp_path, HONEST, Course(polls=3)) as station:
        station.run("a", wait=False)
        station.run("a", "b", wait=False)
        assert [len(batch.lines) for batch in station.server.batches] == [1, 1]
        station.run(*SECTIONS)
        assert set(station.server.sent().values()) == {1}
        assert station.answers == EXPECTED


def test_polling_becomes_ever_rarer_up_to_minutes(tmp_path: Path) -> None:
    with Station(tmp_path, HONEST, Course(polls=20)) as station:
        station.run("a")
    waits = station.time.slept[:20]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (5.0, LONGEST_POLL)
    assert [line for line in station.told if "batch_0" in line] == [
        f"batch_0: 1 questions left at {station.server.base_url}",
        "batch_0: validating, 0 of 1",
        "batch_0: in_progress, 0 of 1",
        "batch_0: finalizing, 0 of 1",
        "batch_0: completed, 1 of 1",
    ]


def test_stopped_while_waiting_it_goes_on_later(tmp_path: Path) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    with Station(tmp_path, HONEST, Course(polls=2)) as station:
        with pytest.raises(KeyboardInterrupt):
            station.run(sleep=interrupt)
        station.run()
        assert set(station.server.sent().values()) == {1}
        assert station.live() == EXPECTED


def test_half_the_price_is_counted_and_every_answer_once(tmp_path: Path) -> None:
    with Station(tmp_path, HONEST, Course(polls=1)) as station:
        station.run(wait=False)
        outcome = station.run()
        tokens = outcome.usage.completion_tokens
        assert outcome.usage == Usage(6, 0, 6000, tokens, pytest.approx((6000 * 2 + tokens * 8) / 2e6))  # type: ignore[arg-type]
        assert station.client.budget.total.euros == pytest.approx(outcome.usage.euros)


def test_the_discount_is_that_of_the_configuration(tmp_path: Path) -> None:
    with Station(tmp_path) as station:
        full = station.run("a", batch_discount=0.0).usage
    assert full.euros == pytest.approx((full.prompt_tokens * 2 + full.completion_tokens * 8) / 1e6)


def test_what_does_not_fit_in_the_budget_at_its_worst_stays_out_and_is_told(tmp_path: Path) -> None:
    with Station(tmp_path) as station:
        # A question takes at most 4000 tokens to answer, 0.016 euro in a batch: two fit at their worst.
        outcome = station.run(max_euros=0.035)
        assert len(station.server.batches[0].lines) == 2
        assert "1 questions do not fit in what is left of llm.max_euros" in station.told
        assert outcome.usage.euros < 0.035
        assert outcome.left == {}, "what the first took was less than its worst"
        assert station.answers == EXPECTED


def test_what_never_fits_is_left_to_the_run_proper(tmp_path: Path) -> None:
    with Station(tmp_path) as station:
        outcome = station.run(max_euros=0.001)
        assert (outcome.finished, outcome.left) == (True, dict.fromkeys(SECTIONS, "budget"))
        assert station.server.batches == []
        assert outcome.told.endswith("asked directly what no batch answered: a, b, c")


def test_the_budget_is_that_of_the_job_however_many_runs_it_takes(tmp_path: Path) -> None:
    with Station(tmp_path, HONEST, Course(polls=1)) as station:
        station.run("a", wait=False, max_euros=0.018)
        # The worst of the first question is set aside as long as it is under way.
        assert station.run("a", "b", wait=False, max_euros=0.018).waiting == 1
        station.run("a", "b", wait=False, max_euros=0.018)
        spent = station.client.budget.total.euros
        assert 0 < spent < 0.002
        station.run("a", "b", wait=False, max_euros=0.018)
        assert station.client.budget.total.euros >= spent, "a later run knows what an earlier one paid"


@pytest.mark.parametrize("status", ["expired", "cancelled", "completed"])
@pytest.mark.parametrize("told", [True, False])
def test_what_a_batch_answered_before_it_ended_is_used_and_the_rest_left_again(
    tmp_path: Path, status: str, told: bool
) -> None:
    with Station(tmp_path, HONEST, Course(status=status, answered=1, told=told), Course()) as station:
        outcome = station.run()
        assert [len(batch.lines) for batch in station.server.batches] == [3, 3, 2]
        assert sorted(station.server.sent().values()) == [1, 1, 1, 1, 2, 2]
        assert (outcome.left, outcome.usage.calls) == ({}, 6)
        assert station.answers == EXPECTED


def test_it_is_left_again_so_often_and_then_asked_directly(tmp_path: Path) -> None:
    with Station(tmp_path, HONEST, Course(status="expired", answered=0)) as station:
        outcome = station.run("a", retries=1)
        assert (len(station.server.batches), outcome.left) == (2, {"a": "model.batch"})
        assert outcome.usage == Usage()
        # Another job begins anew.
        station.run("a", retries=0)
        assert len(station.server.batches) == 3


FAILURES: dict[str, tuple[Step, int, dict[str, str]]] = {
    "rate limited": (rate_limited(), 2, {}),
    "broken": (server_error(500), 2, {}),
    "too often broken": (server_error(500), 3, {"b": "model.server"}),
    "no credit": (out_of_quota(), 1, {"b": "model.quota"}),
    "the key": (refused(401), 1, {"b": "model.auth"}),
    "not a completion": (lambda request: as_json({"message": "hallo"}), 1, {"b": "model.protocol"}),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_in_a_line_is_what_it_is_for_a_call(tmp_path: Path, name: str) -> None:
    step, times, left = FAILURES[name]
    with Station(tmp_path, only("sectie b", failing(times, step, HONEST), HONEST)) as station:
        outcome = station.run(retries=2)
        assert outcome.left == left
        again = sum("sectie b" in json.dumps(line) for line in station.server.lines)
        assert again == (times if left else times + 1)
        assert station.live() == EXPECTED
        assert len(station.server.chats) == (2 if left else 0), "what no batch answered is asked directly"


def test_an_answer_that_is_no_completion_is_booked_at_its_worst(tmp_path: Path) -> None:
    with Station(tmp_path, lambda request: as_json({"message": "hallo"})) as station:
        outcome = station.run("a")
    assert (outcome.usage.calls, outcome.usage.completion_tokens) == (1, 4000)


# The form is asked for in two ways before it is given up.
@pytest.mark.parametrize(("name", "rounds"), [("temperature", 1), ("response_format", 2), ("max_tokens", 1)])
def test_a_part_of_the_request_that_is_refused_is_left_out_and_remembered(
    tmp_path: Path, name: str, rounds: int
) -> None:
    with Station(tmp_path, refusing(name, HONEST)) as station:
        assert station.run().left == {}
        refusals = [name in line["body"] for line in station.server.lines]
        assert refusals == [True] * 3 * rounds + [False] * 6, "the second questions profit from it"
        assert station.live() == EXPECTED
        assert station.server.chats == []


def test_two_parts_that_are_refused_are_found_out_one_after_the_other(tmp_path: Path) -> None:
    with Station(tmp_path, refusing("temperature", refusing("response_format", HONEST))) as station:
        assert station.run("a").left == {}
        shapes = [("temperature" in line["body"], "response_format" in line["body"]) for line in station.server.lines]
        assert shapes == [(True, True), (False, True), (False, True), (False, False), (False, False)]


USELESS: dict[str, tuple[Step, str]] = {
    "empty": (say(""), ""),
    "no JSON": (say("blauw"), ""),
    "another form": (say({"kleur": "blauw"}), ""),
}


@pytest.mark.parametrize("name", USELESS)
def test_an_answer_of_no_use_is_kept_and_asked_for_again_with_the_reminder(tmp_path: Path, name: str) -> None:
    useless = only("sectie b", failing_first(USELESS[name][0]), HONEST)
    with Station(tmp_path, useless) as station:
        outcome = station.run()
        assert (outcome.left, outcome.usage.calls) == ({}, 7)
        again = [line for line in station.server.lines if "sectie b" in json.dumps(line)]
        assert ["Je vorige antwoord" in json.dumps(line) for line in again] == [False, True]
        # The reminder ends with the form, which the model repeats.
        assert station.live()["b"] == station.answers["b"]
        assert station.server.chats == []


def failing_first(step: Step) -> Step:
    return lambda request: (HONEST if "Je vorige antwoord" in request.prompt else step)(request)


def test_a_refusal_of_the_model_is_an_answer_and_is_not_asked_again(tmp_path: Path) -> None:
    with Station(tmp_path, say(None, refusal="dat doe ik niet")) as station:
        with pytest.raises(ModelError) as caught:
            station.run("a")
        assert caught.value.code == "model.refused"
        with pytest.raises(ModelError):
            station.run("a")
        assert len(station.server.lines) == 1


def test_lines_that_cannot_be_read_and_answers_to_nothing_are_logged_and_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    foreign = json.dumps({"custom_id": "f" * 64, "response": {"status_code": 200, "body": {}}, "error": None})
    rubbish = f'{{"custom_id": \n[]\n"tekst"\n\n{{}}\n{foreign}\n'.encode()
    with Station(tmp_path, HONEST, Course(extra=rubbish), Course()) as station:
        assert station.run().left == {}
        assert station.answers == EXPECTED
    messages = [record.getMessage() for record in caplog.records]
    assert sum("cannot be read" in message for message in messages) == 4
    assert sum("an answer to nothing that was asked" in message for message in messages) == 1


def test_rounds_are_quiet_about_what_the_run_proper_tells(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def noisy(client: ChatClient, section: str) -> list[str]:
        logging.getLogger("rag.proef").warning("%s", section)
        return two_questions(client, section)

    with Station(tmp_path) as station:
        station.run("a", ask=noisy)
    assert caplog.records == []
