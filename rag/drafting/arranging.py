"""The order of findings: by the commitments they are about, the weightiest first, or by date, the newest first."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from rag.drafting.draft import Finding
from rag.evidence import Evidence, EvidenceDocument

Order = Literal["commitment", "date"]


def arrange(findings: Sequence[Finding], evidence: Evidence, order: Order) -> tuple[Finding, ...]:
    """The findings in that order; among equals they keep theirs. What is about no commitment comes last by weight."""
    cited = {id(finding): cited_documents(finding, evidence) for finding in findings}

    def newest(finding: Finding) -> date:
        return max((item.document.date for item in cited[id(finding)] if item.document.date), default=date.min)

    def weight(finding: Finding) -> tuple[bool, float]:
        return bool(finding.commitments) or not evidence.commitments, sum(map(service, cited[id(finding)]))

    if order == "date":
        return tuple(sorted(findings, key=newest, reverse=True))
    return tuple(sorted(findings, key=weight, reverse=True))


def cited_documents(finding: Finding, evidence: Evidence) -> list[EvidenceDocument]:
    """The documents behind the sentences of a finding, each once, in the order of the evidence."""
    keys = {key for sentence in finding.sentences for key in sentence.keys}
    cited = {shown.document for key in keys if (shown := evidence.sentence(key))}
    return [item for item in evidence.documents if item.document.id in cited]


def service(item: EvidenceDocument) -> float:
    """How much a document has to say of the section: what it says of the promise it serves best, if it is relevant."""
    return max((reason.score for reason in item.reasons), default=0.0) * item.hit.relevance
