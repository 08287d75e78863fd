"""Putting a draft on disk without losing a word of the editors: merged with what they wrote, and accounted for."""

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from pathlib import Path

from rag.drafting.reports import Drafted, write_report
from rag.errors import ReportError
from rag.files import sha256
from rag.markdown import parse
from rag.regeneration.accounting import Accounted, Bookcase, account
from rag.regeneration.layout import Version
from rag.regeneration.merging import Conflict, Merged, merge
from rag.regeneration.naming import names_of, resolved
from rag.regeneration.previous import OWN, Previous, generated_claims, generated_version, read_markdown, unix
from rag.report import Report
from rag.sidecar import Sidecar
from rag.support.findings import Finding

__all__ = ["Bookcase", "Published", "Write", "accept", "publish"]

# Puts a report and its account on disk; False where both stood there already.
Write = Callable[[Path, str, Sidecar], bool]


@dataclass(frozen=True, slots=True)
class Published:
    """What stands on disk now: the Markdown at ``path``, the ``report`` it holds and its account.

    ``conflicts`` are those an editor has to resolve, earlier ones that still stand among them; ``findings`` what the
    checks have against sentences of editors. ``written`` is False where no byte on disk changed.
    """

    path: Path
    report: Report
    sidecar: Sidecar
    conflicts: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()
    written: bool = True


def publish(
    folder: Path,
    drafted: Drafted,
    previous: Previous | None,
    bookcase: Bookcase,
    *,
    discard_edits: bool = False,
    write: Write = write_report,
) -> Published:
    """Write a draft and its account below ``folder``, both or neither, with every word the editors wrote.

    ``previous`` is what ``read_previous`` found when drafting began. Raises ReportError where the report is the
    editor's own as a whole, unless ``discard_edits``, which is the only way to lose words. ``write`` puts both on disk.
    """
    path = folder / f"{drafted.sidecar.section['id']}.md"
    # An editor may have saved the report while it was drafted.
    markdown = None if discard_edits else read_markdown(path)
    before = previous.sidecar if previous else None
    if markdown is None:
        written = write(path, drafted.sidecar.generated, drafted.sidecar)
        return Published(path, drafted.report, drafted.sidecar, written=written)
    if before is None:
        raise ReportError(f"{path}: {OWN}")
    new = Version(drafted.sidecar.generated, drafted.report.references, names_of(drafted.report.references))
    return _published(path, markdown, before, new, drafted.sidecar, bookcase, write)


def accept(folder: Path, previous: Previous, bookcase: Bookcase, *, write: Write = write_report) -> Published:
    """Account for a report that only an editor changed, without touching it: the account alone is written.

    Raises ReportError where there is no account to go on with.
    """
    sidecar = previous.sidecar
    if sidecar is None or previous.markdown is None:
        raise ReportError(f"{previous.path}: {OWN}")
    told = replace(sidecar, claims=generated_claims(sidecar), set_aside=())
    path = folder / f"{sidecar.section['id']}.md"
    return _published(path, previous.markdown, sidecar, generated_version(sidecar), told, bookcase, write)


def _published(
    path: Path, markdown: str, before: Sidecar, new: Version, told: Sidecar, bookcase: Bookcase, write: Write
) -> Published:
    """Merge what stands on disk into ``new``, whose account is ``told``, and write what comes of it."""
    base = generated_version(before)
    known = [*before.references, *base.references, *new.references]
    listed = resolved(parse(markdown), before.references, known, bookcase.lookup)
    # A number whose entry was deleted still stands for what was published under it.
    edited = Version(markdown, listed, names_of([*listed, *before.references]))
    merged = merge(base, edited, new)
    documents = {entry.document for entry in (*known, *listed)}
    report = _with_documents(parse(merged.markdown), merged, documents)
    found = account(report, told.claims, merged.origins, bookcase)
    sidecar = replace(
        told,
        claims=found.claims,
        set_aside=found.set_aside,
        references=report.references,
        generated=new.markdown,
        published=sha256(unix(merged.markdown)),
    )
    if merged.markdown == new.markdown:
        sidecar, found = told, Accounted(told.claims, (), ())
    written = write(path, merged.markdown, sidecar)
    return Published(path, report, sidecar, merged.conflicts, found.findings, written)


def _with_documents(report: Report, merged: Merged, documents: Container[str | None]) -> Report:
    """The report with the documents that its references stand for."""
    names = [(entry, merged.names[entry.number]) for entry in report.references]
    references = (replace(entry, document=name if name in documents else None) for entry, name in names)
    return replace(report, references=tuple(references))
