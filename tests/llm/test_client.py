import logging
import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from time import time

import pytest
from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import BaseModel

from rag.config import LlmConfig, PriceConfig
from rag.errors import BudgetError, ConfigError, ModelError
from rag.llm.budget import Tally
from rag.llm.cache import ReplyCache
from rag.llm.client import ChatClient, Reply
from rag.llm.usage import Usage
from tests import openai_server as server_of
from tests.llm.time import Time
from tests.openai_server import OpenAIServer, Step, say

CANARY = "sk-canary-1f0c7d5e9b"


class Colour(BaseModel):
    """A colour."""

    name: str


BLUE = {"name": "blauw"}
ASK = [SystemMessage("Antwoord met JSON."), HumanMessage("Welke kleur heeft de lucht?")]


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)


class Asked:
    """A server with a script, a client for it, and what the client waited for."""

    def __init__(self, cache: ReplyCache, *script: Step, **config: object) -> None:
        self.cache, self.config, self.time = cache, config, Time()
        self.server = OpenAIServer(*script)

    @property
    def waits(self) -> list[float]:
        return self.time.slept

    def __enter__(self) -> "Asked":
        self.server.__enter__()
        self.client = self.again()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.__exit__(None, None, None)

    def again(self, **config: object) -> ChatClient:
        """A client as a next run would make it."""
        settings = {"base_url": self.server.base_url, "model": "test-model", **self.config, **config}
        return ChatClient(LlmConfig.model_validate(settings), self.cache, pace=self.time.pace())

    def ask(self, client: ChatClient | None = None, tally: Tally | None = None) -> Reply[Colour]:
        return (client or self.client).complete(ASK, Colour, "proef", tally)

    def error(self, client: ChatClient | None = None) -> ModelError:
        with pytest.raises(ModelError) as raised:
            self.ask(client)
        return raised.value

    @property
    def calls(self) -> int:
        return len(self.server.chats)


def test_a_good_reply_is_parsed_counted_and_never_asked_again(cache: ReplyCache) -> None:
    with Asked(cache, say(BLUE), prices=PriceConfig(prompt=2.0, completion=8.0)) as asked:
        first = asked.ask()
        assert first.parsed == Colour(name="blauw")
        assert first.usage == Usage(1, 0, 1000, 4, pytest.approx((1000 * 2 + 4 * 8) / 1e6))  # type: ignore[arg-type]
        assert not first.cached
        second = asked.ask(asked.again(timeout=9.0, retries=0, max_euros=0.0))
        assert second == Reply(Colour(name="blauw"), Usage(cached=1), cached=True)
        assert asked.calls == 1


def test_the_request_is_a_plain_chat_completion_with_the_schema(cache: ReplyCache) -> None:
    with Asked(cache, say(BLUE), temperature=0.5, max_completion_tokens=77) as asked:
        asked.ask()
        (request,) = asked.server.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["Authorization"] == f"Bearer {CANARY}"
    body = dict(request.json)
    form = body.pop("response_format")
    assert not body.pop("stream", False)
    assert body == {
        "model": "test-model",
        "temperature": 0.5,
        "max_tokens": 77,
        "messages": [
            {"role": "system", "content": "Antwoord met JSON."},
            {"role": "user", "content": "Welke kleur heeft de lucht?"},
        ],
    }
    assert form["type"] == "json_schema"
    assert form["json_schema"]["strict"] is True
    assert form["json_schema"]["schema"]["required"] == ["name"]
    assert form["json_schema"]["schema"]["additionalProperties"] is False


@pytest.mark.parametrize(("mode", "form"), [("json_object", {"type": "json_object"}), ("text", None)])
def test_other_servers_are_asked_for_json_their_own_way(cache: ReplyCache, mode: str, form: object) -> None:
    with Asked(cache, server_of.fenced(BLUE), structured=mode) as asked:
        assert asked.ask().parsed.name == "blauw"
        assert asked.server.chats[0].get("response_format") == form


@pytest.mark.parametrize("changed", [{"model": "other"}, {"temperature": 1.0}, {"max_completion_tokens": 99}])
def test_what_changes_the_answer_is_asked_anew(cache: ReplyCache, changed: dict[str, object]) -> None:
    with Asked(cache, say(BLUE)) as asked:
        asked.ask()
        assert not asked.ask(asked.again(**changed)).cached
        assert asked.calls == 2


