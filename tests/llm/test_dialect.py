"""Servers of every make, over HTTP: what they refuse or ignore is found out once, and remembered."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import BaseModel

from rag.config import LlmConfig
from rag.errors import ConfigError, ModelError
from rag.llm.budget import Tally
from rag.llm.cache import ReplyCache
from rag.llm.client import NOT_ASKED, ChatClient, Reply
from rag.llm.dialect import Dialect, is_openai
from rag.llm.usage import Usage
from tests.llm.time import Time
from tests.openai_server import Answer, OpenAIServer, Request, Step, as_json, rate_limited, say


class Colour(BaseModel):
    """A colour."""

    name: str


BLUE = {"name": "blauw"}


def ask(client: ChatClient, question: str = "Welke kleur heeft de lucht?", tally: Tally | None = None) -> Reply[Colour]:
    messages = [SystemMessage("Antwoord met JSON."), HumanMessage(question)]
    return client.complete(messages, Colour, "proef", tally)


def client_of(server: OpenAIServer, cache: ReplyCache, time: Time | None = None, **config: Any) -> ChatClient:
    settings = {"base_url": server.base_url, "model": "test-model", **config}
    pace = (time or Time()).pace(settings.get("requests_per_minute", 0))
    return ChatClient(LlmConfig.model_validate(settings), cache, pace=pace)


def refusal(status: int, message: str, **more: str | None) -> Answer:
    return as_json({"error": {"message": message, "type": "invalid_request_error", **more}}, status)


def form_of(request: Request) -> str:
    return str(request.json.get("response_format", {}).get("type", "text"))


def knowing(forms: set[str], status: int, message: str) -> Step:
    """A server that refuses every form of answer but ``forms``."""
    return lambda request: say(BLUE)(request) if form_of(request) in forms else refusal(status, message)


# As published by their makers' users, or measured.
MAKES = {
    "OpenAI, an older model": (
        knowing(
            {"json_object", "text"},
            400,
            "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        ),
        ["json_schema", "json_object"],
    ),
    "a hoster that knows json_object": (
        knowing(
            {"json_object", "text"},
            400,
            "The parameter `response_format.type` specified in the request are not valid: invalid value: `json_schema`",
        ),
        ["json_schema", "json_object"],
    ),
    "llama-cpp-python fails over it": (
        knowing(
            {"json_object", "text"},
            500,
            "1 validation error: {'type': 'literal_error', 'loc': ('body', 'response_format', 'type')}",
        ),
        ["json_schema", "json_object"],
    ),
    "a server that validates": (
        knowing({"text"}, 422, "response_format: extra fields not permitted"),
        ["json_schema", "json_object", "text"],
    ),
    "a router without a provider": (
        knowing({"text"}, 404, "No endpoints found that can handle the requested parameters."),
        ["json_schema", "json_object", "text"],
    ),
    "a server of few words": (knowing({"text"}, 400, "Bad request"), ["json_schema", "json_object", "text"]),
}


@pytest.mark.parametrize("make", MAKES)
def test_a_form_that_a_server_refuses_is_given_up_for_the_next_and_never_tried_again(
    cache: ReplyCache, make: str
) -> None:
    step, tried = MAKES[make]
    with OpenAIServer(step) as server:
        first = ask(client_of(server, cache))
        assert (first.parsed.name, first.usage.calls) == ("blauw", len(tried))
        assert [form_of(request) for request in server.requests] == tried
        assert first.usage.prompt_tokens == 1000, "a refused call costs nothing"
        again = ask(client_of(server, cache))
        assert (again.parsed.name, again.cached, len(server.chats)) == ("blauw", True, len(tried))
        ask(client_of(server, cache), "En de zee?")
        assert [form_of(request) for request in server.requests] == [*tried, tried[-1]]


def test_a_server_that_ignores_the_form_is_asked_for_the_next_and_told_why(cache: ReplyCache) -> None:
    def prose(request: Request) -> Answer:
        """Knows no forms, and answers in JSON only when shown the schema."""
        return say(BLUE if '"required": ["name"]' in request.prompt else "De lucht is blauw.")(request)

    with OpenAIServer(prose) as server:
        first = ask(client_of(server, cache))
        assert (first.parsed.name, first.usage.calls) == ("blauw", 2)
        assert [form_of(request) for request in server.requests] == ["json_schema", "json_object"]
        roles = [message["role"] for message in server.chats[1]["messages"]]
        assert roles == ["system", "user"], "turns alternate"
        assert ask(client_of(server, cache)).cached
        assert len(server.chats) == 2
        ask(client_of(server, cache), "En de zee?")
        assert [form_of(request) for request in server.requests[2:]] == ["json_object", "text"]


def test_a_rerun_finds_answers_given_before_a_looser_form_was_learnt(cache: ReplyCache) -> None:
    def moody(request: Request) -> Answer:
        told = "vorige antwoord" in request.prompt or "lucht" in request.prompt
        return say(BLUE if told else "Groen, dacht ik.")(request)

    with OpenAIServer(moody) as server:
        client = client_of(server, cache)
        assert ask(client).usage.calls == 1
        assert ask(client, "En het gras?").usage.calls == 2
        calls = len(server.chats)
        client = client_of(server, cache)
        assert ask(client).cached
        assert ask(client, "En het gras?").cached
        assert len(server.chats) == calls


def test_a_form_that_was_chosen_is_not_given_up(cache: ReplyCache) -> None:
    with OpenAIServer(knowing({"text"}, 400, "response_format is not supported")) as server:
        with pytest.raises(ModelError, match=r"llm\.structured") as raised:
            ask(client_of(server, cache, structured="json_schema"))
        assert (raised.value.code, len(server.chats)) == ("model.request", 1)
        # The user chooses another: nothing that was found out stands in the way.
        assert ask(client_of(server, cache, structured="text")).parsed.name == "blauw"


def test_where_every_form_is_refused_nothing_is_remembered(cache: ReplyCache) -> None:
    with OpenAIServer(knowing(set(), 400, "no"), knowing(set(), 400, "no"), knowing(set(), 400, "no"), say(BLUE)) as s:
        with pytest.raises(ModelError):
            ask(client_of(s, cache))
        ask(client_of(s, cache))
        assert [form_of(request) for request in s.requests] == ["json_schema", "json_object", "text", "json_schema"]


def picky(request: Request) -> Answer:
    """A reasoning model at OpenAI: another name for the bound, no temperature."""
    if "max_tokens" in request.json:
        words = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'"
        return refusal(400, f"{words} instead.", param="max_tokens", code="unsupported_parameter")
    if "temperature" in request.json:
        words = "Unsupported value: 'temperature' does not support 0.0 with this model. Only the default (1) value"
        return refusal(400, f"{words} is supported.", param="temperature", code="unsupported_value")
    return say(BLUE)(request)


def test_parameters_that_a_model_refuses_are_replaced_or_left_out_and_never_sent_again(cache: ReplyCache) -> None:
    with OpenAIServer(picky) as server:
        assert ask(client_of(server, cache, max_completion_tokens=99)).usage.calls == 3
        assert server.chats[-1]["max_completion_tokens"] == 99
        assert server.chats[-1]["response_format"]["type"] == "json_schema", "nobody said that this was wrong"
        assert ask(client_of(server, cache, max_completion_tokens=99)).cached
        assert ask(client_of(server, cache, max_completion_tokens=99), "En de zee?").usage.calls == 1
        assert not {"max_tokens", "temperature"} & server.chats[-1].keys()


def test_a_server_that_knows_only_the_old_name_of_the_bound_is_never_sent_the_new_one(cache: ReplyCache) -> None:
    with OpenAIServer(say(BLUE)) as server:
        ask(client_of(server, cache, max_completion_tokens=99))
    assert server.chats[0]["max_tokens"] == 99
    assert "max_completion_tokens" not in server.chats[0]


def test_openai_and_azure_are_asked_by_the_new_name() -> None:
    for address in ("https://api.openai.com/v1", "https://eu.api.openai.com/v1", "https://x.openai.azure.com"):
        assert is_openai(address)
        assert Dialect.first(address, "text").bound == "max_completion_tokens"
    assert not is_openai("https://openai.com.example/v1")


@pytest.mark.parametrize(
    "answer",
    [
        refusal(400, "The model `x` does not exist", code="model_not_found"),
        refusal(404, "model 'x' not found, try pulling it first"),
        Answer(b"<html>404 response_format</html>", 404, {"Content-Type": "text/html"}),
    ],
)
def test_a_wrong_model_or_address_is_no_reason_to_ask_otherwise(cache: ReplyCache, answer: Answer) -> None:
    with OpenAIServer(lambda _: answer) as server:
        with pytest.raises(ModelError) as raised:
            ask(client_of(server, cache))
        assert (raised.value.code, len(server.chats)) == ("model.request", 1)


@pytest.mark.parametrize(
    "answer",
    [
        refusal(400, "Requested tokens exceed", code="context_length_exceeded", param="messages"),
        refusal(400, "'max_tokens' is too large: 1500. This model's maximum context length is 4096 tokens"),
        refusal(400, "the request exceeds the available context size. try increasing it"),
    ],
)
def test_a_question_that_does_not_fit_says_what_to_lower(cache: ReplyCache, answer: Answer) -> None:
    with OpenAIServer(lambda _: answer) as server:
        with pytest.raises(ModelError, match=r"lower draft\.prompt_tokens") as raised:
            ask(client_of(server, cache))
        assert (raised.value.code, len(server.chats)) == ("model.context", 1)


def test_a_page_of_a_failing_proxy_is_no_refusal_whatever_words_are_in_it(cache: ReplyCache) -> None:
    page = Answer(b"<html>502 structured response_format temperature</html>", 502, {"Content-Type": "text/html"})
    with OpenAIServer(lambda _: page, say(BLUE)) as server:
        assert ask(client_of(server, cache)).parsed.name == "blauw"
        assert [form_of(request) for request in server.requests] == ["json_schema", "json_schema"]


def test_threads_that_find_out_together_all_get_their_answer(cache: ReplyCache) -> None:
    def make(request: Request) -> Answer:
        return picky(request) if form_of(request) == "text" else refusal(400, "response_format is unknown")

    with OpenAIServer(make) as server, ThreadPoolExecutor(6) as pool:
        client = client_of(server, cache)
        replies = list(pool.map(lambda n: ask(client, f"Vraag {n}"), range(18)))
        assert {reply.parsed.name for reply in replies} == {"blauw"}
        calls = len(server.chats)
        again = client_of(server, cache)
        assert all(pool.map(lambda n: ask(again, f"Vraag {n}").cached, range(18)))
        assert ask(again, "Nog een").usage.calls == 1
        assert len(server.chats) == calls + 1


def test_azure_is_asked_at_the_address_of_a_deployment(cache: ReplyCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_KEY", "sk-azure")
    for name in ("AZURE_OPENAI_AD_TOKEN", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "OPENAI_API_VERSION"):
        monkeypatch.setenv(name, "from-the-environment")
    with OpenAIServer(picky) as server:
        address = server.base_url.removesuffix("/v1")
        llm = {"base_url": address, "model": "mijn-inzet", "api_version": "2024-10-21", "key_env": "AZURE_KEY"}
        client = ChatClient(LlmConfig.model_validate(llm), cache, pace=Time().pace())
        assert ask(client).parsed.name == "blauw"
        request = server.requests[-1]
    assert request.path == "/openai/deployments/mijn-inzet/chat/completions?api-version=2024-10-21"
    assert request.headers["api-key"] == "sk-azure"
    assert "Authorization" not in request.headers
    assert "from-the-environment" not in str(request.headers)


def test_azure_wants_its_key(cache: ReplyCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    for address in ("https://x.openai.azure.com", "https://x.openai.azure.com/openai/v1"):
        with pytest.raises(ConfigError, match=r"OPENAI_API_KEY to the key of x\.openai\.azure\.com"):
            ChatClient(LlmConfig(base_url=address, model="m"), cache)


def test_after_a_refusal_for_speed_every_worker_waits(cache: ReplyCache) -> None:
    time, seen = Time(), list[float]()

    def stamped(request: Request) -> Answer:
        seen.append(time())
        return rate_limited(retry_after=9)(request) if len(seen) == 1 else say(BLUE)(request)

    with OpenAIServer(stamped) as server:
        client = client_of(server, cache, time, retries=0)
        with pytest.raises(ModelError):
            ask(client)
        ask(client, "De volgende")
    assert seen == [0.0, 9.0]


def test_requests_per_minute_hold_for_all_threads_together(cache: ReplyCache) -> None:
    time = Time()
    with OpenAIServer(say(BLUE)) as server, ThreadPoolExecutor(4) as pool:
        client = client_of(server, cache, time, requests_per_minute=30)
        list(pool.map(lambda n: ask(client, f"Vraag {n}"), range(10)))
        assert len(server.chats) == 10
    assert time() >= 9 * 2.0


def test_a_dry_client_counts_the_worst_case_and_asks_nothing(cache: ReplyCache) -> None:
    prices = {"prompt": 1.0, "completion": 10.0}
    with OpenAIServer(say(BLUE)) as server:
        config: dict[str, Any] = {
            "base_url": server.base_url,
            "model": "test-model",
            "prices": prices,
            "max_completion_tokens": 100,
        }
        ask(client_of(server, cache, **config))
        dry = ChatClient(LlmConfig.model_validate(config), cache, dry=True)
        assert ask(dry).cached
        tally = Tally()
        with pytest.raises(ModelError) as raised:
            ask(dry, "Iets nieuws", tally)
        assert raised.value.code == NOT_ASKED
        assert len(server.chats) == 1
        assert dry.estimate([SystemMessage("Antwoord met JSON."), HumanMessage("Iets nieuws")], Colour) == tally.usage
        assert (tally.usage.calls, tally.usage.completion_tokens) == (1, 100)
        assert tally.usage.euros == pytest.approx((tally.usage.prompt_tokens + 1000) / 1e6)
        assert dry.budget.total == Usage(cached=1)


def test_a_dry_client_needs_no_key(cache: ReplyCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelError, match="dry run"):
        ask(ChatClient(LlmConfig(model="gpt-5.4-mini"), cache, dry=True))
