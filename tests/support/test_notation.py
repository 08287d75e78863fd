"""Quantities and days in the notation of the source."""

import pytest

from rag.support.notation import respelled
from tests.support.texts import source

TEXT = "Op 8 mei 2021 gaat 15 miljoen euro naar 1.200 woningen, ruim 20% meer dan in 2020."


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Er gaat € 15 mln. naar woningen.", "Er gaat 15 miljoen euro naar woningen."),
        ("Er gaat 15.000.000 EUR naar woningen.", "Er gaat 15 miljoen euro naar woningen."),
        ("Het gaat om ruim 1 200 woningen.", "Het gaat om ruim 1.200 woningen."),
        ("Dat is ruim 20 procent meer.", "Dat is ruim 20% meer."),
        ("Op 08/05/2021 was het zover.", "Op 8 mei 2021 was het zover."),
    ],
)
def test_what_is_the_same_is_written_as_in_the_source(claim: str, expected: str) -> None:
    assert respelled(claim, [source(TEXT).document]) == expected


@pytest.mark.parametrize(
    "claim", [TEXT, "Er gaat € 16 mln. naar woningen.", "Op 09/05/2021 was het zover.", "Geen enkel getal."]
)
def test_what_stands_there_or_is_something_else_stays(claim: str) -> None:
    assert respelled(claim, [source(TEXT).document]) == claim


def test_the_order_of_the_sources_makes_no_difference() -> None:
    documents = [source(text).document for text in ("Er is 15 miljoen euro.", "Er is 15.000.000 euro.")]
    claim = "Er is € 15 mln. in kas."
    assert respelled(claim, documents) == respelled(claim, documents[::-1])
