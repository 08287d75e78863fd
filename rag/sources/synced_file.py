"""A document as ``sync`` keeps it: one JSON file with all that its publisher has of it, and where that came from.

Like any file of the corpus it can be read and mended by hand: its hash tells that somebody did.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rag.documents import Document, Kind, Role
from rag.errors import DocumentError
from rag.files import sha256
from rag.sources.assembly import Attachment, assemble
from rag.sources.metadata import KEYS, check_metadata
from rag.sources.text import MAX_BYTES, decode, read_bytes

FORMAT = "verantwoord synced document 1"
# Underscores sort before letters, so that it stands first.
_MARKER = "_format"
_HEAD = 200  # bytes in which the marker stands
_UNSAFE = re.compile(r"[^a-z0-9]+")
_READABLE, _TELLING = 60, 16  # characters of a file name that are the id's, and its hash's


@dataclass(frozen=True, slots=True)
class Skipped:
    """Why the text of a file is not here."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a file as it was extracted, lines as they stand on it; ``number`` counts from 1, a Word file is 0."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class SyncedFile:
    """A file that goes with a document: its pages, or why it has none; ``sha256`` and ``bytes`` of the original."""

    id: str
    title: str
    url: str
    name: str = ""
    sha256: str = ""
    bytes: int = 0
    pages: tuple[Sheet, ...] = ()
    skipped: Skipped | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document came from: the address, when, and in which version these words first stood there.

    It was in the publisher's listing of what lies from ``start`` up to ``end``. ``sha256`` is the hash of its content.
    """

    portal: str
    source: str
    version: str
    fetched: dt.datetime
    start: dt.datetime
    end: dt.datetime
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Synced:
    """A document as it stands in its file; the fields are those of ``rag.portals.remote.RemoteDocument``."""

    id: str
    provenance: Provenance
    kind: Kind | None = None
    title: str | None = None
    long_title: str | None = None
    body: str = ""
    meeting: dt.datetime | None = None
    date: dt.date | None = None
    url: str | None = None
    uri: str | None = None
    files: tuple[SyncedFile, ...] = ()
    about: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pending: bool = False
    withdrawn: dt.date | None = None

    @property
    def content_hash(self) -> str:
        """SHA-256 of what the publisher says; whether it still says so, or why a file has no text, is no part of it."""
        said = replace(self, files=tuple(replace(file, skipped=None) for file in self.files))
        tree = {key: value for key, value in _tree(said).items() if key not in ("provenance", "pending", "withdrawn")}
        return sha256(json.dumps(tree, sort_keys=True))

    @property
    def edited(self) -> bool:
        """Whether somebody changed it by hand."""
        return self.provenance.sha256 != self.content_hash

    def sealed(self) -> "Synced":
        """The same with the hash of its content in its provenance."""
        return replace(self, provenance=replace(self.provenance, sha256=self.content_hash))


_ADAPTER = TypeAdapter(Synced)


def file_name(identity: str) -> str:
    """A file name that no other id has, also where capitals do not count; ids may hold any character."""
    readable = _UNSAFE.sub("-", identity.lower())[:_READABLE].strip("-")
    return f"{readable}-{sha256(identity)[:_TELLING]}.json".lstrip("-")


def dumps(synced: Synced) -> str:
    """The text of its file: the same bytes for the same content.

    Raises DocumentError if nobody could read it back.
    """
    text = json.dumps({_MARKER: FORMAT, **_tree(synced)}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise DocumentError("text.invalid", "half a character (a lone surrogate) in an id or address") from error
    if size > MAX_BYTES:
        raise DocumentError("file.large", f"more than {MAX_BYTES // 1_000_000} MB of text")
    return text


def load(path: Path) -> Synced:
    """What a file holds. Raises DocumentError, or OSError where it cannot be read."""
    try:
        return _ADAPTER.validate_json(decode(read_bytes(path)))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        message = f"{where}: {first['msg']}; mend it, or delete it and run 'verantwoord sync'"
        raise DocumentError("synced.invalid", message) from error


def is_synced(path: Path) -> bool:
    """Whether a JSON file is one of these."""
    try:
        with path.open("rb") as file:
            return FORMAT.encode() in file.read(_HEAD)
    except OSError:
        return True  # reading it will tell why it cannot be read


def read_synced(path: Path, source: str) -> Document:
    """The document in a file. Raises DocumentError or OSError."""
    return document_of(load(path), source)


def document_of(synced: Synced, source: str) -> Document:
    """The document: the attachments are further text of it; of a written question the first file is the sheet itself.

    Raises DocumentError.
    """
    told = _tree(synced)
    metadata = check_metadata({key: told[key] for key in KEYS})
    if metadata.id != synced.id:
        raise DocumentError("id.invalid", f"id {synced.id[:60]!r}: invisible characters in an id")
    files = list(synced.files)
    sheet = files.pop(0) if metadata.kind == "schriftelijke vraag" and files else None
    body = _pages(sheet) if sheet and sheet.pages else synced.body
    attachments = [Attachment(file.title or file.name, _pages(file)) for file in files if file.pages]
    document = replace(assemble(metadata, body, source, attachments), withdrawn=synced.withdrawn)
    unread = metadata.kind == "schriftelijke vraag" and not (sheet and sheet.pages)
    if synced.pending and metadata.kind == "schriftelijke vraag":
        return _asked_only(document)
    return _asked_only(document, but="attachment") if unread else document


def _asked_only(document: Document, but: Role | None = None) -> Document:
    """A question without an answer that could be read: what was asked is no evidence, whatever it looks like."""
    segments = (segment if segment.role == but else replace(segment, role="question") for segment in document.segments)
    return replace(document, segments=tuple(segments))


def _pages(file: SyncedFile) -> list[tuple[int, str]]:
    return [(sheet.number, sheet.text) for sheet in file.pages]


def _tree(synced: Synced) -> dict[str, Any]:
    """The fields as JSON has them."""
    tree: dict[str, Any] = _ADAPTER.dump_python(synced, mode="json")
    return tree
