"""The account that goes with a report: every claim with the exact words it rests on, and where all of it came from."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from rag.documents import Citation, Section
from rag.drafting.draft import Draft, Dropped, Step
from rag.errors import ReportError
from rag.evidence import Evidence, EvidenceDocument, Reason
from rag.files import sha256
from rag.markdown import render
from rag.report import Reference, Report
from rag.support.findings import Finding

Origin = Literal["generated", "edited", "added"]

SCHEMA = 1
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class AccountedClaim:
    """A claim, the quotes behind it, and what a check still doubts about it.

    ``score`` (0 to 1) is how far the judge finds it carried, None where it was not asked. ``origin`` says whose words
    it is: what was generated, or what an editor made of that, or added.
    """

    id: str
    text: str
    citations: tuple[Citation, ...] = ()
    score: float | None = None
    doubts: tuple[Finding, ...] = ()
    origin: Origin = "generated"


@dataclass(frozen=True, slots=True)
class AccountedCommitment:
    """A promise of the section, ``section.text[start:end] == text``, and whether a finding is about it."""

    start: int
    end: int
    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """A document that the writer was given: where it ranked, how far it is, and for which promises it was chosen.

    ``rankings`` holds its rank in each ranking that found it; a ``rank`` of 0 means that it is here only as the latest
    stage of its dossier.
    """

    document: str
    rank: int
    score: float
    rankings: dict[str, int] = field(default_factory=dict)
    stage: str = ""
    dossier: int = 0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """``reports/<section_id>.json``. ``inputs`` maps what the report depends on, besides documents, to a hash of it.

    The first word of such a key is the reason for which the report is stale when it changes: ``config draft``, ``prompt
    schrijven``. ``considered`` holds the start of the hash of every document that was looked at. ``generated`` is the
    Markdown as it was generated, against which an editor's changes are told; ``published`` the hash of what was put on
    disk, with those changes in it. ``set_aside`` are the claims that were generated and that an editor changed or
    deleted; ``references`` has what an editor took off the list as well, as long as a sentence points to it.

    ``steps`` and ``dropped`` are those of the last writing, of the whole or of a part. ``usage`` is what the answers
    behind all of it took when they were made: calls, tokens and euros.
    """

    schema: int = SCHEMA
    section: dict[str, str]
    commitments: tuple[AccountedCommitment, ...] = ()
    claims: tuple[AccountedClaim, ...] = ()
    set_aside: tuple[AccountedClaim, ...] = ()
    references: tuple[Reference, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    not_found: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    trace: tuple[Trace, ...] = ()
    steps: tuple[Step, ...] = ()
    writer: str = ""
    model: str | None = None
    usage: dict[str, int | float] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    considered: dict[str, str] = field(default_factory=dict)
    generated: str = ""
    published: str = ""
    cutoff: date | None = None
    searched: int = 0

    def cited(self) -> dict[str, None]:
        """The ids of the documents that the report cites, in order of first appearance."""
        claims = (citation.document for claim in self.claims for citation in claim.citations)
        references = (reference.document for reference in self.references)
        return dict.fromkeys(document for document in (*claims, *references) if document)


_ADAPTER = TypeAdapter(Sidecar)


def make_sidecar(
    section: Section,
    report: Report,
    evidence: Evidence,
    draft: Draft,
    inputs: Mapping[str, str],
    not_found: Iterable[str] = (),
    doubts: Iterable[Finding] = (),
) -> Sidecar:
    """The account of a composed report. ``doubts`` are told to the claims they are about."""
    doubts = tuple(doubts)
    generated = render(report)
    return Sidecar(
        section={key: value for key, value in asdict(section).items() if key != "page"},
        commitments=tuple(
            AccountedCommitment(made.start, made.end, made.text, number in draft.served)
            for number, made in enumerate(evidence.commitments)
        ),
        claims=tuple(
            AccountedClaim(
                claim.id,
                claim.text,
                claim.citations,
                claim.score,
                tuple(doubt for doubt in doubts if doubt.claim_id == claim.id),
            )
            for claim in report.claims()
        ),
        references=report.references,
        dropped=draft.dropped,
        not_found=tuple(not_found),
        flags=draft.flags,
        trace=tuple(map(_trace, evidence.documents)),
        steps=draft.steps,
        writer=draft.writer,
        model=draft.model,
        # Not what this run spent: a run that finds its answers in the cache must write the same bytes.
        usage={key: value for key, value in asdict(draft.cost).items() if key != "cached"},
        inputs=dict(inputs),
        considered=dict(evidence.considered),
        generated=generated,
        published=sha256(generated),
        cutoff=evidence.cutoff,
        searched=evidence.searched,
    )


def _trace(item: EvidenceDocument) -> Trace:
    hit = item.hit
    return Trace(hit.document, hit.rank, hit.score, dict(hit.trace), item.stage.name, item.dossier, item.reasons)


def dumps(sidecar: Sidecar) -> str:
    """The JSON text of a sidecar: the same bytes for the same content."""
    tree = _rounded(_ADAPTER.dump_python(sidecar, mode="json"))
    return json.dumps(tree, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"


def load(path: Path) -> Sidecar:
    """Read a sidecar; keys it does not know are left out. Raises ReportError naming the file and the first problem."""
    try:
        sidecar = _ADAPTER.validate_json(path.read_bytes())
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror}); draft the section again") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise ReportError(f"{path}: not a sidecar: {where}: {first['msg']}; draft the section again") from error
    if sidecar.schema != SCHEMA:
        raise ReportError(f"{path}: has schema {sidecar.schema}, this version reads {SCHEMA}; draft the section again")
    return sidecar


def _rounded(tree: Any) -> Any:
    """A JSON tree with its floats rounded, so that the last bits of a sum do not change a file."""
    if isinstance(tree, dict):
        return {key: _rounded(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_rounded(value) for value in tree]
    return round(tree, _DECIMALS) if isinstance(tree, float) else tree
