"""The ledger: what runs of ``sync`` and ``regenerate`` have done so far, in one SQLite file beside the caches.

It is what a killed run goes on from. Losing it loses time, never words or documents: those are files.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.config import Config
from rag.errors import ConfigError
from rag.faults import fault_point

Row = tuple[Any, ...]


class Ledger:
    """One SQLite file that threads and processes may share; each journal brings the schema of its own tables.

    Raises ConfigError if the file cannot be used.
    """

    def __init__(self, path: Path, schema: str) -> None:
        self._path = path
        self._lock = threading.RLock()
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")  # NORMAL may lose the last commit at power loss
            self._connection.execute("PRAGMA foreign_keys=ON")
            self._connection.executescript(schema)

    def rows(self, query: str, values: Row = ()) -> list[Row]:
        """All rows of a query."""
        with self._lock, self._explained():
            return self._connection.execute(query, values).fetchall()

    def write(self, *changes: tuple[str, Row]) -> None:
        """Statements that happen together or not at all; on disk when this returns."""
        with self._lock, self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for statement, values in changes:
                    self._connection.execute(statement, values)
                fault_point("ledger.commit")
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn trouble with the file into an error that says what to do."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            advice = "make it writable and leave room on the disk; deleting it loses no documents and no reports"
            raise ConfigError(f"{self._path}: the ledger cannot be used ({error}); {advice}") from error


@contextmanager
def open_ledger(config: Config, schema: str) -> Iterator[Ledger]:
    """The ledger of this configuration, with the tables of ``schema`` (CREATE TABLE IF NOT EXISTS …)."""
    ledger = Ledger(config.resolve(config.cache.path) / "ledger.sqlite", schema)
    try:
        yield ledger
    finally:
        ledger.close()
