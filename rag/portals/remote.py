"""What a publisher offers: entries in a listing, documents with their files, and the protocol of a connector."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from rag.documents import Kind


class Window(NamedTuple):
    """A half-open stretch of time in UTC, ``start <= moment < end``."""

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that goes with a document; ``name`` and ``media_type`` are what the publisher says they are."""

    id: str
    title: str
    url: str
    name: str = ""
    media_type: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class RemoteDocument:
    """A document as its publisher has it now.

    ``body`` is plain text, a paragraph a line. The first of the ``files`` of a written question is its sheet; all
    others are attachments. ``about`` holds what is only told, never searched: ministers, themes, kind of meeting.
    ``source`` is the address that it was read from.
    """

    id: str
    kind: Kind | None = None
    title: str | None = None
    long_title: str | None = None
    body: str = ""
    meeting: dt.datetime | None = None
    date: dt.date | None = None
    url: str | None = None
    uri: str | None = None
    files: tuple[RemoteFile, ...] = ()
    about: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in a listing. ``version`` changes whenever the publisher publishes it anew.

    ``content`` is the document where the listing has all of it; ``url`` its page, where only the listing tells. What is
    ``pending`` is not finished, a question without an answer say, and is looked at again in every run.
    """

    id: str
    version: str
    content: RemoteDocument | None = None
    pending: bool = False
    url: str | None = None


class Portal(Protocol):
    """A publisher. Every method raises FetchError; a listing is complete or it is an error."""

    name: str

    def windows(self, since: dt.date, until: dt.date) -> Sequence[Window]:
        """Contiguous windows that hold everything from the day ``since`` up to and with the day ``until``."""
        ...

    def listing(self, window: Window) -> Sequence[Entry]:
        """Everything in a window, each document once."""
        ...

    def fetch(self, entry: Entry) -> RemoteDocument:
        """The document of an entry."""
        ...
