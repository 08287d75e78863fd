"""Amounts and dates of a sentence against its sources."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.support.facts import check_facts

SOURCE = (
    "De Vlaamse Regering kent 15,4 miljoen euro toe aan vijf steden. De oproep loopt van 1 juli 2021 tot en met "
    "30 juni 2023 en dekt 60% van de kosten van minstens 120 woningen."
)
DAY = date(2021, 3, 12)


def messages(claim: str) -> list[str]:
    return [finding.message for finding in check_facts(claim, [(SOURCE, DAY)])]


def test_another_amount_is_explained_with_the_amount_of_the_source() -> None:
    claim = "De regering kent 154 miljoen euro toe aan 5 steden."
    (finding,) = check_facts(claim, [(SOURCE, DAY)])
    assert finding.code == "fact.number"
    assert finding.message == "Het verslag zegt 154 miljoen euro; de bron zegt 15,4 miljoen euro."
    assert claim[finding.start : finding.end] == "154 miljoen euro"
    assert finding.source == 0
    assert SOURCE[finding.source_start : finding.source_end] == finding.quote == "15,4 miljoen euro"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Zes steden krijgen steun.", ["Het verslag zegt Zes steden; de bron zegt vijf steden."]),
        ("De oproep dekt 80% van de kosten.", ["Het verslag zegt 80%; de bron zegt 60%."]),
        ("Er komen 3 hectare bij.", ["Het verslag zegt 3 hectare; dat getal komt niet voor in de bron."]),
        ("De oproep start op 1 juli 2022.", ["Het verslag zegt 1 juli 2022; de bron zegt 1 juli 2021."]),
        ("De oproep loopt tot 2030.", ["Het verslag zegt 2030; die datum komt niet voor in de bron."]),
        ("De oproep start in mei.", ["Het verslag zegt mei; die datum komt niet voor in de bron."]),
    ],
)
def test_a_fact_the_source_does_not_state_is_reported_in_dutch(claim: str, expected: list[str]) -> None:
    assert messages(claim) == expected


@pytest.mark.parametrize(
    "claim",
    [
        SOURCE,
        "De regering trekt ruim 15 miljoen euro uit voor 5 steden.",
        "Op 12 maart 2021 werd beslist om in één loket te voorzien.",
        "De oproep start in juli 2021 en eindigt midden 2023.",
        "Het decreet met artikel 12 en fase 3 werd uitgevoerd tijdens COVID-19.",
        "De projecten liggen in Salk 2 en elders.",
        "De middelen gaan naar 120 woningen.",
    ],
)
def test_a_claim_whose_facts_are_stated_raises_nothing(claim: str) -> None:
    assert messages(claim) == []


def test_a_fact_found_in_any_of_the_sources_passes() -> None:
    other = "In 2019 werden 30 woningen gebouwd."
    claim = "In 2019 werden 30 woningen gebouwd, nu volgt 15,4 miljoen euro."
    assert check_facts(claim, [(SOURCE, DAY), (other, None)]) == ()
    assert [finding.code for finding in check_facts(claim, [(SOURCE, DAY)])] == ["fact.date", "fact.number"]


def test_the_nearest_value_names_the_source_it_stands_in() -> None:
    (finding,) = check_facts("Er gaat 16,4 miljoen euro naartoe.", [("Er is 2 miljoen euro.", None), (SOURCE, DAY)])
    assert (finding.source, finding.quote) == (1, "15,4 miljoen euro")


def test_the_day_of_the_decision_confirms_no_other_day() -> None:
    assert [finding.code for finding in check_facts("Op 13 maart 2021 werd beslist.", [(SOURCE, DAY)])] == ["fact.date"]


def test_without_sources_nothing_is_compared() -> None:
    assert check_facts("Er gaat 99 miljoen euro naartoe.", []) == ()


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 10**7), st.integers(2, 10**7), st.dates(date(2000, 1, 1), date(2050, 1, 1)))
def test_a_copied_sentence_is_clean_and_a_changed_sum_is_not(sum_: int, other: int, day: date) -> None:
    text = f"Op {day:%d/%m/%Y} kent ze {sum_} euro toe."
    assert check_facts(text, [(text, None)]) == ()
    changed = text.replace(f"{sum_} euro", f"{other} euro")
    assert bool(check_facts(changed, [(text, None)])) == (sum_ != other)
