"""Dutch stems, 5-grams and BM25."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.lexical import FEWEST, K1, B, Bm25, grams, postings, stems, words


def test_inflections_share_a_stem() -> None:
    assert stems("woningen") == stems("woning")
    assert stems("goedgekeurd") == stems("goedkeuring")


def test_compounds_share_grams() -> None:
    shared = set(grams("handelskernversterking")) & set(grams("kernversterking"))
    assert len(shared) == len(grams("kernversterking"))


def test_accents_case_and_stopwords_do_not_matter() -> None:
    assert words("Één CAFÉ") == ["een", "cafe"]
    assert stems("De Vlaamse Regering") == stems("vlaamse regering")


def reference_score(query: list[str], text: list[str], texts: list[list[str]]) -> float:
    """BM25 as in the textbook, term by term; few texts count as more."""
    average = sum(map(len, texts)) / len(texts)
    score = 0.0
    for term in query:
        df = sum(term in other for other in texts)
        tf = text.count(term)
        idf = math.log(1 + (max(len(texts), FEWEST) - df + 0.5) / (df + 0.5))
        score += idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(text) / average)) if tf else 0.0
    return score


VOCABULARY = st.lists(
    st.sampled_from("fiets fietspad woning zorg energie renovatie school leerkracht".split()), min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None)
@given(st.lists(VOCABULARY, min_size=1, max_size=8), VOCABULARY)
def test_scores_equal_the_textbook_formula(texts: list[list[str]], query: list[str]) -> None:
    bm25 = Bm25([postings(" ".join(text), "stems") for text in texts])
    got = bm25.scores(postings(" ".join(query), "stems"))
    stemmed = [stems(" ".join(text)) for text in texts]
    expected = [reference_score(stems(" ".join(query)), text, stemmed) for text in stemmed]
    assert np.allclose(got, expected, rtol=1e-4)


def test_an_unknown_word_and_an_empty_corpus_score_nothing() -> None:
    assert Bm25([postings("fiets", "stems")]).scores(postings("kasteel", "stems")).tolist() == [0.0]
    assert Bm25([]).scores(postings("fiets", "stems")).tolist() == []


def test_a_rare_word_weighs_more_than_a_common_one_and_an_unseen_one_most() -> None:
    bm25 = Bm25([postings(text, "stems") for text in ("fiets zorg", "fiets school", "fiets")])
    assert bm25.idf("fiet") < bm25.idf("zorg") < bm25.idf("nergen")


@pytest.mark.parametrize("text", ["", "de het een", "!!! …"])
def test_a_text_without_content_words_has_no_postings(text: str) -> None:
    assert postings(text, "stems").terms.size == 0
