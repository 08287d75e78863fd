"""Putting a draft on disk without losing a word of the editors: merged with what they wrote, and accounted for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rag.drafting.reports import Drafted
from rag.errors import ReportError
from rag.evidence import SHORT
from rag.files import sha256
from rag.markdown import parse
from rag.regeneration.accounting import Bookcase, account
from rag.regeneration.journal import Journal
from rag.regeneration.merging.conflicts import LINES
from rag.regeneration.merging.layout import Version
from rag.regeneration.merging.merge import Conflict, Merged, merge
from rag.regeneration.merging.naming import names_of, resolved
from rag.regeneration.previous import OWN, Previous, generated_claims, generated_version, read_markdown, unix
from rag.report import Reference, Report
from rag.sidecar import Sidecar
from rag.support.conflicts import SIGN, check_conflicts
from rag.support.findings import Finding


@dataclass(frozen=True, slots=True)
class Published:
    """What stands on disk now: the ``markdown`` at ``path``, the ``report`` it holds and its account.

    ``conflicts`` are those an editor has to resolve, earlier ones that still stand among them; ``findings`` what the
    checks have against sentences of editors. ``written`` is False where no byte on disk changed.
    """

    path: Path
    markdown: str
    report: Report
    sidecar: Sidecar
    conflicts: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()
    written: bool = True


def publish(
    journal: Journal, drafted: Drafted, previous: Previous | None, bookcase: Bookcase, *, discard_edits: bool = False
) -> Published:
    """Write a draft and its account, both or neither, with every word the editors wrote.

    ``previous`` is what ``read_previous`` found when drafting began. Raises ReportError where the report is the
    editor's own as a whole, unless ``discard_edits``, which is the only way to lose words.
    """
    sidecar = drafted.sidecar
    path = journal.path(sidecar)
    # An editor may have saved the report while it was drafted.
    markdown = None if discard_edits else read_markdown(path)
    before = previous.sidecar if previous else None
    if markdown is None:
        written = journal.write(sidecar.generated, sidecar)
        return Published(path, sidecar.generated, drafted.report, sidecar, written=written)
    if before is None:
        raise ReportError(f"{path}: {OWN}")
    new = Version(sidecar.generated, drafted.report.references, names_of(drafted.report.references))
    return _published(journal, markdown, before, new, sidecar, bookcase)


def accept(journal: Journal, previous: Previous, bookcase: Bookcase) -> Published:
    """Account for a report that only an editor changed, without touching it: the account alone is written.

    Raises ReportError where there is no account to go on with.
    """
    sidecar, markdown = previous.sidecar, read_markdown(previous.path)
    if sidecar is None or markdown is None:
        raise ReportError(f"{previous.path}: {OWN}")
    told = replace(sidecar, claims=generated_claims(sidecar), set_aside=())
    return _published(journal, markdown, sidecar, generated_version(sidecar), told, bookcase)


def _published(
    journal: Journal, markdown: str, before: Sidecar, new: Version, told: Sidecar, bookcase: Bookcase
) -> Published:
    """Merge what stands on disk into ``new``, whose account is ``told``, and write what comes of it."""
    base = generated_version(before)
    known = [*before.references, *base.references, *new.references]
    listed = resolved(parse(markdown), before.references, known, bookcase.lookup)
    # A number whose entry was deleted still stands for what was published under it.
    edited = Version(markdown, listed, names_of([*listed, *before.references]))
    merged = merge(base, edited, new)
    report = _with_documents(parse(merged.markdown), merged, {entry.document for entry in (*known, *listed)})
    findings: tuple[Finding, ...] = ()
    if merged.markdown != new.markdown:
        unlisted = tuple(_unlisted(report, merged, before))
        found = account(report, unlisted, told.claims, merged.origins, bookcase)
        told = replace(
            told,
            claims=found.claims,
            set_aside=found.set_aside,
            references=(*report.references, *unlisted),
            published=sha256(unix(merged.markdown)),
        )
        told = replace(told, considered=dict(sorted(_considered(told, bookcase))))
        findings = found.findings
        if merged.markdown.count(SIGN) > LINES * len(merged.conflicts):
            findings += tuple(check_conflicts(report))  # lines of a conflict that is none any more
    written = journal.write(merged.markdown, told, over=markdown)
    return Published(journal.path(told), merged.markdown, report, told, merged.conflicts, findings, written)


def _with_documents(report: Report, merged: Merged, documents: set[str | None]) -> Report:
    """The report with the documents that its references stand for."""
    names = [(entry, merged.names[entry.number]) for entry in report.references]
    references = (replace(entry, document=name if name in documents else None) for entry, name in names)
    return replace(report, references=tuple(references))


def _unlisted(report: Report, merged: Merged, before: Sidecar) -> Iterator[Reference]:
    """The entries that an editor took off the list though a sentence still points to them."""
    used = {number for claim in report.claims() for number in claim.numbers}
    used -= {entry.number for entry in report.references}
    return (entry for entry in before.references if entry.number in used and entry.number in merged.names)


def _considered(sidecar: Sidecar, bookcase: Bookcase) -> Iterator[tuple[str, str]]:
    """All that was looked at, and what only an editor cites as it is now: should that change, it is told.

    What is withdrawn and stays cited is left out: that is told once and not at every run.
    """
    yield from sidecar.considered.items()
    for identity in sidecar.cited():
        document = bookcase.shelf.document(identity)
        if document and not document.withdrawn and identity not in sidecar.considered:
            yield identity, document.content_hash[:SHORT]
