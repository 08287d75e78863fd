"""Where the vectors of an index are kept, under chunk ids. The only module that imports chromadb.

Any store is a cache: every vector is also in the embedding cache, so a doubtful store is rebuilt, never repaired. It
only keeps: all vectors are read into memory and ranked there (``rag.space``).
"""

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from rag.embedding import Vectors
from rag.faults import fault_point
from rag.ledger import put
from rag.postgres import Server

BATCH = 2000
# One query of Chroma can name no more than 32,766.
READ = 20_000
SEARCH_EF = 400


class VectorStore(Protocol):
    """Unit vectors under ids."""

    def ids(self) -> set[str]:
        """The ids of all vectors."""

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Insert or replace vectors, one row an id."""

    def remove(self, ids: Iterable[str]) -> None:
        """Delete vectors."""

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """The vectors of these ids, one row each in their order."""

    def reachable(self, ids: Sequence[str], vectors: Vectors) -> bool:
        """Whether the store has these vectors as they are."""

    def close(self) -> None:
        """Release what is open."""


class ServerVectors:
    """A table of a database that machines share; what a reader sees while a writer writes is up to ``server``."""

    SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (id TEXT PRIMARY KEY, vector BLOB NOT NULL)"

    def __init__(self, server: Server) -> None:
        self._server = server

    def close(self) -> None:
        """The connection is that of the whole index."""

    def ids(self) -> set[str]:
        """The ids of all vectors."""
        return {identity for (identity,) in self._server.execute("SELECT id FROM vectors")}

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Insert or replace vectors."""
        rows = ((identity, vector.tobytes()) for identity, vector in zip(ids, vectors, strict=True))
        self._server.executemany(put("vectors", "id", "vector"), rows)

    def remove(self, ids: Iterable[str]) -> None:
        """Delete vectors."""
        self._server.execute("DELETE FROM vectors WHERE id = ANY(?)", (sorted(ids),))

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """The vectors of these ids, one row each in their order."""
        rows = self._server.execute("SELECT id, vector FROM vectors WHERE id = ANY(?)", (list(ids),))
        found = {identity: np.frombuffer(vector, np.float32) for identity, vector in rows}
        return np.stack([found[identity] for identity in ids]) if ids else np.empty((0, 0), np.float32)

    def reachable(self, ids: Sequence[str], vectors: Vectors) -> bool:
        """Whether each of these vectors is there as it was put in."""
        return bool(np.array_equal(self.vectors(ids), vectors))


class ChromaVectors:
    """A Chroma collection of unit vectors in a folder, cosine distance, no embedding function ever attached.

    It is not safe for two writing processes; callers hold the index lock from before it opens.
    """

    def __init__(self, path: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        logging.getLogger("chromadb").setLevel(logging.ERROR)
        # Any: the client type does not declare ``close``.
        self._client: Any = chromadb.PersistentClient(str(path), Settings(anonymized_telemetry=False))
        # Without embedding_function=None, Chroma attaches a model that it downloads.
        self._collection = self._client.get_or_create_collection(
            "chunks", embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_EF}}
        )

    def close(self) -> None:
        """Release the files."""
        self._client.close()

    def ids(self) -> set[str]:
        """The ids of all vectors."""
        return set(self._collection.get(include=[])["ids"])

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Insert or replace vectors."""
        for start in range(0, len(ids), BATCH):
            part: Any = vectors[start : start + BATCH]
            fault_point("chroma.upsert")
            self._collection.upsert(ids=list(ids[start : start + BATCH]), embeddings=part)

    def remove(self, ids: Iterable[str]) -> None:
        """Delete vectors."""
        doomed = sorted(ids)
        for start in range(0, len(doomed), BATCH):
            fault_point("chroma.delete")
            self._collection.delete(ids=doomed[start : start + BATCH])

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """The vectors of these ids, one row each in their order."""
        parts = [self._part(ids[start : start + READ]) for start in range(0, len(ids), READ)]
        return np.concatenate(parts) if parts else np.empty((0, 0), np.float32)

    def _part(self, ids: Sequence[str]) -> Vectors:
        found = self._collection.get(ids=list(ids), include=["embeddings"])
        row = {identity: number for number, identity in enumerate(found["ids"])}
        return np.asarray(found["embeddings"], np.float32)[[row[identity] for identity in ids]]

    def nearest(self, queries: Vectors, k: int) -> list[list[tuple[str, float]]]:
        """For each query row the ``k`` nearest ids with their cosine similarity, best first."""
        if not len(queries) or not self._collection.count():
            return [[] for _ in queries]
        found: list[list[tuple[str, float]]] = []
        for start in range(0, len(queries), 256):
            part: Any = queries[start : start + 256]
            answer = self._collection.query(query_embeddings=part, n_results=k, include=["distances"])
            for ids, distances in zip(answer["ids"], answer["distances"] or [], strict=True):
                found.append(
                    [(identity, 1.0 - float(distance)) for identity, distance in zip(ids, distances, strict=True)]
                )
        return found

    def reachable(self, ids: Sequence[str], vectors: Vectors) -> bool:
        """Whether each of these vectors finds itself: counting alone does not show a broken graph."""
        answers = self.nearest(vectors, 3)
        # Equal texts have equal vectors, so similarity decides, not the id.
        return all(answer and answer[0][1] > 0.999 for answer in answers) and len(answers) == len(ids)
