"""Errors in negation, opposites, scope and groups; praise; and stages told too far."""

import pytest

from eval.mutations import stages, wording
from tests.eval.mutations.fields import ROUTES, wrong


@pytest.mark.parametrize(
    ("claim", "made"),
    [
        ("De regering keurt het besluit goed.", "De regering keurt het besluit ‹niet goed›."),
        ("De stad krijgt een subsidie.", "De stad krijgt ‹geen ›subsidie."),
        ("De regeling geldt niet langer voor scholen.", "De regeling geldt ‹langer› voor scholen."),
        ("Er komt geen nieuwe oproep.", "Er komt ‹een nieuwe› oproep."),
        ("De gemeente moet de kosten betalen.", "De gemeente ‹moet niet› de kosten betalen."),
    ],
)
def test_a_negation_is_put_in_or_left_out(claim: str, made: str) -> None:
    assert made in wrong(wording.negations, claim)


@pytest.mark.parametrize(
    ("claim", "made"),
    [
        ("De regering verhoogt de premie.", "De regering ‹verlaagt› de premie."),
        ("De regering voert een nieuwe taks in.", "De regering ‹schaft een nieuwe taks af›."),
        ("De regering kent 5 euro subsidie toe.", "De regering ‹trekt 5 euro subsidie in›."),
        ("De invoering is verplicht.", "De ‹afschaffing› is verplicht."),
    ],
)
def test_a_word_becomes_its_opposite(claim: str, made: str) -> None:
    assert made in wrong(wording.opposites, claim)


def test_some_become_all() -> None:
    assert wrong(wording.wider, "De oproep richt zich tot sommige scholen.") == [
        "De oproep richt zich tot ‹alle scholen›."
    ]
    assert "De premie gaat naar ‹alle eigenaars›." in wrong(
        wording.wider, "De premie gaat naar eigenaars die hun dak isoleren."
    )
    assert wrong(wording.wider, "De termijn loopt na 5 juli en duurt drie maanden.") == []


def test_a_group_becomes_one_that_the_source_does_not_name() -> None:
    made = wrong(wording.groups, "De oproep richt zich tot scholen.")
    assert len(made) == 2
    assert all("gemeenten›" not in claim and "‹scholen›" not in claim for claim in made)


def test_praise_is_put_in_or_behind() -> None:
    behind, within = wrong(wording.praise, "De regering keurt een besluit goed.")
    assert behind.endswith("›.")
    assert within.startswith("De regering keurt een ‹")


@pytest.mark.parametrize(
    ("claim", "made"),
    [
        ("De regering keurt het besluit principieel goed.", "De regering keurt het besluit ‹definitief› goed."),
        ("De regering keurt het besluit principieel goed.", "De regering ‹voerde het besluit in›."),
        (
            "De regering machtigt de minister om een oproep uit te schrijven.",
            "De regering ‹heeft een oproep uitgeschreven›.",
        ),
        ("De conceptnota wil de regels vereenvoudigen.", "De ‹decreet› wil de regels vereenvoudigen."),
        ("Het gaat nu naar de Raad van State.", "Het ‹is van kracht›."),
    ],
)
def test_a_plan_is_told_as_a_deed(claim: str, made: str) -> None:
    assert made in wrong(stages.further, claim, ROUTES)


def test_a_source_that_tells_the_last_approval_too_is_left_alone() -> None:
    claim = "De regering keurt principieel een besluit goed."
    both = type(ROUTES)("x", f"{ROUTES.text} Later volgt de definitieve goedkeuring.", ROUTES.segments)
    assert not any("‹definitief›" in made for made in wrong(stages.further, claim, both))
