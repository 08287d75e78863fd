"""Verdicts that were reached before: an interrupted or repeated evaluation judges nothing twice.

A verdict is kept under the words of the sentence, the contents of its sources, and the *version* of the judge: the code
and weights it is made of, and the index that says how rare a word is. The file is only a cache: where it is damaged or
locked, everything is judged anew.
"""

import sqlite3
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import TypeAdapter, ValidationError

import rag
from rag.documents import Document
from rag.files import sha256
from rag.support.judge import Verdict

WAIT = 5.0  # seconds, for another process to finish writing
_VERDICT = TypeAdapter(Verdict)
_TABLE = "CREATE TABLE IF NOT EXISTS verdict (key TEXT PRIMARY KEY, version TEXT, value BLOB) WITHOUT ROWID"


def code_version() -> str:
    """The hash of all code and data of ``rag``: whatever changes in it may change a verdict."""
    return sha256("".join(f"{name}\0{content}\0" for name, content in sorted(_contents(files(rag), ""))))


def _contents(folder: Traversable, path: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for item in folder.iterdir():
        if item.is_dir():
            found += _contents(item, f"{path}{item.name}/") if item.name != "__pycache__" else []
        else:
            found.append((path + item.name, sha256(item.read_bytes())))
    return found


class VerdictCache:
    """Verdicts in one SQLite file. ``version`` is the judge's; verdicts of another are dropped."""

    def __init__(self, path: Path, version: str) -> None:
        self._path, self._version = path, version
        self._store: sqlite3.Connection | None = None
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._open()
        except sqlite3.OperationalError:  # locked or read-only: somebody else's file, leave it alone
            self.close()
        except sqlite3.DatabaseError:  # damaged
            self.close()
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            with suppress(sqlite3.Error):
                self._open()

    def judge(
        self, claim: str, documents: Sequence[Document], decide: Callable[[str, Sequence[Document]], Verdict]
    ) -> Verdict:
        """What ``decide`` says, or said before."""
        key = sha256("\x1f".join([self._version, claim, *(document.content_hash for document in documents)]))
        known = self._get(key)
        if known is not None:
            return known
        verdict = decide(claim, documents)
        self._put(key, verdict)
        return verdict

    def close(self) -> None:
        """Release the file."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> None:
        self._store = sqlite3.connect(self._path, timeout=WAIT, isolation_level=None)
        self._store.execute("PRAGMA journal_mode=WAL")
        self._store.execute("PRAGMA synchronous=NORMAL")
        self._store.execute(_TABLE)
        self._store.execute("DELETE FROM verdict WHERE version != ?", (self._version,))

    def _get(self, key: str) -> Verdict | None:
        if self._store is None:
            return None
        try:
            row = self._store.execute("SELECT value FROM verdict WHERE key = ?", (key,)).fetchone()
            return None if row is None else _VERDICT.validate_json(zlib.decompress(row[0]))
        except (sqlite3.Error, zlib.error, ValidationError):
            return None

    def _put(self, key: str, verdict: Verdict) -> None:
        if self._store is not None:
            value = zlib.compress(_VERDICT.dump_json(verdict))
            with suppress(sqlite3.Error):
                self._store.execute("INSERT OR REPLACE INTO verdict VALUES (?, ?, ?)", (key, self._version, value))
