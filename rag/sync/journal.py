"""What ``sync`` knows and has done so far, for one publisher: a killed run goes on from here and asks nothing twice.

A run lists windows, then judges what it listed, then works off its queue. Files are the truth: without a row here a
document is known by its file, and a row without a file is forgotten.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from rag.ledger import Ledger, put
from rag.portals.remote import Entry, Window
from rag.postgres import Row
from rag.sync.diff import News

SCHEMA = """
CREATE TABLE IF NOT EXISTS sync_runs (
    portal TEXT PRIMARY KEY, number INTEGER NOT NULL, began TEXT NOT NULL, asked TEXT NOT NULL, stage TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sync_windows (
    portal TEXT NOT NULL, start TEXT NOT NULL, stop TEXT NOT NULL, PRIMARY KEY (portal, start, stop)
);
CREATE TABLE IF NOT EXISTS sync_documents (
    portal TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, version TEXT NOT NULL, start TEXT NOT NULL,
    stop TEXT NOT NULL, seen INTEGER NOT NULL, missing INTEGER, withdrawn INTEGER NOT NULL, again TEXT NOT NULL,
    PRIMARY KEY (portal, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sync_files (
    portal TEXT NOT NULL, document TEXT NOT NULL, file TEXT NOT NULL, etag TEXT, modified TEXT,
    PRIMARY KEY (portal, document, file)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sync_queue (
    portal TEXT NOT NULL, id TEXT NOT NULL, entry TEXT, start TEXT NOT NULL, stop TEXT NOT NULL, seen INTEGER NOT NULL,
    failed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (portal, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sync_news (
    portal TEXT NOT NULL, what TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, file TEXT NOT NULL,
    code TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (portal, what, id, file)
);
"""
# An unfinished run that is older begins anew: what it listed is no longer so.
FRESH = dt.timedelta(hours=24)
_ENTRY = TypeAdapter(Entry)

Statement = tuple[str, Row]


class Run(NamedTuple):
    """A run by number; one that is not ``listing`` has listed all it could and is working off its queue."""

    number: int
    began: dt.datetime
    listing: bool


class Known(NamedTuple):
    """What is known of a document that has a file, last listed in the window from ``start`` up to ``end``.

    ``seen`` is the last run that listed it, ``missing`` the first that did not. ``again`` says why it is looked at in
    every run though its version is the same: it is ``pending``, or a ``file`` of it could not be fetched; ``off`` are
    files that were not asked for.
    """

    id: str
    title: str
    version: str
    start: dt.datetime
    end: dt.datetime
    seen: int = 0
    missing: int | None = None
    withdrawn: bool = False
    again: str = ""


class Task(NamedTuple):
    """A document to look at; without an ``entry`` it is to be marked as withdrawn."""

    id: str
    entry: Entry | None
    window: Window


class Journal:
    """The tables of one publisher in the ledger."""

    def __init__(self, ledger: Ledger, portal: str) -> None:
        self._ledger = ledger
        self._portal = portal

    def unfinished(self, asked: str, now: dt.datetime) -> Run | None:
        """The run to go on with, if the last one was asked for the same, did not finish and is not old."""
        found = self._ledger.rows("SELECT number, began, asked, stage FROM sync_runs WHERE portal = ?", (self._portal,))
        for number, began, before, stage in found:
            if stage != "done" and before == asked and now - dt.datetime.fromisoformat(began) < FRESH:
                return Run(number, dt.datetime.fromisoformat(began), stage == "listing")
        return None

    def begin(self, asked: str, now: dt.datetime) -> Run:
        """A new run."""
        found = self._ledger.rows("SELECT number FROM sync_runs WHERE portal = ?", (self._portal,))
        number = found[0][0] if found else 0
        queue = self._ledger.rows("SELECT id, entry FROM sync_queue WHERE portal = ?", (self._portal,))
        entries = [(identity, _ENTRY.validate_json(entry)) for identity, entry in queue if entry]
        self._ledger.write(
            *(self._delete(table) for table in ("sync_windows", "sync_news")),
            ("DELETE FROM sync_queue WHERE portal = ? AND entry IS NULL", (self._portal,)),
            # What an earlier run left over is asked for anew: what it was told then may be old.
            *(self._requeued(identity, replace(entry, content=None)) for identity, entry in entries),
            (
                put("sync_runs", "portal", "number began asked stage"),
                (self._portal, number + 1, now.isoformat(), asked, "listing"),
            ),
        )
        return Run(number + 1, now, True)

    def finish(self) -> None:
        """The run has done what it could."""
        self._ledger.write(("UPDATE sync_runs SET stage = 'done' WHERE portal = ?", (self._portal,)))

    def known(self) -> dict[str, Known]:
        """Every document that is known, by id."""
        columns = "id, title, version, start, stop, seen, missing, withdrawn, again"
        rows = self._ledger.rows(f"SELECT {columns} FROM sync_documents WHERE portal = ?", (self._portal,))
        return {
            identity: Known(identity, title, version, *_window(start, stop), seen, missing, bool(withdrawn), again)
            for identity, title, version, start, stop, seen, missing, withdrawn, again in rows
        }

    def know(self, found: Iterable[Known], forgotten: Iterable[str] = ()) -> None:
        """Take over what files tell; forget what has none."""
        self._ledger.write(*map(self._put, found), *(drop for gone in forgotten for drop in self._forget(gone)))

    # --- listing

    def windows(self) -> list[Window]:
        """The windows that this run has listed."""
        rows = self._ledger.rows("SELECT start, stop FROM sync_windows WHERE portal = ?", (self._portal,))
        return [_window(start, stop) for start, stop in rows]

    def listed(
        self, run: Run, window: Window, known: Collection[str], entries: Iterable[Entry], wanted: Collection[str]
    ) -> None:
        """A window is listed. Those ``known`` are still there; those ``wanted`` are to be looked at."""
        start, stop = _times(window)
        changes: list[Statement] = []
        for entry in entries:
            if entry.id in known:
                values = (start, stop, run.number, self._portal, entry.id)
                update = "UPDATE sync_documents SET start = ?, stop = ?, seen = ?, missing = NULL"
                changes.append((f"{update} WHERE portal = ? AND id = ?", values))
            if entry.id in wanted:
                changes.append(self._queue(entry.id, entry, window, run.number))
        row = (self._portal, start, stop)
        self._ledger.write(*changes, (put("sync_windows", "portal start stop"), row))

    def unlisted(self, news: News) -> None:
        """A window could not be listed."""
        self._ledger.write(self._tell(news))

    def judge(self, run: Run) -> None:
        """Nothing more will be listed: what is missing, what is gone, and what is looked at though not listed."""
        covered = Cover(self.windows())
        changes: list[Statement] = []
        for found in self.known().values():
            if found.seen == run.number or found.withdrawn:
                continue
            window = Window(found.start, found.end)
            if window not in covered:
                if found.again == "pending":
                    changes.append(self._queue(found.id, Entry(found.id, found.version, pending=True), window, 0))
            elif found.missing is None:
                update = "UPDATE sync_documents SET missing = ? WHERE portal = ? AND id = ?"
                changes.append((update, (run.number, self._portal, found.id)))
                changes.append(self._tell(News("missing", self._portal, found.id, found.title)))
            else:
                changes.append(self._queue(found.id, None, window, run.number))
        query = "SELECT id, start, stop FROM sync_queue WHERE portal = ? AND seen <> ?"
        left = self._ledger.rows(query, (self._portal, run.number))
        gone = [identity for identity, start, stop in left if _window(start, stop) in covered]
        dropped = ("DELETE FROM sync_queue WHERE portal = ? AND id = ?",)
        self._ledger.write(
            *((*dropped, (self._portal, identity)) for identity in gone),
            *changes,
            ("UPDATE sync_runs SET stage = 'fetching' WHERE portal = ?", (self._portal,)),
        )

    # --- the queue

    def waiting(self) -> list[str]:
        """The ids that are still to be looked at in this run."""
        query = "SELECT id FROM sync_queue WHERE portal = ? AND failed = 0 ORDER BY start, id"
        return [identity for (identity,) in self._ledger.rows(query, (self._portal,))]

    def task(self, identity: str) -> Task:
        """What is to be done about one of them."""
        query = "SELECT entry, start, stop FROM sync_queue WHERE portal = ? AND id = ?"
        ((entry, start, stop),) = self._ledger.rows(query, (self._portal, identity))
        return Task(identity, _ENTRY.validate_json(entry) if entry else None, _window(start, stop))

    def done(
        self, known: Known, news: Iterable[News], tags: Mapping[str, tuple[str | None, str | None]] | None = None
    ) -> None:
        """A document is as its publisher has it; ``tags`` are the etag and the day of change of each of its files."""
        dropped = [] if tags is None else [self._of("sync_files", "document", known.id)]
        rows = ((self._portal, known.id, file, *tag) for file, tag in (tags or {}).items())
        self._ledger.write(
            self._put(known),
            *dropped,
            *(("INSERT INTO sync_files VALUES (?, ?, ?, ?, ?)", row) for row in rows),
            self._of("sync_queue", "id", known.id),
            *map(self._tell, news),
        )

    def drop(self, identity: str) -> None:
        """There is nothing to be done any more."""
        self._ledger.write(self._of("sync_queue", "id", identity))

    def failed(self, news: News) -> None:
        """A document could not be had: it stays in the queue for the next run."""
        update = "UPDATE sync_queue SET failed = 1 WHERE portal = ? AND id = ?"
        self._ledger.write((update, (self._portal, news.id)), self._tell(news))

    def tags(self, document: str) -> dict[str, tuple[str | None, str | None]]:
        """The etag and the day of change of each file of a document, as they were told last."""
        query = "SELECT file, etag, modified FROM sync_files WHERE portal = ? AND document = ?"
        return {file: (etag, day) for file, etag, day in self._ledger.rows(query, (self._portal, document))}

    def news(self) -> Iterator[News]:
        """Everything the run has told, in order of kind and id."""
        query = "SELECT what, portal, id, title, file, code, message FROM sync_news WHERE portal = ? ORDER BY id, file"
        yield from (News(*row) for row in self._ledger.rows(query, (self._portal,)))

    # --- statements

    def _put(self, known: Known) -> Statement:
        window = _times(Window(known.start, known.end))
        row = (self._portal, *known[:3], *window, known.seen, known.missing, int(known.withdrawn), known.again)
        return (put("sync_documents", "portal id", "title version start stop seen missing withdrawn again"), row)

    def _tell(self, news: News) -> Statement:
        row = (news.portal, news.what, news.id, news.file, news.title, news.code, news.message)
        return (put("sync_news", "portal what id file", "title code message"), row)

    def _queue(self, identity: str, entry: Entry | None, window: Window, seen: int) -> Statement:
        row = (self._portal, identity, _text(entry) if entry else None, *_times(window), seen, 0)
        return (put("sync_queue", "portal id", "entry start stop seen failed"), row)

    def _requeued(self, identity: str, entry: Entry) -> Statement:
        values = (_text(entry), self._portal, identity)
        return ("UPDATE sync_queue SET entry = ?, failed = 0 WHERE portal = ? AND id = ?", values)

    def _forget(self, identity: str) -> tuple[Statement, ...]:
        return self._of("sync_documents", "id", identity), self._of("sync_files", "document", identity)

    def _of(self, table: str, column: str, identity: str) -> Statement:
        return (f"DELETE FROM {table} WHERE portal = ? AND {column} = ?", (self._portal, identity))

    def _delete(self, table: str) -> Statement:
        return (f"DELETE FROM {table} WHERE portal = ?", (self._portal,))


def _text(entry: Entry) -> str:
    """An entry as JSON; without its content where that cannot be written down (half a character): it is asked again."""
    try:
        return _ENTRY.dump_json(entry).decode()
    except PydanticSerializationError:
        return _ENTRY.dump_json(replace(entry, content=None, url=None)).decode()


class Cover:
    """The time that windows cover together."""

    def __init__(self, windows: Iterable[Window]) -> None:
        self._stretches: list[Window] = []
        for window in sorted(windows):
            last = self._stretches[-1] if self._stretches else None
            if last and window.start <= last.end:
                self._stretches[-1] = Window(last.start, max(last.end, window.end))
            else:
                self._stretches.append(window)

    def __contains__(self, window: Window) -> bool:
        return any(held.start <= window.start and window.end <= held.end for held in self._stretches)


def _times(window: Window) -> tuple[str, str]:
    return window.start.isoformat(), window.end.isoformat()


def _window(start: str, stop: str) -> Window:
    return Window(dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(stop))
