"""The order of findings: by the commitments they are about, the weightiest first, or by date, the newest first."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Literal

from rag.drafting.draft import Finding
from rag.evidence import Evidence, EvidenceDocument

Order = Literal["commitment", "date"]


def arrange(findings: Sequence[Finding], evidence: Evidence, order: Order) -> tuple[Finding, ...]:
    """The findings in that order; among equals they keep theirs. What is about no commitment comes last by weight."""
    return tuple(sorted(findings, key=partial(_place, evidence=evidence, order=order)))


def insert(
    findings: Sequence[Finding], new: Sequence[Finding], evidence: Evidence, order: Order
) -> tuple[Finding, ...]:
    """The findings in the order they have, each of the ``new`` ones before the first that comes behind it."""
    arranged = list(findings)
    for finding in arrange(new, evidence, order):
        own = _place(finding, evidence, order)
        places = (place for place, other in enumerate(arranged) if _place(other, evidence, order) > own)
        arranged.insert(next(places, len(arranged)), finding)
    return tuple(arranged)


def _place(finding: Finding, evidence: Evidence, order: Order) -> tuple[float, ...]:
    """Where a finding comes: what is lower comes first."""
    cited = cited_documents(finding, evidence)
    if order == "date":
        return (-max((item.document.date for item in cited if item.document.date), default=date.min).toordinal(),)
    return (not finding.commitments and bool(evidence.commitments), -sum(map(service, cited)))


def cited_documents(finding: Finding, evidence: Evidence) -> list[EvidenceDocument]:
    """The documents behind the sentences of a finding, each once, in the order of the evidence."""
    keys = {key for sentence in finding.sentences for key in sentence.keys}
    cited = {shown.document for key in keys if (shown := evidence.sentence(key))}
    return [item for item in evidence.documents if item.document.id in cited]


def service(item: EvidenceDocument) -> float:
    """How much a document has to say of the section: what it says of the promise it serves best, if it is relevant."""
    return max((reason.score for reason in item.reasons), default=0.0) * item.hit.relevance
