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
        "De middelen gaan naar minstens 120 woningen.",
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


def test_the_value_with_the_same_digits_is_named_rather_than_the_nearest() -> None:
    text = "Er komen 1.500 woningen en 160 woningen."
    assert messages("Er komen 150 woningen.", [source(text)]) == [
        "Het verslag zegt 150 woningen; de bron zegt 1.500 woningen."
    ]


@pytest.mark.parametrize(
    "claim",
    [
        "In totaal gaat 12 miljoen euro naar scholen.",
        "Samen is dat 9 miljoen euro.",
        "De steun stijgt met 2 miljoen euro.",
        "Er gaat afgerond 8 miljoen euro naar cultuur.",
    ],
)
def test_a_sum_a_difference_and_a_rounding_pass_where_they_are_announced(claim: str) -> None:
    text = (
        "Scholen krijgen 7 miljoen euro, sport 5 miljoen euro, cultuur 7.620.000 euro. Eerder was dat 2 miljoen euro."
    )
    assert messages(claim, [source(text)]) == []


def test_a_sum_that_is_not_announced_or_not_right_does_not() -> None:
    text = "Scholen krijgen 7 miljoen euro, sport 5 miljoen euro."
    assert messages("Er gaat 12 miljoen euro naar scholen.", [source(text)]) != []
    assert messages("In totaal gaat 13 miljoen euro naar scholen.", [source(text)]) != []


def test_a_limit_is_not_told_as_the_quantity_itself() -> None:
    text = "De premie bedraagt maximaal 5.000 euro."
    assert messages("De premie bedraagt 5.000 euro.", [source(text)]) == [
        "Het verslag zegt 5.000 euro; de bron zegt maximaal 5.000 euro."
    ]
    for claim in ("De premie bedraagt hoogstens 5.000 euro.", "De premie gaat tot 5.000 euro."):
        assert messages(claim, [source(text)]) == []
