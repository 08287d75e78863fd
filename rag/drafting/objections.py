"""Hard checks on a drafted sentence: what fails them is not published."""

from rag.drafting.draft import DraftSentence
from rag.evidence import Evidence
from rag.support.facts import check_facts


def sentence_objections(sentence: DraftSentence, evidence: Evidence) -> tuple[str, ...]:
    """Reason codes for which a sentence may not be published: a number or date that no cited sentence holds."""
    days = {item.document.id: item.document.date for item in evidence.documents}
    cited = [shown for key in sentence.keys if (shown := evidence.sentence(key))]
    findings = check_facts(sentence.text, [(shown.text, days[shown.document]) for shown in cited])
    return tuple(dict.fromkeys(finding.code for finding in findings))
