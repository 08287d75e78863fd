"""A scorecard as one JSON tree: what ``scorecard.json`` holds and ``scorecard.html`` shows (see docs/scorecard.md).

Keys whose value is null, false or empty are left out wherever a reader cannot mistake it, for the file has a row for
every citation. A span is ``[start, end]``.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.baseline import SCHEMA
from eval.evaluation import CheckedClaim, CheckedReport
from eval.excerpts import context, excerpts, shortened
from eval.judge_card import judge_card
from eval.keys import report_key, sentence_key
from eval.metrics import metrics_of
from eval.overrules import Applied
from eval.scorecard import Scorecard
from eval.worst import worst_sentences
from rag.documents import Document, Span
from rag.report import Reference, reference_title
from rag.support.findings import Finding
from rag.support.judge import Pair, Reason

WORST = 20
Tree = dict[str, Any]


def as_tree(scorecard: Scorecard) -> Tree:
    """The whole scorecard. The same reports, sources and code give the same tree."""
    shown = _Excerpts(scorecard.documents)
    applied = {(item.report, item.claim_id, item.number): item for item in scorecard.applied}
    reports = [_report(report, scorecard, shown, applied) for report in scorecard.reports]
    place = {report.loaded.path: number for number, report in enumerate(scorecard.reports)}
    worst = worst_sentences(scorecard.reports, WORST)
    return {
        "schema": SCHEMA,
        "totals": scorecard.totals,
        "findings": scorecard.findings,
        "metrics": {name: asdict(metric) for name, metric in scorecard.metrics.items()},
        "overrules": {
            "applied": len(scorecard.applied),
            "changed": sum(item.changed for item in scorecard.applied),
            "stale": [item.model_dump() for item in scorecard.stale],
            "elsewhere": scorecard.elsewhere,
        },
        "judge": judge_card(scorecard.health),
        "comparison": asdict(scorecard.comparison) if scorecard.comparison else None,
        "worst": [[place[item.report.loaded.path], item.item.claim.id] for item in worst],
        "skipped": [{"path": scorecard.shown(item.path), "message": item.message} for item in scorecard.skipped],
        "documents": shown.as_tree(),
        "reports": reports,
    }


def dumps(tree: Tree) -> str:
    """The JSON text, one line a report and a document, so that two can be compared by eye; the same bytes each time."""
    lines = []
    for name, value in tree.items():
        if name == "reports":
            body = ",\n".join(map(_compact, value))
            lines.append(f'"reports":[\n{body}\n]' if body else '"reports":[]')
        elif name == "documents":
            body = ",\n".join(f"{_compact(key)}:{_compact(item)}" for key, item in value.items())
            lines.append(f'"documents":{{\n{body}\n}}' if body else '"documents":{}')
        else:
            lines.append(f"{_compact(name)}:{_compact(value)}")
    return "{" + ",\n".join(lines) + "}\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class _Excerpts:
    """Collects which stretches of which documents are shown."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self._spans: defaultdict[str, set[Span]] = defaultdict(set)

    def cite(self, identity: str) -> Document | None:
        """The document, which is now among those shown."""
        document = self.documents.get(identity)
        if document is not None:
            self._spans[identity]  # a reference that no sentence cites has a title too
        return document

    def passage(self, identity: str, span: Span) -> Tree:
        """``passage`` and the ``context`` around it."""
        document = self.cite(identity)
        if document is None:
            return {}
        around = context(document.text, shortened(span))
        self._spans[identity].add(around)
        page = document.page_at(span.start)
        where = {"page": page.number, "file": page.file} if page else {}
        return {"passage": list(shortened(span)), "context": list(around), **_without_empty(where)}

    def as_tree(self) -> dict[str, Tree]:
        """Title, date, url and excerpts of every document shown, by id."""
        return {
            identity: _without_empty(
                {
                    "title": reference_title(document),
                    "date": document.date.isoformat() if document.date else None,
                    "url": document.url,
                    "excerpts": excerpts(document, spans),
                }
            )
            for identity, spans in sorted(self._spans.items())
            for document in [self.documents[identity]]
        }


def _without_empty(tree: Tree) -> Tree:
    """Without keys that say nothing; 0 says something."""
    return {key: value for key, value in tree.items() if value is not None and value not in ("", [], (), {})}


