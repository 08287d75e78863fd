"""What every writer returns: findings whose sentences name the evidence they rest on, never a number or a url."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

from rag.evidence import Evidence
from rag.llm.usage import Usage
from rag.support.objections import Objection


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One Dutch sentence without markers, and the keys of the (at most three) evidence sentences that carry it.

    ``score`` (0 to 1) is how far the judge finds it carried by the documents of those, None if it was not asked;
    ``doubts`` is what there is against a sentence that may be published all the same.
    """

    text: str
    keys: tuple[str, ...]
    score: float | None = None
    doubts: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One numbered point of a report: a bold heading and its sentences.

    ``commitments`` are the places, among those of the section, of the promises it is about; there may be none.
    """

    heading: str
    sentences: tuple[DraftSentence, ...]
    commitments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that was not published, the reason code why, and the step that wrote it."""

    text: str
    reason: str
    step: str = "write"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of writing a section: who did it (``model``, ``rules``), what for, and what it took.

    ``prompt`` is the hash of the prompt file, None without model; ``flag`` is a reason code if it went otherwise than
    asked. ``took`` counts items that went in and came out, by name.
    """

    name: str
    by: Literal["model", "rules"]
    prompt: str | None = None
    flag: str | None = None
    took: dict[str, int] = field(default_factory=dict)
    cost: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Draft:
    """A writer's result. ``flags`` are reason codes about the draft as a whole (a degraded step, say).

    ``conclusion`` are the cited sentences that end the report, before the computed paragraph on what was searched.
    ``usage`` is what this run spent on it, ``cost`` what its answers took when they were made: the same in every run.
    """

    writer: str
    findings: tuple[Finding, ...]
    conclusion: tuple[DraftSentence, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    steps: tuple[Step, ...] = ()
    flags: tuple[str, ...] = ()
    model: str | None = None
    usage: Usage = field(default_factory=Usage)
    cost: Usage = field(default_factory=Usage)

    @property
    def served(self) -> frozenset[int]:
        """The places, among those of the section, of the commitments that its findings are about."""
        return frozenset(place for finding in self.findings for place in finding.commitments)


class Writer(Protocol):
    """Turns evidence into a draft; raises nothing but VerantwoordError."""

    def write(self, evidence: Evidence, *, part: bool = False) -> Draft:
        """Draft one section, or a ``part`` of its report, which gets no conclusion."""
        ...
