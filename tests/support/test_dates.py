"""Dates of a sentence against its sources."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.support.dates import check_dates, check_order
from tests.support.texts import source

SOURCE = source("De oproep loopt van 1 juli 2021 tot en met 30 juni 2023 en kost 15,4 miljoen euro.")


def messages(claim: str) -> list[str]:
    return [objection.message for objection in check_dates(claim, [SOURCE])]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("De oproep start op 1 juli 2022.", ["Het verslag zegt 1 juli 2022; de bron zegt 1 juli 2021."]),
        ("De oproep loopt tot 2030.", ["Het verslag zegt 2030; die datum komt niet voor in de bron."]),
        ("De oproep start in mei.", ["Het verslag zegt mei; die datum komt niet voor in de bron."]),
    ],
)
def test_a_date_the_source_does_not_state_is_reported_in_dutch(claim: str, expected: list[str]) -> None:
    assert messages(claim) == expected


def test_a_less_precise_date_is_confirmed_by_a_day_inside_it() -> None:
    assert messages("De oproep start in juli 2021 en eindigt midden 2023.") == []


def test_the_day_of_the_decision_confirms_itself_and_no_other_day() -> None:
    assert messages("Op 12 maart 2021 werd beslist.") == []
    assert messages("Op 13 maart 2021 werd beslist.") != []


def test_the_other_date_is_quoted_from_the_source_it_stands_in() -> None:
    (found,) = check_dates("De oproep start op 1 juli 2022.", [source("Er is geen datum.", identity="b0"), SOURCE])
    assert found.document == "b1"
    assert SOURCE.document.text[found.source_start : found.source_end] == found.quote == "1 juli 2021"


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.dates(date(2000, 1, 1), date(2050, 1, 1)))
def test_a_copied_date_is_clean_and_a_changed_one_is_not(day: date, other: date) -> None:
    text = "Op {:%d/%m/%Y} kent ze steun toe."
    assert list(check_dates(text.format(day), [source(text.format(day), None)])) == []
    assert bool(list(check_dates(text.format(other), [source(text.format(day), None)]))) == (day != other)


def test_what_lies_after_all_sources_cannot_be_told_as_past() -> None:
    early = source("De regels treden in werking op 1 september 2023.", "2021-03-12")
    (found,) = check_order("De regels traden in werking op 1 september 2023.", [early])
    assert found.code == "date.before"
    assert (
        found.message == "Het verslag zegt dat dit in 1 september 2023 gebeurde; de laatste bron is van 12 maart 2021."
    )


@pytest.mark.parametrize(
    "claim",
    [
        "De regels treden in werking op 1 september 2023.",
        "Er werd steun toegekend voor 2023.",
        "De steun werd verlengd tot eind 2023.",
        "Op 12 maart 2021 werd beslist.",
    ],
)
def test_what_is_told_as_ahead_or_lies_before_the_source_passes(claim: str) -> None:
    early = source("De regels treden in werking op 1 september 2023.", "2021-03-12")
    assert list(check_order(claim, [early])) == []


def test_the_order_is_not_checked_where_a_source_has_no_date() -> None:
    claim = "De regels traden in werking op 1 september 2023."
    assert list(check_order(claim, [source("Iets.", None, "b2"), source("Iets.", "2021-03-12")])) == []


def test_a_day_to_come_that_the_source_tells_in_the_same_words_passes() -> None:
    text = "De kaart is beschikbaar in juni 2023."
    assert list(check_order(text, [source(text, "2021-03-12")])) == []
