"""Names that survive renumbering."""

from hypothesis import given, settings
from hypothesis import strategies as st

from eval.keys import LENGTH, sentence_key, source_key
from rag.report import Reference


def test_typography_does_not_make_another_sentence_but_a_word_does() -> None:
    assert sentence_key("De  “premie” stijgt – nu.") == sentence_key('De "premie"\nstijgt - nu. ')
    assert sentence_key("cafe\u0301") == sentence_key("caf\u00e9")
    assert sentence_key("De premie stijgt.") != sentence_key("De premie daalt.")
    assert sentence_key("15 miljoen") != sentence_key("150 miljoen")


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_every_text_has_a_key_that_white_space_around_it_does_not_change(text: str) -> None:
    key = sentence_key(text)
    assert len(key) == LENGTH
    assert sentence_key(f" {text}\n") == key


def test_a_source_is_its_document_else_its_link_else_its_title() -> None:
    assert source_key(Reference(3, "Titel", "", "https://x", "doc")) == "doc"
    assert source_key(Reference(3, "Titel", "", "https://x")) == "https://x"
    assert source_key(Reference(3, "Titel", "", None)) == "Titel"
