"""Sentences that stand in a document as they are."""

import pytest

from rag.support.literal import is_joined, is_literal
from tests.samples import CYCLING, HOUSING
from tests.support.texts import source

SENTENCE = "De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden."


@pytest.mark.parametrize(
    "claim",
    [
        SENTENCE,
        "de vlaamse regering  kent 150 miljoen euro toe voor fietspaden",
        "De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden (12 maart 2021).",
        "De Vlaamse Regering kent 150\u00ad miljoen euro toe",
    ],
)
def test_the_words_of_a_source_in_their_order_are_literal(claim: str) -> None:
    assert is_literal(claim, CYCLING)


@pytest.mark.parametrize(
    "claim",
    [
        "De Vlaamse Regering kent 15 miljoen euro toe voor fietspaden.",
        "De Vlaamse Regering kent niet 150 miljoen euro toe voor fietspaden.",
        "De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden (en voetpaden).",
        "kent 150 miljoen euro",
        "",
    ],
)
def test_a_word_more_or_other_or_too_few_words_are_not_literal(claim: str) -> None:
    assert not is_literal(claim, CYCLING)


def test_another_document_does_not_hold_the_sentence() -> None:
    assert not is_literal(SENTENCE, HOUSING)


def test_part_of_a_word_is_not_that_word() -> None:
    assert not is_literal("Vlaamse Regering kent 150 miljoen euro toe voor fiets", CYCLING)


@pytest.mark.parametrize(
    "claim",
    [
        f"Letterlijk staat er: “{SENTENCE}”",
        f"De minister antwoordde: {SENTENCE}",
        "De Vlaamse Regering kent € 150.000.000 toe voor fietspaden.",
    ],
)
def test_quotes_a_lead_and_another_notation_leave_a_sentence_literal(claim: str) -> None:
    assert is_literal(claim, CYCLING)


def test_two_literal_sentences_may_be_joined() -> None:
    other = "Het besluit geldt voor alle nieuwe woningen"
    documents = [CYCLING, source(other, identity="b2").document]
    assert is_joined(f"{SENTENCE.rstrip('.')}; {other.lower()}.", documents)
    assert not is_joined(f"{SENTENCE.rstrip('.')}; {other.lower()} in Gent.", documents)
