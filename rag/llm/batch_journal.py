"""What is left at a provider in batches, noted in the ledger before it is relied on: nothing is left there twice.

A batch is planned (a row, no id), named (the provider's id) and ended. What ended counts until the job is settled,
which is when no question waits for a batch any more: what was paid, and how often a request failed.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.files import sha256
from rag.ledger import Ledger
from rag.llm.batch_service import QUEUE_FULL
from rag.llm.dialect import Dialect
from rag.llm.failures import CallError
from rag.llm.posting import Request
from rag.llm.usage import Usage

SCHEMA = """
CREATE TABLE IF NOT EXISTS batch (
    tag TEXT PRIMARY KEY,
    content TEXT NOT NULL,              -- a hash of the keys in it
    address TEXT NOT NULL,
    id TEXT,
    made REAL NOT NULL,
    status TEXT,                        -- the last one, once it has ended
    settled INTEGER NOT NULL DEFAULT 0,
    calls INTEGER NOT NULL DEFAULT 0,   -- what it took, once it has ended
    prompt_tokens INTEGER NOT NULL DEFAULT 0,
    completion_tokens INTEGER NOT NULL DEFAULT 0,
    euros REAL NOT NULL                 -- until then at most
);
CREATE TABLE IF NOT EXISTS batch_request (
    tag TEXT NOT NULL REFERENCES batch (tag) ON DELETE CASCADE,
    key TEXT NOT NULL,
    dialect TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    failure TEXT,                       -- JSON
    PRIMARY KEY (tag, key)
);
CREATE INDEX IF NOT EXISTS batch_request_key ON batch_request (key);
"""


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """A batch that has not ended as far as we know, made at ``made`` (seconds since 1970); ``id`` once it is known."""

    tag: str
    id: str | None
    made: float


@dataclass(frozen=True, slots=True)
class Sent:
    """A request in a batch: in which dialect, and our count of its prompt."""

    dialect: Dialect
    prompt_tokens: int


@dataclass(frozen=True, slots=True)
class Failed:
    """How a request failed in an earlier batch of this job."""

    dialect: Dialect
    error: CallError


class BatchJournal:
    """The batches at one address."""

    def __init__(self, ledger: Ledger, address: str) -> None:
        self._ledger = ledger
        self._address = address

    def plan(self, requests: Sequence[Request], euros: float) -> str:
        """Note a batch that is about to be made and takes at most ``euros``; returns its tag.

        The tag says which requests are in it, and how many batches of just these have ended before: whoever has lost
        the ledger finds by it what is already at the provider.
        """
        content = sha256("\n".join(sorted(request.key for request in requests)))
        ((before,),) = self._ledger.rows("SELECT count(*) FROM batch WHERE content = ?", (content,))
        tag = f"{content}.{before}"
        batch = "INSERT INTO batch (tag, content, address, made, euros) VALUES (?, ?, ?, ?, ?)"
        row = "INSERT INTO batch_request (tag, key, dialect, prompt_tokens) VALUES (?, ?, ?, ?)"
        self._ledger.write(
            (batch, (tag, content, self._address, time.time(), euros)),
            *((row, (tag, each.key, each.dialect.dump().decode(), each.worst.prompt_tokens)) for each in requests),
        )
        return tag

    def drop(self, tag: str) -> None:
        """Forget a plan of which nothing came."""
        self._ledger.write(("DELETE FROM batch WHERE tag = ? AND id IS NULL", (tag,)))

    def name(self, tag: str, identity: str) -> None:
        """Note under which id the provider has a batch."""
        self._ledger.write(("UPDATE batch SET id = ? WHERE tag = ?", (identity, tag)))

    def end(self, tag: str, status: str, usage: Usage, failures: Mapping[str, CallError]) -> None:
        """Note that a batch has ended: what it took, and which of its requests failed. The answers are stored."""
        spent = (usage.calls, usage.prompt_tokens, usage.completion_tokens, usage.euros)
        taken = (
            "UPDATE batch SET status = ?, calls = ?, prompt_tokens = ?, completion_tokens = ?, euros = ? WHERE tag = ?"
        )
        failed = "UPDATE batch_request SET failure = ? WHERE tag = ? AND key = ?"
        self._ledger.write(
            (taken, (status, *spent, tag)),
            *((failed, (_dump(error), tag, key)) for key, error in failures.items()),
        )

    def settle(self) -> None:
        """Note that nothing waits for a batch any more. What has ended is remembered by its tag only."""
        mine = "address = ? AND status IS NOT NULL"
        self._ledger.write(
            (f"DELETE FROM batch_request WHERE tag IN (SELECT tag FROM batch WHERE {mine})", (self._address,)),
            (f"UPDATE batch SET settled = 1 WHERE {mine}", (self._address,)),
        )

    def open(self) -> list[OpenBatch]:
        """The batches that have not ended, oldest first."""
        query = "SELECT tag, id, made FROM batch WHERE address = ? AND status IS NULL ORDER BY made, tag"
        return [OpenBatch(*row) for row in self._ledger.rows(query, (self._address,))]

    def waiting(self) -> set[str]:
        """The keys of all requests in open batches."""
        tables = "batch_request JOIN batch USING (tag)"
        query = f"SELECT key FROM {tables} WHERE address = ? AND status IS NULL AND id IS NOT NULL"
        return {key for (key,) in self._ledger.rows(query, (self._address,))}

    def sent(self, tag: str) -> dict[str, Sent]:
        """The requests of a batch by key."""
        query = "SELECT key, dialect, prompt_tokens FROM batch_request WHERE tag = ?"
        return {key: Sent(Dialect.load(dialect), tokens) for key, dialect, tokens in self._ledger.rows(query, (tag,))}

    def failed(self, key: str) -> list[Failed]:
        """How the request under this key failed in the batches of this job, oldest first."""
        query = (
            "SELECT dialect, failure FROM batch_request JOIN batch USING (tag)"
            " WHERE key = ? AND address = ? AND failure IS NOT NULL ORDER BY made"
        )
        rows = self._ledger.rows(query, (key, self._address))
        return [Failed(Dialect.load(dialect), _load(failure)) for dialect, failure in rows]

    def reserved(self) -> float:
        """Euros that the open batches may still take."""
        query = "SELECT coalesce(sum(euros), 0) FROM batch WHERE address = ? AND status IS NULL"
        return float(self._ledger.rows(query, (self._address,))[0][0])

    def spent(self) -> Usage:
        """What the batches of this job took that have ended."""
        query = (
            "SELECT coalesce(sum(calls), 0), 0, coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0),"
            " coalesce(sum(euros), 0.0) FROM batch WHERE address = ? AND status IS NOT NULL AND settled = 0"
        )
        return Usage(*self._ledger.rows(query, (self._address,))[0])

    def room(self) -> int | None:
        """How many requests may wait at a time: half of what was too many for the provider; None if nothing was."""
        query = (
            "SELECT count(*) FROM batch JOIN batch_request USING (tag)"
            " WHERE address = ? AND status = ? AND settled = 0 GROUP BY tag"
        )
        refused = [count for (count,) in self._ledger.rows(query, (self._address, QUEUE_FULL))]
        return max(min(refused) // 2, 1) if refused else None


def _dump(error: CallError) -> str:
    refused = None if error.refused is None else sorted(error.refused)
    return json.dumps([error.code.removeprefix("model."), str(error), error.retryable, refused])


def _load(data: str) -> CallError:
    code, message, retryable, refused = json.loads(data)
    return CallError(code, message, retryable=retryable, refused=None if refused is None else frozenset(refused))
