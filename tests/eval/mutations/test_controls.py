"""Controls say the same as their source."""

from random import Random

import pytest

from eval.mutations import controls
from eval.mutations.case import Original
from tests.eval.mutations.fields import FOREST, SCHOOLS


def made(rule: controls.Rule, text: str) -> list[str]:
    return list(rule(Original(text, SCHOOLS)))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Er is 1,5 miljoen euro.", "Er is 1.500.000 euro."),
        ("Er is 15,4 miljoen euro.", "Er is 15,4 mln. euro."),
        ("Er is 1.500 euro.", "Er is 1 500 euro."),
        ("Er is 1.500.000 euro.", "Er is 1,5 miljoen euro."),
        ("Er is 2.000.000 euro.", "Er is 2 miljoen euro."),
        ("Er is 300 euro.", "Er is € 300."),
        ("Er is 300 euro.", "Er is 300 EUR."),
        ("Het is 40% van de kosten.", "Het is 40 procent van de kosten."),
        ("Het is 1,7 procent.", "Het is 1,7%."),
    ],
)
def test_numbers_keep_their_value_in_another_notation(text: str, same: str) -> None:
    assert same in made(controls.numbers, text)


def test_groups_before_a_decimal_comma_stay_whole() -> None:
    assert made(controls.numbers, "Er zijn 4.230.709,34 uren.") == []


def test_dates_keep_their_day() -> None:
    assert made(controls.dates, "Het start op 8 juli 2022.") == [
        "Het start op 08/07/2022.",
        "Het start op 2022-07-08.",
        "Het start op 8.7.2022.",
    ]


def test_the_day_of_the_decision_is_added_as_our_writers_do() -> None:
    assert made(controls.day_added, "De steun is 40%.") == ["De steun is 40% (8 juli 2022)."]


def test_active_becomes_passive_with_all_its_parts() -> None:
    assert made(controls.passive, "De Vlaamse Regering keurt het besluit over bossen principieel goed.") == [
        "Het besluit over bossen wordt principieel goedgekeurd door de Vlaamse Regering."
    ]
    assert made(controls.passive, "De Vlaamse Regering keurt principieel een besluit goed over bossen.") == []
    assert made(controls.passive, "De Vlaamse Regering kent 5 euro toe aan scholen.") == [
        "5 euro wordt toegekend aan scholen door de Vlaamse Regering."
    ]


def test_the_day_moves_to_the_front() -> None:
    assert made(controls.reordered, "De Vlaamse Regering keurt het besluit goed.") == [
        "Op 8 juli 2022 keurt de Vlaamse Regering het besluit goed."
    ]


def test_one_word_becomes_another_that_means_the_same() -> None:
    assert "Er is circa 5 euro." in made(controls.synonyms, "Er is ongeveer 5 euro.")


def test_two_decisions_in_one_sentence_cite_both() -> None:
    control = controls.two_sources(Original("De een.", SCHOOLS), Original("De ander.", FOREST), Random(1))
    assert control.claim in ("De een; de ander.", "De een, en de ander.")
    assert [source.document.id for source in control.sources] == ["scholen", "bos"]
