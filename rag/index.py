"""The index: a catalogue, its vectors, and the one command that makes both equal to the corpus.

On disk: ``lock``, ``CURRENT`` (the name of the generation in use) and one folder a generation. A generation is
rebuilt into a fresh folder and switched to at once when the model, the chunker or the analyser changed, or when the
last writer did not finish (``DIRTY``) or the store does not hold what the catalogue says. Vectors come from the
embedding cache, so a rebuild embeds nothing anew.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rag.catalogue import SCHEMA_VERSION, Catalogue
from rag.chunking import CHUNKER_VERSION, chunk_document, embedded_text
from rag.config import Config
from rag.documents import Chunk, Document
from rag.embedding import CachedEmbeddings, Progress
from rag.errors import IndexStateError
from rag.files import locked, sha256, write_whole
from rag.lexical import ANALYZER_VERSION
from rag.vectors import VectorStore

PROBES = 25
BUSY = "another process is using the index ({path}); wait until it has finished and try again"
MISSING = "there is no index at {path}; run 'verantwoord index' first"


@dataclass(frozen=True, slots=True)
class Change:
    """What one ``index`` run did: document ids added, changed and removed, and why all was rebuilt, if it was."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    chunks: int
    rebuilt: str | None


class Index:
    """An open generation; ``vectors`` is None where the index is lexical only."""

    def __init__(self, folder: Path, *, dense: bool) -> None:
        self.folder = folder
        self.catalogue = Catalogue(folder / "catalogue.sqlite")
        self.vectors = VectorStore(folder / "chroma") if dense else None

    def close(self) -> None:
        """Release all files."""
        self.catalogue.close()
        if self.vectors:
            self.vectors.close()


@contextmanager
def open_index(config: Config, embeddings: CachedEmbeddings | None) -> Iterator[Index]:
    """The current index for reading, under a shared lock.

    Raises LockedError while ``index`` runs, IndexStateError if there is no index of this configuration.
    """
    root = config.resolve(config.index.path)
    if not (root / "CURRENT").exists():
        raise IndexStateError(MISSING.format(path=root))
    with locked(root / "lock", BUSY.format(path=root), shared=True):
        folder = _current(root)
        if folder is None:
            raise IndexStateError(MISSING.format(path=root))
        if _make(folder) != fingerprint(config, embeddings) or (folder / "DIRTY").exists():
            raise IndexStateError(
                f"the index at {root} is unfinished or of another make; run 'verantwoord index' again"
            )
        index = Index(folder, dense=embeddings is not None)
        try:
            yield index
        finally:
            index.close()


def update_index(
    config: Config,
    embeddings: CachedEmbeddings | None,
    documents: Mapping[str, Document],
    progress: Progress | None = None,
) -> Change:
    """Make the index equal to ``documents`` and prove it.

    Raises LockedError if another process uses it, EmbeddingError if the model fails (a rerun then resumes).
    """
    root = config.resolve(config.index.path)
    with locked(root / "lock", BUSY.format(path=root)):
        folder = _current(root)
        reason = _reason_to_rebuild(folder, fingerprint(config, embeddings))
        if folder is not None and reason is None:
            change = _try_update(config, embeddings, folder, documents, progress)
            if change is not None:
                return change
            reason = "the store was damaged"
        fresh = _fresh_folder(root, fingerprint(config, embeddings))
        change = _build(config, embeddings, fresh, documents, progress)
        write_whole(root / "CURRENT", fresh.name + "\n")
        _remove_others(root, fresh)
        return Change(change.added, change.changed, change.removed, change.chunks, reason if folder else None)


def fingerprint(config: Config, embeddings: CachedEmbeddings | None) -> str:
    """Identity of everything that decides what an index of a given corpus holds."""
    code = [CHUNKER_VERSION, ANALYZER_VERSION, SCHEMA_VERSION]
    return sha256(json.dumps([make_of(config, embeddings), code]))


def make_of(config: Config, embeddings: CachedEmbeddings | None) -> str:
    """What the configuration says about the index, as JSON."""
    return json.dumps([embeddings.identity if embeddings else None, config.chunks.max_tokens])


def _build(
    config: Config,
    embeddings: CachedEmbeddings | None,
    fresh: Path,
    documents: Mapping[str, Document],
    progress: Progress | None,
) -> Change:
    """Fill an empty generation; raises IndexStateError if its vectors cannot be written."""
    from chromadb.errors import ChromaError

    try:
        return _update(config, embeddings, fresh, documents, progress)
    except ChromaError as error:
        message = f"the index in {fresh} cannot be written ({error}); check the disk and run 'verantwoord index' again"
        raise IndexStateError(message) from error


