"""All documents of a corpus, read one by one; what cannot be read is reported and never stops the rest."""

import glob
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rag.documents import Document
from rag.errors import DocumentError
from rag.sources.agreement import read_agreement
from rag.sources.html_file import read_html
from rag.sources.jsonl import count_rows, decision, read_rows
from rag.sources.markdown_file import read_markdown
from rag.sources.pdf_file import read_pdf
from rag.sources.synced_file import is_synced, read_synced

__all__ = ["Corpus", "Failure", "read_agreement", "read_corpus"]

_READERS: dict[str, Callable[[Path, str], Document]] = {
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".json": read_synced,
}
_ROWS = ".jsonl"


@dataclass(frozen=True, slots=True)
class Failure:
    """One unreadable document: where it stands, a code for machines and a message that says what to do."""

    source: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The readable documents by id, in the order in which they were found, and what could not be read."""

    documents: dict[str, Document]
    failures: tuple[Failure, ...]


def read_corpus(patterns: Sequence[str], root: Path, progress: Callable[[int, int], None] | None = None) -> Corpus:
    """Read the files, folders and globs ``patterns``, which are relative to ``root``.

    The order is that of the patterns, then that of the paths; a file that two patterns name is read once. Of two
    documents with one id the first counts, which is no failure where it was synced: what its publisher says of it is
    newer than any other copy. ``progress`` is called with the documents read so far and in all.
    """
    failures: list[Failure] = []
    files: dict[Path, str] = {}
    for pattern in patterns:
        for path in _files(pattern, root, failures):
            files.setdefault(path.resolve(), _source(path, root))
    total = sum(map(_count, files))
    documents: dict[str, Document] = {}
    found = (item for path, source in files.items() for item in _documents(path, source))
    for done, item in enumerate(found, start=1):
        if progress:
            progress(done, total)
        if isinstance(item, Failure):
            failures.append(item)
        elif item.id in documents:
            other = documents[item.id].source
            if _is_synced(other) and not _is_synced(item.source):
                continue
            message = f"id '{item.id}' is already that of {other}; give this document another id or remove it"
            failures.append(Failure(item.source, "id.duplicate", message))
        else:
            documents[item.id] = item
    return Corpus(documents, tuple(failures))


def _files(pattern: str, root: Path, failures: list[Failure]) -> list[Path]:
    """The documents a pattern names, sorted. What it names but nobody can read is added to ``failures``."""
    named = root / pattern
    if named.is_file() and not _is_document(named):
        known = ", ".join((*_READERS, _ROWS))
        failures.append(Failure(pattern, "format.unknown", f"not a document; these are: {known}"))
        return []
    matches = [named] if named.exists() else [root / name for name in glob.glob(pattern, root_dir=root, recursive=True)]
    if not matches:
        failures.append(Failure(pattern, "pattern.empty", f"nothing there; paths are relative to {root}"))
    found = {path for match in matches for path in (_walk(match, failures) if match.is_dir() else [match])}
    return sorted(path for path in found if path.is_file() and _is_document(path))


def _walk(folder: Path, failures: list[Failure]) -> Iterator[Path]:
    """All files in a folder and the folders in it, without hidden ones."""

    def report(error: OSError) -> None:
        failures.append(_unreadable(str(error.filename), error))

    for parent, folders, names in os.walk(folder, onerror=report):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if not name.startswith("."))


def _is_document(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix == ".json":
        return is_synced(path)  # any other JSON beside the documents is none of them
    return (suffix in _READERS or suffix == _ROWS) and path.name.lower() != "readme.md"


def _is_synced(source: str) -> bool:
    return source.lower().endswith(".json")


def _source(path: Path, root: Path) -> str:
    """The path as failures name it: relative to ``root`` where it is below it, always printable."""
    name = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
    return name.encode("utf-8", "backslashreplace").decode()


def _count(path: Path) -> int:
    """How many documents, readable or not, a file holds."""
    try:
        return count_rows(path) if path.suffix.lower() == _ROWS else 1
    except OSError:
        return 1


def _documents(path: Path, source: str) -> Iterator[Document | Failure]:
    """The documents in one file, or why there are none."""
    suffix = path.suffix.lower()
    try:
        if suffix != _ROWS:
            yield _attempt(partial(_READERS[suffix], path, source), source)
            return
        for row in read_rows(path):
            place = f"{source}:{row.number}"
            if isinstance(row.value, DocumentError):
                yield Failure(place, row.value.code, str(row.value))
            else:
                yield _attempt(partial(decision, row.value, place), place)
    except OSError as error:
        yield _unreadable(source, error)


def _attempt(read: Callable[[], Document], source: str) -> Document | Failure:
    try:
        return read()
    except DocumentError as error:
        return Failure(source, error.code, str(error))


def _unreadable(source: str, error: OSError) -> Failure:
    return Failure(source, "file.unreadable", f"cannot be read ({error.strerror}); check its permissions")
