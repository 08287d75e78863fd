"""Chunks are runs of whole sentences whose offsets point back into the text."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.catalogue import passages
from rag.chunking import chunk_document, embedded_text
from rag.documents import Document, Segment
from rag.tokens import count_tokens
from tests.samples import CYCLING, Part, document

PARTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300).map(str.strip).filter(bool),
    min_size=1,
    max_size=4,
)


def _letters(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=80, deadline=None)
@given(PARTS, st.integers(32, 80))
def test_offsets_point_back_and_nothing_is_lost(parts: list[str], bound: int) -> None:
    made = document("d", *(("body", part) for part in parts))
    chunks = chunk_document(made, bound)
    spans = [span for chunk in chunks for span in chunk.sentences]
    assert all(chunk.text == made.text[chunk.start : chunk.end] for chunk in chunks)
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert _letters("".join(made.text[start:end] for start, end in spans)) == _letters(made.text)
    assert all(count_tokens(made.text[start:end]) <= bound for start, end in spans)


def test_a_short_decision_is_one_chunk_with_title_and_date() -> None:
    (chunk,) = chunk_document(CYCLING, 320)
    assert chunk.title == CYCLING.title
    assert chunk.date == CYCLING.date
    assert embedded_text(chunk) == CYCLING.text
    assert len(chunk.sentences) == 3


def test_later_chunks_are_embedded_under_the_title() -> None:
    sentences = " ".join(f"De gemeente nummer {n} krijgt steun voor haar kern en haar markt." for n in range(40))
    chunks = chunk_document(document("d", ("title", "Kernen"), ("body", sentences)), 64)
    assert len(chunks) > 5
    assert all(embedded_text(chunk).startswith("Kernen\n") for chunk in chunks)
    assert all(count_tokens(chunk.text) <= 64 for chunk in chunks)


def test_a_chunk_never_holds_two_passages() -> None:
    text = "Vraag 1. Hoeveel?\nAntwoord 1. Drie.\nVraag 2. Wanneer?\nAntwoord 2. Nu."
    ends = [text.index(line) for line in text.split("\n")]
    roles = ("question", "answer", "question", "answer")
    segments = tuple(
        Segment(start, start + len(line), role, n // 2)  # type: ignore[arg-type]
        for n, (start, line, role) in enumerate(zip(ends, text.split("\n"), roles, strict=True))
    )
    chunks = chunk_document(Document("q", text, segments), 320)
    assert [chunk.text for chunk in chunks] == [
        "Vraag 1. Hoeveel?\nAntwoord 1. Drie.",
        "Vraag 2. Wanneer?\nAntwoord 2. Nu.",
    ]


def test_a_megabyte_without_a_full_stop_is_cut_within_the_bound() -> None:
    text = "maatregelen voor fietsers " * 40_000
    chunks = chunk_document(document("d", ("body", text.strip())), 320)
    assert len(chunks) > 100
    assert max(count_tokens(chunk.text) for chunk in chunks) <= 320


def test_ids_differ_between_documents_and_follow_the_text() -> None:
    (a,) = chunk_document(document("a", ("body", "Zelfde tekst.")), 64)
    (b,) = chunk_document(document("b", ("body", "Zelfde tekst.")), 64)
    (c,) = chunk_document(document("a", ("body", "Andere tekst.")), 64)
    assert len({a.id, b.id, c.id}) == 3


def test_a_document_is_found_by_what_it_says_itself_and_by_an_attachment_only_where_it_says_nothing() -> None:
    title: Part = ("title", "Plan")
    body: Part = ("body", "Er komt een fietspad.")
    note: Part = ("attachment", "Een lange nota.")
    with_note, alone = document("d", title, body, note), document("d", title, body)
    assert chunk_document(with_note, 320) == chunk_document(alone, 320)
    assert list(passages(with_note)) == list(passages(alone))
    only = document("d", note)
    assert (
        [chunk.text for chunk in chunk_document(only, 320)] == [text.strip() for _, text in passages(only)] == [note[1]]
    )
