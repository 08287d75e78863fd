"""Ranking documents for a section."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.config import Config, RetrievalConfig
from rag.documents import Document, Segment
from rag.embedding import CachedEmbeddings
from rag.index import open_index, update_index
from rag.retrieval import Retriever, fuse
from tests.samples import CYCLING, HOUSING, PREMIUM, HashEmbeddings, corpus


def retriever_over(root: Path, documents: dict[str, Document], *, dense: bool) -> Iterator[Retriever]:
    config = Config(root=root)
    embeddings = CachedEmbeddings(HashEmbeddings, "hash", root / "vectors.sqlite") if dense else None
    update_index(config, embeddings, documents)
    with open_index(config, embeddings) as index:
        yield Retriever(index, embeddings, RetrievalConfig())
    if embeddings:
        embeddings.close()


@pytest.fixture(params=[True, False], ids=["hybrid", "lexical"])
def retriever(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Retriever]:
    yield from retriever_over(tmp_path, corpus(), dense=request.param)


def test_the_document_about_the_subject_comes_first(retriever: Retriever) -> None:
    hits = retriever.rank("We leggen meer fietspaden aan. Gemeenten krijgen subsidie.", 3)
    assert hits[0].document == CYCLING.id
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_compounds_are_found_by_their_parts(retriever: Retriever) -> None:
    assert retriever.rank("renovatiepremie", 1)[0].document == PREMIUM.id


def test_relevance_tells_a_subject_from_a_stray_word(retriever: Retriever) -> None:
    about = retriever.rank("De premie voor energierenovatie van woningen gaat omhoog.", 1)[0]
    stray = retriever.rank("Kerncentrales in het buitenland worden van dichtbij gevolgd door experten.", 1)
    assert about.relevance > 0.4
    assert not stray or stray[0].relevance < 0.13


def test_every_hit_says_which_rankings_found_it(retriever: Retriever) -> None:
    hit = retriever.rank("Wijziging van de Codex Wonen", 1)[0]
    assert hit.document == HOUSING.id
    assert hit.trace["stems"] == 1
    assert hit.score == pytest.approx(sum(1 / (20 + rank) for rank in hit.trace.values()))


def test_an_answer_is_ranked_for_itself_not_for_its_whole_file(tmp_path: Path) -> None:
    filler = " ".join(f"Gemeente {n} deelt cijfers over riolering mee." for n in range(200))
    answer = "De premie voor energierenovatie van woningen wordt verhoogd."
    text = f"{filler}\n{answer}"
    segments = (Segment(0, len(filler), "answer", 1), Segment(len(filler) + 1, len(text), "answer", 2))
    long = Document("vraag", text, segments, kind="schriftelijke vraag", title="Cijfers")
    for found in retriever_over(tmp_path, corpus(CYCLING, HOUSING, long), dense=False):
        assert found.rank("premie voor energierenovatie van woningen", 1)[0].document == "vraag"


@pytest.mark.parametrize("text", ["", "!!!", "de het een", "qqqq zzzz"])
def test_a_query_without_known_words_does_not_fail(retriever: Retriever, text: str) -> None:
    assert len(retriever.rank(text, 5)) <= 3


def test_an_index_of_one_document_works(tmp_path: Path) -> None:
    for found in retriever_over(tmp_path, corpus(CYCLING), dense=True):
        assert [hit.document for hit in found.rank("fietspaden", 5)] == [CYCLING.id]


def test_fusion_adds_reciprocal_ranks() -> None:
    assert fuse([["a", "b"], ["b"]], 60) == {"a": 1 / 61, "b": 1 / 62 + 1 / 61}
