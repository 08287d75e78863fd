"""How a step of the writer asks the model: data between fences, under opaque keys, within the section's tokens."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from langchain_core.runnables import RunnableLambda
from pydantic import BaseModel

from rag.errors import ModelError
from rag.evidence import EvidenceSentence
from rag.llm.budget import Tally
from rag.llm.client import NOT_ASKED, ChatClient, Reply
from rag.llm.fence import fence, one_line, opaque_key
from rag.llm.prompts import Prompt

StepName = Literal["select", "write", "repair", "conclude"]
# How the prompt tokens of a section are shared out, in the order of the steps; what a step leaves, the next may use.
SHARES: dict[StepName, float] = {"select": 0.44, "write": 0.36, "repair": 0.11, "conclude": 0.09}

# What to show, in ever fewer words, made when it is looked at.
Pages = Sequence[Callable[[], "Page"]]

Schema = TypeVar("Schema", bound=BaseModel)
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of data. What has a ``name`` stands under a key, by which the model can point at it."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What fills the placeholders of one prompt, and the name behind each key in it."""

    values: dict[str, str]
    names: dict[str, str]

    def name(self, key: str) -> str | None:
        """What stands under a key that the model gave back, None if nothing does."""
        return self.names.get(key.strip(" []"))


def page(blocks: Mapping[str, Sequence[Line]], **settings: str) -> Page:
    """The blocks by placeholder, each line under its key, no text able to name a key or to end its block."""
    lines = {block: [Line(one_line(line.text), line.name) for line in found] for block, found in blocks.items()}
    mark = fence(*(line.text for found in lines.values() for line in found))
    keys = {line.name: opaque_key(mark, line.name) for found in lines.values() for line in found if line.name}
    shown = {
        block: "\n".join(f"[{keys[line.name]}] {line.text}" if line.name else line.text for line in found)
        for block, found in lines.items()
    }
    return Page({"markering": mark, **shown, **settings}, {key: name for name, key in keys.items()})


def clip(text: str, characters: int) -> str:
    """The start of a text in one line, cut at a word."""
    text = one_line(text)
    return text if len(text) <= characters else text[:characters].rpartition(" ")[0] + " …"


def quoted(sentence: EvidenceSentence, characters: int) -> Line:
    """A sentence to cite, under its key. Of one in an attachment that is told: it decides nothing."""
    lead = "(bijlage) " if sentence.role == "attachment" else ""
    return Line(lead + clip(sentence.text, characters), sentence.key)


@dataclass(frozen=True, slots=True)
class Question(Generic[Schema]):
    """What a step asks: its prompt and the form of the answer."""

    step: StepName
    prompt: Prompt
    schema: type[Schema]


class Unasked(Exception):
    """Where a forecast ends: at the first step whose answer is not in the cache."""

    def __init__(self, step: StepName) -> None:
        super().__init__(step)
        self.step = step


class Desk:
    """Where one section is written: asks the model, and never for more than ``limit`` prompt tokens in all."""

    def __init__(self, client: ChatClient, limit: int) -> None:
        self.tallies: defaultdict[StepName, Tally] = defaultdict(Tally)
        self._client = client
        self._limit = limit
        self._spent = 0

    def room(self, step: StepName) -> int:
        """The prompt tokens that a step may use: what was not spent and is not set aside for a later step."""
        steps = list(SHARES)
        aside = sum(SHARES[later] for later in steps[steps.index(step) + 1 :])
        return self._limit - self._spent - int(self._limit * aside)

    def ask(self, question: Question[Schema], pages: Pages, read: Callable[[Page, Schema], Made]) -> Made:
        """What ``read`` makes of the answer about the first of ``pages`` (longest first) that there is room for.

        Raises ModelError, which ``read`` may do as well, and Unasked if the client is dry and does not know the answer.
        """
        step, room = question.step, self.room(question.step)
        place = bisect_left(pages, True, key=lambda make: self._size(question, make()) <= room)
        if place == len(pages):
            raise ModelError("prompt.size", f"{step}: nothing fits in {room} tokens; raise draft.prompt_tokens")
        shown, tally = pages[place](), self.tallies[step]
        ask = self._client.runnable(question.schema, question.prompt.name, tally, room)
        answered: RunnableLambda[Reply[Schema], Made] = RunnableLambda(lambda reply: read(shown, reply.parsed))
        try:
            return (question.prompt.template | ask | answered).invoke(shown.values)
        except ModelError as error:
            raise (Unasked(step) if error.code == NOT_ASKED else error) from error
        finally:
            # Where an answer was of no use, what was asked again was longer, but never more than there was room for.
            size = self._size(question, shown) if tally.cost.calls < 2 else room
            self._spent += max(size, tally.cost.prompt_tokens)

    def _size(self, question: Question[Schema], shown: Page) -> int:
        messages = question.prompt.template.format_messages(**shown.values)
        return self._client.estimate(messages, question.schema).prompt_tokens
