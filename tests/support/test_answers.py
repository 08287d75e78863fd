"""Answers to written questions as sources."""

from rag.documents import Span
from rag.support.answers import check_answers
from rag.support.sources import Source
from tests.samples import CYCLING
from tests.support.texts import question

ANSWER = question("Hoeveel loketten zijn er?", "Er zijn 12 loketten.")


def codes(claim: str, *sources: Source) -> list[str]:
    return [found.code for found in check_answers(claim, sources)]


def test_an_answer_must_be_told_as_one() -> None:
    assert codes("Er zijn 12 loketten.", Source(ANSWER)) == ["answer.untold"]
    assert codes("Volgens de minister zijn er 12 loketten.", Source(ANSWER)) == []
    assert codes("In antwoord op een schriftelijke vraag is sprake van 12 loketten.", Source(ANSWER)) == []
    assert codes("Er zijn 12 loketten en fietspaden.", Source(ANSWER), Source(CYCLING)) == []


def test_a_question_is_never_evidence() -> None:
    cited = Source(ANSWER, (Span(0, 25),))
    (found,) = [item for item in check_answers("Volgens de minister zijn er loketten.", [cited])]
    assert (found.code, found.quote) == ("source.question", "Hoeveel loketten zijn er?")
