"""Quotations against the sources."""

import pytest

from rag.support.quotes import check_quotes
from tests.support.texts import source

TEXT = "De regering kiest voor een zorgzame en warme buurt, waar iedereen meetelt."


def codes(claim: str) -> list[str]:
    return [found.code for found in check_quotes(claim, [source(TEXT)])]


@pytest.mark.parametrize("marks", ["“{}”", "„{}”", '"{}"', "«{}»", "‘{}’", "'{}'"])
def test_a_literal_quote_passes_and_an_altered_or_invented_one_does_not(marks: str) -> None:
    assert codes(f"Ze wil {marks.format('een zorgzame en warme buurt, waar iedereen meetelt')}.") == []
    assert codes(f"Ze wil {marks.format('een zorgzame en koele buurt, waar iedereen meetelt')}.") == ["quote.altered"]
    assert codes(f"Ze wil {marks.format('meer geld voor sport en spel')}.") == ["quote.missing"]


def test_the_altered_quote_stands_beside_the_sentence_it_was_made_of() -> None:
    claim = "Ze wil “een zorgzame en koele buurt, waar iedereen meetelt”."
    (found,) = check_quotes(claim, [source(TEXT)])
    assert claim[found.start : found.end] == "“een zorgzame en koele buurt, waar iedereen meetelt”"
    assert found.quote == TEXT


@pytest.mark.parametrize(
    "claim",
    [
        "Ze wil “zorgzame BUURT”.",
        "Het regeerakkoord wil “meer geld voor sport en spel”.",
        "Ze wil “Een zorgzame en   warme buurt — waar iedereen meetelt”.",
    ],
)
def test_short_quotes_those_of_the_agreement_and_other_typography_pass(claim: str) -> None:
    assert codes(claim) == []


def test_a_quote_may_mend_the_words_that_its_source_has_broken() -> None:
    broken = source("De Vlaamse Regering k ent een subsidie toe a an de stad.")
    assert not list(check_quotes("Er staat: “De Vlaamse Regering kent een subsidie toe aan de stad.”", (broken,)))
