"""Embedding vectors made comparable: a small model crowds all texts in one corner, where every cosine is near 0.85."""

from collections.abc import Sequence

import numpy as np

from rag.embedding import Vectors

WHITENING = 0.125  # vectors are divided by eigenvalue ** this: 0 only centres, 0.5 whitens fully
FLOOR = 1e-6  # of an eigenvalue


class Space:
    """The chunks of a corpus, centred and lightly whitened, and queries moved to the same place.

    ``starts`` says where the chunks of each document begin; ``queries`` are a sample that tells where queries lie.
    """

    def __init__(self, chunks: Vectors, starts: Sequence[int], queries: Vectors) -> None:
        self._starts, self._query_mean = starts, queries.mean(0)
        values, axes = (
            np.linalg.eigh(np.cov(chunks.T)) if len(chunks) > 1 else (np.ones(chunks.shape[1]), np.eye(chunks.shape[1]))
        )
        self._axes = (axes * (np.maximum(values, 0) + FLOOR) ** -WHITENING).astype(np.float32)
        self._chunks = units((chunks - chunks.mean(0)) @ self._axes)
        self.documents = units(np.add.reduceat(self._chunks, starts, axis=0))

    def similarities(self, queries: Vectors) -> Vectors:
        """[queries, documents]: the cosine of each query with a document's best chunk."""
        moved = units((queries - self._query_mean) @ self._axes)
        return np.asarray(np.maximum.reduceat(moved @ self._chunks.T, self._starts, axis=1), np.float32)


def units(rows: Vectors) -> Vectors:
    """Rows of length one; a row of zeros stays one."""
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), np.float32)
