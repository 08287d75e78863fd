"""How much of a sentence stands in its sources."""

from math import log

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.support.coverage import cover
from tests.samples import CYCLING, HOUSING, PREMIUM, corpus, document

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


def test_a_literal_sentence_is_covered_whole() -> None:
    for item, sentence in SENTENCES:
        found = cover(sentence, (item,), idf)
        assert found.score == 1.0
        assert found.missing == ()


def test_a_sentence_about_something_else_is_not_covered() -> None:
    found = cover("Vissers vangen kabeljauw op zee.", (CYCLING,), idf)
    assert found.score < 0.05
    assert found.passage is None
    assert set(found.missing) == {"Vissers", "vangen", "kabeljauw", "zee"}


def test_the_right_source_covers_more_than_another() -> None:
    claim = "De premie voor energierenovatie gaat omhoog."
    assert cover(claim, (PREMIUM,), idf).score > 2 * cover(claim, (HOUSING,), idf).score


def test_the_passage_is_the_sentence_that_shares_most_and_points_into_the_text() -> None:
    passage = cover("Gemeenten krijgen nieuwe fietspaden.", (HOUSING, CYCLING), idf).passage
    assert passage is not None
    assert passage.document == CYCLING.id
    assert passage.quote == "Gemeenten leggen nieuwe fietspaden aan."
    assert CYCLING.text[passage.start : passage.end] == passage.quote


def test_a_compound_of_the_source_counts_in_part() -> None:
    source = document("x", ("body", "De oproep voor handelskernversterking loopt."))
    with_part = cover("Kernversterking is begonnen.", (source,), idf).score
    assert cover("Zeevisserij is begonnen.", (source,), idf).score < with_part < 1


def test_the_day_and_kind_of_a_source_count_as_stated() -> None:
    claim = "Een mededeling van 12 maart 2021 gaat over fietspaden."
    source = document("x", ("title", "Fietspaden"), day="2021-03-12", kind="mededeling")
    other = document("x", ("title", "Fietspaden"), day="2022-07-01", kind="nota")
    assert cover(claim, (source,), idf).missing == ("gaat",)
    assert {"mededeling", "12", "2021"} <= set(cover(claim, (other,), idf).missing)


def test_the_rarest_missing_word_comes_first() -> None:
    rarity = {"vaker": 1.0, "kabeljauw": 5.0}
    found = cover("Nu vaker kabeljauw.", (CYCLING,), lambda stem: rarity.get(stem, 1.0))
    assert found.missing == ("kabeljauw", "vaker")


def test_a_claim_without_content_words_or_sources_is_not_covered() -> None:
    assert cover("Dat is het.", (CYCLING,), idf).score == 0.0
    assert cover("Nieuwe fietspaden.", (), idf).score == 0.0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.permutations(DOCUMENTS))
def test_scores_lie_between_0_and_1_and_more_documents_never_lower_them(words: list[str], order: list[object]) -> None:
    claim = " ".join(words)
    scores = [cover(claim, DOCUMENTS[:count], idf).score for count in range(1, len(DOCUMENTS) + 1)]
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert scores == sorted(scores)
