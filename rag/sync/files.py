"""The files that go with a document: downloaded where they are not known yet, read, and named where they cannot be."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple, Protocol

from rag.errors import DocumentError, FetchError
from rag.faults import fault_point
from rag.files import sha256
from rag.portals.attachments import read_attachment
from rag.portals.remote import RemoteDocument, RemoteFile
from rag.sources.synced_file import Sheet, Skipped, Synced, SyncedFile
from rag.web.answer import WebAnswer

OFF = "sync.off"
ROOM = 20_000_000  # characters of all files of a document together: beyond that nobody reads, and no index has room

Tag = tuple[str | None, str | None]


class Client(Protocol):
    """What files are downloaded with."""

    def get(self, url: str, *, accept: str, etag: str | None = None, modified: str | None = None) -> WebAnswer:
        """As ``rag.web.client.WebClient.get``."""
        ...


class Files(NamedTuple):
    """The files of a document, and the tag of each that was asked for.

    ``failed`` says why by the id of each that could not be had now.
    """

    files: tuple[SyncedFile, ...]
    tags: dict[str, Tag]
    failed: dict[str, Skipped]


class Downloads:
    """Files by way of ``client``; without ``attachments`` only the sheets of written questions."""

    def __init__(self, client: Client, *, attachments: bool) -> None:
        self._client = client
        self.attachments = attachments

    def of(self, remote: RemoteDocument, old: Synced | None, tags: Mapping[str, Tag]) -> Files:
        """The files of a document. What ``old`` has is sent again only if it changed, or if its server has no tags."""
        had = {file.id: file for file in old.files if file.sha256} if old else {}
        found: list[SyncedFile] = []
        told: dict[str, Tag] = {}
        failed: dict[str, Skipped] = {}
        room = ROOM
        for place, file in enumerate(remote.files):
            if not self.attachments and not (place == 0 and remote.kind == "schriftelijke vraag"):
                found.append(_skipped(file, OFF, "not asked for; set sync.attachments to true"))
                continue
            kept = had.get(file.id)
            try:
                made, told[file.id] = self._file(file, kept, tags.get(file.id, (None, None)))
            except FetchError as error:
                failed[file.id] = Skipped(error.code, str(error))
                # The text of before is better than none.
                made = _as_told(file, kept) if kept else _skipped(file, error.code, str(error))
            room -= sum(len(sheet.text) for sheet in made.pages)
            if room < 0:
                reason = Skipped("file.large", f"the files of this document hold more than {ROOM:,} characters")
                made = replace(made, pages=(), skipped=reason)
            found.append(made)
        return Files(tuple(found), told, failed)

    def _file(self, file: RemoteFile, kept: SyncedFile | None, tag: Tag) -> tuple[SyncedFile, Tag]:
        """A file and its tag. Raises FetchError."""
        etag, modified = tag if kept and kept.url == file.url else (None, None)
        answer = self._client.get(file.url, accept="*/*", etag=etag, modified=modified)
        fault_point("sync.file")
        if kept and answer.status == 304:
            return _as_told(file, kept), (answer.etag or etag, answer.modified or modified)
        data = answer.content
        made = SyncedFile(file.id, _text(file.title), file.url, _text(file.name), sha256(data), len(data))
        try:
            pages = read_attachment(data, file.name, file.media_type or answer.media_type)
            made = replace(made, pages=tuple(Sheet(number, _text(text)) for number, text in pages))
        except DocumentError as error:
            made = replace(made, skipped=Skipped(error.code, str(error)))
        return made, (answer.etag, answer.modified)


def _as_told(file: RemoteFile, kept: SyncedFile) -> SyncedFile:
    """A file that is the same, under the names that it has now."""
    return replace(kept, title=_text(file.title), name=_text(file.name), url=file.url)


def _skipped(file: RemoteFile, code: str, message: str) -> SyncedFile:
    return SyncedFile(file.id, _text(file.title), file.url, _text(file.name), skipped=Skipped(code, message))


def _text(text: str) -> str:
    """A text that can be written: half a character (a lone surrogate) cannot."""
    return text.encode("utf-8", "ignore").decode()
