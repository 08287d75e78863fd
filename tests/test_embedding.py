"""Embeddings: the bundled model, an endpoint, and the cache before both."""

from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from rag.config import EmbeddingConfig
from rag.embedding import CachedEmbeddings, E5Embeddings, load_embeddings
from rag.errors import ConfigError, EmbeddingError
from tests.openai_server import OpenAIServer
from tests.samples import HashEmbeddings


def cached(folder: Path, inner: Embeddings, identity: str = "hash", batch: int = 2) -> CachedEmbeddings:
    return CachedEmbeddings(lambda: inner, identity, folder / "vectors.sqlite", batch)


def test_the_bundled_model_puts_like_dutch_texts_together(tmp_path: Path) -> None:
    model = load_embeddings(EmbeddingConfig(), tmp_path / "vectors.sqlite")
    assert model is not None
    query = model.embed(["steun voor fietsers"], "query")[0]
    near, far = model.embed(["Subsidie voor nieuwe fietspaden", "Benoeming van een notaris"], "passage")
    assert query.shape == (384,)
    assert np.isclose(np.linalg.norm(query), 1, atol=1e-4)
    assert query @ near > query @ far
    model.close()


def test_nothing_is_embedded_twice_even_by_another_process(tmp_path: Path) -> None:
    first, second = HashEmbeddings(), HashEmbeddings()
    model = cached(tmp_path, first)
    before = model.embed(["a", "b", "a", "c"], "passage")
    model.close()
    again = cached(tmp_path, second)
    after = again.embed(["c", "a", "b", "a"], "passage")
    again.close()
    assert sorted(first.seen) == ["a", "b", "c"]
    assert second.seen == []
    assert np.array_equal(before[[3, 0, 1, 2]], after)


def test_queries_passages_and_models_do_not_share_vectors(tmp_path: Path) -> None:
    inner = HashEmbeddings()
    for identity in ("one", "two"):
        model = cached(tmp_path, inner, identity)
        model.embed(["a"], "passage")
        model.embed(["a"], "query")
        model.close()
    assert inner.seen == ["a"] * 4


def test_what_was_embedded_before_a_failure_is_kept(tmp_path: Path) -> None:
    class Failing(HashEmbeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:  # type: ignore[override]
            if len(self.seen) >= 2:
                raise ConnectionError("gone")
            return super().embed_documents(texts)

    model = cached(tmp_path, Failing())
    with pytest.raises(EmbeddingError, match="gone"):
        model.embed(["a", "b", "c", "d"], "passage")
    model.close()
    inner = HashEmbeddings()
    model = cached(tmp_path, inner)
    model.embed(["a", "b", "c", "d"], "passage")
    model.close()
    assert len(inner.seen) == 2


@pytest.mark.parametrize("rows", [[[0.0, 0.0]], [[float("nan"), 1.0]], [[1.0], [1.0]]])
def test_unusable_vectors_are_refused(tmp_path: Path, rows: list[list[float]]) -> None:
    class Broken(HashEmbeddings):
        def embed_documents(self, texts: object) -> list[list[float]]:
            return rows

    model = cached(tmp_path, Broken())
    with pytest.raises(EmbeddingError, match="unusable"):
        model.embed(["a"], "passage")
    model.close()


def test_an_endpoint_gets_plain_strings_with_the_prefixes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-canary-embedding")
    with OpenAIServer() as server:
        config = EmbeddingConfig(
            provider="openai", base_url=server.base_url, model="m", key_env="TEST_KEY",
            query_prefix="query: ", passage_prefix="passage: ",
        )  # fmt: skip
        model = load_embeddings(config, tmp_path / "vectors.sqlite")
        assert model is not None
        model.embed(["fiets"], "query")
        model.embed(["fiets"], "passage")
        model.embed(["fiets"], "passage")
        model.close()
        inputs = [request.json["input"] for request in server.requests]
    assert inputs == [["query: fiets"], ["passage: fiets"]]
    assert b"sk-canary" not in (tmp_path / "vectors.sqlite").read_bytes()


def test_queries_go_to_an_endpoint_together(tmp_path: Path) -> None:
    with OpenAIServer() as server:
        config = EmbeddingConfig(provider="openai", base_url=server.base_url, model="m", query_prefix="q: ")
        model = load_embeddings(config, tmp_path / "vectors.sqlite")
        assert model is not None
        model.embed(["a", "bb"], "query")
        model.close()
        inputs = [request.json["input"] for request in server.requests]
    assert inputs == [["q: a", "q: bb"]]


def test_an_endpoint_that_is_down_says_what_to_check(tmp_path: Path) -> None:
    config = EmbeddingConfig(provider="openai", base_url="http://127.0.0.1:9/v1", timeout=1)
    model = load_embeddings(config, tmp_path / "vectors.sqlite")
    assert model is not None
    with pytest.raises(EmbeddingError, match="'embedding:' block"):
        model.embed(["fiets"], "passage")
    model.close()


def test_openai_itself_needs_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    model = load_embeddings(EmbeddingConfig(provider="openai", model="m"), tmp_path / "vectors.sqlite")
    assert model is not None
    with pytest.raises(ConfigError, match="OPENAI_API_KEY"):
        model.embed(["fiets"], "passage")
    model.close()


def test_provider_none_is_no_model(tmp_path: Path) -> None:
    assert load_embeddings(EmbeddingConfig(provider="none"), tmp_path / "vectors.sqlite") is None


def test_the_bundled_model_gives_the_same_vectors_together_as_one_by_one() -> None:
    model, texts = E5Embeddings(), ["Fietspaden.", "De premie voor woningen stijgt in 2024.", "Nee."]
    assert model.embed_queries(texts) == [model.embed_query(text) for text in texts]
