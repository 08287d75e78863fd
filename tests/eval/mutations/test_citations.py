"""Errors in what is cited and what is pasted beside it."""

from random import Random

from eval.mutations import citations
from eval.mutations.case import Original, absent
from eval.mutations.originals import ANSWERED, originals
from tests.eval.mutations.fields import ASKED, FOREST, PROMISE, ROUTES, SCHOOLS, field

SENTENCE = Original("De Vlaamse Regering kent maximaal 15,4 miljoen euro toe aan vijf gemeenten.", SCHOOLS)


def test_a_swapped_citation_keeps_the_words_and_cites_only_another_document() -> None:
    made = list(citations.swapped(SENTENCE, field(), Random(1)))
    assert made
    for planted in made:
        (source,) = planted.sources
        assert planted.claim == SENTENCE.text
        assert source.document.id != SCHOOLS.id


def test_a_document_that_may_carry_the_sentence_too_is_no_wrong_citation() -> None:
    same = Original(
        "De Vlaamse Regering keurt principieel een besluit over schoolroutes langs gewestwegen goed.", ROUTES
    )
    copy = type(ROUTES)("kopie", ROUTES.text, ROUTES.segments, title="Kopie")
    cited = [
        source.document.id
        for planted in citations.swapped(same, field(ROUTES, copy, FOREST), Random(1))
        for source in planted.sources
    ]
    assert "kopie" not in cited


def test_a_padded_citation_adds_one_behind_the_right_one() -> None:
    for planted in citations.padded(SENTENCE, field(), Random(1)):
        assert planted.sources[0].document.id == SCHOOLS.id
        assert len(planted.sources) == 2


def test_what_is_tacked_on_stands_before_the_full_stop_and_not_in_the_source() -> None:
    for planted in citations.tacked_on(SENTENCE, field(), Random(1)):
        words = planted.claim[planted.start : planted.end]
        assert planted.claim == f"{SENTENCE.text[:-1]}{words}."
        assert absent(SENTENCE.said, words)


def test_a_promise_is_pasted_behind_a_decision() -> None:
    (planted,) = citations.promised(SENTENCE, field(), Random(1))
    assert PROMISE[1:-1] in planted.claim[planted.start : planted.end]


def test_a_quote_is_altered_in_one_whole_word() -> None:
    made = list(citations.quotes(SENTENCE, field(), Random(1)))
    assert made
    for planted in made:
        before, after = citations.in_quotes(SENTENCE).split(), planted.claim.split()
        assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_an_answer_is_told_as_one_unless_that_is_the_error() -> None:
    (answer,) = (item for item in originals([ASKED]))
    assert answer.text.startswith(ANSWERED)
    (planted,) = citations.untold(answer, field(), Random(1))
    assert planted.claim == "De premie voor zonnepanelen blijft bestaan tot het einde van het jaar 2024."
    assert list(citations.untold(SENTENCE, field(), Random(1))) == []


def test_what_was_asked_is_told_as_decided() -> None:
    (answer,) = originals([ASKED])
    (planted,) = citations.asked(answer, field(), Random(1))
    assert planted.claim.startswith("De premie voor zonnepanelen zou volgens velen")
