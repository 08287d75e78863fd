"""An index in a database: the same index, and a reader never waits for a writer nor sees what it has not finished."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest

from rag.config import ChunkConfig, Config, IndexConfig
from rag.documents import Document, Section
from rag.embedding import CachedEmbeddings
from rag.errors import ConfigError, IndexStateError, LockedError
from rag.faults import inject
from rag.index import Change, open_index, update_index
from rag.retrieval import Retriever
from tests.samples import CYCLING, HOUSING, PREMIUM, HashEmbeddings, corpus, document
from tests.server.postgres import PASSWORD, Postgres

EDITED = document(HOUSING.id, ("title", "Wijziging Codex Wonen"), ("body", "Andere tekst."))
SECTION = Section("wonen/4.2", "Wonen", "4.2", "Wonen", "We verhogen de premie voor energierenovatie van woningen.")


class Machine:
    """A machine with a folder of its own and, unless it works alone, an index on a server."""

    def __init__(self, root: Path, url: str | None) -> None:
        self.config = Config(root=root, index=IndexConfig(url=url))
        self.inner = HashEmbeddings()
        self.embeddings = CachedEmbeddings(lambda: self.inner, "hash", root / "cache" / "vectors.sqlite")

    def index(self, *documents: Document) -> Change:
        return update_index(self.config, self.embeddings, corpus(*documents))

    def ids(self) -> tuple[set[str], set[str], set[str]]:
        """Document ids, chunk ids and vector ids."""
        with open_index(self.config, self.embeddings) as index:
            assert index.vectors is not None
            return set(index.catalogue.hashes()), index.catalogue.chunk_ids(), index.vectors.ids()


@pytest.fixture
def machines(database: str, tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    """Two machines with one index."""
    both = Machine(tmp_path / "a", database), Machine(tmp_path / "b", database)
    yield both
    for machine in both:
        machine.embeddings.close()


def test_documents_are_added_changed_and_removed_for_all(machines: tuple[Machine, Machine]) -> None:
    one, other = machines
    first = one.index()
    assert (len(first.added), first.changed, first.removed, first.rebuilt) == (3, (), (), None)
    second = other.index(CYCLING, EDITED)
    assert (second.added, second.changed, second.removed) == ((), (HOUSING.id,), (PREMIUM.id,))
    documents, chunks, vectors = one.ids()
    assert documents == {CYCLING.id, HOUSING.id}
    assert chunks == vectors
    assert len(chunks) == 2
    third = one.index(CYCLING, EDITED)
    assert (third.added, third.changed, third.removed, third.rebuilt) == ((), (), (), None)


def test_everything_is_as_in_a_folder(machines: tuple[Machine, Machine], tmp_path: Path) -> None:
    alone, shared = Machine(tmp_path / "alone", None), machines[0]
    question = document(
        "q1",
        ("title", "Vraag nr. 1"),
        ("body", "Hoeveel woningen\u2028kregen de premie? 5 % \\u0000 'ja'"),
        kind="schriftelijke vraag",
    )
    found, vectors = [], []
    for machine in (alone, shared):
        machine.index(CYCLING, HOUSING, PREMIUM, question)
        with open_index(machine.config, machine.embeddings) as index:
            assert index.vectors is not None
            vectors.append(index.vectors.vectors(sorted(index.catalogue.chunk_ids())))
            found.append(
                (
                    list(index.catalogue.documents()),
                    list(index.catalogue.chunks()),
                    index.catalogue.document("q1"),
                    index.catalogue.document("q2"),
                    index.catalogue.extent(),
                    index.catalogue.extent(questions=False),
                    index.catalogue.hashes(),
                    [hit.document for hit in Retriever(index, machine.embeddings, [SECTION]).rank(SECTION, 4)],
                )
            )
    alone.embeddings.close()
    assert found[0] == found[1]
    assert np.allclose(vectors[0], vectors[1], atol=1e-6)  # Chroma makes them of length one once more
    assert found[0][4][0] == 4
    assert found[0][5][0] == 3


def test_who_is_reading_keeps_what_it_had_and_who_comes_after_has_the_new(machines: tuple[Machine, Machine]) -> None:
    writer, reader = machines
    writer.index()
    with open_index(reader.config, reader.embeddings) as index:
        before = list(index.catalogue.documents()), index.catalogue.chunk_ids()
        assert writer.index(CYCLING, EDITED).removed == (PREMIUM.id,)
        assert reader.ids()[0] == {CYCLING.id, HOUSING.id}
        assert (list(index.catalogue.documents()), index.catalogue.chunk_ids()) == before
        assert index.vectors is not None
        assert index.vectors.ids() == before[1]


def _write(parent: Connection, root: Path, url: str, point: str) -> None:
    """Index in a process of its own; at ``point`` wait for the parent."""
    os.environ["PGPASSWORD"] = PASSWORD

    def trap(name: str) -> None:
        if name == point:
            parent.send("waiting")
            parent.recv()

    machine = Machine(root, url)
    with inject(trap):
        machine.index(CYCLING, EDITED)
    machine.embeddings.close()


@pytest.mark.parametrize("point", ["catalogue.commit", "index.commit"])
def test_a_writer_in_another_process_is_in_nobodys_way_and_leaves_nothing_half(
    machines: tuple[Machine, Machine], database: str, tmp_path: Path, point: str
) -> None:
    one, other = machines
    one.index()
    before = one.ids()
    mine, its = multiprocessing.Pipe()
    writer = multiprocessing.get_context("spawn").Process(target=_write, args=(its, tmp_path / "c", database, point))
    writer.start()
    assert mine.recv() == "waiting"
    for reader in (one, other):
        assert reader.ids() == before
    with pytest.raises(LockedError, match="wait until it has finished"):
        other.index()
    assert writer.pid
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    assert one.ids() == before
    for _ in range(100):  # until the server knows
        try:
            change = other.index(CYCLING, EDITED)
            break
        except LockedError:
            continue
    assert (change.changed, change.removed, change.rebuilt) == ((HOUSING.id,), (PREMIUM.id,), None)
    assert one.ids()[0] == {CYCLING.id, HOUSING.id}


def test_a_server_that_stops_in_the_middle_is_told_and_a_rerun_completes(
    machines: tuple[Machine, Machine], server: Postgres
) -> None:
    one, other = machines
    one.index()
    before = one.ids()

    def stop(name: str) -> None:
        if name == "index.commit":
            server.stop()

    with open_index(other.config, other.embeddings) as index:
        try:
            with inject(stop), pytest.raises(ConfigError, match=r"see that the server runs .* run the command again"):
                one.index(CYCLING, EDITED)
            with pytest.raises(ConfigError, match="cannot be used"):
                one.index(CYCLING, EDITED)
        finally:
            server.start()
        with pytest.raises(ConfigError, match="cannot be used"):
            index.catalogue.document(CYCLING.id)
    assert other.ids() == before
    assert one.index(CYCLING, EDITED).removed == (PREMIUM.id,)


def test_another_make_is_told_to_readers_and_replaced_as_a_whole(machines: tuple[Machine, Machine]) -> None:
    one, other = machines
    one.index()
    other.config = other.config.model_copy(update={"chunks": ChunkConfig(max_tokens=64)})
    with pytest.raises(IndexStateError, match="another make"):
        other.ids()
    assert one.ids()[0] == corpus().keys()
    change = other.index(CYCLING)
    assert (change.rebuilt, change.added) == ("the model, the chunk size or the program changed", (CYCLING.id,))
    assert other.ids()[0] == {CYCLING.id}
    with pytest.raises(IndexStateError, match="another make"):
        one.ids()


@pytest.mark.parametrize(
    "damage", ["DELETE FROM vectors", "UPDATE vectors SET vector = '\\x00'", "INSERT INTO vectors VALUES ('x', 'y')"]
)
def test_what_somebody_damaged_is_made_whole_without_the_model(
    machines: tuple[Machine, Machine], server: Postgres, database: str, damage: str
) -> None:
    one, _ = machines
    one.index()
    before, seen = one.ids(), list(one.inner.seen)
    server.tell(damage, database)
    one.index()
    assert one.ids() == before
    assert one.inner.seen == seen


def test_no_index_says_what_to_run(machines: tuple[Machine, Machine]) -> None:
    for machine in machines:
        with pytest.raises(IndexStateError, match="run 'verantwoord index' first"):
            machine.ids()


def test_a_reader_needs_no_right_to_write(machines: tuple[Machine, Machine], server: Postgres, database: str) -> None:
    one, other = machines
    one.index()
    server.tell(f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'", database)
    server.tell("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", database)
    other.config = other.config.model_copy(
        update={"index": IndexConfig(url=database.replace("verantwoord@", "reader@"))}
    )
    assert other.ids() == one.ids()
    with pytest.raises(ConfigError, match="permission denied"):
        other.index(CYCLING)
    with open_index(one.config, one.embeddings) as index, pytest.raises(ConfigError, match="read-only transaction"):
        index.catalogue.replace((), [CYCLING.id])


def test_without_embeddings_the_index_is_lexical(database: str, tmp_path: Path) -> None:
    config = Config(root=tmp_path, index=IndexConfig(url=database))
    update_index(config, None, corpus())
    with open_index(config, None) as index:
        assert index.vectors is None
        assert Retriever(index, None, [SECTION]).rank(SECTION, 1)[0].document == PREMIUM.id


def test_many_vectors_come_back_in_the_order_that_is_asked(machines: tuple[Machine, Machine]) -> None:
    one, _ = machines
    one.index()
    with open_index(one.config, one.embeddings) as index:
        assert index.vectors is not None
        ids = sorted(index.vectors.ids())
        found = index.vectors.vectors(ids[::-1])
        assert found.dtype == np.float32
        assert np.array_equal(found[::-1], index.vectors.vectors(ids))
        assert index.vectors.vectors([]).size == 0
