"""Errors in dates."""

from eval.mutations import moments
from tests.eval.mutations.fields import SCHOOLS, wrong

CLAIM = "De oproep loopt vanaf 8 juli 2022."


def test_day_month_and_year_each_change_alone() -> None:
    for find in (moments.days, moments.months, moments.years):
        made = wrong(find, CLAIM)
        assert len(made) == 2
        for claim in made:
            planted = claim[claim.index("‹") + 1 : claim.index("›")]
            assert planted not in SCHOOLS.text
    assert all("juli 2022›" in claim for claim in wrong(moments.days, CLAIM))
    assert all("‹8 " not in claim and " 8 ‹" in claim for claim in wrong(moments.months, CLAIM))
    assert all("8 juli ‹20" in claim for claim in wrong(moments.years, CLAIM))


def test_a_year_that_the_source_names_elsewhere_is_not_planted() -> None:
    for claim in wrong(moments.years, "Het decreet is van 2020."):
        assert "‹2019›" not in claim
        assert "‹2022›" not in claim


def test_a_claim_without_a_date_yields_nothing() -> None:
    for find in (moments.days, moments.months, moments.years):
        assert wrong(find, "De steun bedraagt 40% van de kosten.") == []
