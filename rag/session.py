"""An opened workplace: configuration, embeddings, index and retriever, closed together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from rag.config import Config
from rag.corpus import read_agreement
from rag.documents import Section
from rag.embedding import CachedEmbeddings, load_embeddings
from rag.errors import UnknownId
from rag.files import sha256
from rag.index import Index, fingerprint, open_index
from rag.names import nearest
from rag.retrieval import Retriever


@dataclass(frozen=True)
class Session:
    """Everything a command needs to read the index."""

    config: Config
    embeddings: CachedEmbeddings | None
    index: Index

    @cached_property
    def retriever(self) -> Retriever:
        """Loaded on first use: half a second for 5,000 documents."""
        return Retriever(self.index, self.embeddings, self.config.retrieval)

    @cached_property
    def agreement(self) -> dict[str, Section]:
        """All sections of the agreement."""
        return read_agreement(self.config.resolve(self.config.corpus.agreement))

    @property
    def inputs(self) -> dict[str, str]:
        """Hashes of what decides which evidence is found, for the account of a report."""
        return {
            "index": fingerprint(self.config, self.embeddings),
            "retrieval": sha256(self.config.retrieval.model_dump_json()),
        }

    def section(self, identity: str) -> Section:
        """One section; raises UnknownId naming the nearest ids."""
        found = self.agreement.get(identity)
        if found is None:
            raise UnknownId(f"there is no section '{identity}' in the agreement; {nearest(identity, self.agreement)}")
        return found


@contextmanager
def open_embeddings(config: Config) -> Iterator[CachedEmbeddings | None]:
    """The configured embeddings with their cache."""
    embeddings = load_embeddings(config.embedding, config.resolve(config.cache.path) / "vectors.sqlite")
    try:
        yield embeddings
    finally:
        if embeddings is not None:
            embeddings.close()


@contextmanager
def open_session(config: Config) -> Iterator[Session]:
    """Open the index for reading; raises LockedError or IndexStateError."""
    with open_embeddings(config) as embeddings, open_index(config, embeddings) as index:
        yield Session(config, embeddings, index)
