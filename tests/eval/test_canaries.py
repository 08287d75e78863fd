"""Pairs with a known answer."""

from eval.canaries import canaries, checked
from rag.support.judge import judge_claim
from rag.support.rulings import Ruling
from tests.support.test_coverage import idf


def test_ten_are_carried_and_ten_are_not_and_no_two_are_alike() -> None:
    known = canaries()
    assert [canary.right for canary in known].count(("full",)) == 10
    assert len({canary.question.id for canary in known}) == 20


def test_each_document_is_what_its_offsets_say() -> None:
    for canary in canaries():
        (document,) = canary.question.documents
        title, body = document.segments
        assert document.text[title.start : title.end] == document.title
        assert document.text[body.start : body.end].endswith(".")


def test_the_rules_themselves_find_nothing_wrong_with_what_is_carried() -> None:
    carried = [canary.question for canary in canaries() if canary.right == ("full",)]
    verdicts = [judge_claim(question.claim, question.documents, idf) for question in carried]
    assert all(verdict.support != "none" for verdict in verdicts)


def test_right_wrong_and_unanswered_are_counted() -> None:
    right = {canary.question.id: Ruling("full" if canary.right == ("full",) else "none") for canary in canaries()}
    assert (checked(right).right, checked(right).wrong, checked(right).unanswered) == (20, (), 0)
    first, *_, last = canaries()
    worse = {**right, first.question.id: Ruling("partial")}
    del worse[last.question.id]
    found = checked(worse)
    assert (found.right, found.wrong, found.unanswered) == (18, (first.question.claim,), 1)


def test_a_contradiction_is_a_right_answer_to_what_is_not_carried() -> None:
    given = {canary.question.id: Ruling("contradicted") for canary in canaries()}
    assert (checked(given).right, len(checked(given).wrong)) == (10, 10)
