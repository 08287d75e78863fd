"""Stretches of documents around a passage."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from eval.excerpts import AROUND, LONGEST, context, excerpts, shortened
from rag.documents import Document, Span


def test_the_context_begins_and_ends_with_whole_sentences() -> None:
    far = "Lange zin die ver weg staat " * 20
    text = f"Eerste zin. {far}. Dit gaat vooraf. Hier staat het. Dit volgt. " + "x " * 400
    span = Span(text.index("Hier"), text.index("Hier") + len("Hier staat het."))
    around = context(text, span)
    assert text[slice(*around)].startswith("Dit gaat vooraf.")
    assert text[slice(*around)].endswith("Dit volgt.")


def test_without_sentences_it_keeps_whole_words_and_without_blanks_it_just_ends() -> None:
    words = "woord " * 300
    around = context(words, Span(900, 905))
    assert words[slice(*around)].strip().split() == ["woord"] * len(words[slice(*around)].split())
    assert context("x" * 5000, Span(2000, 2010)) == Span(2000 - AROUND, 2010 + AROUND)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab. \n", max_size=1500), st.data())
def test_the_context_holds_the_passage_and_no_more_than_is_allowed(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    around = context(text, span)
    assert max(0, span.start - AROUND) <= around.start <= span.start
    assert span.end <= around.end <= min(len(text), span.end + AROUND)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 80), st.integers(1, 20)), min_size=1, max_size=12))
def test_excerpts_hold_every_span_and_stand_apart(places: list[tuple[int, int]]) -> None:
    text = "".join(chr(97 + number % 26) for number in range(100))
    spans = [Span(start, start + length) for start, length in places]
    found = excerpts(Document("x", text, ()), spans)
    assert all(text[start : start + len(part)] == part for start, part in found)
    assert all(any(start <= span.start and span.end <= start + len(part) for start, part in found) for span in spans)
    assert all(start + len(part) < after for (start, part), (after, _) in pairwise(found))


def test_a_sentence_of_a_megabyte_is_cut() -> None:
    assert shortened(Span(5, 1_000_000)) == Span(5, 5 + LONGEST)
    assert shortened(Span(5, 10)) == Span(5, 10)
