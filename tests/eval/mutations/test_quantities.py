"""Errors in amounts, units, percentages, counts and bounds."""

import re

from eval.mutations import quantities
from tests.eval.mutations.fields import wrong

CLAIM = "De Vlaamse Regering kent maximaal 15,4 miljoen euro toe aan vijf gemeenten."


def test_an_amount_gets_another_digit_or_ten_times_its_value_and_nothing_else_changes() -> None:
    made = wrong(quantities.amounts, CLAIM)
    assert len(made) == 3
    assert any("‹154›" in claim for claim in made)
    for claim in made:
        assert re.sub("‹.*›", "15,4", claim) == CLAIM


def test_a_number_that_stands_in_the_source_is_never_planted() -> None:
    for _ in range(5):
        assert all(
            "‹40›" not in claim for claim in wrong(quantities.percentages, "De steun bedraagt 41% van de kosten.")
        )


def test_a_percentage_becomes_another_or_percentage_points() -> None:
    made = wrong(quantities.percentages, "De steun bedraagt 40% van de kosten.")
    assert "De steun bedraagt 40‹ procentpunt› van de kosten." in made
    assert any("‹400›" in claim for claim in made)


def test_a_count_in_words_becomes_another_word() -> None:
    made = [claim for claim in wrong(quantities.counts, CLAIM) if "gemeenten" in claim]
    assert made
    assert all(re.search(r"aan ‹\w+› gemeenten", claim) and "‹vijf›" not in claim for claim in made)


def test_millions_become_milliards_and_bare_euros_millions() -> None:
    assert wrong(quantities.units, CLAIM) == [CLAIM.replace("miljoen", "‹miljard›")]
    assert wrong(quantities.units, "De premie is 500 euro.") == ["De premie is 500 ‹miljoen euro›."]


def test_a_bound_is_left_out_or_reversed() -> None:
    assert wrong(quantities.bounds_left_out, CLAIM) == [CLAIM.replace("maximaal 15,4", "‹15,4›")]
    assert wrong(quantities.bounds_reversed, CLAIM) == [CLAIM.replace("maximaal 15,4", "‹minstens 15,4›")]
    assert wrong(quantities.bounds_left_out, "De regels zijn maximaal streng.") == []
