"""Claims that rest on titles alone."""

from rag.support.sources import Source
from rag.support.titles import check_titles, is_title_only
from tests.samples import CYCLING, document

TITLE = document("x", ("title", "Wijziging van de Codex Wonen"), ("long_title", "Wijziging van het decreet over wonen"))


def test_only_titles_is_told_from_a_body() -> None:
    assert is_title_only(TITLE)
    assert not is_title_only(CYCLING)


def test_a_claim_that_says_more_than_the_titles_is_reported_with_the_words_they_lack() -> None:
    (found,) = check_titles("De Codex Wonen verlaagt Antwerpse huurprijzen.", [Source(TITLE)])
    assert (found.code, found.document) == ("source.title_only", "x")
    assert (
        found.message
        == "Van de bron is alleen de titel bekend, en die zegt niets over “verlaagt”, “Antwerpse”, “huurprijzen”."
    )
    assert found.quote == TITLE.text[found.source_start : found.source_end]


def test_a_claim_that_only_names_the_subject_passes_and_so_does_one_with_a_real_source() -> None:
    assert (
        list(check_titles("De Vlaamse Regering besliste over een wijziging van de Codex Wonen.", [Source(TITLE)])) == []
    )
    assert list(check_titles("De huurprijzen dalen.", [Source(TITLE), Source(CYCLING)])) == []
