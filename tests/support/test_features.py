"""What is known of a claim and its sources."""

import pytest

from rag.documents import Standing
from rag.support.coverage import profile
from rag.support.features import ALONE, AMONG_MEANING, AMONG_WORDS, COMPANY, SOURCES, TOGETHER, Comparison
from tests.samples import CYCLING, HOUSING, PREMIUM
from tests.support.test_coverage import idf

CLAIM = "De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden en verhoogt de premie tot 5.000 euro."


def compared(*documents: object, claim: str = CLAIM) -> Comparison:
    return Comparison(claim, tuple(profile(item) for item in (CYCLING, HOUSING, PREMIUM) if item in documents), idf)


def test_only_what_is_known_is_there() -> None:
    comparison = compared(CYCLING)
    assert set(comparison.alone(0, None, objected=False)) == set(ALONE)
    assert set(comparison.alone(0, Standing(0.5), objected=False)) == {*ALONE, AMONG_WORDS}
    known = comparison.alone(0, Standing(0.5, 0.1, 0.9), objected=True)
    assert set(known) == {*ALONE, AMONG_WORDS, AMONG_MEANING, COMPANY}
    assert (known["objected"], known[AMONG_WORDS], known[COMPANY]) == (1.0, 0.5, 0.9)
    assert set(comparison.together([known], objected=False)) >= {*TOGETHER, SOURCES, AMONG_WORDS, AMONG_MEANING}


def test_what_another_source_has_is_missing_in_the_one_and_in_neither_alone() -> None:
    both = compared(CYCLING, PREMIUM)
    alone = [both.alone(place, None, objected=False) for place in (0, 1)]
    assert all(known["elsewhere"] > 0 for known in alone)
    assert compared(CYCLING).alone(0, None, objected=False)["elsewhere"] == 0
    assert both.together(alone, objected=False)["share"] == pytest.approx(1.0)
    assert both.together(alone, objected=False)[SOURCES] == 2


def test_a_standing_that_one_source_lacks_is_not_known_of_all() -> None:
    both = compared(CYCLING, PREMIUM)
    alone = [both.alone(0, Standing(0.5), objected=False), both.alone(1, None, objected=False)]
    assert AMONG_WORDS not in both.together(alone, objected=False)


def test_a_title_in_the_claim_counts_by_its_parts() -> None:
    named = compared(PREMIUM, claim="De premie voor energierenovatie stijgt.").alone(0, None, objected=False)
    other = compared(PREMIUM, claim="De bijdrage daalt.").alone(0, None, objected=False)
    assert named["title"] == pytest.approx(1.0)
    assert other["title"] < 0.3


def test_a_claim_without_words_is_known_to_have_nothing() -> None:
    known = compared(CYCLING, claim="Dat is het.").alone(0, None, objected=False)
    assert known["share"] == known["specific"] == known["own"] == 0
