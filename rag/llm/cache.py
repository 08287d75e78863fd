"""The reply cache: every answer of a language model that was paid for, kept before anything is done with it.

What was found out about a server is kept here as well.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from rag.errors import ConfigError
from rag.faults import fault_point
from rag.files import sha256


def request_key(request: Mapping[str, object]) -> str:
    """The key of a request: the SHA-256 of its canonical JSON.

    Put in everything that can change the answer (address, model, messages, schema, temperature, token bound) and
    nothing else: no key, no timeout, no number of retries.
    """
    return sha256(json.dumps(request, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


class ReplyCache:
    """Bytes under a key, in one SQLite file that threads and processes may share.

    ``put`` returns only when the bytes are on disk, so that a crash afterwards never makes us pay twice.
    Raises ConfigError if the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        try:
            with self._explained():
                self._connection.execute("PRAGMA journal_mode=WAL")
                self._connection.execute("PRAGMA synchronous=FULL")  # NORMAL may lose the last commit at power loss
                self._connection.execute(
                    "CREATE TABLE IF NOT EXISTS reply"
                    " (key TEXT PRIMARY KEY, value BLOB NOT NULL, stored REAL NOT NULL) WITHOUT ROWID"
                )
        except ConfigError:
            self.close()
            raise

    def get(self, key: str) -> bytes | None:
        """What was stored under ``key``."""
        with self._lock, self._explained():
            row = self._connection.execute("SELECT value FROM reply WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def put(self, key: str, value: bytes) -> None:
        """Store durably; a later value replaces an earlier one."""
        with self._lock, self._explained():
            fault_point("reply.commit")
            self._connection.execute("INSERT OR REPLACE INTO reply VALUES (?, ?, ?)", (key, value, time.time()))

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn trouble with the file into an error that says what to do."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            advice = "make it writable and leave room on the disk, or delete it to start a new cache"
            raise ConfigError(f"{self._path}: the reply cache cannot be used ({error}); {advice}") from error
