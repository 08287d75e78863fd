"""``index`` makes the index equal to the corpus, whatever happened before."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag.config import ChunkConfig, Config
from rag.documents import Document, Page
from rag.embedding import CachedEmbeddings
from rag.errors import EmbeddingError, IndexStateError, LockedError
from rag.files import locked
from rag.index import Change, open_index, update_index
from rag.vectors import ChromaVectors
from tests.samples import CYCLING, HOUSING, PREMIUM, HashEmbeddings, corpus, document


class Workplace:
    """A config in a temporary folder, with an embedding model that counts."""

    def __init__(self, root: Path) -> None:
        self.config = Config(root=root)
        self.inner = HashEmbeddings()
        self.embeddings = CachedEmbeddings(lambda: self.inner, "hash", root / "cache" / "vectors.sqlite")

    def index(self, documents: dict[str, Document]) -> Change:
        return update_index(self.config, self.embeddings, documents)

    def ids(self) -> tuple[set[str], set[str], set[str]]:
        """Document ids, chunk ids and vector ids."""
        with open_index(self.config, self.embeddings) as index:
            assert index.vectors is not None
            return set(index.catalogue.hashes()), index.catalogue.chunk_ids(), index.vectors.ids()

    @property
    def folder(self) -> Path:
        root = self.config.resolve(self.config.index.path)
        return root / (root / "CURRENT").read_text().strip()


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    place = Workplace(tmp_path)
    yield place
    place.embeddings.close()


def test_documents_are_added_changed_and_removed(workplace: Workplace) -> None:
    first = workplace.index(corpus())
    assert (len(first.added), first.changed, first.removed) == (3, (), ())
    edited = document(HOUSING.id, ("title", "Wijziging Codex Wonen"), ("body", "Andere tekst."))
    second = workplace.index(corpus(CYCLING, edited))
    assert (second.added, second.changed, second.removed) == ((), (HOUSING.id,), (PREMIUM.id,))
    documents, chunks, vectors = workplace.ids()
    assert documents == {CYCLING.id, HOUSING.id}
    assert chunks == vectors
    assert len(chunks) == 2


def test_a_second_run_changes_and_embeds_nothing(workplace: Workplace) -> None:
    workplace.index(corpus())
    seen = list(workplace.inner.seen)
    change = workplace.index(corpus())
    assert (change.added, change.changed, change.removed, change.rebuilt) == ((), (), (), None)
    assert workplace.inner.seen == seen


def test_documents_come_back_as_they_were(workplace: Workplace) -> None:
    workplace.index(corpus())
    with open_index(workplace.config, workplace.embeddings) as index:
        assert {item.id: item for item in index.catalogue.documents()} == corpus()
        assert index.catalogue.extent() == (3, PREMIUM.date)


def test_a_deleted_index_is_rebuilt_without_embedding_anything(workplace: Workplace) -> None:
    workplace.index(corpus())
    before, seen = workplace.ids(), list(workplace.inner.seen)
    shutil.rmtree(workplace.config.resolve("index"))
    workplace.index(corpus())
    assert workplace.ids() == before
    assert workplace.inner.seen == seen


@pytest.mark.parametrize("damage", ["dirty", "chroma", "catalogue"])
def test_a_damaged_index_is_rebuilt_and_switched(workplace: Workplace, damage: str) -> None:
    workplace.index(corpus())
    before, folder = workplace.ids(), workplace.folder
    if damage == "dirty":
        (folder / "DIRTY").touch()
        with (
            pytest.raises(IndexStateError, match="run 'verantwoord index' again"),
            open_index(workplace.config, workplace.embeddings),
        ):
            pass
    elif damage == "chroma":
        shutil.rmtree(folder / "chroma")
    else:
        (folder / "catalogue.sqlite").write_bytes(b"not a database" * 1000)
    change = workplace.index(corpus())
    assert change.rebuilt
    assert workplace.folder != folder
    assert not folder.exists()
    assert workplace.ids() == before


def test_another_model_or_chunk_size_makes_a_new_index(workplace: Workplace) -> None:
    workplace.index(corpus())
    workplace.config = Config(root=workplace.config.root, chunks=ChunkConfig(max_tokens=64))
    with pytest.raises(IndexStateError, match="another make"), open_index(workplace.config, workplace.embeddings):
        pass
    assert workplace.index(corpus()).rebuilt
    assert len(workplace.ids()[0]) == 3


def test_an_interrupted_embedding_leaves_the_old_index_and_resumes(workplace: Workplace) -> None:
    workplace.index(corpus(CYCLING))
    before = workplace.ids()

    def fail(texts: object) -> list[list[float]]:
        raise KeyboardInterrupt

    workplace.inner.embed_documents = fail  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        workplace.index(corpus())
    del workplace.inner.embed_documents
    assert workplace.ids() == before
    workplace.index(corpus())
    assert len(workplace.ids()[0]) == 3


def test_a_failing_model_is_not_taken_for_a_damaged_index(workplace: Workplace) -> None:
    workplace.index(corpus(CYCLING))
    folder = workplace.folder

    def fail(texts: object) -> list[list[float]]:
        raise ConnectionError("gone")

    workplace.inner.embed_documents = fail  # type: ignore[method-assign]
    with pytest.raises(EmbeddingError):
        workplace.index(corpus())
    assert workplace.folder == folder


def test_a_second_writer_and_a_reader_meanwhile_are_told(workplace: Workplace) -> None:
    workplace.index(corpus())
    with locked(workplace.config.resolve("index") / "lock", "held by the test"):
        with pytest.raises(LockedError, match="wait until it has finished"):
            workplace.index(corpus())
        with pytest.raises(LockedError), open_index(workplace.config, workplace.embeddings):
            pass


def test_more_vectors_are_read_than_one_query_can_name(tmp_path: Path) -> None:
    store, count = ChromaVectors(tmp_path), 33_000
    ids = [f"{number:05}" for number in range(count)]
    angles = np.arange(count, dtype=np.float32) / count
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    store.add(ids, vectors)
    assert np.allclose(store.vectors(ids[::-1])[::-1], vectors, atol=1e-6)
    assert store.vectors([]).size == 0
    store.close()


def test_no_index_says_what_to_run(workplace: Workplace) -> None:
    with (
        pytest.raises(IndexStateError, match="run 'verantwoord index' first"),
        open_index(workplace.config, workplace.embeddings),
    ):
        pass


def test_without_embeddings_the_index_is_lexical(tmp_path: Path) -> None:
    config = Config(root=tmp_path)
    update_index(config, None, corpus())
    with open_index(config, None) as index:
        assert index.vectors is None
        assert len(index.catalogue.chunk_ids()) == 3


def test_a_withdrawn_document_is_kept_by_id_and_counts_nowhere(workplace: Workplace) -> None:
    workplace.index(corpus())
    gone = replace(PREMIUM, withdrawn=date(2023, 6, 1))
    change = workplace.index(corpus(CYCLING, HOUSING, gone))
    assert (change.added, change.changed, change.withdrawn, change.removed) == ((), (), (PREMIUM.id,), ())
    with open_index(workplace.config, workplace.embeddings) as index:
        catalogue = index.catalogue
        assert catalogue.document(PREMIUM.id) == gone
        assert PREMIUM.id in catalogue.hashes()
        assert [item.id for item in catalogue.documents()] == [CYCLING.id, HOUSING.id]
        assert [item.id for item in catalogue.documents(withdrawn=True)] == [CYCLING.id, PREMIUM.id, HOUSING.id]
        assert catalogue.extent() == (2, HOUSING.date)
        assert PREMIUM.id not in catalogue.postings()[0]
        assert {chunk.document for chunk in catalogue.chunks()} == {CYCLING.id, HOUSING.id}
        assert catalogue.analyser().frequency("energierenovatie") == 0
    back = workplace.index(corpus())
    assert (back.changed, back.withdrawn) == ((PREMIUM.id,), ())
    assert workplace.ids()[0] == corpus().keys()


def test_pages_of_attachments_come_back_with_their_file(workplace: Workplace) -> None:
    paged = replace(HOUSING, pages=(Page(0, 1), Page(10, 2, "Bijlage")))
    workplace.index(corpus(paged))
    with open_index(workplace.config, workplace.embeddings) as index:
        assert index.catalogue.document(HOUSING.id) == paged
