"""Every way in which a step of the llm writer goes wrong, over real HTTP."""

import logging
from collections.abc import Sequence

import pytest

from rag.config import DraftConfig, PriceConfig
from rag.drafting.draft import Draft
from rag.llm.cache import ReplyCache
from tests import openai_server as server_of
from tests.drafting.writing_samples import APPROVED, EVIDENCE, PARKED, WriterDesk, fails, sentences, writes
from tests.openai_server import Answer, Request, Step, keyed_sentences, say
from tests.writing_models import model

CANARY = "sk-canary-77aa01"
STEPS = ["select", "write", "repair", "conclude"]


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)


def account(draft: Draft) -> dict[str, tuple[str, str | None]]:
    return {step.name: (step.by, step.flag) for step in draft.steps}


FAILURES: list[tuple[Step, str, int]] = [
    (server_of.server_error(), "model.server", 3),
    (server_of.rate_limited(), "model.rate_limit", 3),
    (server_of.out_of_quota(), "model.quota", 1),
    (server_of.refused(401), "model.auth", 1),
    (server_of.web_page(), "model.html", 1),
    (server_of.cut_json(), "model.body", 3),
    (server_of.reset(), "model.unreachable", 3),
    (server_of.slow(30, say("")), "model.timeout", 3),
    (say(None, refusal="Nee."), "model.refused", 1),
    (say('{"findings": [', finish="length"), "model.truncated", 1),
    (say(""), "model.empty", 3),
    (say("Graag gedaan."), "model.json", 3),
    (say({"findings": [{"heading": "x"}]}), "model.schema", 3),
]
# What a step does without the model.
FALLBACKS: dict[str, Sequence[str]] = {
    "select": [APPROVED, PARKED, PARKED],
    "write": [APPROVED, PARKED],
    "repair": [APPROVED, PARKED],
    "conclude": [APPROVED, PARKED, PARKED],
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("failure", "code", "calls"), FAILURES, ids=[code for _, code, _ in FAILURES])
def test_where_the_model_fails_a_step_does_without_and_a_flag_says_why(
    cache: ReplyCache, step: str, failure: Step, code: str, calls: int, caplog: pytest.LogCaptureFixture
) -> None:
    with WriterDesk(cache, model(**{"write": fails, step: failure})) as desk, caplog.at_level(logging.WARNING):
        draft = desk.write(EVIDENCE, DraftConfig(prompt_tokens=20_000), timeout=0.5)
        assert desk.steps.count(step) == calls
    told = [text for text, _ in sentences(draft)]
    assert (sorted(told), draft.flags) == (
        sorted(FALLBACKS[step]),
        ("own", f"degraded:write:{code}") if step == "write" else (f"degraded:{step}:{code}",),
    )
    assert draft.writer == ("extractive" if step == "write" else "llm")
    assert account(draft)[step] == ("rules", code)
    assert f"mobiliteit/1.2: {step} without model" in caplog.text
    assert CANARY not in caplog.text + repr(draft)


FRENCH = "Le gouvernement flamand approuve le décret de la politique sociale des villes."


@pytest.mark.parametrize("step", ["write", "repair", "conclude"])
def test_an_answer_in_another_language_degrades_its_step(cache: ReplyCache, step: str) -> None:
    def french(request: Request) -> Answer:
        row = {"key": next(iter(keyed_sentences(request.prompt))), "text": FRENCH, "keys": []}
        return say({"findings": [{"heading": "x", "sentences": [row]}], "sentences": [row]})(request)

    with WriterDesk(cache, model(**{"write": fails, step: french})) as desk:
        assert f"degraded:{step}:model.language" in desk.write(EVIDENCE).flags


def test_keys_that_were_not_shown_degrade_the_choice_and_drop_a_sentence(cache: ReplyCache) -> None:
    chosen = {"carried": [{"commitments": [], "sentences": ["zfffffff"], "stage": "", "score": 3}], "none": []}
    with WriterDesk(
        cache, model(select=say(chosen), write=writes((APPROVED, ["zfffffff"]), (PARKED, ["d1s0"])))
    ) as desk:
        draft = desk.write(EVIDENCE)
        assert "repair" not in desk.steps
    assert draft.flags == ("degraded:select:key.unknown", "filled:doc0", "filled:doc1")
    assert [(dropped.text, dropped.reason) for dropped in draft.dropped] == [
        (APPROVED, "key.unknown"),
        (PARKED, "key.unknown"),
    ]


def test_a_passing_failure_leaves_no_trace_but_the_calls(cache: ReplyCache) -> None:
    with WriterDesk(cache, server_of.rate_limited(1), server_of.reset(), model()) as desk:
        draft = desk.write(EVIDENCE)
    assert (draft.writer, draft.flags, draft.usage.calls) == ("llm", (), 5)


def test_a_spent_budget_degrades_every_step_without_a_call(cache: ReplyCache) -> None:
    with WriterDesk(cache) as desk:
        draft = desk.write(EVIDENCE, prices=PriceConfig(prompt=1000.0), max_euros=0.01)
        assert (draft.flags, desk.calls) == (("own", "degraded:select:budget", "degraded:write:budget"), 0)


class Killed(BaseException):
    """Nothing catches it."""


def test_a_crash_after_an_answer_is_stored_never_pays_twice(cache: ReplyCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def kill(*_: object) -> None:
        raise Killed

    with WriterDesk(cache) as desk:
        with monkeypatch.context() as patch:
            patch.setattr("rag.llm.reply.Answer.accept", kill)
            with pytest.raises(Killed):
                desk.write(EVIDENCE)
        assert desk.calls == 1
        draft = desk.write(EVIDENCE)
        assert (desk.steps, draft.usage.cached) == (["select", "write", "conclude"], 1)
