"""Which words of a sentence stand in its sources."""

from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.support.coverage import best_passage, missing, profile, rarity, weights
from tests.samples import CYCLING, HOUSING, corpus, document

DOCUMENTS = tuple(corpus().values())
SENTENCES = [
    (item, item.text[start:end])
    for item in DOCUMENTS
    for start, end in ((segment.start, segment.end) for segment in item.segments)
]
WORDS = [*sorted({word for item in DOCUMENTS for word in item.text.split()}), "kabeljauw", "zeesluis", "ongedierte"]


def idf(stem: str) -> float:
    """Rarity in the three documents."""
    holders = sum(stem in item.text.lower() for item in DOCUMENTS)
    return log(1 + (len(DOCUMENTS) - holders + 0.5) / (holders + 0.5))


def lacking(claim: str, *documents: object) -> tuple[str, ...]:
    profiles = [profile(item) for item in DOCUMENTS if item in documents]
    return missing(claim, profiles, weights(claim, idf))


def test_of_a_literal_sentence_nothing_is_missing() -> None:
    for item, sentence in SENTENCES:
        assert lacking(sentence, item) == ()
        assert all(profile(item).credit(word) == 1.0 for word in weights(sentence, idf))


def test_what_is_missing_is_told_in_phrases_as_they_stand() -> None:
    assert lacking("Vissers vangen kabeljauw, en leggen fietspaden aan.", CYCLING) == ("Vissers vangen kabeljauw",)


def test_the_rarest_missing_phrase_comes_first() -> None:
    heavy = {"kabeljauw": 5.0}
    claim = "Nu vaker, met kabeljauw."
    weight = weights(claim, lambda stem: heavy.get(stem, 2.5))
    assert missing(claim, [profile(CYCLING)], weight) == ("kabeljauw", "vaker")


def test_words_of_any_report_are_not_told_missing_beside_others() -> None:
    claim = "De maatregelen steunen kabeljauw."
    assert missing(claim, [profile(CYCLING)], weights(claim, lambda stem: 5.0))[0].endswith("kabeljauw")
    assert "maatregelen" not in " ".join(missing(claim, [profile(CYCLING)], weights(claim, lambda stem: 5.0)))
    assert missing("De maatregelen.", [profile(CYCLING)], weights("De maatregelen.", lambda stem: 5.0)) == (
        "maatregelen",
    )


def test_words_of_every_report_weigh_little_however_rare_in_decisions() -> None:
    weight = weights("maatregelen voor kabeljauw", lambda stem: 6.0)
    assert weight["maatregelen"] < 1 < 5 < weight["kabeljauw"]
    assert rarity("maatregeel") < rarity("fiet")


def test_a_compound_of_the_source_counts_in_part() -> None:
    source = profile(document("x", ("body", "De oproep voor handelskernversterking loopt.")))
    assert 0 < source.credit("kernversterking") < 1
    assert source.credit("zeevisserij") < source.credit("kernversterking")


def test_the_day_and_kind_of_a_source_count_as_stated() -> None:
    claim = "Een mededeling van 12 maart 2021 over fietspaden."
    own = profile(document("x", ("title", "Fietspaden"), day="2021-03-12", kind="mededeling"))
    other = profile(document("x", ("title", "Fietspaden"), day="2022-07-01", kind="nota"))
    assert missing(claim, [own], weights(claim, idf)) == ()
    assert missing(claim, [other], weights(claim, idf)) == ("mededeling", "12 maart 2021")


def test_the_passage_is_the_sentence_that_shares_most_and_points_into_the_text() -> None:
    weight = weights("Gemeenten krijgen nieuwe fietspaden.", idf)
    passage = best_passage([profile(HOUSING), profile(CYCLING)], weight)
    assert passage is not None
    assert passage.document == CYCLING.id
    assert passage.quote == "Gemeenten leggen nieuwe fietspaden aan."
    assert CYCLING.text[passage.start : passage.end] == passage.quote


def test_without_a_shared_word_there_is_no_passage() -> None:
    assert best_passage([profile(CYCLING)], weights("Vissers vangen kabeljauw.", idf)) is None
    assert best_passage([], weights("Nieuwe fietspaden.", idf)) is None


@pytest.mark.parametrize("claim", ["", "Dat is het.", "!?"])
def test_a_claim_without_content_words_asks_nothing(claim: str) -> None:
    assert weights(claim, idf) == {}
    assert missing(claim, [profile(CYCLING)], {}) == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_more_sources_never_lack_more_and_what_they_lack_stands_in_the_claim(words: list[str]) -> None:
    claim = " ".join(words)
    weight = weights(claim, idf)
    profiles = [profile(item) for item in DOCUMENTS]
    said = [missing(claim, profiles[:count], weight) for count in range(len(profiles) + 1)]
    counts = [len(" ".join(phrases).split()) for phrases in said]
    assert all(phrase in claim for phrases in said for phrase in phrases)
    assert counts[0] >= counts[-1]
