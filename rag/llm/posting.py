"""Questions that are not asked but left for a batch: what the client leaves, and what whoever asks is told."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, Protocol

import httpx2
from langchain_core.language_models import BaseChatModel

from rag.config import LlmConfig
from rag.llm.connection import connect
from rag.llm.dialect import Dialect
from rag.llm.usage import Usage

# What the client stack is told so that it is content.
_ANSWER = {"role": "assistant", "content": "{}"}
_COMPLETION = {
    "id": "",
    "object": "chat.completion",
    "created": 0,
    "model": "",
    "choices": [{"index": 0, "finish_reason": "stop", "message": _ANSWER}],
}


class Postponed(Exception):
    """The answer is still to come; or, with the ``code`` of a failure, no batch brings it.

    No ModelError: nobody may make do without what is to come, for then other questions would follow.
    """

    def __init__(self, code: str = "") -> None:
        super().__init__(code or "the answer comes in a batch")
        self.code = code


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it is sent: ``key`` is where its answer goes in the cache, ``body`` the JSON on the wire.

    ``worst`` is what it takes at most if it is asked directly.
    """

    key: str
    body: bytes
    dialect: Dialect
    worst: Usage


class Post(Protocol):
    """Where requests are left."""

    def leave(self, request: Request) -> NoReturn:
        """Take a request. Raises Postponed, or the CallError that it met in an earlier batch."""


class Mould:
    """The client stack with nothing behind it: shows to the byte what it would send. Safe for threads."""

    def __init__(self, config: LlmConfig, base_url: str) -> None:
        self._lock = threading.Lock()
        self._body = b""
        transport = httpx2.MockTransport(self._take)
        self._chat = connect(config, base_url, httpx2.Client(transport=transport))

    def body(self, send: Callable[[BaseChatModel], object]) -> bytes:
        """The body of the one request that ``send`` makes of the chat it is given."""
        with self._lock:
            send(self._chat)
            return self._body

    def _take(self, request: httpx2.Request) -> httpx2.Response:
        self._body = request.read()
        return httpx2.Response(200, json=_COMPLETION)