def _report(
    checked: CheckedReport,
    scorecard: Scorecard,
    shown: _Excerpts,
    applied: Mapping[tuple[Path, str, int], Applied],
) -> Tree:
    path = scorecard.shown(checked.loaded.path)
    figures = {name: [item.value, item.n] for name, item in metrics_of([checked]).items() if item.value is not None}
    by_claim: defaultdict[str | None, list[Finding]] = defaultdict(list)
    for finding in checked.findings:
        by_claim[finding.claim_id].append(finding)
    return {
        "path": path,
        "key": report_key(checked.loaded, path),
        "section": checked.loaded.section,
        "title": checked.report.title,
        "judged": checked.judged,
        "metrics": figures,
        "references": [_reference(reference, shown) for reference in checked.report.references],
        "findings": [_finding(finding, checked, shown) for finding in by_claim[None]],
        "claims": [
            {
                **_claim(item, heading),
                "findings": [_finding(finding, checked, shown) for finding in by_claim[item.claim.id]],
                "pairs": [
                    _pair(number, pair, shown, applied.get((checked.loaded.path, item.claim.id, number)))
                    | ({} if pair and pair.passage else _opened(checked.report.reference(number), shown))
                    for number, pair in item.pairs.items()
                ],
            }
            for item, heading in _headed(checked)
        ],
    }


def _headed(checked: CheckedReport) -> Iterator[tuple[CheckedClaim, str | None]]:
    """Every claim, with the heading it is the first under."""
    items = {item.claim.id: item for item in checked.claims}
    heading: str | None = None
    for block in checked.report.blocks:
        heading = block.heading or heading
        for claim in block.claims:
            yield items[claim.id], heading
            heading = None


def _reference(reference: Reference, shown: _Excerpts) -> Tree:
    """A reference; title, date and url only where they differ from those of its document."""
    document = shown.cite(reference.document) if reference.document else None
    tree: Tree = {"title": reference.title.strip(), "date": reference.date, "url": reference.url}
    if document is not None:
        theirs = {
            "title": reference_title(document),
            "date": document.date.isoformat() if document.date else "",
            "url": document.url,
        }
        tree = {key: value for key, value in tree.items() if value != theirs[key]}
    return {"number": reference.number, **_without_empty({"document": reference.document, **tree})}


def _finding(finding: Finding, checked: CheckedReport, shown: _Excerpts) -> Tree:
    """A finding; with the place in its source where a check found one."""
    tree: Tree = {"code": finding.code, "severity": checked.severity(finding), "message": finding.message}
    tree["reference"] = finding.number
    tree["span"] = None if finding.start is None else [finding.start, finding.end]
    tree["quote"] = finding.quote if finding.start is None else None
    if finding.document and shown.cite(finding.document):
        tree["document"] = finding.document
        tree |= shown.passage(finding.document, finding.passage) if finding.passage else {}
    return _without_empty(tree)


def _claim(item: CheckedClaim, heading: str | None) -> Tree:
    claim = item.claim
    head = {"id": claim.id, "key": sentence_key(claim.text), "heading": heading}
    markers = [[marker.offset, list(marker.numbers)] for marker in claim.markers]
    verdict = {"support": item.verdict.support, "score": item.verdict.score}
    rest = {"text": claim.text, "needs_citation": item.needs_citation, **verdict}  # there may be markers only
    return {**_without_empty({**head, "markers": markers}), **rest}


def _pair(number: int, pair: Pair | None, shown: _Excerpts, applied: Applied | None) -> Tree:
    """One citation; support and score are null where the source could not be read.

    Where a person decided, ``judge`` is what stood there and ``remark`` what the person said.
    """
    tree: Tree = {"reference": number, **_verdict(pair, shown)}
    if pair and pair.passage:
        tree |= shown.passage(pair.passage.document, Span(pair.passage.start, pair.passage.end))
    if applied:
        tree |= {"judge": _verdict(applied.judge, shown), "remark": applied.overrule.remark}
    return tree


def _opened(reference: Reference | None, shown: _Excerpts) -> Tree:
    """How a source begins, for a reader to see what it is about where no passage of it comes near the sentence."""
    found = reference and reference.document and shown.passage(reference.document, Span(0, 0))
    return {"context": found["context"]} if found else {}


def _verdict(pair: Pair | None, shown: _Excerpts) -> Tree:
    """Support, score and reasons; that it carries nothing is among the findings of its sentence."""
    reasons = [_reason(reason, pair, shown) for reason in pair.reasons if reason.code != "support.none"] if pair else []
    verdict: Tree = {"support": pair.support if pair else None, "score": pair.score if pair else None}
    return verdict | ({"reasons": reasons} if reasons else {})


def _reason(reason: Reason, pair: Pair, shown: _Excerpts) -> Tree:
    """Why; with its place in the source where that is not the passage itself."""
    tree: Tree = {"code": reason.code, "message": reason.message}
    passage = pair.passage
    if passage and reason.start is not None and reason.end is not None and reason.start != passage.start:
        tree |= shown.passage(passage.document, Span(reason.start, reason.end))
    return tree
