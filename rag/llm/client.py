"""The one way in which this program asks a language model anything: cached, budgeted, retried in one place, checked.

Whatever a model answers is stored before it is looked at. An unusable answer therefore stays the answer to its request
and is never paid for twice. Where asking again may help (see ``rag.llm.reply``) the next answer has its own place
in the cache, so that over all runs together at most ``retries`` more are paid for. To ask anew, change the prompt, the
model or a bound.

What a server turns out not to take (see ``rag.llm.dialect``) is remembered in the cache as well, for every model.
"""

import json
import logging
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

import openai
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.utils.function_calling import convert_to_openai_function
from pydantic import BaseModel

from rag.config import LlmConfig
from rag.errors import ConfigError, ModelError
from rag.faults import fault_point
from rag.llm.budget import Budget, Tally
from rag.llm.cache import ReplyCache, request_key
from rag.llm.connection import OPENAI, connect
from rag.llm.dialect import FORMS, Dialect, Form, looser_form
from rag.llm.failures import NOT_A_COMPLETION, CallError, explain
from rag.llm.posting import Mould, Post, Postponed, Request
from rag.llm.reply import Answer
from rag.llm.usage import Usage
from rag.pace import Pace, within
from rag.tokens import count_tokens

MESSAGE_TOKENS = 4  # what the chat format adds to every message, and to the whole
FIRST_WAIT, WAIT_BOUND = 1.0, 60.0  # seconds
NOT_ASKED = "model.not_asked"
# The answer shows that the server does not hold the model to the form that was asked for.
NOT_THE_FORM = ("model.json", "model.schema")
# A model that is asked the same gives the same: what is asked again says why.
REMINDER = (
    "Je vorige antwoord was niet bruikbaar. Antwoord met één JSON-object en niets anders, volgens dit JSON-schema:"
)

