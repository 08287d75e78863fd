"""The one way in which this program asks a language model anything: cached, budgeted, retried in one place, checked.

Whatever a model answers is stored before it is looked at. An unusable answer therefore stays the answer to its request
and is never paid for twice. Where asking again may help (see ``rag.llm.reply``) the next answer has its own place
in the cache, so that over all runs together at most ``retries`` more are paid for. To ask anew, change the prompt, the
model or a bound.
"""

import logging
import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import openai
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.utils.function_calling import convert_to_openai_function
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr

from rag.config import LlmConfig
from rag.errors import ConfigError, ModelError
from rag.llm.budget import Budget, Tally
from rag.llm.cache import ReplyCache, request_key
from rag.llm.failures import NOT_A_COMPLETION, CallError, explain
from rag.llm.reply import Answer
from rag.llm.usage import Usage
from rag.tokens import count_tokens

OPENAI = "https://api.openai.com/v1"
NO_KEY = "none"  # for a server that wants none; the client stack insists on one
MESSAGE_TOKENS = 4  # what the chat format adds to every message, and to the whole
FIRST_WAIT, WAIT_BOUND = 1.0, 60.0  # seconds

Schema = TypeVar("Schema", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Reply(Generic[Schema]):
    """A usable answer and what it took; ``cached`` if that was no call at all."""

    parsed: Schema
    usage: Usage
    cached: bool


class ChatClient:
    """A chat model at an OpenAI-compatible address; safe for a pool of threads.

    Raises ConfigError if no model is set, or if OpenAI is to be asked and its key is not in the environment.
    """

    def __init__(self, config: LlmConfig, cache: ReplyCache, *, sleep: Callable[[float], None] = time.sleep) -> None:
        if not config.model:
            raise ConfigError("llm.model is not set; name a model, or use the extractive writer")
        # Prompts go to the configured address and nowhere else, whatever the environment says.
        os.environ["LANGSMITH_TRACING"] = os.environ["LANGCHAIN_TRACING_V2"] = "false"
        self.model = config.model
        self.base_url = config.base_url or OPENAI
        self.budget = Budget(config.max_euros, config.prices)
        self._config = config
        self._cache = cache
        self._sleep = sleep
        self._chat = ChatOpenAI(
            model=self.model,
            base_url=self.base_url,
            api_key=_key(config.key_env, self.base_url),
            temperature=config.temperature,
            max_completion_tokens=config.max_completion_tokens,
            timeout=config.timeout,
            max_retries=0,  # the only retries are ours
            use_responses_api=False,
            disable_streaming=True,
            cache=False,
        )

    def runnable(self, schema: type[Schema], name: str, tally: Tally) -> Runnable[PromptValue, Reply[Schema]]:
        """``complete`` as a step of a chain."""
        return RunnableLambda(lambda prompt: self.complete(prompt.to_messages(), schema, name, tally))

    def tokens(self, messages: Sequence[BaseMessage]) -> int:
        """The size of a prompt for this model."""
        return MESSAGE_TOKENS + sum(MESSAGE_TOKENS + count_tokens(_text(message), self.model) for message in messages)

    def complete(
        self, messages: Sequence[BaseMessage], schema: type[Schema], name: str, tally: Tally | None = None
    ) -> Reply[Schema]:
        """Ask for an answer of the form ``schema``, again where that may help; ``name`` is the prompt's, for the log.

        What it takes is added to ``tally``, also when it fails. Raises ModelError with a code of
        ``rag.llm.failures`` or ``rag.llm.reply``, BudgetError before a call that could cost too much.
        """
        own = Tally()
        try:
            parsed = self._ask(messages, schema, name, own)
        finally:
            if tally is not None:
                tally.add(own.usage, own.cost)
        return Reply(parsed, own.usage, cached=own.usage.calls == 0)

    def _ask(self, messages: Sequence[BaseMessage], schema: type[Schema], name: str, tally: Tally) -> Schema:
        """The retry loop: over failed calls after a wait, over unusable answers at once."""
        form = convert_to_openai_function(schema, strict=True)
        unusable = 0
        for attempt in range(self._config.retries + 1):
            key = self._request_key(messages, form, unusable)
            try:
                answer = self._stored(key, tally) or self._call(messages, form, key, tally)
                tally.add(Usage(), self._cost(answer, messages, form))
                return answer.accept(schema)
            except ModelError as error:
                if not error.retryable or attempt == self._config.retries:
                    raise
                logging.getLogger(__name__).info("%s: %s (%s); asking again", name, error, error.code)
                if isinstance(error, CallError):
                    self._sleep(_backoff(attempt) if error.wait is None else error.wait)
                else:
                    unusable += 1
        raise AssertionError("the last attempt returns or raises")

    def _request_key(self, messages: Sequence[BaseMessage], form: dict[str, Any], unusable: int) -> str:
        """Everything the answer depends on, and how many unusable answers came before it."""
        return request_key(
            {
                "base_url": self.base_url,
                "model": self.model,
                "messages": [[message.type, _text(message)] for message in messages],
                "schema": form,
                "structured": self._config.structured,
                "temperature": self._config.temperature,
                "max_completion_tokens": self._config.max_completion_tokens,
                "unusable": unusable,
            }
        )

    def _stored(self, key: str, tally: Tally) -> Answer | None:
        """The answer of an earlier run."""
        data = self._cache.get(key)
        if data is None:
            return None
        self._book(Usage(cached=1), tally)
        return Answer.load(data)

    def _call(self, messages: Sequence[BaseMessage], form: dict[str, Any], key: str, tally: Tally) -> Answer:
        """One paid call, stored before it is returned. A call that may have been billed is booked at its worst."""
        most = self._config.max_completion_tokens
        expected = self._expected(messages, form)
        with self.budget.reserved(expected, most):
            try:
                answer = self._send(messages, form)
            except CallError as error:
                self._book(self._usage(expected, most) if error.billed else Usage(calls=1), tally)
                raise
            self._cache.put(key, answer.dump())
            self._book(self._cost(answer, messages, form), tally)
        return answer

    def _expected(self, messages: Sequence[BaseMessage], form: dict[str, Any]) -> int:
        """Prompt tokens by our own count."""
        return self.tokens(messages) + count_tokens(str(form), self.model)

    def _cost(self, answer: Answer, messages: Sequence[BaseMessage], form: dict[str, Any]) -> Usage:
        """What an answer took when it was made: by the server's count, else by ours."""
        prompt = answer.prompt_tokens or self._expected(messages, form)
        return self._usage(prompt, answer.completion_tokens or count_tokens(answer.text, self.model))

    def _send(self, messages: Sequence[BaseMessage], form: dict[str, Any]) -> Answer:
        """The call itself. A cut or filtered answer is an exception of the openai package: here it is an answer."""
        try:
            message = self._chat.bind(**self._format(form)).invoke(list(messages))
        except (openai.LengthFinishReasonError, openai.ContentFilterFinishReasonError) as error:
            return Answer.of_completion(error.response.json())  # type: ignore[union-attr]  # attached by langchain
        except (openai.OpenAIError, *NOT_A_COMPLETION) as error:
            raise explain(error, self.base_url) from None
        assert isinstance(message, AIMessage)
        return Answer.of_message(message)

    def _format(self, form: dict[str, Any]) -> dict[str, Any]:
        """How this server is told what form the answer must have."""
        match self._config.structured:
            case "json_schema" | "auto":
                schema = {**form, "schema": form["parameters"]}
                del schema["parameters"]
                return {"response_format": {"type": "json_schema", "json_schema": schema}}
            case "json_object":
                return {"response_format": {"type": "json_object"}}
            case "text":
                return {}

    def _usage(self, prompt_tokens: int, completion_tokens: int) -> Usage:
        euros = self.budget.euros(prompt_tokens, completion_tokens)
        return Usage(1, 0, prompt_tokens, completion_tokens, euros)

    def _book(self, usage: Usage, tally: Tally) -> None:
        self.budget.spent(usage)
        tally.add(usage)


def _key(variable: str, base_url: str) -> SecretStr:
    """The API key from the environment; a server of one's own may do without."""
    key = os.environ.get(variable, "").strip()
    host = urlsplit(base_url).hostname or ""
    if not key and (host == "openai.com" or host.endswith(".openai.com")):
        raise ConfigError(f"set the environment variable {variable} to the key of {host}")
    return SecretStr(key or NO_KEY)


def _text(message: BaseMessage) -> str:
    return str(message.text)


def _backoff(attempt: int) -> float:
    """Seconds before the next call: doubling, with jitter so that workers do not return together."""
    return min(WAIT_BOUND, FIRST_WAIT * 2.0**attempt) * random.uniform(0.5, 1.0)
