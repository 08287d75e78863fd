"""The reply cache: every answer of a language model that was paid for, kept before anything is done with it.

What was found out about a server is kept here as well.
"""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from rag.config import Config
from rag.files import sha256
from rag.ledger import Ledger, put

ADVICE = "make it writable and leave room on the disk, or delete it to start a new cache"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS reply (key TEXT PRIMARY KEY, value BLOB NOT NULL, stored REAL NOT NULL) WITHOUT ROWID
"""
_PUT = put("reply", "key", "value stored")


def request_key(request: Mapping[str, object]) -> str:
    """The key of a request: the SHA-256 of its canonical JSON.

    Put in everything that can change the answer (address, model, messages, schema, temperature, token bound) and
    nothing else: no key, no timeout, no number of retries.
    """
    return sha256(json.dumps(request, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


class ReplyCache:
    """Bytes under a key, in one SQLite file, or database, that threads and processes may share.

    ``put`` returns only when the bytes are on disk, so that a crash afterwards never makes us pay twice.
    Raises ConfigError if the ``place``, a path or the address of a server, cannot be used.
    """

    def __init__(self, place: Path | str) -> None:
        self._ledger = Ledger(place, _SCHEMA, ADVICE)

    def get(self, key: str) -> bytes | None:
        """What was stored under ``key``."""
        found = self._ledger.rows("SELECT value FROM reply WHERE key = ?", (key,))
        return bytes(found[0][0]) if found else None

    def put(self, key: str, value: bytes) -> None:
        """Store durably; a later value replaces an earlier one."""
        self._ledger.write((_PUT, (key, value, time.time())), point="reply.commit")

    def close(self) -> None:
        """Release the file or the connection."""
        self._ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_replies(config: Config) -> ReplyCache:
    """The reply cache of this configuration: with the ledger, where machines share one."""
    return ReplyCache(config.ledger.url or config.resolve(config.cache.path) / "replies.sqlite")
