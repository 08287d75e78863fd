"""Who acts, in a sentence and in its sources."""

import pytest

from rag.support.actors import check_actors
from tests.support.texts import source

TEXT = (
    "De Vlaamse Regering kent subsidies toe aan gemeenten. De Europese Commissie keurde het plan goed. Vlaams minister "
    "Hilde Crevits voert het uit."
)


def messages(claim: str) -> list[str]:
    return [found.message for found in check_actors(claim, [source(TEXT)])]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("De federale regering gaf advies.", "De bron zegt niets over “De federale regering”."),
        ("De provincies krijgen subsidies.", "De bron zegt niets over “De provincies”."),
        ("Minister Ben Weyts voert het plan uit.", "Het verslag zegt “Ben Weyts”; de bron zegt “Hilde Crevits”."),
        (
            "De Europese Commissie kent subsidies toe aan gemeenten.",
            "Het verslag zegt “Europese Commissie”; de bron zegt “Vlaamse Regering”.",
        ),
    ],
)
def test_another_actor_is_named_beside_that_of_the_source(claim: str, expected: str) -> None:
    assert messages(claim) == [expected]


@pytest.mark.parametrize(
    "claim",
    [
        TEXT,
        "Minister Crevits voert het plan uit.",
        "De regering kent subsidies toe aan gemeenten.",
        "Het plan kreeg groen licht van de Europese Commissie.",
    ],
)
def test_the_same_actor_passes(claim: str) -> None:
    assert messages(claim) == []
