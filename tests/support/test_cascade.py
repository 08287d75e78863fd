"""Checks first, then the score, then the model: who decides what, and what becomes of a verdict."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents import Span
from rag.support.cascade import joint, questions_of, revised, spread
from rag.support.coverage import Passage
from rag.support.judge import GRADES, Layer, Pair, Reason, Verdict, grade
from rag.support.objections import Objection
from rag.support.rulings import Question, Ruled, Ruling
from tests.samples import CYCLING, HOUSING, PREMIUM, corpus

CLAIM = "De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden en premies."
DOCUMENTS = corpus()
PASSAGE = Passage(CYCLING.id, 44, 60, CYCLING.text[44:60])


def pair(score: float, *codes: str) -> Pair:
    layer: Layer = "checks" if "fact.number" in codes else "judge"
    return Pair(grade(score), score, tuple(Reason(code, "…") for code in codes), PASSAGE, layer)


def verdict(first: Pair, second: Pair | None = None, score: float | None = None, *codes: str) -> Verdict:
    pairs = {CYCLING.id: first} | ({PREMIUM.id: second} if second else {})
    total = max(item.score for item in pairs.values()) if score is None else score
    return Verdict(grade(total), total, pairs, tuple(Objection(code, "…", 0, 3) for code in codes))


def asked(found: Verdict, band: float = 0.1) -> list[tuple[str, ...]]:
    return [tuple(document.id for document in q.documents) for q in questions_of(CLAIM, DOCUMENTS, found, band)]


def test_only_a_score_near_a_limit_is_left_for_the_model() -> None:
    assert asked(verdict(pair(0.35))) == [(CYCLING.id,)]
    assert asked(verdict(pair(0.6))) == [(CYCLING.id,)]
    assert asked(verdict(pair(0.5))) == []
    assert asked(verdict(pair(0.95))) == []
    assert asked(verdict(pair(0.35)), band=0.0) == []


def test_what_a_check_objects_to_is_decided() -> None:
    assert asked(verdict(pair(0.6, "fact.number"))) == []
    assert asked(verdict(pair(0.6, "support.partial"))) == [(CYCLING.id,)]


def test_several_sources_are_asked_about_together_only_if_that_is_undecided() -> None:
    both = (CYCLING.id, PREMIUM.id)
    assert asked(verdict(pair(0.5), pair(0.1), 0.65)) == [both]
    assert asked(verdict(pair(0.5), pair(0.35), 0.65)) == [(PREMIUM.id,), both]
    assert asked(verdict(pair(0.5), pair(0.1), 0.65, "fact.date")) == []
    assert joint(CLAIM, DOCUMENTS, verdict(pair(0.5))) is None


def ruled(found: Verdict, ruling: Ruling, *ids: str) -> Verdict:
    question = Question(CLAIM, tuple(DOCUMENTS[identity] for identity in ids))
    return revised(CLAIM, DOCUMENTS, found, {question.id: ruling})


@pytest.mark.parametrize(
    ("given_grade", "support", "code"),
    [("full", "full", None), ("partial", "partial", "support.partial"), ("none", "none", "support.none")],
)
def test_a_ruling_decides_the_grade_and_who_decided_is_recorded(
    given_grade: Ruled, support: str, code: str | None
) -> None:
    found = ruled(verdict(pair(0.35, "support.partial")), Ruling(given_grade), CYCLING.id)
    decided = found.pairs[CYCLING.id]
    assert (found.support, decided.support, decided.layer) == (support, support, "model")
    assert [reason.code for reason in decided.reasons] == ([code] if code else [])


def test_a_contradiction_is_worth_nothing_and_says_which_words() -> None:
    found = ruled(verdict(pair(0.6)), Ruling("contradicted", Span(25, 41)), CYCLING.id)
    assert (found.support, found.score) == ("none", 0.0)
    assert found.pairs[CYCLING.id].reasons[-1].message == "De bron zegt iets anders dan “150 miljoen euro”."
    assert found.pairs[CYCLING.id].reasons[-1].quote == PASSAGE.quote


def test_words_that_lack_are_named_in_the_reason() -> None:
    found = ruled(verdict(pair(0.6)), Ruling("partial", Span(62, 72)), CYCLING.id)
    assert found.pairs[CYCLING.id].reasons[-1].message == "Niet in de bron: “en premies”."


def test_a_ruling_on_all_together_decides_the_sentence_and_leaves_its_pairs() -> None:
    before = verdict(pair(0.5), pair(0.1), 0.65)
    found = ruled(before, Ruling("full"), CYCLING.id, PREMIUM.id)
    assert (found.support, found.pairs) == ("full", before.pairs)
    assert ruled(before, Ruling("none"), CYCLING.id, PREMIUM.id).support == "partial", "one of them carries a part"


def test_without_rulings_nothing_changes() -> None:
    before = verdict(pair(0.35), pair(0.6))
    assert revised(CLAIM, DOCUMENTS, before, {}) is before
    assert ruled(before, Ruling("full"), HOUSING.id) is before


@settings(deadline=None, max_examples=60)
@given(
    scores=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    extra=st.floats(0, 1),
    rulings=st.lists(st.sampled_from(("full", "partial", "none", "contradicted", "")), min_size=3, max_size=3),
)
def test_grade_and_score_agree_whatever_the_model_says(
    scores: tuple[float, float], extra: float, rulings: list[str]
) -> None:
    before = verdict(pair(scores[0]), pair(scores[1]), max(*scores, extra))
    together = Question(CLAIM, (CYCLING, PREMIUM))
    questions = [Question(CLAIM, (CYCLING,)), Question(CLAIM, (PREMIUM,)), together]
    given_rulings = {q.id: Ruling(r) for q, r in zip(questions, rulings, strict=True) if r}  # type: ignore[arg-type]
    found = revised(CLAIM, DOCUMENTS, before, given_rulings)
    assert found.score is not None
    assert found.support == grade(found.score)
    for item in found.pairs.values():
        assert item.support == grade(item.score)
        assert GRADES.index(found.support) >= GRADES.index(item.support)


def test_questions_are_asked_once_in_an_order_that_their_content_decides() -> None:
    questions = [Question(f"Zin {n}.", (CYCLING,)) for n in range(9)]
    assert spread([*questions, *questions]) == spread(questions[::-1])
    assert len(spread([*questions, *questions])) == 9
    assert spread(questions) != questions
