import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ConfigError
from rag.llm.cache import ReplyCache, request_key


def test_what_is_put_is_got_also_after_reopening(tmp_path: Path) -> None:
    with ReplyCache(tmp_path / "new" / "replies.db") as cache:
        assert cache.get("a") is None
        cache.put("a", b"\x00een")
        cache.put("a", b"\x00twee")
    with ReplyCache(tmp_path / "new" / "replies.db") as cache:
        assert cache.get("a") == b"\x00twee"
        assert cache.get("b") is None


def test_a_put_survives_a_process_that_dies_at_once(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from rag.llm.cache import ReplyCache;"
        " ReplyCache(Path(sys.argv[1])).put('a', b'betaald'); os._exit(9)"
    )
    path = tmp_path / "replies.db"
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 9
    with ReplyCache(path) as cache:
        assert cache.get("a") == b"betaald"


def test_threads_and_a_second_connection_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "replies.db"
    with ReplyCache(path) as one, ReplyCache(path) as other, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: (one, other)[n % 2].put(str(n), bytes([n])), range(100)))
        assert [one.get(str(n)) for n in range(100)] == [bytes([n]) for n in range(100)]


def test_a_damaged_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "replies.db"
    path.write_bytes(b"no database" * 500)
    with pytest.raises(ConfigError, match=r"replies\.db: .* delete it"):
        ReplyCache(path)


def test_a_place_that_cannot_be_written_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be used"):
        ReplyCache(tmp_path / "file" / "replies.db")


def test_a_full_disk_is_an_error_and_leaves_what_was_stored(tmp_path: Path) -> None:
    with ReplyCache(tmp_path / "replies.db") as cache:
        cache.put("a", b"1")
        cache._ledger.rows("PRAGMA max_page_count = 3")
        with pytest.raises(ConfigError, match="leave room"):
            cache.put("b", bytes(1_000_000))
        assert cache.get("a") == b"1"


def test_commits_are_synced(tmp_path: Path) -> None:
    with ReplyCache(tmp_path / "replies.db") as cache:
        assert cache._ledger.rows("PRAGMA synchronous") == [(2,)]
        assert cache._ledger.rows("PRAGMA journal_mode") == [("wal",)]
    with sqlite3.connect(tmp_path / "replies.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


values = st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5)


@given(st.dictionaries(st.text(), values, max_size=5))
def test_the_key_does_not_depend_on_the_order_of_a_request(request: dict[str, object]) -> None:
    assert request_key(dict(reversed(request.items()))) == request_key(request)


@given(st.text(), st.text())
def test_other_requests_have_other_keys(one: str, other: str) -> None:
    assert (request_key({"messages": one}) == request_key({"messages": other})) == (one == other)
