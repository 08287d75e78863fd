"""A PostgreSQL server in the place of a SQLite file, for what several machines share.

Our SQL is written once, for SQLite, in the part of the language that both have. What is left is translated here:
placeholders, names of types, and the order of texts, which is that of their characters everywhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from rag.errors import ConfigError, LockedError

if TYPE_CHECKING:  # installed only where a server is used
    import psycopg

Row = tuple[Any, ...]

MISSING = "{place} is a PostgreSQL server, and its client is not installed: pip install 'verantwoord[server]'"
ADVICE = "see that the server runs and lets you in (PGPASSWORD or ~/.pgpass), then run the command again: it goes on"
# Seconds; without them a server that is gone without a word is waited for by the hour.
PATIENCE = {"connect_timeout": "10", "tcp_user_timeout": "30000", "keepalives_idle": "30", "keepalives_interval": "10"}
# The same for the server, which holds the locks of a machine that is gone.
_ALIVE = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"

_TYPES = {"TEXT": 'TEXT COLLATE "C"', "BLOB": "BYTEA", "REAL": "DOUBLE PRECISION", "WITHOUT ROWID": ""}
_TYPE = re.compile("|".join(rf"\b{name}\b" for name in _TYPES))
# A function of SQLite that our queries use; what is executed with the schema.
JSON_EXTRACT = """
CREATE OR REPLACE FUNCTION json_extract(tree text, path text) RETURNS text LANGUAGE sql IMMUTABLE
AS 'SELECT tree::json #>> string_to_array(substr(path, 3), ''.'')';
"""


class Server:
    """A connection with as much of the interface of ``sqlite3.Connection`` as we use.

    It is never made anew: when it is lost, so are the locks it held, and everything after that fails.
    Raises ConfigError, naming the server, for all that goes wrong with it.
    """

    def __init__(self, url: str) -> None:
        try:
            import psycopg
            from psycopg.conninfo import conninfo_to_dict, make_conninfo
        except ImportError as error:
            raise ConfigError(MISSING.format(place=url)) from error
        self._url = url
        self._wrong = psycopg.Error
        self._blocks: list[Any] = []
        with self._explained():
            wanted = make_conninfo("", **{**PATIENCE, "application_name": "verantwoord", **conninfo_to_dict(url)})
            self._connection: psycopg.Connection[Row] = psycopg.connect(wanted, autocommit=True)
            self._connection.execute(_ALIVE)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> "psycopg.Cursor[Row]":
        """The cursor of one statement, with ``?`` for each value."""
        with self._explained():
            return self._connection.execute(_query(statement), _values(values), binary=True)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for many rows. What ``rows`` comes from may not use this connection."""
        with self._explained(), self._connection.cursor() as cursor:
            cursor.executemany(_query(statement), map(_values, rows))

    def executescript(self, schema: str) -> None:
        """CREATE … IF NOT EXISTS; where two do that at once, one waits."""
        with self:
            self.execute("SELECT pg_advisory_xact_lock(0)")
            with self._explained():
                self._connection.execute(_TYPE.sub(lambda found: _TYPES[found[0]], schema).encode())

    def __enter__(self) -> Self:
        """Begin a transaction, or a part of one that can be undone by itself."""
        with self._explained():
            block = self._connection.transaction()
            block.__enter__()
        self._blocks.append(block)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._explained():
            self._blocks.pop().__exit__(kind, error, trace)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """For the length of the block all that is read is as it was at its first query; nothing can be written."""
        self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            with suppress(ConfigError):
                self.execute("ROLLBACK")

    @contextmanager
    def alone(self, name: str, message: str) -> Iterator[None]:
        """Hold the lock of this name, among all who use this database and schema, for the length of the block.

        The server frees it as well when the connection ends. Raises LockedError with ``message`` at once if somebody
        has it.
        """
        key = "hashtextextended(concat(current_schema(), '.', ?::text), 0)"
        if not next(self.execute(f"SELECT pg_try_advisory_lock({key})", (name,)))[0]:
            raise LockedError(message)
        try:
            yield
        finally:
            # Not left to the end of the connection, which the server hears of only later.
            with suppress(ConfigError):
                self.execute(f"SELECT pg_advisory_unlock({key})", (name,))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except self._wrong as error:
            what = str(error).strip().split("\n")[0] or type(error).__name__
            raise ConfigError(f"{self._url}: the server cannot be used ({what}); {ADVICE}") from error


def _query(statement: str) -> bytes:
    return statement.replace("%", "%%").replace("?", "%s").encode()


def _values(values: Sequence[Any]) -> Row:
    """Values as SQLite takes them: a truth is a number; a text may hold anything, but for PostgreSQL no NUL."""
    return tuple(
        int(value) if isinstance(value, bool) else value.replace("\0", "\ufffd") if isinstance(value, str) else value
        for value in values
    )