@pytest.mark.parametrize(
    ("failure", "waits"),
    [
        (server_of.rate_limited(), None),
        (server_of.rate_limited(retry_after=7), 7.0),
        (server_of.rate_limited(retry_after=0), 0.0),
        (server_of.server_error(500), None),
        (server_of.server_error(503), None),
        (server_of.server_error(408), None),
        (server_of.cut_json(), None),
        (server_of.reset(), None),
        (server_of.slow(30, say(BLUE)), None),
        (server_of.dripping(0.1, say(BLUE)), None),
    ],
    ids=["429", "429 wait 7", "429 wait 0", "500", "503", "408", "cut", "reset", "slow", "drip"],
)
def test_a_passing_failure_is_retried_once_and_then_answered(
    cache: ReplyCache, failure: Step, waits: float | None
) -> None:
    with Asked(cache, failure, say(BLUE), timeout=0.5) as asked:
        reply = asked.ask()
        assert (reply.parsed.name, reply.usage.calls, asked.calls) == ("blauw", 2, 2)
        waited = sum(asked.waits)
        assert waited == waits if waits is not None else 0.5 <= waited <= 1.0
        assert asked.ask(asked.again()).cached
        assert asked.calls == 2


def test_a_date_to_wait_for_is_understood(cache: ReplyCache) -> None:
    with Asked(cache, server_of.rate_limited(formatdate(time() + 30, usegmt=True)), say(BLUE)) as asked:
        asked.ask()
        assert 25 <= asked.waits[0] <= 30


@pytest.mark.parametrize("nonsense", ["soon", "-5"])
def test_a_nonsense_wait_is_not_believed(cache: ReplyCache, nonsense: str) -> None:
    with Asked(cache, server_of.rate_limited(nonsense), say(BLUE)) as asked:
        asked.ask()
        assert 0 <= sum(asked.waits) <= 1


@pytest.mark.parametrize(
    ("failure", "code", "calls"),
    [
        (server_of.rate_limited(), "model.rate_limit", 3),
        (server_of.rate_limited(retry_after=3600), "model.rate_limit", 1),
        (server_of.out_of_quota(), "model.quota", 1),
        (server_of.server_error(), "model.server", 3),
        (server_of.slow(30, say(BLUE)), "model.timeout", 3),
        (server_of.dripping(0.1, say(BLUE)), "model.timeout", 3),
        (server_of.reset(), "model.unreachable", 3),
        (server_of.cut_json(), "model.body", 3),
        (server_of.refused(401), "model.auth", 1),
        (server_of.refused(403), "model.auth", 1),
        (server_of.refused(404), "model.request", 1),
        (server_of.refused(400), "model.request", 1),
        (server_of.web_page(), "model.html", 1),
        (server_of.foreign_json(), "model.protocol", 1),
    ],
)
@pytest.mark.parametrize("mode", ["json_schema", "text"])
def test_a_lasting_failure_has_its_own_code_and_a_known_number_of_calls(
    cache: ReplyCache, failure: Step, code: str, calls: int, mode: str
) -> None:
    with Asked(cache, failure, timeout=0.3, structured=mode) as asked:
        assert (asked.error().code, asked.calls) == (code, calls)
        assert asked.client.budget.total.calls == calls
        assert len(asked.waits) == calls - 1, "no wait after the last call"


@pytest.mark.parametrize(
    ("answer", "code", "calls"),
    [
        (say('{"name": "bla', finish="length"), "model.truncated", 1),
        (say('{"name": "blauw"}', finish="length"), "model.truncated", 1),
        (say('{"name": "blauw"}', finish="tool_calls"), "model.truncated", 1),
        (say(None, refusal="Daar help ik niet bij."), "model.refused", 1),
        (say('{"name": "blauw"}', finish="content_filter"), "model.refused", 1),
        (say(""), "model.empty", 3),
        (say(None), "model.empty", 3),
        (say("blauw"), "model.json", 3),
        (say('{"name": "bla'), "model.json", 3),
        (say("[{" * 5000), "model.json", 3),
        (say({"naam": "blauw"}), "model.schema", 3),
        (say({"name": 7}), "model.schema", 3),
    ],
)
@pytest.mark.parametrize("mode", ["json_schema", "text"])
def test_an_unusable_answer_is_never_paid_for_twice(
    cache: ReplyCache, answer: Step, code: str, calls: int, mode: str
) -> None:
    with Asked(cache, answer, structured=mode) as asked:
        assert (asked.error().code, asked.calls) == (code, calls)
        assert asked.client.budget.total.prompt_tokens == 1000 * calls, "it was paid for"
        assert asked.error(asked.again()).code == code
        assert asked.calls == calls
        assert asked.waits == []


