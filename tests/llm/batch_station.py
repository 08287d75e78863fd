"""A folder and a server with batches, on which runs by batches are made, each as by a new process."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import BaseModel

from rag.config import Config
from rag.ledger import open_ledger
from rag.llm.batch import BatchOutcome, run_batches
from rag.llm.batch_journal import SCHEMA
from rag.llm.cache import ReplyCache
from rag.llm.client import ChatClient
from tests.llm.batch_server import BatchServer, Course
from tests.llm.time import Time
from tests.openai_server import Request, Step, say

SECTIONS = ("a", "b", "c")
PRICES = {"prompt": 2.0, "completion": 8.0}


class Colour(BaseModel):
    """A colour."""

    name: str


def colour(request: Request) -> object:
    """What the question names last, so that the second question can only be asked after the first is answered."""
    return {"name": "kleur van " + request.prompt.rpartition(" ")[2].rstrip("?")}


HONEST = say(colour)


class Station:
    """A folder and a server; every ``run`` is that of a new process."""

    def __init__(self, folder: Path, answer: Step = HONEST, *courses: Course, **more: Any) -> None:
        self.folder = folder
        self.server = BatchServer(answer, *courses, **more)
        self.time = Time()
        self.told: list[str] = []
        self.answers: dict[str, list[str]] = {}

    def __enter__(self) -> "Station":
        self.server.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.__exit__(None, None, None)

    def config(self, **llm: Any) -> Config:
        block = {"base_url": self.server.base_url, "model": "test-model", "prices": PRICES, **llm}
        return Config.model_validate({"llm": block, "root": self.folder})

    def run(
        self,
        *sections: str,
        wait: bool = True,
        ask: Callable[[ChatClient, str], list[str]] | None = None,
        sleep: Callable[[float], None] | None = None,
        **llm: Any,
    ) -> BatchOutcome:
        """A run by batches, which must leave no call to be made."""
        config = self.config(**llm)
        with ReplyCache(config.resolve("cache") / "replies.sqlite") as cache:
            self.client = ChatClient(config.llm, cache, pace=self.time.pace())

            def once(section: str) -> None:
                self.answers[section] = (ask or two_questions)(self.client, section)

            return run_batches(
                config,
                self.client,
                sections or SECTIONS,
                once,
                wait=wait,
                tell=self.told.append,
                sleep=sleep or self.time.sleep,
            )

    def live(self, **llm: Any) -> dict[str, list[str]]:
        """What the run proper finds after it; ``server.chats`` are its calls."""
        config = self.config(**llm)
        with ReplyCache(config.resolve("cache") / "replies.sqlite") as cache:
            client = ChatClient(config.llm, cache, pace=self.time.pace())
            return {section: two_questions(client, section) for section in SECTIONS}

    def journal(self, query: str) -> list[Any]:
        with open_ledger(self.config(), SCHEMA) as ledger:
            return ledger.rows(query)


def question(client: ChatClient, words: str) -> str:
    return client.complete([SystemMessage("Antwoord met JSON."), HumanMessage(words)], Colour, "proef").parsed.name


def two_questions(client: ChatClient, section: str) -> list[str]:
    """The second is about the answer to the first."""
    first = question(client, f"Welke kleur heeft sectie {section}?")
    return [first, question(client, f"En wat is het tegendeel van {first}?")]


EXPECTED = {name: [f"kleur van {name}", f"kleur van {name}"] for name in SECTIONS}
