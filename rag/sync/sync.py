"""Make the files of the corpus equal to what a publisher has: list, judge, fetch, one document whole after another."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from rag.dutch.calendar import BRUSSELS
from rag.errors import DocumentError, FetchError
from rag.faults import fault_point
from rag.files import sweep_all, write_whole
from rag.ledger import Ledger
from rag.portals.remote import Entry, Portal
from rag.sources.synced_file import Synced, document_of, dumps, file_name, load
from rag.sync.diff import Diff, News, What
from rag.sync.documents import merged, stored, telling
from rag.sync.files import OFF, Downloads, Files
from rag.sync.journal import Journal, Known, Run, Task

# So many listings or documents in a row that nobody answered for, and there is nobody at home.
PATIENCE = 4
NOBODY = frozenset({"web.down", "web.timeout", "web.busy"})

Report = Callable[[int, int], None]
Bars = Callable[[str], AbstractContextManager[Report]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look for: everything since a day; all documents anew, whatever their version, if ``full``."""

    since: dt.date
    full: bool = False


class Sync:
    """Brings what one publisher has into ``folder``, which nobody else may write to meanwhile."""

    def __init__(
        self,
        portal: Portal,
        folder: Path,
        ledger: Ledger,
        downloads: Downloads,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._portal = portal
        self._folder = folder / portal.name
        self._journal = Journal(ledger, portal.name)
        self._downloads = downloads
        self._now = now

    def run(self, wish: Wish, bars: Bars) -> Diff:
        """Do what is left of the unfinished run, or a new one. What fails is in the diff; only the disk can stop it."""
        asked, now = f"{wish.since} {wish.full}", self._now()
        sweep_all(self._folder)
        run = self._journal.unfinished(asked, now)
        self._compare(adopt=run is None)
        run = run or self._journal.begin(asked, now)
        if run.listing:
            with bars(f"{self._portal.name}: lijsten") as report:
                self._list(run, wish, report)
            self._journal.judge(run)
        listed = len(self._journal.windows())
        if listed:
            with bars(f"{self._portal.name}: ophalen") as report:
                self._fetch(run, wish, report)
        self._journal.finish()
        return Diff(tuple(self._journal.news()), listed)

    def _compare(self, *, adopt: bool) -> None:
        """Forget what has no file any more; ``adopt`` the files that the journal does not know.

        Those that an unfinished run wrote before it could note it are its news, and no others can be there.
        """
        known = {file_name(identity): identity for identity in self._journal.known()}
        names = {path.name for path in self._folder.glob("*.json")}
        gone = [identity for name, identity in known.items() if name not in names]
        found = []
        for name in sorted(names - known.keys() if adopt else ()):
            try:
                synced = load(self._folder / name)
            except DocumentError:
                continue  # who reads the corpus is told, and so is the run that finds it at the publisher
            if file_name(synced.id) == name:
                found.append(_known(synced))
        if gone or found:
            self._journal.know(found, gone)

    # --- listing

    def _list(self, run: Run, wish: Wish, report: Report) -> None:
        """List every window that this run has not listed yet. One that fails leaves all that is in it as it is."""
        try:
            windows = self._portal.windows(wish.since, run.began.astimezone(BRUSSELS).date())
        except FetchError as error:
            self._unlisted("", error)
            return
        known, listed = self._journal.known(), {*self._journal.windows()}
        failures = 0
        for done, window in enumerate(windows):
            report(done, len(windows))
            if window in listed:
                continue
            fault_point("sync.listing")
            try:
                entries = self._portal.listing(window)
            except FetchError as error:
                self._unlisted(f"{window.start:%Y-%m-%d}..{window.end:%Y-%m-%d}", error)
                failures = failures + 1 if error.code in NOBODY else 0
                if failures == PATIENCE:
                    return
                continue
            failures = 0
            entries = [entry for entry in entries if self._named(entry)]
            wanted = {entry.id for entry in entries if self._wanted(entry, known.get(entry.id), wish)}
            self._journal.listed(run, window, known.keys(), entries, wanted)

    def _named(self, entry: Entry) -> bool:
        """Whether an entry has an id and a version that can be written down; if not it is told of."""
        try:
            (entry.id + entry.version).encode()
        except UnicodeEncodeError:
            name = entry.id.encode("utf-8", "backslashreplace").decode()
            self._failed(name, "", "id.invalid", "half a character (a lone surrogate) in an id or version")
            return False
        return True

    def _unlisted(self, window: str, error: FetchError) -> None:
        self._journal.unlisted(News("unlisted", self._portal.name, window, code=error.code, message=str(error)))

    def _wanted(self, entry: Entry, known: Known | None, wish: Wish) -> bool:
        """Whether there may be news in an entry."""
        if known is None or wish.full or entry.pending or known.withdrawn or entry.version != known.version:
            return True
        return known.again in ("pending", "file") or (known.again == "off" and self._downloads.attachments)

    # --- documents

    def _fetch(self, run: Run, wish: Wish, report: Report) -> None:
        """Work off the queue; what fails stays in it for the next run."""
        waiting, known = self._journal.waiting(), self._journal.known()
        failures = 0
        for done, identity in enumerate(waiting):
            report(done, len(waiting))
            task = self._journal.task(identity)
            try:
                if task.entry is None and identity not in known:
                    self._journal.drop(identity)  # somebody deleted its file meanwhile
                elif task.entry is None:
                    self._withdraw(known[identity])
                else:
                    self._take(task, task.entry, known.get(identity), run, wish)
                failures = 0
            except (FetchError, DocumentError) as error:
                title = known[identity].title if identity in known else ""
                self._failed(identity, title, error.code, str(error))
                failures = failures + 1 if error.code in NOBODY else 0
            if failures == PATIENCE and (left := len(waiting) - done - 1):
                self._failed("", "", "sync.stopped", f"nobody answered {PATIENCE} times; {left} were not asked for")
                return

    def _failed(self, identity: str, title: str, code: str, message: str) -> None:
        self._journal.failed(News("failed", self._portal.name, identity, title, code=code, message=message))

    def _withdraw(self, known: Known) -> None:
        """Two runs did not find it: keep it, marked. Raises DocumentError where the file cannot be read."""
        path = self._path(known.id)
        synced = load(path)
        if synced.withdrawn is None:
            write_whole(path, dumps(replace(synced, withdrawn=self._now().astimezone(BRUSSELS).date())))
        self._journal.done(known._replace(withdrawn=True), telling("withdrawn", synced, {}))

    def _take(self, task: Task, entry: Entry, known: Known | None, run: Run, wish: Wish) -> None:
        """Write a document with its files if there is news in it. Raises FetchError or DocumentError."""
        path = self._path(task.id)
        old = load(path) if path.exists() else None
        gone = bool((known and known.withdrawn) or (old and old.withdrawn))
        if old and old.provenance.version == entry.version and old.provenance.fetched >= run.began:
            # This run wrote it, and was killed before it could note that.
            what: What | None = "returned" if gone else "changed" if known else "new"
            made, files = old, Files(old.files, {}, {})
        else:
            fault_point("sync.fetch")
            # The page of what is looked at without being listed is the one that a listing told before.
            entry = replace(entry, url=entry.url or (old.url if old else None))
            remote = entry.content or self._portal.fetch(entry)
            # What somebody edited is no longer what was downloaded.
            before = None if wish.full or (old and old.edited) else old
            files = self._downloads.of(remote, before, self._journal.tags(task.id))
            new = stored(remote, entry, self._portal.name, task.window, files.files, self._now())
            document_of(new, str(path))  # nothing is written that cannot be read back
            made, what = merged(old, new, gone=gone)
            if made != old:
                write_whole(path, dumps(made))
        noted = _known(made, run.number)._replace(start=task.window.start, end=task.window.end)
        if files.failed and not noted.again:
            noted = noted._replace(again="file")
        # What was edited by hand is told of in every run, until somebody decides.
        noted = noted._replace(version=known.version if known and what == "kept" else entry.version)
        self._journal.done(noted, telling(what, made, files.failed), files.tags)

    def _path(self, identity: str) -> Path:
        return self._folder / file_name(identity)


def _known(synced: Synced, seen: int = 0) -> Known:
    """What the journal has to know of a document, as its file tells it."""
    origin = synced.provenance
    codes = {file.skipped.code for file in synced.files if file.skipped}
    again = "pending" if synced.pending else "off" if OFF in codes else ""
    if not again and any(code.startswith("web.") for code in codes):
        again = "file"
    return Known(
        synced.id,
        synced.title or "",
        origin.version,
        origin.start,
        origin.end,
        seen,
        withdrawn=synced.withdrawn is not None,
        again=again,
    )
