"""The index: a catalogue, its vectors, and the one command that makes both equal to the corpus.

On disk: ``lock``, ``CURRENT`` (the name of the generation in use) and one folder a generation. A generation is
rebuilt into a fresh folder and switched to at once when the model, the chunker or the analyser changed, or when the
last writer did not finish (``DIRTY``) or the store does not hold what the catalogue says. Vectors come from the
embedding cache, so a rebuild embeds nothing anew.

In a database that machines share (``index.url``) a change is one transaction: until it is done readers have the index
as it was, and one that is reading keeps what it had.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from rag.catalogue import SCHEMA, SCHEMA_VERSION, Catalogue
from rag.chunking import CHUNKER_VERSION, chunk_document, embedded_text
from rag.config import Config
from rag.documents import Chunk, Document
from rag.embedding import CachedEmbeddings, Progress
from rag.errors import IndexStateError
from rag.faults import fault_point
from rag.files import locked, sha256, sweep_all, write_whole
from rag.ledger import put
from rag.lexical import ANALYZER_VERSION
from rag.postgres import JSON_EXTRACT, Server
from rag.vectors import ChromaVectors, ServerVectors, VectorStore

PROBES = 25
BUSY = "another process is using the index ({path}); wait until it has finished and try again"
CHANGED, DAMAGED = "the model, the chunk size or the program changed", "the store was damaged"
MISSING = "there is no index at {path}; run 'verantwoord index' first"
_MADE = "CREATE TABLE IF NOT EXISTS made (one INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL);"


@dataclass(frozen=True, slots=True)
class Change:
    """What one ``index`` run did: document ids added, changed and removed, and why all was rebuilt, if it was.

    What its publisher has withdrawn is in ``withdrawn`` alone.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]
    removed: tuple[str, ...]
    chunks: int
    rebuilt: str | None


class Index:
    """An open generation; ``vectors`` is None where the index is lexical only.

    In ``folder`` may also be kept what follows from the index.
    """

    catalogue: Catalogue
    vectors: VectorStore | None

    def __init__(self, folder: Path, *, dense: bool) -> None:
        self.folder = folder
        self.catalogue = Catalogue(folder / "catalogue.sqlite")
        self.vectors = ChromaVectors(folder / "chroma") if dense else None

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Unless the block comes to its end, the index is known to be unfinished."""
        fault_point("index.begin")
        (self.folder / "DIRTY").touch()
        yield
        fault_point("index.end")
        (self.folder / "DIRTY").unlink(missing_ok=True)

    def close(self) -> None:
        """Release all files."""
        self.catalogue.close()
        if self.vectors:
            self.vectors.close()


class SharedIndex(Index):
    """The index in a database; ``make`` is the fingerprint of what it is to be."""

    def __init__(self, folder: Path, url: str, make: str, *, dense: bool) -> None:
        self.folder = folder
        self.server = Server(url)
        self.catalogue = Catalogue(self.server)
        self.vectors = ServerVectors(self.server) if dense else None
        self._make = make

    def create(self) -> None:
        """Make the tables where they are not there yet."""
        self.server.executescript(f"{JSON_EXTRACT}{_MADE}{SCHEMA}{ServerVectors.SCHEMA}")

    def made(self) -> str | None:
        """The fingerprint of the index that is there, None if there is none."""
        if next(self.server.execute("SELECT to_regclass('made')::text"))[0] is None:
            return None
        return next((row[0] for row in self.server.execute("SELECT fingerprint FROM made")), None)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Others see what happens in the block when it has come to its end, or never."""
        with self.server:
            yield
            self.server.execute(put("made", "one", "fingerprint"), (1, self._make))
            fault_point("index.commit")


@contextmanager
def open_index(config: Config, embeddings: CachedEmbeddings | None) -> Iterator[Index]:
    """The current index for reading, under a shared lock.

    Raises LockedError while ``index`` runs, IndexStateError if there is no index of this configuration. What machines
    share is not locked but as it was at this moment.
    """
    if config.index.url:
        with _shared(config, embeddings) as shared, shared.server.snapshot():
            _check(shared.made(), fingerprint(config, embeddings), config.index.url)
            yield shared
        return
    root = config.resolve(config.index.path)
    if not (root / "CURRENT").exists():
        raise IndexStateError(MISSING.format(path=root))
    with locked(root / "lock", BUSY.format(path=root), shared=True):
        folder = _current(root)
        if folder is None:
            raise IndexStateError(MISSING.format(path=root))
        unfinished = (folder / "DIRTY").exists()
        _check("" if unfinished else _make(folder), fingerprint(config, embeddings), str(root))
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
    if config.index.url:
        return _update_shared(config, embeddings, documents, progress)
    root = config.resolve(config.index.path)
    with locked(root / "lock", BUSY.format(path=root)):
        folder = _current(root)
        _sweep(root, folder)
        reason = _reason_to_rebuild(folder, fingerprint(config, embeddings))
        if folder is not None and reason is None:
            change = _try_update(config, embeddings, folder, documents, progress)
            if change is not None:
                return change
            reason = DAMAGED
        fresh = _fresh_folder(root, fingerprint(config, embeddings))
        change = _build(config, embeddings, fresh, documents, progress)
        write_whole(root / "CURRENT", fresh.name + "\n")
        _remove_others(root, fresh)
        return replace(change, rebuilt=reason if folder else None)


