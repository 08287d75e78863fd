"""Reports written through batches are, to the byte, those that calls would have brought."""

import logging
from pathlib import Path
from typing import Any

import pytest

from rag.config import load_config
from rag.drafting.writers import make_writer
from rag.faults import inject
from rag.llm.account import Account
from rag.llm.batch import BatchOutcome, run_batches
from rag.session import open_session
from tests.commands.workplace import SECTIONS, Workplace
from tests.llm.batch_server import BatchServer, Course, failing
from tests.openai_server import Answer, Request, Step, keyed_sentences, say, server_error
from tests.writing_models import finding, model, step_of

ROLES = {"model_commitments": True, "model_documents": 20}


def every_role(writer: Step) -> Step:
    """The honest model in the roles before the writer as well."""

    def answer(request: Request) -> Answer:
        keys = list(keyed_sentences(request.prompt))
        match request.json["response_format"]["json_schema"]["name"]:
            case "Promises":
                return say({"commitments": [[key] for key in keys]})(request)
            case "Grades":
                return say({"grades": [{"key": key, "grade": place % 4} for place, key in enumerate(keys)]})(request)
        return writer(request)

    return answer


def more_than_the_source(request: Request) -> Answer:
    """What the source says with a tail that it does not, so that there is something to repair."""
    (key, text), *_ = keyed_sentences(request.prompt).items()
    return say({"findings": [finding((text.rstrip(".") + " voor 950 miljoen euro in 2031.", [key]))]})(request)


MODELS: dict[str, Step] = {
    "honest": model(),
    "repaired": model(write=more_than_the_source),
    "of no use at first": failing(1, say("geen JSON"), model()),
    "refuses to write": model(write=say(None, refusal="nee")),
    "cut": model(conclude=say("{", finish="length")),
}


class Writing:
    """Two workplaces of the same documents at one server: one is written by calls, the other through batches."""

    def __init__(self, root: Path, server: BatchServer, **retrieval: Any) -> None:
        self.server = server
        llm = {"base_url": server.base_url, "model": "test-model", "prices": {"prompt": 2.0, "completion": 8.0}}
        blocks = {"llm": llm, "retrieval": retrieval}
        self.live, self.batched = (Workplace(root / name, **blocks).small() for name in ("live", "batched"))
        for workplace in (self.live, self.batched):
            assert workplace.run("index").code == 0

    def prepare(self) -> BatchOutcome:
        """Have everything answered through batches."""
        config = load_config(self.batched.config)
        with open_session(config) as session:
            writer, _ = make_writer("llm", session)

            def ask(identity: str) -> None:
                writer.write(session.evidence(session.section(identity), Account()))

            return run_batches(config, session.chat, list(SECTIONS), ask, wait=True, sleep=lambda seconds: None)

    def check(self) -> None:
        """The run proper calls nobody and writes what calls would have brought."""
        before = len(self.server.chats)
        code = self.batched.run("draft", "--all", "--writer", "llm").code
        assert len(self.server.chats) == before
        assert self.live.run("draft", "--all", "--writer", "llm").code == code
        assert len(self.server.chats) > before
        assert self.batched.files() == self.live.files()


@pytest.mark.parametrize("name", MODELS)
def test_the_reports_are_those_of_calls(tmp_path: Path, name: str) -> None:
    # What fails the first time only must do so for both.
    answer = MODELS[name] if name != "of no use at first" else useless_until_reminded(model())
    with BatchServer(answer, Course(polls=1)) as server:
        writing = Writing(tmp_path, server)
        outcome = writing.prepare()
        assert (outcome.finished, outcome.left) == (True, {})
        steps = {step_of(line["body"]) for line in server.lines if not reminded(line)}
        assert ("repair" in steps) == (name == "repaired")
        writing.check()


def reminded(line: dict[str, Any]) -> bool:
    """Whether a question is asked again after an answer of no use."""
    return "Je vorige antwoord" in str(line["body"]["messages"][-1]["content"])


def useless_until_reminded(then: Step) -> Step:
    """A model whose first answer to every question is of no use."""
    return lambda request: (then if "Je vorige antwoord" in request.prompt else say("geen JSON"))(request)


def test_the_roles_before_the_writer_take_part_and_never_fall_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with BatchServer(every_role(model())) as server:
        writing = Writing(tmp_path, server, **ROLES)
        outcome = writing.prepare()
        assert outcome.left == {}
        asked = [line["body"]["response_format"]["json_schema"]["name"] for line in server.lines]
        assert asked[: len(SECTIONS)] == ["Promises"] * len(SECTIONS)
        assert asked.count("Grades") == len(SECTIONS)
        assert caplog.records == []
        writing.check()


def test_a_batch_that_expires_halfway_and_lines_that_fail_change_nothing(tmp_path: Path) -> None:
    with BatchServer(failing(1, server_error(500), model()), Course(status="expired", answered=1), Course()) as server:
        writing = Writing(tmp_path, server)
        assert writing.prepare().left == {}
        writing.check()


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("point", ["batch.created", "reply.commit", "batch.taken"])
def test_killed_on_the_way_the_reports_are_the_same_and_nothing_is_left_twice(tmp_path: Path, point: str) -> None:
    def trap(name: str) -> None:
        if name == point:
            raise Killed

    with BatchServer(model()) as server:
        writing = Writing(tmp_path, server)
        with pytest.raises(Killed), inject(trap):
            writing.prepare()
        writing.prepare()
        assert set(server.sent().values()) == {1}
        writing.check()
