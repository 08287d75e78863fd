"""From rules to model: which pairs the rules leave undecided, and the verdict when the model has ruled on them.

The checks come first: what they object to, no judge overrules. The score of the offline judge comes next, and decides
where it is clear of the limits between grades. Only what is left is for a language model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.documents import Document
from rag.support.judge import Pair, Reason, Support, Verdict, grade
from rag.support.rulings import Question, Ruling
from rag.support.severity import bears_on_support

LIMITS = (1 / 3, 2 / 3)
# The scores a grade may have, clear of the limits.
_RANGES: Mapping[Support, tuple[float, float]] = {"none": (0.0, 0.33), "partial": (0.34, 0.66), "full": (0.67, 1.0)}


def questions_of(claim: str, documents: Mapping[str, Document], verdict: Verdict, band: float) -> list[Question]:
    """What is left for a model: pairs, and where there are several sources all of them together, whose score lies
    within ``band`` of a limit and that no check objects to.
    """
    open_pairs = [
        documents[identity]
        for identity, pair in verdict.pairs.items()
        if identity in documents and _near(pair.score, band) and pair.layer != "checks"
    ]
    questions = [Question(claim, (document,)) for document in open_pairs]
    together = joint(claim, documents, verdict)
    if together and verdict.score is not None and _near(verdict.score, band) and not _blocked(verdict):
        questions.append(together)
    return questions


def joint(claim: str, documents: Mapping[str, Document], verdict: Verdict) -> Question | None:
    """The question about all sources together, None where there is one source only."""
    cited = tuple(documents[identity] for identity in verdict.pairs if identity in documents)
    return Question(claim, cited) if len(cited) > 1 else None


def revised(claim: str, documents: Mapping[str, Document], verdict: Verdict, rulings: Mapping[str, Ruling]) -> Verdict:
    """The verdict with the rulings of a model in it, the same where it ruled on nothing."""
    pairs = dict(verdict.pairs)
    for identity, pair in verdict.pairs.items():
        question = Question(claim, (documents[identity],)) if identity in documents else None
        if question and (ruling := rulings.get(question.id)):
            pairs[identity] = _ruled(pair, ruling, claim)
    together = joint(claim, documents, verdict)
    ruling = rulings.get(together.id) if together else None
    if ruling is None and pairs == dict(verdict.pairs):
        return verdict
    best = max(pair.score for pair in pairs.values())
    assert verdict.score is not None
    if ruling is not None:
        best = max(best, _clamped(verdict.score, _support(ruling)))
    elif together is not None and verdict.score > max(pair.score for pair in verdict.pairs.values()):
        best = max(best, verdict.score)  # the model was not asked what they carry together
    return replace(verdict, support=grade(best), score=best, pairs=pairs)


def _near(score: float, band: float) -> bool:
    return any(abs(score - limit) < band for limit in LIMITS)


def _blocked(verdict: Verdict) -> bool:
    return any(bears_on_support(objection.code) for objection in verdict.objections)


def _support(ruling: Ruling) -> Support:
    return "none" if ruling.grade == "contradicted" else ruling.grade


def _clamped(score: float, support: Support) -> float:
    """The score of the rules, moved no further than into the range of the grade."""
    low, high = _RANGES[support]
    return min(max(score, low), high)


def _ruled(pair: Pair, ruling: Ruling, claim: str) -> Pair:
    """A pair as the model decides it. A contradiction is worth nothing at all."""
    support = _support(ruling)
    score = 0.0 if ruling.grade == "contradicted" else _clamped(pair.score, support)
    place = (pair.passage.quote, pair.passage.start, pair.passage.end) if pair.passage else (None, None, None)
    kept = tuple(reason for reason in pair.reasons if not reason.code.startswith("support."))
    said = () if support == "full" else (Reason(f"support.{support}", _message(ruling, claim), *place),)
    return replace(pair, support=support, score=score, reasons=(*kept, *said), layer="model")


def _message(ruling: Ruling, claim: str) -> str:
    words = claim[ruling.missing.start : ruling.missing.end] if ruling.missing else ""
    if ruling.grade == "contradicted":
        return f"De bron zegt iets anders dan “{words}”." if words else "De bron zegt het tegendeel van de zin."
    if ruling.grade == "none":
        return "De bron gaat over iets anders."
    return f"Niet in de bron: “{words}”." if words else "De bron draagt maar een deel van de zin."


def spread(questions: Sequence[Question]) -> list[Question]:
    """Distinct questions in an order that their content decides: whatever is put among them is hidden there."""
    return sorted({question.id: question for question in questions}.values(), key=lambda question: question.id)
