"""What every writer returns: findings whose sentences name the evidence they rest on, never a number or a url."""

from dataclasses import dataclass, field
from typing import Protocol

from rag.evidence import Evidence
from rag.llm.usage import Usage


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One Dutch sentence without markers, and the keys of the (at most three) evidence sentences that carry it."""

    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One numbered point of a report: a bold heading and its sentences."""

    heading: str
    sentences: tuple[DraftSentence, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that was not published and the reason code why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A writer's result. ``flags`` are reason codes about the draft as a whole (a degraded step, say).

    ``usage`` is what this run spent on it, ``cost`` what its answers took when they were made: the same in every run.
    """

    writer: str
    findings: tuple[Finding, ...]
    dropped: tuple[Dropped, ...] = ()
    flags: tuple[str, ...] = ()
    model: str | None = None
    usage: Usage = field(default_factory=Usage)
    cost: Usage = field(default_factory=Usage)


class Writer(Protocol):
    """Turns evidence into a draft; raises nothing but VerantwoordError."""

    def write(self, evidence: Evidence) -> Draft:
        """Draft one section."""
        ...