def test_a_better_answer_after_an_unusable_one_is_found_again_without_a_call(cache: ReplyCache) -> None:
    with Asked(cache, say(""), server_of.server_error(), say(BLUE)) as asked:
        assert asked.ask().usage.calls == 3
        again = asked.ask(asked.again())
        assert (again.parsed.name, again.cached, asked.calls) == ("blauw", True, 3)


@pytest.mark.parametrize("thought", ["<think>", '\n<think>\nMisschien {"name": "groen"}?\n'])
def test_what_a_model_thinks_is_not_its_answer(cache: ReplyCache, thought: str) -> None:
    with Asked(cache, say(f'{thought}</think>\n{{"name": "blauw"}}'), structured="text") as asked:
        assert asked.ask().parsed.name == "blauw"
    with Asked(cache, say(thought), structured="text", retries=0) as asked:
        assert asked.error().code == "model.empty"


def test_a_server_that_is_not_there_is_unreachable_and_costs_nothing(cache: ReplyCache) -> None:
    with Asked(cache) as asked:
        client = asked.again(base_url="http://127.0.0.1:9/v1", prices=PriceConfig(prompt=5.0))
        assert asked.error(client).code == "model.unreachable"
        assert client.budget.total == Usage(calls=3)


@pytest.mark.parametrize("failure", [server_of.slow(30, say(BLUE)), server_of.reset(), server_of.cut_json()])
def test_a_call_that_may_have_been_billed_is_booked_at_its_worst(cache: ReplyCache, failure: Step) -> None:
    prices = PriceConfig(prompt=1.0, completion=10.0)
    with Asked(cache, failure, timeout=0.3, retries=0, prices=prices, max_completion_tokens=100) as asked:
        tally = Tally()
        with pytest.raises(ModelError):
            asked.ask(tally=tally)
        assert tally.usage.completion_tokens == 100
        assert tally.usage.euros == pytest.approx((tally.usage.prompt_tokens + 1000) / 1e6)
        assert tally.usage == asked.client.budget.total


def test_no_call_is_made_that_could_exceed_the_budget(cache: ReplyCache) -> None:
    prices = PriceConfig(prompt=0.0, completion=100.0)  # 100 tokens cost one cent
    with Asked(cache, say(BLUE), prices=prices, max_euros=0.0099, max_completion_tokens=100) as asked:
        assert isinstance(asked.error(), BudgetError)
        assert asked.calls == 0
        assert not asked.ask(asked.again(max_euros=0.01)).cached


def test_retries_stay_within_the_budget(cache: ReplyCache) -> None:
    prices = PriceConfig(prompt=0.0, completion=100.0)
    limits = {"prices": prices, "max_euros": 0.02, "max_completion_tokens": 100}
    with Asked(cache, server_of.reset(), retries=9, **limits) as asked:
        assert asked.error().code == "budget"
        assert asked.calls == 2


def test_workers_share_one_budget_and_count_every_call(cache: ReplyCache) -> None:
    with Asked(cache, say(BLUE)) as asked, ThreadPoolExecutor(8) as pool:
        messages = [[*ASK, HumanMessage(str(n))] for n in range(24)]
        replies = list(pool.map(lambda item: asked.client.complete(item, Colour, "proef"), messages))
        assert {reply.usage.calls for reply in replies} == {1}
        assert asked.client.budget.total.calls == asked.calls == 24


def test_workers_together_never_spend_more_than_the_budget(cache: ReplyCache) -> None:
    def longest(request: server_of.Request) -> server_of.Answer:
        """Takes all it may: every call costs its worst case."""
        body = server_of.completion('{"name": "blauw"}')
        body["usage"] = {"prompt_tokens": 1, "completion_tokens": 100}
        return server_of.as_json(body)

    prices = PriceConfig(prompt=0.0, completion=100.0)  # 100 tokens cost one cent
    limits = {"prices": prices, "max_euros": 0.055, "max_completion_tokens": 100}
    with Asked(cache, longest, **limits) as asked, ThreadPoolExecutor(8) as pool:

        def ask(number: int) -> bool:
            try:
                asked.client.complete([*ASK, HumanMessage(str(number))], Colour, "proef")
            except BudgetError:
                return False
            return True

        assert sum(pool.map(ask, range(24))) == asked.calls == 5
        assert asked.client.budget.total.euros == pytest.approx(0.05)


