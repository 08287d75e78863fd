"""Small reports on disk, in the published form, with and without the account of ours."""

from dataclasses import replace
from math import log
from pathlib import Path

from eval.evaluation import CheckedReport, Sources, check_report
from eval.reading import read_report
from rag.documents import Citation, Document
from rag.markdown import parse
from rag.sidecar import AccountedClaim, Sidecar, dumps
from tests.samples import corpus

GOOD = "De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden."
WRONG_AMOUNT = "De Vlaamse Regering kent 15 miljoen euro toe voor fietspaden."
ELSEWHERE = "Vissers vangen vooral grote kabeljauw."
DOCUMENTS = corpus()


def idf(stem: str) -> float:
    """Rarity in the three documents."""
    holders = sum(stem in item.text.lower() for item in DOCUMENTS.values())
    return log(1 + (len(DOCUMENTS) - holders + 0.5) / (holders + 0.5))


SOURCES = Sources(DOCUMENTS, idf)


def entry(number: int, document: Document, date: str | None = None) -> str:
    """A line of a reference list."""
    return f"**[\\[{number}\\]]** : **({date or document.date})** {document.title} "


def markdown(claims: list[str], references: list[str], title: str = "Fietspaden") -> str:
    """A report with one paragraph a claim; write markers as ``[0]``."""
    body = "\n\n".join(claim.replace("[", "\\[").replace("]", "\\]") for claim in claims)
    listed = "\n\n".join(references)
    return (
        f"# {title}\n\n<details>\n        <summary>Regeerakkoord Sectie </summary>\n        <p>Meer fietspaden. </p>\n"
        f"        </details> \n\nSamenvatting:\n\n{body}\n\n<details>\n        <summary> Referenties</summary>\n"
        f"        \n{listed}\n        </details> \n"
    )


def written(path: Path, claims: list[str], references: list[str], title: str = "Fietspaden") -> Path:
    """Write such a report."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(markdown(claims, references, title), encoding="utf-8")
    return path


def accounted(path: Path, document: Document, quote: str, at: int | None = None) -> None:
    """Put a sidecar beside a report in which every sentence with a marker rests on ``quote`` of ``document``."""
    report = parse(path.read_text(encoding="utf-8"))
    start = document.text.find(quote) if at is None else at
    citation = Citation(document.id, quote, start, start + len(quote))
    sidecar = Sidecar(
        section={"id": "mobiliteit/1.4"},
        claims=tuple(
            AccountedClaim(claim.id, claim.text, (citation,) if claim.markers else ()) for claim in report.claims()
        ),
        references=tuple(replace(reference, document=document.id) for reference in report.references),
    )
    path.with_suffix(".json").write_text(dumps(sidecar), encoding="utf-8")


def checked(path: Path, claims: list[str], references: list[str], sources: Sources | None = SOURCES) -> CheckedReport:
    """Write, read and check a report."""
    return check_report(read_report(written(path, claims, references)), sources)


def codes(report: CheckedReport) -> list[str]:
    """The codes of its findings."""
    return [finding.code for finding in report.findings]
