"""Vectors made comparable."""

import numpy as np
import pytest

from rag.space import Space, units

RANDOM = np.random.default_rng(3)


def crowded(count: int) -> np.ndarray:
    """Vectors that all point nearly the same way, as those of small models do."""
    return units((np.ones(16) * 5 + RANDOM.normal(size=(count, 16))).astype(np.float32))


def test_a_query_finds_the_chunk_it_is_like_and_unlike_ones_fall_below_zero() -> None:
    chunks = crowded(40)
    space = Space(chunks, list(range(40)), crowded(30))
    found = space.similarities(chunks[[7]])
    assert found.shape == (1, 40)
    assert int(found[0].argmax()) == 7
    assert (chunks @ chunks[7]).min() > 0.5
    assert found[0].min() < 0


def test_a_document_is_as_like_as_its_best_chunk() -> None:
    chunks = crowded(6)
    alone = Space(chunks, [0, 1, 2, 3, 4, 5], chunks).similarities(chunks[:2])
    paired = Space(chunks, [0, 2, 4], chunks).similarities(chunks[:2])
    assert np.allclose(paired, np.maximum(alone[:, ::2], alone[:, 1::2]))


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_chunks_give_numbers(count: int) -> None:
    chunks = crowded(count)
    found = Space(chunks, list(range(count)), crowded(3)).similarities(crowded(2))
    assert np.isfinite(found).all()
