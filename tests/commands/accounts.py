"""What holds for every report we draft and the sidecar beside it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.documents import Document
from rag.drafting.composing import reference_to
from rag.markdown import parse
from rag.report import Claim, Report
from rag.support.assertions import needs_citation

MOST_CITATIONS = 3


def check_reports(folder: Path, documents: Mapping[str, Document]) -> int:
    """Check every report in a folder; returns how many claims cite."""
    reports = sorted(folder.rglob("*.md"))
    assert reports
    assert [path.with_name(f"{path.stem}.json") for path in reports] == sorted(folder.rglob("*.json"))
    return sum(_check_report(path, documents) for path in reports)


def _check_report(path: Path, documents: Mapping[str, Document]) -> int:
    report = parse(path.read_text(encoding="utf-8"))
    sidecar = json.loads(path.with_name(f"{path.stem}.json").read_text(encoding="utf-8"))
    claims = list(report.claims())
    assert [(row["id"], row["text"]) for row in sidecar["claims"]] == [(claim.id, claim.text) for claim in claims], path
    owners = {row["document"]: row["number"] for row in sidecar["references"]}
    for claim, row in zip(claims, sidecar["claims"], strict=True):
        _check_claim(claim, row, owners, documents, path)
    _check_references(report, sidecar, documents, path)
    _check_reasons(report, sidecar, path)
    return sum(bool(claim.numbers) for claim in claims)


def _check_claim(
    claim: Claim, row: Any, owners: Mapping[str, int], documents: Mapping[str, Document], path: Path
) -> None:
    """Quotes are verbatim, markers are those of the quotes, and what asserts cites."""
    for citation in row["citations"]:
        assert citation["quote"], (path, claim.id)
        assert documents[citation["document"]].text[citation["start"] : citation["end"]] == citation["quote"], path
    cited = dict.fromkeys(citation["document"] for citation in row["citations"])
    assert [owners[document] for document in cited] == list(claim.numbers), (path, claim.id)
    assert max(len(claim.numbers), len(row["citations"])) <= MOST_CITATIONS, (path, claim.id)
    assert claim.numbers or not needs_citation(claim.text), (path, claim.text)


def _check_references(report: Report, sidecar: Any, documents: Mapping[str, Document], path: Path) -> None:
    """Numbered from 0 by first appearance, all cited, none dead, and just what the documents say of themselves."""
    appearance = list(dict.fromkeys(number for claim in report.claims() for number in claim.numbers))
    assert appearance == list(range(len(sidecar["references"]))), path
    assert len(report.references) == len(sidecar["references"]), path
    for shown, row in zip(report.references, sidecar["references"], strict=True):
        expected = reference_to(documents[row["document"]], row["number"])
        told = (expected.number, expected.title, expected.date)
        assert (row["number"], row["title"], row["date"]) == told == (shown.number, shown.title, shown.date), path
        assert row["url"] == expected.url, path
        assert not shown.dead, path


def _check_reasons(report: Report, sidecar: Any, path: Path) -> None:
    """Promises are verbatim, every document has a reason, and what was not found is told and accounted for."""
    for made in sidecar["commitments"]:
        assert sidecar["section"]["text"][made["start"] : made["end"]] == made["text"], path
    found = {number for number, made in enumerate(sidecar["commitments"]) if made["found"]}
    for row in sidecar["trace"]:
        assert row["reasons"], (path, row["document"])
        assert row["dossier"] > 0, (path, row["document"])
        # A document that only joins its dossier may serve a promise too little to count as found.
        served = {reason["commitment"] for reason in row["reasons"][1:]} - {None}
        assert served <= found, (path, row["document"])
    if sidecar["references"]:
        missing = [made["text"] for made in sidecar["commitments"] if not made["found"]]
        assert sidecar["not_found"] == missing, path
        told = f"Voor {len(missing)} van de {len(sidecar['commitments'])} voornemens werd geen beslissing gevonden"
        assert any(claim.text.startswith(told) for claim in report.claims()) == bool(missing), path
    else:
        assert sidecar["not_found"] == [sidecar["section"]["title"]], path
