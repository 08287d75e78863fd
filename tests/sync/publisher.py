"""A publisher in memory, with its files, that can be made to publish, take back and fail."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.documents import Document
from rag.errors import FetchError
from rag.ledger import Ledger
from rag.portals.remote import Entry, RemoteDocument, RemoteFile, Window
from rag.sources.synced_file import Synced, document_of, file_name, load
from rag.sync.diff import WHAT, Diff
from rag.sync.files import Downloads
from rag.sync.journal import SCHEMA
from rag.sync.sync import Sync, Wish
from rag.web.answer import WebAnswer
from tests.pdfs import write_pdf

SINCE = dt.date(2021, 1, 1)
NOW = dt.datetime(2021, 4, 30, 12, tzinfo=dt.UTC)
FILES = "https://publisher.example/files/"


def decision(identity: str, body: str = "De Vlaamse Regering keurt dit goed.", month: int = 1) -> RemoteDocument:
    """A decision of the first of a month."""
    return RemoteDocument(
        id=identity,
        kind="nota",
        title=f"Beslissing {identity}",
        body=body,
        meeting=dt.datetime(2021, month, 1, 9, tzinfo=dt.UTC),
        source=f"https://publisher.example/{len(identity)}",
    )


def pdf(*pages: str) -> bytes:
    """A PDF of these pages."""
    with TemporaryDirectory() as folder:
        return write_pdf(Path(folder) / "a.pdf", [page.split("\n") for page in pages]).read_bytes()


class Publisher:
    """A portal with windows of a month, and the client its files are downloaded with; ``asked`` has every request."""

    name = "decisions"

    def __init__(self) -> None:
        self.documents: dict[str, RemoteDocument] = {}
        self.versions: dict[str, int] = {}
        self.pending: set[str] = set()
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.errors: dict[str, FetchError] = {}
        self.whole = False

    def publish(self, *documents: RemoteDocument) -> None:
        """Publish documents, or publish them anew."""
        for document in documents:
            self.documents[document.id] = document
            self.versions[document.id] = self.versions.get(document.id, 0) + 1

    def withdraw(self, identity: str) -> None:
        """Take a document back."""
        del self.documents[identity]

    def file(self, name: str, data: bytes, *, size: bool = False) -> RemoteFile:
        """Put a file on the server."""
        self.files[FILES + name] = data
        return RemoteFile(name, f"Bijlage {name}", FILES + name, name, size=len(data) if size else None)

    def break_down(self, what: str, code: str = "web.server", *, retryable: bool = True) -> None:
        """Make the request ``what``, as ``asked`` names it, fail."""
        self.errors[what] = FetchError(code, f"{what}: out of order", retryable=retryable)

    def windows(self, since: dt.date, until: dt.date) -> Sequence[Window]:
        starts = [dt.datetime(2021, month, 1, tzinfo=dt.UTC) for month in range(since.month, until.month + 2)]
        return [Window(*pair) for pair in pairwise(starts)]

    def listing(self, window: Window) -> Sequence[Entry]:
        self._ask(f"list {window.start:%m}")
        found = [item for item in self.documents.values() if item.meeting and window.start <= item.meeting < window.end]
        return [
            Entry(item.id, str(self.versions[item.id]), item if self.whole else None, item.id in self.pending)
            for item in found
        ]

    def fetch(self, entry: Entry) -> RemoteDocument:
        self._ask(f"fetch {entry.id}")
        if entry.id not in self.documents:
            raise FetchError("web.missing", f"{entry.id}: gone")
        return self.documents[entry.id]

    def get(self, url: str, *, accept: str, etag: str | None = None, modified: str | None = None) -> WebAnswer:
        self._ask(f"get {url.removeprefix(FILES)}")
        data = self.files[url]
        tag = f'"{hashlib.sha256(data).hexdigest()[:8]}"'
        if etag == tag:
            self.asked[-1] += " 304"
            return WebAnswer(url, 304, "", b"", tag, None)
        return WebAnswer(url, 200, "application/octet-stream", data, tag, None)

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if what in self.errors:
            raise self.errors[what]


@contextmanager
def no_bars(label: str) -> Iterator[Callable[[int, int], None]]:
    """Nothing is drawn."""
    yield lambda done, total: None


class Desk:
    """A folder that is kept in step with a publisher; every run is a day after the one before."""

    def __init__(self, root: Path, publisher: Publisher | None = None) -> None:
        self.root = root
        self.publisher = publisher or Publisher()
        self.now = NOW
        self.attachments = True

    def run(self, since: dt.date = SINCE, *, full: bool = False) -> dict[str, list[str]]:
        """Synchronise; the ids of each kind of news, without kinds of which there is none."""
        return told(self.diff(since, full=full))

    def diff(self, since: dt.date = SINCE, *, full: bool = False) -> Diff:
        """Synchronise, on the next day."""
        self.now += dt.timedelta(days=1)
        return self.again(since, full=full)

    def again(self, since: dt.date = SINCE, *, full: bool = False) -> Diff:
        """Synchronise at the same moment as last time."""
        self.publisher.asked.clear()
        ledger = Ledger(self.root / "ledger.sqlite", SCHEMA)
        try:
            downloads = Downloads(self.publisher, attachments=self.attachments)
            sync = Sync(self.publisher, self.root / "synced", ledger, downloads, lambda: self.now)
            return sync.run(Wish(since, full), no_bars)
        finally:
            ledger.close()

    def path(self, identity: str) -> Path:
        """Where a document stands."""
        return self.root / "synced" / "decisions" / file_name(identity)

    def synced(self, identity: str) -> Synced:
        """A document as its file has it."""
        return load(self.path(identity))

    def contents(self) -> dict[str, bytes]:
        """Every file of the corpus by name."""
        return {path.name: path.read_bytes() for path in sorted((self.root / "synced").rglob("*.json"))}

    def corpus(self) -> dict[str, Document]:
        """Every document of the corpus by id."""
        found = [document_of(load(path), "") for path in (self.root / "synced").rglob("*.json")]
        return {document.id: document for document in found}


def told(diff: Diff) -> dict[str, list[str]]:
    """The ids of each kind of news."""
    return {what: [news.id for news in found] for what in WHAT if (found := diff.of(what))}
