"""Holding a drafted sentence against what it cites: first what code can prove, then the judge."""

from dataclasses import dataclass

from rag.documents import Span
from rag.drafting.draft import DraftSentence
from rag.evidence import Evidence
from rag.support.checks import check_claim
from rag.support.coverage import Idf
from rag.support.judge import Support, judge_claim
from rag.support.objections import Objection
from rag.support.severity import severity
from rag.support.sources import Source


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is wrong with a sentence, and how far (0 to 1) its documents carry it.

    ``support`` is None where the sentence cites nothing; ``score`` is then 0.
    """

    score: float
    support: Support | None
    objections: tuple[Objection, ...]


class Checker:
    """Checks drafted sentences. ``idf`` gives the weight of a stem."""

    def __init__(self, idf: Idf) -> None:
        self._idf = idf

    def check(self, sentence: DraftSentence, evidence: Evidence) -> Assessment:
        """The checks against the cited sentences themselves, the judge against the documents they stand in.

        Keys that were not shown are passed over.
        """
        sources = cited(sentence, evidence)
        verdict = judge_claim(sentence.text, [source.document for source in sources], self._idf)
        return Assessment(verdict.score or 0.0, verdict.support, check_claim(sentence.text, sources))

    def codes(self, sentence: DraftSentence, evidence: Evidence) -> tuple[str, ...]:
        """The reason codes for which a sentence may not be published; the judge is not asked."""
        found = check_claim(sentence.text, cited(sentence, evidence))
        return tuple(dict.fromkeys(objection.code for objection in found if severity(objection.code) == "hard"))


def cited(sentence: DraftSentence, evidence: Evidence) -> tuple[Source, ...]:
    """The cited sentences, by document in order of first citation."""
    documents = {item.document.id: item.document for item in evidence.documents}
    spans: dict[str, list[Span]] = {}
    for shown in filter(None, map(evidence.sentence, sentence.keys)):
        spans.setdefault(shown.document, []).append(Span(shown.start, shown.end))
    return tuple(Source(documents[identity], tuple(sorted(set(found)))) for identity, found in spans.items())