def test_a_server_that_gives_no_usage_is_counted_here(cache: ReplyCache) -> None:
    with Asked(cache, _without_usage) as asked:
        usage = asked.ask().usage
        assert usage.prompt_tokens > asked.client.tokens(ASK) > 10
        assert usage.completion_tokens > 0


def _without_usage(request: server_of.Request) -> server_of.Answer:
    body = server_of.completion('{"name": "blauw"}')
    del body["usage"]
    return server_of.as_json(body)


def test_a_process_killed_between_store_and_parse_costs_no_second_call(cache: ReplyCache, tmp_path: Path) -> None:
    code = textwrap.dedent("""
        import os, sys
        from pathlib import Path
        from langchain_core.messages import HumanMessage, SystemMessage
        from pydantic import BaseModel, model_validator
        from rag.llm.cache import ReplyCache
        from rag.config import LlmConfig
        from rag.llm.client import ChatClient

        class Colour(BaseModel):
            "A colour."
            name: str

            @model_validator(mode="before")
            @classmethod
            def die(cls, data):
                os._exit(9)

        config = LlmConfig(base_url=sys.argv[1], model="test-model")
        messages = [SystemMessage("Antwoord met JSON."), HumanMessage("Welke kleur heeft de lucht?")]
        ChatClient(config, ReplyCache(Path(sys.argv[2]))).complete(messages, Colour, "proef")
    """)
    with Asked(cache, say(BLUE)) as asked:
        command = [sys.executable, "-c", code, asked.server.base_url, str(tmp_path / "replies.db")]
        assert subprocess.run(command, check=False).returncode == 9
        assert asked.calls == 1
        assert asked.ask().cached
        assert asked.calls == 1


def test_the_key_is_in_no_error_log_or_cache(
    cache: ReplyCache, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    seen = []
    for failure in (server_of.refused(401), server_of.refused(400), server_of.rate_limited(), server_of.reset()):
        with Asked(cache, failure, retries=1) as asked:
            error = asked.error()
            assert CANARY in str(asked.server.requests[0].headers)
            seen += [str(error), repr(error), repr(error.__cause__), repr(asked.client.__dict__)]
    with Asked(cache, say(BLUE)) as asked:
        seen.append(repr(asked.ask()))
    output = capfd.readouterr()
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"blauw" in files
    assert CANARY.encode() not in files
    assert CANARY not in "".join([*seen, caplog.text, output.out, output.err])


def test_openai_without_a_key_is_an_error_that_names_the_variable(
    cache: ReplyCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(ConfigError, match=r"OPENAI_API_KEY .* api\.openai\.com"):
        ChatClient(LlmConfig(model="gpt-4o"), cache)
    with pytest.raises(ConfigError, match="MY_KEY"):
        ChatClient(LlmConfig(model="gpt-4o", base_url="https://eu.api.openai.com/v1", key_env="MY_KEY"), cache)


def test_a_server_of_ones_own_needs_no_key(cache: ReplyCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with Asked(cache, say(BLUE)) as asked:
        assert asked.ask().parsed.name == "blauw"


def test_a_client_without_model_is_a_configuration_error(cache: ReplyCache) -> None:
    with pytest.raises(ConfigError, match=r"llm\.model is not set"):
        ChatClient(LlmConfig(), cache)


def test_nothing_is_sent_anywhere_but_to_the_configured_address(
    cache: ReplyCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OpenAIServer(say(BLUE)) as elsewhere:
        for name in ("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
            monkeypatch.setenv(name, elsewhere.base_url)
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_GATEWAY"):
            monkeypatch.setenv(name, "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_test")
        with Asked(cache, say(BLUE)) as asked:
            asked.ask()
            assert asked.calls == 1
            assert os.environ["LANGSMITH_TRACING"] == "false"
        assert ChatClient(LlmConfig(model="gpt-4o"), cache).base_url == "https://api.openai.com/v1"
        assert elsewhere.requests == []


def test_the_nouns_of_a_draft_are_imported_without_the_client_stack() -> None:
    code = "import sys, rag.drafting.draft; sys.exit(bool({'openai', 'langchain_openai'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_scripted_server_embeds_for_the_openai_client() -> None:
    import openai

    with OpenAIServer() as server, openai.OpenAI(base_url=server.base_url, api_key="x") as client:
        data = client.embeddings.create(model="m", input=["fietspaden in Gent", "fietspaden", "jeugd"]).data
        near, far = ([a * b for a, b in zip(data[0].embedding, item.embedding, strict=True)] for item in data[1:])
        assert sum(near) > 0.5 > abs(sum(far))
        assert [model.id for model in client.models.list()] == ["test-model"]