def _try_update(
    config: Config,
    embeddings: CachedEmbeddings | None,
    folder: Path,
    documents: Mapping[str, Document],
    progress: Progress | None,
) -> Change | None:
    """Update in place; None where the store turns out to be damaged. Embedding errors are not damage."""
    from chromadb.errors import ChromaError

    try:
        return _update(config, embeddings, folder, documents, progress)
    except (ChromaError, IndexStateError, sqlite3.DatabaseError, OSError, ValueError):
        return None


def _update(
    config: Config,
    embeddings: CachedEmbeddings | None,
    folder: Path,
    documents: Mapping[str, Document],
    progress: Progress | None,
) -> Change:
    index = Index(folder, dense=embeddings is not None)
    try:
        old = index.catalogue.hashes()
        new = {identity: document.content_hash for identity, document in documents.items()}
        added = tuple(sorted(new.keys() - old.keys()))
        removed = tuple(sorted(old.keys() - new.keys()))
        changed = tuple(sorted(identity for identity in new.keys() & old.keys() if new[identity] != old[identity]))
        touched = [documents[identity] for identity in (*added, *changed)]
        chunked = [(document, chunk_document(document, config.chunks.max_tokens)) for document in touched]
        chunks = [chunk for _, parts in chunked for chunk in parts]
        if touched or removed:
            # Embed before anything is written: an interrupted embedding leaves a clean index.
            vectors = (
                embeddings.embed([embedded_text(chunk) for chunk in chunks], "passage", progress)
                if embeddings
                else None
            )
            (folder / "DIRTY").touch()
            if index.vectors is not None and vectors is not None:
                index.vectors.add([chunk.id for chunk in chunks], vectors)
            index.catalogue.replace(chunked, removed)
        _equalise(index, embeddings)
        (folder / "DIRTY").unlink(missing_ok=True)
        return Change(added, changed, removed, len(index.catalogue.chunk_ids()), None)
    finally:
        index.close()


def _equalise(index: Index, embeddings: CachedEmbeddings | None) -> None:
    """Remove vectors no chunk has, then compare id sets and let a sample of vectors find themselves.

    Raises IndexStateError where the store does not hold what the catalogue says.
    """
    if index.vectors is None or embeddings is None:
        return
    wanted = index.catalogue.chunk_ids()
    index.vectors.remove(index.vectors.ids() - wanted)
    if index.vectors.ids() != wanted:
        raise IndexStateError("the vector store does not hold what the catalogue says")
    sample = _sample(list(index.catalogue.chunks()), PROBES)
    vectors = embeddings.embed([embedded_text(chunk) for chunk in sample], "passage")
    if sample and not index.vectors.reachable([chunk.id for chunk in sample], vectors):
        raise IndexStateError("the vector store does not find its own vectors")


def _sample(chunks: list[Chunk], size: int) -> list[Chunk]:
    """Evenly spread chunks."""
    step = max(1, len(chunks) // size)
    return chunks[::step][:size]


def _current(root: Path) -> Path | None:
    """The generation in use, None if there is none."""
    try:
        folder = root / (root / "CURRENT").read_text().strip()
    except FileNotFoundError:
        return None
    return folder if (folder / "catalogue.sqlite").is_file() else None


def _make(folder: Path) -> str:
    """The fingerprint a generation was made with."""
    try:
        return (folder / "FINGERPRINT").read_text().strip()
    except FileNotFoundError:
        return ""


def _reason_to_rebuild(folder: Path | None, wanted: str) -> str | None:
    """Why a generation cannot be updated in place; None if it can."""
    if folder is None:
        return "there was no index"
    if _make(folder) != wanted:
        return "the model, the chunk size or the program changed"
    if (folder / "DIRTY").exists():
        return "the last run did not finish"
    return None


def _fresh_folder(root: Path, make: str) -> Path:
    """A new, empty generation folder."""
    numbers = [int(path.name.split("-")[1]) for path in root.glob("generation-*") if path.name.split("-")[1].isdigit()]
    folder = root / f"generation-{max(numbers, default=0) + 1}"
    folder.mkdir(parents=True)
    write_whole(folder / "FINGERPRINT", make + "\n")
    return folder


def _remove_others(root: Path, keep: Path) -> None:
    """Delete generations no longer in use."""
    for folder in root.glob("generation-*"):
        if folder != keep:
            shutil.rmtree(folder, ignore_errors=True)
