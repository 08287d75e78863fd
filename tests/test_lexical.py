"""Dutch terms and BM25."""

import math
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.lexical import (
    FEWEST,
    K1,
    Analyser,
    B,
    Bm25,
    Postings,
    frequencies,
    grams,
    postings,
    rarities,
    stem,
    stems,
    words,
)

PLAIN = Analyser({})
VOCABULARY = {"handelskern": 5, "kern": 9, "handel": 9, "versterking": 9, "kernversterking": 4, "verschillende": 9}


def bag(text: str) -> Postings:
    return postings(PLAIN.terms(text))


def test_inflections_share_a_stem() -> None:
    assert stems("woningen") == stems("woning")
    assert stems("goedgekeurd") == stems("goedkeuring")


def test_compounds_share_grams() -> None:
    shared = set(grams("handelskernversterking")) & set(grams("kernversterking"))
    assert len(shared) == len(grams("kernversterking"))


def test_accents_case_and_stopwords_do_not_matter() -> None:
    assert words("Één CAFÉ") == ["een", "cafe"]
    assert stems("De Vlaamse Regering") == stems("vlaamse regering")


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("handelskernversterking", ("handelskern", "versterking")),
        ("kernversterking", ("kern", "versterking")),
        ("handelskern", ("handel", "kern")),
        ("versterking", ()),
        ("fiets", ()),
    ],
)
def test_a_compound_is_taken_apart_into_words_of_the_corpus(compound: str, parts: tuple[str, ...]) -> None:
    assert Analyser(VOCABULARY).parts(compound) == parts


def test_a_word_is_counted_whatever_its_capitals_and_accents() -> None:
    analyser = Analyser(frequencies(["Één café", "het CAFÉ", "een cafe, een café"]))
    assert analyser.frequency("Café") == 3
    assert analyser.frequency("een") == 2
    assert analyser.frequency("bar") == 0


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("de verschil-lende plannen", "de verschillende plannen"),
        ("de kern-handel draait", "de kern-handel draait"),
        ("inkomens- en vermogens", "inkomens- en vermogens"),
        ("COVID-19", "COVID-19"),
    ],
)
def test_words_broken_at_a_line_end_are_joined(text: str, mended: str) -> None:
    assert Analyser(VOCABULARY).mend(text) == mended


def test_neighbours_make_a_term_of_their_own() -> None:
    together = set(PLAIN.terms("sociale economie")) - set(PLAIN.terms("sociale")) - set(PLAIN.terms("economie"))
    assert len(together) == 1


def test_frequencies_count_texts_not_words() -> None:
    assert frequencies(["fiets fiets", "fiets zorg"]) == {"fiets": 2, "zorg": 1}


def test_what_stands_in_every_section_tells_nothing() -> None:
    everywhere, once = sorted(rarities([["a"]] * 200 + [["a", "c"]]).values())
    assert everywhere == pytest.approx(0.0, abs=1e-6)
    assert once == 1.0


def reference_score(query: list[str], text: list[str], texts: list[list[str]]) -> float:
    """BM25 as in the textbook, term by term."""
    average = sum(map(len, texts)) / len(texts)
    score, population = 0.0, max(len(texts), FEWEST)
    for term in query:
        df = sum(term in other for other in texts)
        tf = text.count(term)
        idf = math.log(1 + (population - df + 0.5) / (df + 0.5))
        score += idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(text) / average)) if tf else 0.0
    return score


VOCABULARY_TEXTS = st.lists(
    st.sampled_from("fiets fietspad woning zorg energie renovatie school leerkracht".split()), min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None)
@given(st.lists(VOCABULARY_TEXTS, min_size=1, max_size=8), VOCABULARY_TEXTS)
def test_scores_equal_the_textbook_formula_and_stay_below_the_ceiling(texts: list[list[str]], query: list[str]) -> None:
    bm25 = Bm25([bag(" ".join(text)) for text in texts])
    got = bm25.scores(bag(" ".join(query)))
    terms = [PLAIN.terms(" ".join(text)) for text in texts]
    expected = [reference_score(PLAIN.terms(" ".join(query)), text, terms) for text in terms]
    assert np.allclose(got, expected, rtol=1e-3)
    assert got.max() <= bm25.ceiling(bag(" ".join(query))) * 1.0001


def test_a_query_term_can_weigh_less() -> None:
    bm25 = Bm25([bag("fiets"), bag("zorg")])
    keys = bag("fiets").terms
    light = postings(PLAIN.terms("fiets"), {int(key): 0.5 for key in keys})
    assert np.allclose(bm25.scores(light), 0.5 * bm25.scores(bag("fiets")))


def test_an_unknown_word_and_an_empty_corpus_score_nothing() -> None:
    assert Bm25([bag("fiets")]).scores(bag("kasteel")).tolist() == [0.0]
    assert Bm25([]).scores(bag("fiets")).tolist() == []
    assert Bm25([]).idf("fiets") > 0


def test_a_rare_word_weighs_more_than_a_common_one_and_an_unseen_one_most() -> None:
    bm25 = Bm25([bag(text) for text in ("fiets zorg", "fiets school", "fiets")])
    assert bm25.idf("fiet") < bm25.idf("zorg") < bm25.idf("nergen")


@pytest.mark.parametrize("text", ["", "de het een", "!!! …"])
def test_a_text_without_content_words_has_no_postings(text: str) -> None:
    assert bag(text).terms.size == 0


def test_threads_that_stem_at_the_same_time_get_the_stems_of_one() -> None:
    some = [f"{first}{last}" for first in ("fiets", "woon", "onderwijs", "landbouw") for last in ("paden", "beleid")]
    some = [f"{word}{letter}{ending}" for word in some for letter in "abcdefgh" for ending in ("en", "heden", "ing")]
    alone = [stem(word) for word in some]
    switched = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(stem.__wrapped__, some * 8))
    finally:
        sys.setswitchinterval(switched)
    assert together == alone * 8
