"""Reports from disk: the Markdown, and the account beside it where it is one of ours."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import ReportError
from rag.markdown import parse
from rag.report import Block, Claim, Reference, Report
from rag.sidecar import Sidecar, load

_NOT_REPORTS = frozenset({"readme.md", "changelog.md"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """A report as it was read. With a ``sidecar`` its claims hold quotes and its references know their documents."""

    path: Path
    report: Report
    sidecar: Sidecar | None = None

    @property
    def section(self) -> str | None:
        """The id of the section it is about, None in a report without sidecar."""
        return self.sidecar.section.get("id") if self.sidecar else None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read as a report, and why (English, for the terminal)."""

    path: Path
    message: str


def find_reports(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The Markdown files named, and those in the folders named at any depth, each once, in a fixed order."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (file for file in path.rglob("*.md") if _is_report(file.relative_to(path)) and file.is_file())
            found.update(dict.fromkeys(sorted(inside)))
        else:
            found[path] = None
    return tuple(found)


def read_report(path: Path) -> Loaded:
    """One report. Raises ReportError where it or its sidecar cannot be read."""
    try:
        report = parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportError(f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ReportError(f"not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    account = path.with_name(f"{path.name.removesuffix('.md')}.json")
    if not account.is_file():
        return Loaded(path, report)
    sidecar = load(account)
    return Loaded(path, _accounted(report, sidecar), sidecar)


def _is_report(path: Path) -> bool:
    """Whether a file found at ``path`` below a named folder may be a report: no explanation, nothing hidden."""
    return path.name.lower() not in _NOT_REPORTS and not any(part.startswith(".") for part in path.parts)


def _accounted(report: Report, sidecar: Sidecar) -> Report:
    """The report with the quotes and documents of its sidecar.

    Matched by the words of a sentence and by the number and title of a reference: a sentence that an editor rewrote no
    longer rests on the quotes of the old one. Two sentences that were joined keep the quotes of both.
    """
    quotes = {claim.text: claim.citations for claim in sidecar.claims}

    def cited(claim: Claim) -> Claim:
        if claim.text in quotes or not claim.markers:
            return replace(claim, citations=quotes.get(claim.text, ()))
        parts = [citations for text, citations in quotes.items() if text in claim.text]
        return replace(claim, citations=tuple(citation for citations in parts for citation in citations))

    documents = {(reference.number, reference.title): reference.document for reference in sidecar.references}

    def block(old: Block) -> Block:
        return replace(old, claims=tuple(map(cited, old.claims)))

    def reference(old: Reference) -> Reference:
        return replace(old, document=documents.get((old.number, old.title)))

    return replace(report, blocks=tuple(map(block, report.blocks)), references=tuple(map(reference, report.references)))
