"""Matching: the share of a promise's rare words in a sentence, and the words that make it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.lexical import stem
from rag.matching import ABOVE, COMPOUND, LEAST, MOST_TERMS, Matcher, content

PROMISE = "We investeren in veilige fietspaden langs gewestwegen en in handelskernversterking."


def score(sentence: str, above: str = "", promise: str = PROMISE) -> float:
    matcher = Matcher([promise], lambda root: 5.0)
    return float(matcher.scores([content(sentence)], content(above))[0, 0])


def test_a_sentence_that_repeats_the_promise_scores_full_marks_and_one_on_something_else_none() -> None:
    assert score(PROMISE) == pytest.approx(1.0)
    assert score("Musea krijgen subsidie.") == 0.0


def test_an_inflection_counts_whole_and_a_part_of_a_compound_in_part() -> None:
    whole = score("Veilige.")
    assert score("Het is veilig.") == whole > 0
    assert score("De kernversterking.") == pytest.approx(COMPOUND * whole)


def test_a_short_word_is_no_part_of_a_compound() -> None:
    assert score("Het beleid.", promise="Een locatiebeleid voor winkels en kantoren.") == 0.0


def test_what_stands_only_above_the_sentence_counts_for_less() -> None:
    assert score("Er komt geld.", above="Fietspaden") == ABOVE * score("Er komen fietspaden.") > 0


def test_a_promise_of_a_few_words_is_not_served_by_one_of_them() -> None:
    assert score("Er komen fietspaden.", promise="We leggen fietspaden aan.") <= 5.0 / LEAST


def test_terms_stand_as_in_the_document_the_weightiest_first_and_each_once() -> None:
    weights = {"fietspaden": 6.0, "gewestwegen": 3.0, "veilige": 1.0}
    by_stem = {stem(word): weight for word, weight in weights.items()}
    matcher = Matcher([PROMISE], lambda root: by_stem.get(root, 5.0))
    sentence = "Veilige Fietspaden en gewestwegen, en nog eens fietspaden."
    assert matcher.terms(sentence, "Kernversterking", 0) == ("Fietspaden", "gewestwegen", "Kernversterking")


def test_a_section_without_words_is_served_by_nothing() -> None:
    assert Matcher(["…"], lambda root: 5.0).scores([["fietspad"]], []).tolist() == [[0.0]]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=4), st.lists(st.text(max_size=40), max_size=3))
def test_scores_lie_between_none_and_all_and_terms_are_few(promises: list[str], sentences: list[str]) -> None:
    matcher = Matcher(promises, lambda root: 4.0)
    scores = matcher.scores([content(sentence) for sentence in sentences], content("titel"))
    assert scores.shape == (len(sentences), len(promises))
    assert np.all((scores >= 0) & (scores <= 1))
    for sentence in sentences:
        assert len(matcher.terms(sentence, "titel", 0)) <= MOST_TERMS
