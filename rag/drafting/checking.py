"""Holding a drafted sentence against what it cites: first what code can prove, then the judge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.documents import Span
from rag.drafting.draft import DraftSentence
from rag.evidence import Evidence
from rag.support.checks import check_claim
from rag.support.coverage import Idf
from rag.support.judge import Support, Verdict, judge_claim
from rag.support.objections import Objection
from rag.support.severity import severity
from rag.support.sources import Source

# By how much the judge finds carried, where it cannot say which words are not.
_UNCARRIED = {
    "none": "De bronzinnen zeggen niet wat de zin zegt.",
    "partial": "De bronzinnen dragen samen maar een deel van de zin.",
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is wrong with a sentence, and how far (0 to 1) its documents carry it.

    ``support`` is None where the sentence cites nothing; ``score`` is then 0. ``doubts`` are the objections and what
    the judge misses: ``support.none``, or ``support.partial`` where no objection says as much.
    """

    score: float
    support: Support | None
    objections: tuple[Objection, ...]
    doubts: tuple[Objection, ...] = ()

    def told(self, sentence: DraftSentence) -> DraftSentence:
        """The sentence with what was found."""
        return replace(sentence, score=self.score, doubts=self.doubts)


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
        objections = check_claim(sentence.text, sources)
        doubts = (*objections, *missed(sentence.text, verdict, objections))
        return Assessment(verdict.score or 0.0, verdict.support, objections, doubts)

    def codes(self, sentence: DraftSentence, evidence: Evidence) -> tuple[str, ...]:
        """The reason codes for which a heading over what these keys cite may not be published; the judge is not asked.

        It may use the words of all of a document.
        """
        sources = [Source(source.document) for source in cited(sentence, evidence)]
        found = check_claim(sentence.text, sources)
        return tuple(dict.fromkeys(objection.code for objection in found if severity(objection.code) == "hard"))


def missed(claim: str, verdict: Verdict, objections: Sequence[Objection]) -> tuple[Objection, ...]:
    """What the judge does not find in the documents, where no objection says as much.

    Of several documents together it cannot name the words.
    """
    if verdict.support not in _UNCARRIED or (objections and verdict.support == "partial"):
        return ()
    pairs = list(verdict.pairs.values())
    reasons = pairs[0].reasons if len(pairs) == 1 else ()
    messages = [reason.message for reason in reasons if reason.code.startswith("support.")]
    message = " ".join(messages) or _UNCARRIED[verdict.support]
    return (Objection(f"support.{verdict.support}", message, 0, len(claim)),)


def cited(sentence: DraftSentence, evidence: Evidence) -> tuple[Source, ...]:
    """The cited sentences, by document in order of first citation."""
    documents = {item.document.id: item.document for item in evidence.documents}
    spans: dict[str, list[Span]] = {}
    for shown in filter(None, map(evidence.sentence, sentence.keys)):
        spans.setdefault(shown.document, []).append(Span(shown.start, shown.end))
    return tuple(Source(documents[identity], tuple(sorted(set(found)))) for identity, found in spans.items())
