"""Ranking documents for a section."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.config import Config
from rag.documents import Document, Section, Segment
from rag.embedding import E5, CachedEmbeddings
from rag.index import open_index, update_index
from rag.retrieval import Retriever
from tests.samples import CYCLING, HOUSING, PREMIUM, HashEmbeddings, corpus


def section(text: str, title: str = "", chapter: str = "") -> Section:
    return Section("s", chapter, "1", title, text)


AGREEMENT = [
    section("We leggen meer fietspaden aan. Gemeenten krijgen subsidie.", "Fiets", "Mobiliteit"),
    section("We verhogen de premie voor energierenovatie van woningen.", "Energie", "Energie"),
]


def retriever_over(
    root: Path, documents: dict[str, Document], agreement: list[Section], *, dense: bool
) -> Iterator[Retriever]:
    config = Config(root=root)
    embeddings = CachedEmbeddings(HashEmbeddings, "hash", root / "vectors.sqlite") if dense else None
    update_index(config, embeddings, documents)
    with open_index(config, embeddings) as index:
        yield Retriever(index, embeddings, agreement)
    if embeddings:
        embeddings.close()


@pytest.fixture(params=[True, False], ids=["hybrid", "lexical"])
def retriever(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Retriever]:
    yield from retriever_over(tmp_path, corpus(), AGREEMENT, dense=request.param)


def test_the_document_about_the_subject_comes_first(retriever: Retriever) -> None:
    hits = retriever.rank(AGREEMENT[0], 3)
    assert hits[0].document == CYCLING.id
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_title_alone_is_a_query(retriever: Retriever) -> None:
    assert retriever.rank(section("", "Wijziging van de Codex Wonen"), 1)[0].document == HOUSING.id


def test_relevance_tells_a_subject_from_a_stray_word(retriever: Retriever) -> None:
    about = {hit.document: hit.relevance for hit in retriever.rank(AGREEMENT[1], 3)}
    assert max(about, key=lambda identity: about[identity]) == PREMIUM.id
    assert about[PREMIUM.id] > 0.53
    assert all(0 <= relevance <= 1 for relevance in about.values())


def test_nothing_known_of_the_question_is_not_relevant(tmp_path: Path) -> None:
    for found in retriever_over(tmp_path, corpus(), AGREEMENT, dense=False):
        hits = found.rank(section("Kerncentrales worden van dichtbij gevolgd door experten."), 3)
        assert max(hit.relevance for hit in hits) < 0.53


def test_every_hit_says_its_place_by_every_score(retriever: Retriever) -> None:
    hit = retriever.rank(AGREEMENT[0], 1)[0]
    assert hit.trace["whole"] == hit.trace["sentence"] == 1
    assert ("subject" in hit.trace) == ("like the best" in hit.trace)


def test_an_answer_is_ranked_for_itself_not_for_its_whole_file(tmp_path: Path) -> None:
    filler = " ".join(f"Gemeente {n} deelt cijfers over riolering mee." for n in range(200))
    answer = "De premie voor energierenovatie van woningen wordt verhoogd."
    text = f"{filler}\n{answer}"
    segments = (Segment(0, len(filler), "answer", 1), Segment(len(filler) + 1, len(text), "answer", 2))
    long = Document("vraag", text, segments, kind="schriftelijke vraag", title="Cijfers")
    for found in retriever_over(tmp_path, corpus(CYCLING, HOUSING, long), [], dense=False):
        assert found.rank(section("premie voor energierenovatie van woningen"), 1)[0].document == "vraag"


@pytest.mark.parametrize("text", ["", "!!!", "de het een", "qqqq zzzz"])
def test_a_query_without_known_words_does_not_fail(retriever: Retriever, text: str) -> None:
    assert len(retriever.rank(section(text), 5)) == 3


@pytest.mark.parametrize("dense", [True, False])
def test_an_index_of_one_document_works_without_an_agreement(tmp_path: Path, dense: bool) -> None:
    for found in retriever_over(tmp_path, corpus(CYCLING), [], dense=dense):
        assert [hit.document for hit in found.rank(section("fietspaden"), 5)] == [CYCLING.id]


def test_a_document_stands_highest_for_what_it_says(retriever: Retriever) -> None:
    found = retriever.standings("Gemeenten leggen nieuwe fietspaden aan.", [CYCLING.id, HOUSING.id, "unknown"])
    assert set(found) == {CYCLING.id, HOUSING.id}
    assert found[CYCLING.id].words == 1.0 > found[HOUSING.id].words
    assert found[CYCLING.id].meaning is None
    assert retriever.standings("Fietspaden.", ["unknown"]) == {}


def test_meaning_is_told_by_the_bundled_model_only(tmp_path: Path) -> None:
    config = Config(root=tmp_path)
    embeddings = CachedEmbeddings(HashEmbeddings, E5, tmp_path / "vectors.sqlite")
    update_index(config, embeddings, corpus())
    with open_index(config, embeddings) as index:
        retriever = Retriever(index, embeddings, AGREEMENT)
        claim = "Gemeenten leggen nieuwe fietspaden aan."
        found = retriever.standings(claim, [CYCLING.id, HOUSING.id])
        alone = retriever.standings(claim, [CYCLING.id])[CYCLING.id]
    embeddings.close()
    cycling, housing = found[CYCLING.id], found[HOUSING.id]
    assert cycling.meaning is not None
    assert housing.meaning is not None
    assert cycling.meaning > housing.meaning
    assert alone.company == pytest.approx(1.0, abs=1e-5)
    assert alone.meaning == cycling.meaning


@pytest.mark.parametrize("identity", [E5, "another model"])
def test_sentences_are_embedded_beforehand_where_their_meaning_will_be_asked(tmp_path: Path, identity: str) -> None:
    config, inner = Config(root=tmp_path), HashEmbeddings()
    embeddings = CachedEmbeddings(lambda: inner, identity, tmp_path / "vectors.sqlite")
    update_index(config, embeddings, corpus())
    claims = ["Gemeenten leggen nieuwe fietspaden aan.", "Er komen woningen bij."]
    with open_index(config, embeddings) as index:
        retriever = Retriever(index, embeddings, AGREEMENT)
        inner.seen.clear()
        retriever.prepare(claims)
        prepared = list(inner.seen)
        retriever.standings(claims[0], [CYCLING.id])
    embeddings.close()
    assert sorted(prepared) == (sorted(claims) if identity == E5 else [])
    assert inner.seen == prepared
