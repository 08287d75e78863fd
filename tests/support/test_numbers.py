"""Quantities of a sentence against its sources."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.support.numbers import check_numbers
from rag.support.sources import Source
from tests.support.texts import source

TEXT = (
    "De Vlaamse Regering kent 15,4 miljoen euro toe aan vijf steden. De oproep loopt van 1 juli 2021 tot en met "
    "30 juni 2023 en dekt 60% van de kosten van minstens 120 woningen."
)
SOURCE = source(TEXT)


def messages(claim: str, sources: Sequence[Source] = (SOURCE,)) -> list[str]:
    return [objection.message for objection in check_numbers(claim, sources)]


def test_another_amount_is_explained_with_the_amount_of_the_source() -> None:
    claim = "De regering kent 154 miljoen euro toe aan 5 steden."
    (found,) = check_numbers(claim, [SOURCE])
    assert found.code == "fact.number"
    assert found.message == "Het verslag zegt 154 miljoen euro; de bron zegt 15,4 miljoen euro."
    assert claim[found.start : found.end] == "154 miljoen euro"
    assert found.document == "b1"
    assert TEXT[found.source_start : found.source_end] == found.quote == "15,4 miljoen euro"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Zes steden krijgen steun.", ["Het verslag zegt Zes steden; de bron zegt vijf steden."]),
        ("De oproep dekt 80% van de kosten.", ["Het verslag zegt 80%; de bron zegt 60%."]),
        ("Er komen 3 hectare bij.", ["Het verslag zegt 3 hectare; dat getal komt niet voor in de bron."]),
    ],
)
def test_a_quantity_the_source_does_not_state_is_reported_in_dutch(claim: str, expected: list[str]) -> None:
    assert messages(claim) == expected


@pytest.mark.parametrize(
    "claim",
    [
        TEXT,
        "De regering trekt ruim 15 miljoen euro uit voor 5 steden.",
        "Op 12 maart 2021 werd beslist om in één loket te voorzien.",
        "Het decreet met artikel 12 en fase 3 werd uitgevoerd tijdens COVID-19.",
        "De projecten liggen in Salk 2 en elders.",
        "De middelen gaan naar 120 woningen.",
    ],
)
def test_a_claim_whose_quantities_are_stated_raises_nothing(claim: str) -> None:
    assert messages(claim) == []


def test_a_quantity_found_in_any_of_the_sources_passes() -> None:
    claim = "Er werden 30 woningen gebouwd, nu volgt 15,4 miljoen euro."
    assert messages(claim, [SOURCE, source("Er werden 30 woningen gebouwd.", identity="b2")]) == []
    assert len(messages(claim)) == 1


def test_the_most_alike_value_names_the_source_it_stands_in() -> None:
    (found,) = check_numbers(
        "Er gaat 16,4 miljoen euro naartoe.", [source("Er is 2 miljoen euro.", identity="b0"), SOURCE]
    )
    assert (found.document, found.quote) == ("b1", "15,4 miljoen euro")


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 10**7), st.integers(2, 10**7))
def test_a_copied_sentence_is_clean_and_a_changed_sum_is_not(sum_: int, other: int) -> None:
    text = f"Ze kent {sum_} euro toe."
    assert messages(text, [source(text)]) == []
    assert bool(messages(text.replace(f"{sum_} euro", f"{other} euro"), [source(text)])) == (sum_ != other)