def fingerprint(config: Config, embeddings: CachedEmbeddings | None) -> str:
    """Identity of everything that decides what an index of a given corpus holds."""
    code = [CHUNKER_VERSION, ANALYZER_VERSION, SCHEMA_VERSION]
    return sha256(json.dumps([make_of(config, embeddings), code]))


def make_of(config: Config, embeddings: CachedEmbeddings | None) -> str:
    """What the configuration says about the index, as JSON."""
    return json.dumps([embeddings.identity if embeddings else None, config.chunks.max_tokens])


@contextmanager
def _shared(config: Config, embeddings: CachedEmbeddings | None) -> Iterator[SharedIndex]:
    assert config.index.url
    folder = config.resolve(config.index.path)
    index = SharedIndex(folder, config.index.url, fingerprint(config, embeddings), dense=embeddings is not None)
    try:
        yield index
    finally:
        index.close()


def _check(made: str | None, wanted: str, place: str) -> None:
    if made is None:
        raise IndexStateError(MISSING.format(path=place))
    if made != wanted:
        raise IndexStateError(f"the index at {place} is unfinished or of another make; run 'verantwoord index' again")


def _update_shared(
    config: Config,
    embeddings: CachedEmbeddings | None,
    documents: Mapping[str, Document],
    progress: Progress | None,
) -> Change:
    """As ``update_index``, in a database."""
    busy = BUSY.format(path=config.index.url)
    with _shared(config, embeddings) as index, index.server.alone("index", busy):
        index.create()
        made = index.made()
        reason = None if made == fingerprint(config, embeddings) else CHANGED
        try:
            change = _update(config, embeddings, index, documents, progress, anew=reason is not None)
        except (IndexStateError, ValueError):
            reason = DAMAGED
            change = _update(config, embeddings, index, documents, progress, anew=True)
        return replace(change, rebuilt=reason if made else None)


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
        return _update_folder(config, embeddings, fresh, documents, progress)
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
        return _update_folder(config, embeddings, folder, documents, progress)
    except (ChromaError, IndexStateError, sqlite3.DatabaseError, OSError, ValueError):
        return None


def _update_folder(
    config: Config,
    embeddings: CachedEmbeddings | None,
    folder: Path,
    documents: Mapping[str, Document],
    progress: Progress | None,
) -> Change:
    index = Index(folder, dense=embeddings is not None)
    try:
        return _update(config, embeddings, index, documents, progress)
    finally:
        index.close()


def _update(
    config: Config,
    embeddings: CachedEmbeddings | None,
    index: Index,
    documents: Mapping[str, Document],
    progress: Progress | None,
    *,
    anew: bool = False,
) -> Change:
    """Make an index equal to ``documents``; ``anew``: nothing of what is there can stay."""
    before = index.catalogue.hashes()
    old = {} if anew else before
    new = {identity: document.content_hash for identity, document in documents.items()}
    touched = [documents[identity] for identity in sorted(new) if new[identity] != old.get(identity)]
    kept = [document.id for document in touched if not document.withdrawn]
    added = tuple(identity for identity in kept if identity not in old)
    changed = tuple(identity for identity in kept if identity in old)
    withdrawn = tuple(document.id for document in touched if document.withdrawn)
    removed = tuple(sorted(before.keys() - new.keys()))
    chunked = [(document, _chunks(document, config)) for document in touched]
    chunks = [chunk for _, parts in chunked for chunk in parts]
    # Embed before anything is written: an interrupted embedding leaves a clean index.
    texts = [embedded_text(chunk) for chunk in chunks]
    vectors = embeddings.embed(texts, "passage", progress) if embeddings else None
    with index.changing() if touched or removed else nullcontext():
        if touched or removed:
            if index.vectors is not None and vectors is not None:
                index.vectors.add([chunk.id for chunk in chunks], vectors)
            index.catalogue.replace(chunked, removed)
        _equalise(index, embeddings)
    return Change(added, changed, withdrawn, removed, len(index.catalogue.chunk_ids()), None)


def _chunks(document: Document, config: Config) -> tuple[Chunk, ...]:
    """What can be found of a document: nothing of a withdrawn one."""
    return () if document.withdrawn else chunk_document(document, config.chunks.max_tokens)


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
        return CHANGED
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


def _sweep(root: Path, folder: Path | None) -> None:
    """Remove what a killed run left: half-written files, and generations that it made or gave up."""
    sweep_all(root)
    if folder is not None:
        sweep_all(folder)
        _remove_others(root, folder)


def _remove_others(root: Path, keep: Path) -> None:
    """Delete generations no longer in use."""
    for folder in root.glob("generation-*"):
        if folder != keep:
            fault_point("index.remove")
            shutil.rmtree(folder, ignore_errors=True)
