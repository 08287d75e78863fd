"""The ledger keeps what it is told and its locks, in a file or in a database."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import ConfigError, LockedError
from rag.faults import inject
from rag.ledger import Ledger, put
from tests.conftest import ROOT
from tests.server.postgres import Postgres

SCHEMA = """
CREATE TABLE IF NOT EXISTS things (
    name TEXT NOT NULL, number INTEGER NOT NULL, -- a remark
    size REAL, data BLOB, PRIMARY KEY (name, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS names (name TEXT PRIMARY KEY);
"""
PUT = put("things", "name number", "size data")


@pytest.fixture(params=["file", "database"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a ledger may be."""
    return tmp_path / "ledger.sqlite" if request.param == "file" else str(request.getfixturevalue("database"))


@pytest.fixture
def ledger(place: Path | str) -> Iterator[Ledger]:
    opened = Ledger(place, SCHEMA)
    yield opened
    opened.close()


def test_values_come_back_as_they_were_also_elsewhere(place: Path | str, ledger: Ledger) -> None:
    rows = [("é%?'", 1, 0.1, b"\0\xff"), ("a", 2, 1e-9, None), ("a", True, None, b"")]
    ledger.write(*((PUT, row) for row in rows))
    other = Ledger(place, SCHEMA)
    found = other.rows("SELECT * FROM things ORDER BY name, number")
    other.close()
    assert found == [("a", 1, None, b""), ("a", 2, 1e-9, None), ("é%?'", 1, 0.1, b"\0\xff")]
    assert [type(value) for value in found[2]] == [str, int, float, bytes]
    assert ledger.rows("SELECT count(*) FROM things WHERE name LIKE 'é%' AND size > ?", (0,)) == [(1,)]


def test_put_replaces_the_row_with_the_same_key(ledger: Ledger) -> None:
    ledger.write((PUT, ("a", 1, 1.0, b"old")), (PUT, ("a", 1, 2.0, b"new")))
    assert ledger.rows("SELECT * FROM things") == [("a", 1, 2.0, b"new")]
    ledger.write((put("names", "name"), ("a",)), (put("names", "name"), ("a",)))
    assert ledger.rows("SELECT * FROM names") == [("a",)]


def test_texts_are_in_the_order_of_their_characters_everywhere(ledger: Ledger) -> None:
    names = ["a", "B", "á", "A-1", "A1", "a b", "Z", "_"]
    ledger.write(*((put("names", "name"), (name,)) for name in names))
    assert [name for (name,) in ledger.rows("SELECT name FROM names ORDER BY name")] == sorted(names)


def test_statements_happen_together_or_not_at_all(ledger: Ledger) -> None:
    with pytest.raises(ConfigError, match=r"run the command again|leave room"):
        ledger.write((PUT, ("a", 1, None, None)), ("INSERT INTO nowhere VALUES (?)", (1,)))
    assert ledger.rows("SELECT * FROM things") == []

    def full(name: str) -> None:
        raise OSError("disk full")

    with inject(full), pytest.raises(ConfigError, match="disk full"):
        ledger.write((PUT, ("a", 1, None, None)))
    assert ledger.rows("SELECT * FROM things") == []
    ledger.write((PUT, ("a", 1, None, None)))
    assert len(ledger.rows("SELECT * FROM things")) == 1


def test_threads_and_other_connections_write_side_by_side(place: Path | str, ledger: Ledger) -> None:
    other = Ledger(place, SCHEMA)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: (ledger, other)[n % 2].write((PUT, (str(n), n, None, None))), range(60)))
    other.close()
    assert ledger.rows("SELECT count(*) FROM things") == [(60,)]


def test_who_opens_a_new_ledger_at_the_same_time_waits(place: Path | str) -> None:
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: Ledger(place, SCHEMA), range(6)))
    for ledger in opened:
        ledger.close()


def test_of_two_who_want_to_be_alone_one_is_told(place: Path | str, ledger: Ledger, tmp_path: Path) -> None:
    other = Ledger(place, SCHEMA)
    with ledger.alone(tmp_path / "reports.lock", "busy"):
        with pytest.raises(LockedError, match="busy"), other.alone(tmp_path / "reports.lock", "busy"):
            pass
        with other.alone(tmp_path / "corpus.lock", "busy"):
            ledger.write((PUT, ("a", 1, None, None)))
    with other.alone(tmp_path / "reports.lock", "busy"):
        pass
    other.close()


HOLDER = """
import sys, time
from pathlib import Path
from rag.ledger import Ledger
place = sys.argv[1] if "://" in sys.argv[1] else Path(sys.argv[1])
with Ledger(place, "").alone(Path(sys.argv[2]), "busy"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_lock_of_a_process_that_was_killed_is_free(place: Path | str, ledger: Ledger, tmp_path: Path) -> None:
    lock = tmp_path / "reports.lock"
    line = [sys.executable, "-c", HOLDER, str(place), str(lock)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockedError), ledger.alone(lock, "busy"):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    for _ in range(100):  # the server finds out that the process is gone, in its own time
        try:
            with ledger.alone(lock, "busy"):
                return
        except LockedError:
            ledger.rows("SELECT pg_sleep(0.1)")
    pytest.fail("the lock is still held")


def test_schemas_keep_ledgers_of_one_database_apart(database: str, server: Postgres, tmp_path: Path) -> None:
    for name in ("one", "two"):
        server.tell(f"CREATE SCHEMA {name}", database)
    one, two = (Ledger(f"{database}&options=-csearch_path%3D{name}", SCHEMA) for name in ("one", "two"))
    one.write((PUT, ("a", 1, None, None)))
    assert two.rows("SELECT * FROM things") == []
    with one.alone(tmp_path / "lock", "busy"), two.alone(tmp_path / "lock", "busy"):
        pass
    one.close()
    two.close()


def test_a_connection_that_is_lost_takes_its_lock_along_and_nothing_is_written_after_it(
    database: str, server: Postgres, tmp_path: Path
) -> None:
    first, second = Ledger(database, SCHEMA), Ledger(database, SCHEMA)
    with first.alone(tmp_path / "lock", "busy"):
        server.tell(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle' AND pid <> pg_backend_pid()"
            " AND query LIKE '%advisory_lock%'"
        )
        with pytest.raises(ConfigError, match="run the command again"):
            first.write((PUT, ("a", 1, None, None)))
        with second.alone(tmp_path / "lock", "busy"):
            second.write((PUT, ("b", 2, None, None)))
        with pytest.raises(ConfigError, match="the connection is closed"):
            first.rows("SELECT * FROM things")
    assert second.rows("SELECT name FROM things") == [("b",)]
    first.close()
    second.close()


def test_what_cannot_be_reached_or_may_not_be_entered_is_an_error_without_secrets(
    database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="see that the server runs"):
        Ledger(f"postgresql://verantwoord@/test?host={tmp_path}", SCHEMA)
    monkeypatch.setenv("PGPASSWORD", "mispoes")
    with pytest.raises(ConfigError, match="password authentication failed") as caught:
        Ledger(database, SCHEMA)
    assert "mispoes" not in str(caught.value)


def test_without_the_client_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigError, match=r"pip install 'verantwoord\[server\]'"):
        Ledger("postgresql://somebody@somewhere/something", SCHEMA)
