"""A scripted server, and clients that ask it each as a new run would: what tests of every role of a model share."""

from typing import Any, Self

from rag.config import LlmConfig
from rag.llm.account import Account
from rag.llm.cache import ReplyCache
from rag.llm.client import ChatClient
from tests.llm.time import Time
from tests.openai_server import OpenAIServer, Step


class Desk:
    """Serves a script for the length of a ``with`` block; ``account`` is what the last run noted."""

    def __init__(self, cache: ReplyCache, *script: Step) -> None:
        self.cache, self.server, self.time = cache, OpenAIServer(*script), Time()
        self.account = Account()

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.__exit__(None, None, None)

    def client(self, *, dry: bool = False, **llm: Any) -> ChatClient:
        """A client as a new run would have it."""
        settings = {"base_url": self.server.base_url, "model": "test-model", **llm}
        return ChatClient(LlmConfig.model_validate(settings), self.cache, dry=dry, pace=self.time.pace())

    @property
    def calls(self) -> int:
        """How often the model was asked."""
        return len(self.server.chats)

    @property
    def prompts(self) -> list[str]:
        """The last message of every request, in order."""
        return [request.prompt for request in self.server.requests]
