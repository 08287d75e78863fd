"""What a new report changes for its reader: sentences that came, went or changed, each with its sources."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import Literal

from rag.documents import Document
from rag.drafting.composing import reference_to
from rag.llm.usage import Usage
from rag.markdown import parse
from rag.regeneration.merging.merge import Conflict
from rag.regeneration.staleness import Reason
from rag.report import Claim, Report
from rag.sidecar import Sidecar
from rag.support.conflicts import SIGN
from rag.support.findings import Finding

# Two sentences are one that changed if they share so much of their words, or less if they share a source.
ALIKE, ALIKE_OF_ONE_SOURCE = 0.6, 0.35

Kind = Literal["new", "gone", "changed"]
State = Literal["written", "accepted", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Source:
    """What a sentence cites, as the report shows it; ``document`` is None where it is not known to the corpus."""

    title: str
    date: str
    url: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a report with what it cites, in order."""

    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence before and after; None where it was not there."""

    before: Sentence | None
    after: Sentence | None

    @property
    def kind(self) -> Kind:
        """What happened to the sentence."""
        return "new" if self.before is None else "gone" if self.after is None else "changed"


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason for which a report was stale, and the documents behind it."""

    reason: Reason
    documents: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one stale section. ``why`` says what went wrong where it failed: then nothing was written.

    ``part`` says that only what the news is about was written again. ``usage`` is what the new answers took when they
    were made. ``flags`` are reason codes of the draft. ``doubts`` are what the checks have against sentences of
    editors, each with the sentence it is about.
    """

    section: str
    number: str
    title: str
    state: State
    causes: tuple[Cause, ...]
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    why: str = ""
    part: bool = False

    def count(self, kind: Kind) -> int:
        """How many sentences came, went or changed."""
        return sum(change.kind == kind for change in self.changes)


@dataclass(frozen=True)
class Edition:
    """A report as its reader has it, with the account that knows the documents behind its references."""

    markdown: str
    sidecar: Sidecar | None

    @cached_property
    def report(self) -> Report:
        """The report that the Markdown holds."""
        return parse(self.markdown)

    def sentences(self) -> list[Sentence]:
        """Every sentence in reading order but for the plain ones that are computed around the findings, and the lines
        that hold a conflict apart.
        """
        computed = set()
        if self.sidecar and self.sidecar.generated:
            computed = {claim.text for claim in parse(self.sidecar.generated).claims() if not claim.markers}
        return [
            Sentence(claim.text, self._sources(claim))
            for claim in self.report.claims()
            if (claim.markers or claim.text not in computed) and SIGN not in claim.text
        ]

    def _sources(self, claim: Claim) -> tuple[Source, ...]:
        references = self.sidecar.references if self.sidecar else ()
        known = {(reference.title, reference.date): reference.document for reference in references}
        found = filter(None, map(self.report.reference, claim.numbers))
        return tuple(Source(one.title, one.date, one.url, known.get((one.title, one.date))) for one in found)


def source_of(identity: str, document: Document | None, sidecar: Sidecar | None = None) -> Source:
    """A document as the corpus has it or, if it is gone, as the report of ``sidecar`` cited it."""
    if document:
        reference = reference_to(document, 0)
        return Source(reference.title, reference.date, reference.url, identity)
    for reference in sidecar.references if sidecar else ():
        if reference.document == identity:
            return Source(reference.title, reference.date, reference.url, identity)
    return Source(identity, "", None, identity)


def compare(before: Sequence[Sentence], after: Sequence[Sentence]) -> tuple[Change, ...]:
    """What came, went and changed, in the order of what is there now; what only moved is no change."""
    same = Counter(before) & Counter(after)
    gone, new = _without(before, same), _without(after, same)
    pairs = _pairs(gone, new)
    changes = [Change(gone[pairs[place]] if place in pairs else None, sentence) for place, sentence in enumerate(new)]
    paired = set(pairs.values())
    return (*changes, *(Change(sentence, None) for place, sentence in enumerate(gone) if place not in paired))


def doubted(report: Report, findings: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    """Each finding as the sentence it is about and what it says; empty for what is about the report."""
    texts = {claim.id: claim.text for claim in report.claims()}
    return tuple((texts.get(found.claim_id or "", ""), found.message) for found in findings)


def _without(sentences: Sequence[Sentence], known: Counter[Sentence]) -> list[Sentence]:
    left = known.copy()
    rest = []
    for sentence in sentences:
        if left[sentence]:
            left[sentence] -= 1
        else:
            rest.append(sentence)
    return rest


def _pairs(gone: Sequence[Sentence], new: Sequence[Sentence]) -> dict[int, int]:
    """For places in ``new`` the place in ``gone`` of the sentence it replaces: the likest first."""
    scored = []
    for place, sentence in enumerate(new):
        for other, before in enumerate(gone):
            alike = SequenceMatcher(None, before.text.split(), sentence.text.split(), autojunk=False).ratio()
            shared = not set(before.sources).isdisjoint(sentence.sources)
            if alike >= (ALIKE_OF_ONE_SOURCE if shared else ALIKE):
                scored.append((-alike, place, other))
    pairs: dict[int, int] = {}
    for _, place, other in sorted(scored):
        if place not in pairs and other not in pairs.values():
            pairs[place] = other
    return pairs
