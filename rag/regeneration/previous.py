"""What stands on disk of a section: the report as its editors left it, and the account of how it was generated."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import ReportError
from rag.files import sha256
from rag.markdown import parse
from rag.regeneration.merging.conflicts import standing
from rag.regeneration.merging.layout import Version
from rag.regeneration.merging.naming import names_of, resolved
from rag.report import Reference, Report
from rag.sidecar import AccountedClaim, Sidecar, load

OWN = (
    "there is no telling what of this report was generated, so it is not written over: move it, or give --discard-edits"
)


@dataclass(frozen=True, slots=True)
class Previous:
    """A report and its account as they stand on disk; at least one of both is there.

    ``markdown`` is the file as it is, line ends and all, None where there is no file. ``sidecar`` is None for a report
    that has no account, or one that does not tell what was generated: all of it is then the editor's own, and it is
    never overwritten.
    """

    path: Path
    markdown: str | None
    sidecar: Sidecar | None

    @property
    def edited(self) -> bool:
        """Whether the file differs from what was last put there, line ends aside. A missing file is not edited."""
        if self.markdown is None:
            return False
        return self.sidecar is None or sha256(unix(self.markdown)) != self.sidecar.published

    @property
    def own(self) -> bool:
        """Whether the report is the editor's own as a whole: there is no telling what we wrote of it."""
        return self.markdown is not None and self.sidecar is None


def read_previous(folder: Path, section_id: str) -> Previous | None:
    """What stands below ``folder`` of a section; None if nothing does.

    Raises ReportError that says what to do where the report or its account cannot be read.
    """
    path = folder / f"{section_id}.md"
    account = folder / f"{section_id}.json"
    markdown = read_markdown(path)
    if not account.is_file():
        return Previous(path, markdown, None) if markdown is not None else None
    try:
        sidecar = load(account)
    except ReportError as error:
        raise ReportError(
            f"{error}; without it nobody knows what an editor changed in the report: put the account back as it was,"
            " move both files away, or give --discard-edits"
        ) from error
    return Previous(path, markdown, sidecar if sidecar.generated or markdown is None else None)


def mergeable(folder: Path, section_id: str) -> Previous | None:
    """``read_previous`` of a section that is to be drafted again.

    Raises ReportError also where the report is the editor's own as a whole, before anything is paid for.
    """
    previous = read_previous(folder, section_id)
    if previous and previous.own:
        raise ReportError(f"{previous.path}: {OWN}")
    return previous


def read_markdown(path: Path) -> str | None:
    """A report as it stands, None if there is none. Raises ReportError for what is no report."""
    try:
        markdown = path.read_bytes().decode("utf-8")
        parse(markdown)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ReportError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    except ReportError as error:
        raise ReportError(f"{path}: {error}; mend its first line, or give --discard-edits") from error
    return markdown


def conflicts_in(folder: Path, section_id: str) -> int:
    """How many conflicts stand in the report of a section, whether it can be read as a report or not."""
    try:
        return standing((folder / f"{section_id}.md").read_bytes().decode("utf-8", errors="replace"))
    except OSError:
        return 0


def account_hash(folder: Path, section_id: str) -> str:
    """A hash of the account of a section as it stands on disk; empty if there is none."""
    try:
        return sha256((folder / f"{section_id}.json").read_bytes())
    except FileNotFoundError:
        return ""


def unix(markdown: str) -> str:
    """A report with its line ends made newlines."""
    return markdown.replace("\r\n", "\n").replace("\r", "\n")


def generated_claims(sidecar: Sidecar) -> tuple[AccountedClaim, ...]:
    """The account of every claim as it was generated, in order, whatever an editor has made of them since."""
    left: dict[str, list[AccountedClaim]] = {}
    for known in (*sidecar.set_aside, *(claim for claim in sidecar.claims if claim.origin == "generated")):
        left.setdefault(known.text, []).append(known)
    claims = parse(sidecar.generated).claims()
    found = ((claim, left.get(claim.text) or [AccountedClaim(claim.id, claim.text)]) for claim in claims)
    return tuple(replace(known.pop(0) if len(known) > 1 else known[0], id=claim.id) for claim, known in found)


def generated_references(sidecar: Sidecar) -> tuple[Reference, ...]:
    """The list of references as it was generated, with the documents behind its numbers."""
    report = parse(sidecar.generated)
    documents = dict(_documents(report, generated_claims(sidecar)))
    known = resolved(report, sidecar.references, sidecar.references, lambda _: None)
    return tuple(replace(entry, document=documents.get(entry.number, entry.document)) for entry in known)


def _documents(report: Report, claims: tuple[AccountedClaim, ...]) -> Iterator[tuple[int, str]]:
    """The document behind each number: a claim has its numbers in the order in which it cites."""
    for claim, account in zip(report.claims(), claims, strict=True):
        cited = dict.fromkeys(citation.document for citation in account.citations)
        if len(cited) == len(claim.numbers):
            yield from zip(claim.numbers, cited, strict=True)


def generated_version(sidecar: Sidecar) -> Version:
    """What was last generated, as one side of a merge."""
    references = generated_references(sidecar)
    return Version(sidecar.generated, references, names_of(references))
