"""How a sentence of a report tells what it tells."""

import pytest

from rag.support.manner import MOST_AHEAD, MOST_ELEMENTS, MOST_FRAMING, Manner


@pytest.mark.parametrize(
    ("claim", "least"),
    [
        ("De regering heeft de huurpremie verhoogd.", 1),
        ("De hervorming werd doorgevoerd.", 2),
        ("De uitvoering van het besluit over huurpremies.", 1),
        ("De regering keurt het besluit goed.", 0),
        ("Het besluit is principieel goedgekeurd.", 0),
    ],
)
def test_what_is_told_as_done_is_ahead_of_an_approval_in_principle_only(claim: str, least: int) -> None:
    ahead = Manner(claim).ahead("principieel")
    assert (ahead >= least) if least else (ahead <= 1)
    assert Manner(claim).ahead("definitief") == 0


def test_in_principle_is_behind_a_final_decision() -> None:
    assert Manner("Een voorontwerp regelt de huurpremie.").behind("definitief") == 1
    assert Manner("Een voorontwerp regelt de huurpremie.").behind("principieel") == 0
    assert Manner("Een besluit regelt de huurpremie.").behind("definitief") == 0


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Subsidies zijn toegekend aan gemeenten.", 1),
        ("Er werd steun verleend aan gemeenten.", 1),
        ("De toekenning van premies.", 1),
        ("De regering wijzigt de subsidies.", 0),
    ],
)
def test_a_grant_is_held_against_sources_that_grant_nothing(claim: str, expected: int) -> None:
    manner = Manner(claim)
    assert manner.ungranted("principieel", "Besluit") == expected
    assert manner.ungranted("toekenning", "Besluit") == 0
    assert manner.ungranted("toekenning", "Projectoproep wijken") == expected


def test_names_have_a_capital_within_the_sentence() -> None:
    assert Manner("Gent krijgt van de Vlaamse Regering steun, zoals Bredene.").names == ("bredene",)


def test_signs_are_bounded() -> None:
    endless = Manner("maatregelen en stappen, en initiatieven, " * 50 + "werd doorgevoerd en goedgekeurd")
    assert (endless.framing, endless.elements) == (MOST_FRAMING, MOST_ELEMENTS)
    assert endless.ahead("principieel") <= MOST_AHEAD
