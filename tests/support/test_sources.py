"""What a claim is held against."""

from rag.documents import Span
from rag.support.sources import Source, nearest, sentences, stretches, told
from tests.samples import CYCLING, HOUSING
from tests.support.texts import question, source

ASKED = question("Komt er een premie?", "Ja. Er komt een premie van 5 euro.")


def test_a_whole_document_is_read_but_for_what_was_asked() -> None:
    assert [CYCLING.text[slice(*span)] for span in stretches(Source(CYCLING))] == [CYCLING.text]
    assert [ASKED.text[slice(*span)] for span in stretches(Source(ASKED))] == ["Ja. Er komt een premie van 5 euro."]
    assert [ASKED.text[slice(*span)] for span in sentences(Source(ASKED))] == ["Ja.", "Er komt een premie van 5 euro."]


def test_a_cited_question_carries_nothing() -> None:
    assert stretches(Source(ASKED, (Span(0, 19),))) == ()
    assert stretches(Source(ASKED, (Span(20, 23),))) == (Span(20, 23),)


def test_names_may_come_from_the_title_over_a_cited_sentence() -> None:
    start = CYCLING.text.index("Gemeenten")
    texts = told(Source(CYCLING, (Span(start, len(CYCLING.text)),)))
    assert texts == ("Kopenhagenplan: subsidie voor fietspaden", "Gemeenten leggen nieuwe fietspaden aan.")


def test_the_nearest_sentence_has_most_of_the_words_and_is_the_shortest_of_equals() -> None:
    found = nearest("Gemeenten leggen fietspaden aan in 2021.", (Source(HOUSING), Source(CYCLING)))
    assert found is not None
    assert (found.text, found.share) == ("Gemeenten leggen nieuwe fietspaden aan.", 1.0)
    short = nearest("een premie", (source("Er komt een premie en een school. Er komt een premie."),))
    assert short is not None
    assert short.text == "Er komt een premie."


def test_nothing_in_common_is_nowhere_near() -> None:
    assert nearest("Vissers vangen kabeljauw.", (Source(CYCLING),)) is None
    assert nearest("dat is het", (Source(CYCLING),)) is None
