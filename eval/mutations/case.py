"""What is planted: a carried sentence, an error in it, and what has to be said of it to count as caught."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import NamedTuple

from eval.mutations.field import Field
from rag.documents import Document
from rag.dutch.calendar import day_in_words
from rag.lexical import stems
from rag.support.sources import Source


@dataclass(frozen=True)
class Original:
    """A sentence and the document that carries it: verbatim, trimmed, or with the day of the decision behind it."""

    text: str
    document: Document

    @property
    def sources(self) -> tuple[Source, ...]:
        """What it cites."""
        return (Source(self.document),)

    @cached_property
    def said(self) -> str:
        """All that its document says, its day included: what is planted must not stand in it."""
        day = self.document.date
        return self.document.text + (f"\n{day_in_words(day)}\n{day.isoformat()}\n{day:%d/%m/%Y}" if day else "")


class Planted(NamedTuple):
    """A sentence with one error, ``claim[start:end]``, and what it cites."""

    claim: str
    sources: tuple[Source, ...]
    start: int
    end: int


class Edit(NamedTuple):
    """``claim[start:end]`` becomes ``new``."""

    start: int
    end: int
    new: str


Plant = Callable[[Original, Field, Random], Iterable[Planted]]
Editing = Callable[[str, str, Random], Iterable[Edit]]
"""From a claim and all that its source says: edits, each of which makes the claim say something the source does not."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One kind of error. An objection whose code begins with one of ``codes`` names it rightly.

    ``visible`` is False where the error is in what is cited, so that no words of the claim are to blame; with ``dated``
    sentences with the day of the decision behind them serve too; without ``paired`` what it makes never was right.
    """

    name: str
    codes: tuple[str, ...]
    plant: Plant
    visible: bool = True
    dated: bool = False
    paired: bool = True


@dataclass(frozen=True, slots=True)
class Mutant:
    """One planted error, and the sentence in which it was planted (None where nothing was ever right)."""

    operator: Operator
    planted: Planted
    original: Original | None

    @property
    def cited(self) -> tuple[str, ...]:
        """The ids of what it cites."""
        return tuple(source.document.id for source in self.planted.sources)


def editing(find: Editing) -> Plant:
    """An operator that changes words of the claim and leaves its citations as they are."""

    def plant(original: Original, _: Field, random: Random) -> Iterator[Planted]:
        for start, end, new in find(original.text, original.said, random):
            claim = original.text[:start] + new + original.text[end:]
            yield Planted(claim, original.sources, start, start + len(new))

    return plant


def absent(said: str, words: str) -> bool:
    """Whether a phrase stands nowhere in a text as whole words, in any case."""
    return not re.search(rf"(?<!\w){re.escape(words.strip())}(?!\w)", said, re.IGNORECASE)


def shared(said: str, words: str) -> float:
    """The share of the content stems of ``words`` that stand in a text; 1 where there are none."""
    wanted, there = set(stems(words)), set(stems(said))
    return len(wanted & there) / len(wanted) if wanted else 1.0


def cased(new: str, old: str) -> str:
    """``new`` with the capital of ``old``."""
    return new[:1].upper() + new[1:] if old[:1].isupper() else new
