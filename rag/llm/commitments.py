"""The model as a reader of the agreement: it points at the sentences that promise something, code copies the spans."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from pydantic import BaseModel

from rag.commitments import Commitment
from rag.documents import Section, Span
from rag.dutch.sentences import split_sentences
from rag.errors import ModelError
from rag.llm.account import Account
from rag.llm.client import ChatClient
from rag.llm.fence import fence, one_line, opaque_key
from rag.llm.prompts import Prompt

VARIABLES = ("markering", "sectie", "zinnen")
ROLE = "commitments"
LONGEST = 3  # sentences a commitment; what a model joins beyond that is no longer one promise

Rules = Callable[[str], tuple[Commitment, ...]]


class Promises(BaseModel):
    """The promises of the section, each as the keys of its sentences; empty if there are none."""

    commitments: list[list[str]]


class LlmCommitments:
    """Finds commitments with a language model; where that fails, the rules of ``fallback`` find them.

    No prompt is longer than ``prompt_tokens``. Raises ConfigError if the prompt does not have the placeholders that
    are filled here.
    """

    def __init__(self, client: ChatClient, prompt: Prompt, fallback: Rules, *, prompt_tokens: int = 8000) -> None:
        prompt.require(VARIABLES)
        self._client = client
        self._prompt = prompt
        self._fallback = fallback
        self._prompt_tokens = prompt_tokens

    def find(self, section: Section, account: Account | None = None) -> tuple[Commitment, ...]:
        """The commitments of a section in text order, none overlapping: ``section.text[start:end] == text``.

        Flags in ``account``: ``commitments:key.unknown`` for keys that were not shown, which are passed over, and
        ``commitments:<code>`` of the failure for which the rules stepped in.
        """
        account = account or Account()
        spans = split_sentences(section.text)
        if not spans:
            return ()
        try:
            groups = self._ask(section, spans, account)
        except ModelError as error:
            logging.getLogger(__name__).warning("%s: commitments found by rules: %s", section.id, error)
            account.flag(ROLE, error.code)
            return self._fallback(section.text)
        ends = sorted((spans[first].start, spans[last].end) for first, last in _runs(groups))
        return tuple(Commitment(start, end, section.text[start:end]) for start, end in ends)

    def _ask(self, section: Section, spans: tuple[Span, ...], account: Account) -> list[list[int]]:
        """The numbers of the sentences that the model pointed at, by promise. Raises ModelError."""
        about = one_line(f"{section.number} {section.title}")
        lines = [one_line(section.text[start:end]) for start, end in spans]
        mark = fence(about, *lines)
        numbers = {opaque_key(mark, str(number)): number for number in range(len(lines))}
        shown = "\n".join(f"[{key}] {lines[number]}" for key, number in numbers.items())
        messages = self._prompt.template.format_messages(markering=mark, sectie=about, zinnen=shown)
        if self._client.tokens(messages) > self._prompt_tokens:
            raise ModelError("prompt.size", f"the section does not fit in one prompt of {self._prompt_tokens} tokens")
        reply = self._client.complete(messages, Promises, self._prompt.name, account.tally)
        return _known(reply.parsed, numbers, account)


def _known(replied: Promises, numbers: Mapping[str, int], account: Account) -> list[list[int]]:
    """The sentences behind the keys that were shown.

    Raises ModelError if the model named sentences, none of which exists: then it read something else.
    """
    keys = [[key.strip(" []") for key in group] for group in replied.commitments]
    groups = [[numbers[key] for key in group if key in numbers] for group in keys]
    if any(key not in numbers for group in keys for key in group):
        if not any(groups):
            raise ModelError("key.unknown", "the answer names no sentence that was shown; try another llm.model")
        account.flag(ROLE, "key.unknown")
    return groups


def _runs(groups: Iterable[list[int]]) -> Iterator[tuple[int, int]]:
    """First and last sentence of each promise: neighbours stay together, and no sentence is in two promises."""
    taken: set[int] = set()
    for group in groups:
        own = sorted(set(group) - taken)
        taken.update(own)
        # Numbers in a row are equally far from their place in the list.
        for _, pairs in groupby(enumerate(own), key=lambda pair: pair[1] - pair[0]):
            run = [number for _, number in pairs]
            yield from [(run[0], run[-1])] if len(run) <= LONGEST else [(number, number) for number in run]
