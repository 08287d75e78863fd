"""Pairs with a known answer, put among the real ones to see whether a model that judges can be trusted."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from rag.documents import Document, Segment
from rag.support.rulings import Question, Ruling

_RIGHT = {"carried": ("full",), "not_carried": ("none", "contradicted")}


@dataclass(frozen=True, slots=True)
class Canary:
    """A question, and the rulings on it that are right."""

    question: Question
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CanaryRun:
    """How many canaries a model got right, which it got wrong (its claims), and how many it did not answer."""

    right: int
    wrong: tuple[str, ...]
    unanswered: int


@cache
def canaries() -> tuple[Canary, ...]:
    """Ten pairs that everybody sees are carried, ten that are not."""
    tree = yaml.safe_load(files("eval").joinpath("canaries.yaml").read_text(encoding="utf-8"))
    return tuple(
        Canary(Question(row["claim"], (_document(f"{kind}-{number}", row["title"], row["text"]),)), _RIGHT[kind])
        for kind, rows in tree.items()
        for number, row in enumerate(rows)
    )


def checked(rulings: Mapping[str, Ruling]) -> CanaryRun:
    """What a model made of the canaries."""
    given = [(canary, rulings.get(canary.question.id)) for canary in canaries()]
    wrong = tuple(canary.question.claim for canary, ruling in given if ruling and ruling.grade not in canary.right)
    unanswered = sum(ruling is None for _, ruling in given)
    return CanaryRun(len(given) - len(wrong) - unanswered, wrong, unanswered)


def _document(identity: str, title: str, text: str) -> Document:
    body = len(title) + 1
    segments = (Segment(0, len(title), "title"), Segment(body, body + len(text), "body"))
    return Document(identity, f"{title}\n{text}", segments, "nota", title)