Schema = TypeVar("Schema", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Reply(Generic[Schema]):
    """A usable answer and what it took; ``cached`` if that was no call at all."""

    parsed: Schema
    usage: Usage
    cached: bool


@dataclass(frozen=True, slots=True)
class _Question:
    """Messages and, in the protocol's form of a function, what the answer must be.

    ``unusable`` is how many unusable answers came before.
    """

    messages: tuple[BaseMessage, ...]
    schema: dict[str, Any]
    unusable: int = 0

    def again(self) -> "_Question":
        """The same question after one more unusable answer."""
        *before, last = self.messages
        if not self.unusable:
            # In the last message and not behind it: some models insist that turns alternate.
            form = json.dumps(self.schema["parameters"], ensure_ascii=False)
            last = last.model_copy(update={"content": f"{_text(last)}\n\n{REMINDER}\n{form}"})
        return replace(self, messages=(*before, last), unusable=self.unusable + 1)


class ChatClient:
    """A chat model at an OpenAI-compatible address; safe for a pool of threads.

    A ``dry`` client answers from the cache only: where it would have to ask, it counts the worst case as if that were
    spent and raises ModelError ``model.not_asked``. Raises ConfigError if no model is set, or if OpenAI is to be asked
    and its key is not in the environment.
    """

    _post: Post | None = None

    def __init__(self, config: LlmConfig, cache: ReplyCache, *, dry: bool = False, pace: Pace | None = None) -> None:
        if not config.model:
            raise ConfigError("llm.model is not set; name a model, or use the extractive writer")
        self.model = config.model
        self.base_url = config.base_url or OPENAI
        self.budget = Budget(config.max_euros, config.prices)
        self._config = config
        self._cache = cache
        self._pace = pace or Pace(config.requests_per_minute)
        self._chat = None if dry else connect(config, self.base_url)
        self._forms: tuple[Form, ...] = FORMS if config.structured == "auto" else (config.structured,)
        known = cache.get(self._memory)
        self._dialect = Dialect.load(known) if known else Dialect.first(self.base_url, self._forms[0])

    def runnable(
        self, schema: type[Schema], name: str, tally: Tally, room: int | None = None
    ) -> Runnable[PromptValue, Reply[Schema]]:
        """``complete`` as a step of a chain."""
        return RunnableLambda(lambda prompt: self.complete(prompt.to_messages(), schema, name, tally, room))

    def tokens(self, messages: Sequence[BaseMessage]) -> int:
        """The size of a prompt for this model."""
        return MESSAGE_TOKENS + sum(MESSAGE_TOKENS + count_tokens(_text(message), self.model) for message in messages)

    @contextmanager
    def posting(self, post: Post) -> Iterator[None]:
        """For the length of the block nothing is asked: questions without an answer in the cache are left at ``post``.

        ``complete`` raises Postponed for them.
        """
        self._post = post
        try:
            yield
        finally:
            self._post = None

    def keep(self, request_key: str, answer: Answer) -> None:
        """Store an answer that came through the post, unless there is one by now."""
        if self._cache.get(request_key) is None:
            self._cache.put(request_key, answer.dump())

    def learn(self, dialect: Dialect) -> None:
        """Ask in this dialect from now on, unless it is the first guess: the server took it where it refused that."""
        if dialect != Dialect.first(self.base_url, self._forms[0]):
            self._remember(replace(dialect, form=self._loosest(dialect.form)))

    def cost(self, answer: Answer, prompt_tokens: int) -> Usage:
        """What an answer took when it was made: by the server's count, else by ours (``prompt_tokens``)."""
        completion_tokens = answer.completion_tokens or count_tokens(answer.text, self.model)
        return self._usage(answer.prompt_tokens or prompt_tokens, completion_tokens)

    def worst(self, prompt_tokens: int) -> Usage:
        """What a call with a prompt of this size can take at most."""
        return self._usage(prompt_tokens, self._config.max_completion_tokens)

    def estimate(self, messages: Sequence[BaseMessage], schema: type[BaseModel]) -> Usage:
        """What one call can take at most."""
        return self._worst(_question(messages, schema))

    def complete(
        self,
        messages: Sequence[BaseMessage],
        schema: type[Schema],
        name: str,
        tally: Tally | None = None,
        room: int | None = None,
    ) -> Reply[Schema]:
        """Ask for an answer of the form ``schema``, again where that may help; ``name`` is the prompt's, for the log.

        After an unusable answer it is asked again only if all prompts together hold no more than ``room`` tokens. What
        it takes is added to ``tally``, also when it fails. Raises ModelError with a code of ``rag.llm.failures`` or
        ``rag.llm.reply``, BudgetError before a call that could cost too much, and Postponed if questions are posted.
        """
        own = Tally()
        try:
            parsed = self._ask(messages, schema, name, own, room)
        except CallError as error:
            if self._post is not None:
                raise Postponed(error.code) from error
            raise
        finally:
            if tally is not None:
                tally.add(own.usage, own.cost)
        return Reply(parsed, own.usage, cached=own.usage.calls == 0)

    def _ask(
        self, messages: Sequence[BaseMessage], schema: type[Schema], name: str, tally: Tally, room: int | None
    ) -> Schema:
        """The retry loop: over failed calls after a wait, over unusable answers at once."""
        question = _question(messages, schema)
        dialect = self._dialect
        asked = self._worst(question).prompt_tokens
        for attempt in range(self._config.retries + 1):
            try:
                answer, dialect = self._stored(question, dialect, tally) or self._call(question, dialect, tally)
                tally.add(Usage(), self._cost(answer, question))
                parsed = answer.accept(schema)
            except ModelError as error:
                if isinstance(error, CallError) and error.retryable:
                    # Whoever asks next waits, not only who was sent away.
                    self._pace.pause(backoff(attempt) if error.wait is None else error.wait)
                if not error.retryable or attempt == self._config.retries:
                    raise
                if not isinstance(error, CallError):
                    question = question.again()
                    asked += self._worst(question).prompt_tokens
                    if room is not None and asked > room:
                        raise
                    dialect = self._after(error, dialect)
                logging.getLogger(__name__).info("%s: %s (%s); asking again", name, error, error.code)
            else:
                if dialect.form != self._dialect.form:
                    self._remember(replace(self._dialect, form=self._loosest(dialect.form)))
                return parsed
        raise AssertionError("the last attempt returns or raises")

    def _request_key(self, question: _Question, form: Form) -> str:
        """Everything the answer depends on, and how many unusable answers came before it."""
        return request_key(
            {
                "base_url": self.base_url,
                "model": self.model,
                "messages": [[message.type, _text(message)] for message in question.messages],
                "schema": question.schema,
                "structured": form,
                "temperature": self._config.temperature,
                "max_completion_tokens": self._config.max_completion_tokens,
                "unusable": question.unusable,
            }
        )

    def _stored(self, question: _Question, dialect: Dialect, tally: Tally) -> tuple[Answer, Dialect] | None:
        """The answer of an earlier run, in whatever form was asked for then: a looser one may be known by now."""
        for form in self._forms:
            if (data := self._cache.get(self._request_key(question, form))) is not None:
                self._book(Usage(cached=1), tally)
                return Answer.load(data), replace(dialect, form=form)
        return None

    def _after(self, error: ModelError, dialect: Dialect) -> Dialect:
        """In what to ask after an unusable answer."""
        if error.code not in NOT_THE_FORM or self._config.structured != "auto":
            return dialect
        return replace(dialect, form=self._loosest(looser_form(dialect.form)))

    def _loosest(self, form: Form) -> Form:
        """``form``, or what is known by now if that is looser."""
        return max(form, self._dialect.form, key=FORMS.index)

    def _call(self, question: _Question, dialect: Dialect, tally: Tally) -> tuple[Answer, Dialect]:
        """An answer, in the first dialect that the server takes."""
        refused: set[Dialect] = set()
        while True:
            try:
                answer = self._paid(question, dialect, tally)
            except CallError as error:
                refused.add(dialect)
                if error.refused is None:
                    raise
                other = dialect.without(error.refused, looser=self._config.structured == "auto")
                if other is None or other in refused:
                    raise
                dialect = other
            else:
                if refused:
                    self._remember(dialect)
                return answer, dialect

    def _paid(self, question: _Question, dialect: Dialect, tally: Tally) -> Answer:
        """One paid call, stored before it is returned. A call that may have been billed is booked at its worst."""
        worst = self._worst(question)
        if self._post is not None:
            body = self._mould.body(lambda chat: self._bound(chat, question, dialect).invoke(list(question.messages)))
            self._post.leave(Request(self._request_key(question, dialect.form), body, dialect, worst))
        if self._chat is None:
            tally.add(worst)
            raise ModelError(NOT_ASKED, "nothing is asked in a dry run")
        with self.budget.reserved(worst.prompt_tokens, worst.completion_tokens):
            self._pace.enter()
            fault_point("model.ask")
            try:
                answer = self._send(self._chat, question, dialect)
            except CallError as error:
                self._book(worst if error.billed else Usage(calls=1), tally)
                raise
            fault_point("model.answered")
            self._cache.put(self._request_key(question, dialect.form), answer.dump())
            self._book(self._cost(answer, question), tally)
        return answer

    def _worst(self, question: _Question) -> Usage:
        """What one call can take at most, by our own count of the prompt."""
        return self.worst(self.tokens(question.messages) + count_tokens(str(question.schema), self.model))

    def _cost(self, answer: Answer, question: _Question) -> Usage:
        return self.cost(answer, self._worst(question).prompt_tokens)

    @cached_property
    def _mould(self) -> Mould:
        return Mould(self._config, self.base_url)

    def _bound(
        self, chat: BaseChatModel, question: _Question, dialect: Dialect
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """A chat that is asked in this dialect."""
        arguments = dialect.arguments(question.schema, self._config.temperature, self._config.max_completion_tokens)
        return chat.bind(**arguments)

    def _send(self, chat: BaseChatModel, question: _Question, dialect: Dialect) -> Answer:
        """The call itself. A cut or filtered answer is an exception of the openai package: here it is an answer."""
        asked = self._bound(chat, question, dialect)
        try:
            message = within(self._config.timeout, lambda: asked.invoke(list(question.messages)))
        except (openai.LengthFinishReasonError, openai.ContentFilterFinishReasonError) as error:
            return Answer.of_completion(error.response.json())  # type: ignore[union-attr]  # attached by langchain
        except (openai.OpenAIError, TimeoutError, *NOT_A_COMPLETION) as error:
            raise explain(error, self.base_url) from None
        assert isinstance(message, AIMessage)
        return Answer.of_message(message)

    @property
    def _memory(self) -> str:
        """Where in the cache it stands how this model wants to be asked, under what ``llm.structured`` allows."""
        return request_key({"dialect": self.base_url, "model": self.model, "structured": self._config.structured})

    def _remember(self, dialect: Dialect) -> None:
        """Keep what was found out, for the next question and for the next run."""
        if dialect != self._dialect:
            self._dialect = dialect
            self._cache.put(self._memory, dialect.dump())

    def _usage(self, prompt_tokens: int, completion_tokens: int) -> Usage:
        euros = self.budget.euros(prompt_tokens, completion_tokens)
        return Usage(1, 0, prompt_tokens, completion_tokens, euros)

    def _book(self, usage: Usage, tally: Tally) -> None:
        self.budget.spent(usage)
        tally.add(usage)


def _question(messages: Sequence[BaseMessage], schema: type[BaseModel]) -> _Question:
    return _Question(tuple(messages), convert_to_openai_function(schema, strict=True))


def _text(message: BaseMessage) -> str:
    return str(message.text)


def backoff(attempt: int) -> float:
    """Seconds before the next call: doubling, with jitter so that workers do not return together."""
    return min(WAIT_BOUND, FIRST_WAIT * 2.0**attempt) * random.uniform(0.5, 1.0)
