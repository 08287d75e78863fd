"""The Chroma collection of one index: vectors under chunk ids. The only module that imports chromadb.

Chroma is a cache here: every vector is also in the embedding cache, so a doubtful store is rebuilt, never repaired.
Its local store is not safe for two writing processes; callers hold the index lock from before it opens.
"""

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.embedding import Vectors
from rag.faults import fault_point

BATCH = 2000
SEARCH_EF = 400


class VectorStore:
    """One persistent collection of unit vectors, cosine distance, no embedding function ever attached."""

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
