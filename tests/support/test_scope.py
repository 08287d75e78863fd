"""All, where the source says some."""

import pytest

from rag.support.scope import check_scope
from tests.support.texts import source

TEXT = "De Vlaamse Regering geeft steun aan een aantal gemeenten in de Rand. Elke school krijgt een laptop."


def messages(claim: str, text: str = TEXT) -> list[str]:
    return [found.message for found in check_scope(claim, [source(text)])]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("De regering geeft steun aan alle gemeenten.", "een aantal gemeenten"),
        ("Elke gemeente in de Rand krijgt steun.", "een aantal gemeenten"),
    ],
)
def test_some_told_as_all_is_reported_with_what_the_source_says(claim: str, expected: str) -> None:
    (message,) = messages(claim)
    assert f"de bron zegt “{expected}”" in message


def test_a_bare_plural_is_less_than_all_in_the_same_sentence() -> None:
    text = "De Vlaamse Regering geeft steun aan de gemeenten die een plan indienen."
    assert messages("De Vlaamse Regering geeft steun aan alle gemeenten die een plan indienen.", text) != []
    assert messages("Alle gemeenten zijn blij.", text) == []


@pytest.mark.parametrize(
    "claim",
    [
        TEXT,
        "Alle scholen krijgen een laptop.",
        "Niet alleen gemeenten krijgen steun.",
        "Enkele gemeenten in de Rand krijgen steun.",
    ],
)
def test_what_is_no_wider_passes(claim: str) -> None:
    assert messages(claim) == []


def test_a_word_for_all_put_in_a_copied_sentence_is_reported_whatever_else_it_takes_all_of() -> None:
    text = "De Vlaamse Regering geeft drie scholen in de Rand steun voor alle lokalen die lekken."
    claim = text.replace("drie scholen", "alle scholen")
    assert messages(claim, text) == ["Het verslag zegt “alle”; de bron zegt “drie”."]
