"""The ledger: what runs of ``sync`` and ``regenerate`` have done so far, in one SQLite file beside the caches.

It is what a killed run goes on from. Losing it loses time, never words or documents: those are files. Machines that
work on the same files share one ledger in a PostgreSQL database, and there the locks are as well.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rag.config import Config
from rag.errors import ConfigError
from rag.faults import fault_point
from rag.files import locked
from rag.postgres import Row, Server

ADVICE = "make it writable and leave room on the disk, or delete it: no document and no report is lost"


class Ledger:
    """One SQLite file, or database, that threads and processes may share; each journal brings its own tables.

    ``place`` is the path of the file or the address of the server; ``advice`` is for who cannot use the file.
    Raises ConfigError if it cannot be used.
    """

    def __init__(self, place: Path | str, schema: str, advice: str = ADVICE) -> None:
        self._place = place
        self._advice = advice
        self._lock = threading.RLock()
        with self._explained():
            self._connection = _open_file(place) if isinstance(place, Path) else Server(place)
        try:
            with self._explained():
                self._connection.executescript(schema)
        except ConfigError:
            self.close()
            raise

    def rows(self, query: str, values: Row = ()) -> list[Row]:
        """All rows of a query."""
        with self._lock, self._explained():
            return self._connection.execute(query, values).fetchall()

    def write(self, *changes: tuple[str, Row], point: str = "ledger.commit") -> None:
        """Statements that happen together or not at all; on disk when this returns. ``point`` is a fault point."""
        with self._lock, self._explained():
            self._connection.execute("BEGIN IMMEDIATE" if isinstance(self._place, Path) else "BEGIN")
            try:
                for statement, values in changes:
                    self._connection.execute(statement, values)
                fault_point(point)
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(ConfigError, sqlite3.Error):  # the first failure is the one to tell
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def alone(self, path: Path, message: str) -> Iterator[None]:
        """Hold the lock ``path`` for the length of the block: a file, or in a shared ledger the lock of its name.

        The lock is freed when the process dies or its machine does. If a shared ledger is lost, so is the lock, and
        whatever is written after that fails. Raises LockedError with ``message`` at once if somebody has the lock.
        """
        if isinstance(self._connection, Server):
            with self._connection.alone(path.name, message):
                yield
        else:
            with locked(path, message):
                yield

    def close(self) -> None:
        """Release the file or the connection."""
        self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn trouble with the file into an error that says what to do."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise ConfigError(f"{self._place}: cannot be used ({error}); {self._advice}") from error


def put(table: str, key: str, others: str = "") -> str:
    """The statement that puts a row in a table, in place of one with the same key; columns are words.

    The values are those of the key, then the others: all columns of the table.
    """
    names = [*key.split(), *others.split()]
    change = ", ".join(f"{name} = excluded.{name}" for name in others.split())
    return (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        f" ON CONFLICT ({', '.join(key.split())}) DO {f'UPDATE SET {change}' if change else 'NOTHING'}"
    )


@contextmanager
def open_ledger(config: Config, schema: str) -> Iterator[Ledger]:
    """The ledger of this configuration, with the tables of ``schema`` (CREATE TABLE IF NOT EXISTS …)."""
    ledger = Ledger(config.ledger.url or config.resolve(config.cache.path) / "ledger.sqlite", schema)
    try:
        yield ledger
    finally:
        ledger.close()


def _open_file(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # NORMAL may lose the last commit at power loss
        connection.execute("PRAGMA foreign_keys=ON")
    except BaseException:
        connection.close()
        raise
    return connection
