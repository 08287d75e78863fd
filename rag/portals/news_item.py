"""A decision as the Flemish government publishes it, a "news item", from whichever of its hosts."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from rag.documents import Kind
from rag.dutch.calendar import BRUSSELS
from rag.errors import DocumentError, FetchError
from rag.links import decision_url
from rag.portals.remote import Entry, RemoteDocument, RemoteFile
from rag.portals.rich_text import plain_text, rich_text
from rag.portals.values import moment
from rag.sources.text import normalise_line

_KINDS: Final[Mapping[str, Kind]] = {"nota": "nota", "mededeling": "mededeling"}


@dataclass(frozen=True, slots=True)
class NewsItem:
    """What a host says of one decision, as it says it. ``text`` counts only where there is no ``html``."""

    id: str
    uri: str | None
    kind: str | None
    title: str | None
    long_title: str | None
    html: str | None
    text: str | None
    meeting: str | None
    published: str | None
    files: Iterable[RemoteFile]
    source: str
    about: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def entry(self) -> Entry:
        """The entry with its document. Raises FetchError ``portal.unreadable`` for what nothing can be made of.

        The version is the moment of publication and a digest of what is published. It does not depend on the host,
        nor on what is only told about the decision: a run that has to do with the other host finds nothing changed.
        """
        try:
            document = self._document()
            published = moment(self.published).isoformat() if self.published else "-"
        except (DocumentError, ValueError) as error:
            raise FetchError("portal.unreadable", f"decision {self.id}: {error}") from error
        if not (document.title or document.long_title or document.body):
            raise FetchError("portal.unreadable", f"decision {self.id}: has no text at present", retryable=True)
        return Entry(self.id, f"{published} {_digest(document)}", document)

    def _document(self) -> RemoteDocument:
        title = normalise_line(self.title or "") or None
        long_title = normalise_line(self.long_title or "") or None
        if not self.meeting:
            raise ValueError("no moment of meeting")
        meeting = moment(self.meeting)
        return RemoteDocument(
            id=self.id,
            kind=_KINDS.get((self.kind or "").strip().lower()),
            title=title,
            long_title=long_title if long_title != title else None,
            body=(rich_text(self.html) if self.html else "") or plain_text(self.text or ""),
            meeting=meeting,
            date=meeting.astimezone(BRUSSELS).date(),
            # Without a title the search page cannot be made to show it.
            url=decision_url(title, meeting) if title else None,
            uri=self.uri,
            files=tuple(sorted(self.files, key=lambda file: (file.title, file.id))),
            about={name: values for name, values in self.about.items() if values},
            source=self.source,
        )


def _digest(document: RemoteDocument) -> str:
    files = [(file.id, file.title, file.name, file.size) for file in document.files]
    parts = (document.kind, document.title, document.long_title, document.body, document.meeting, document.uri, files)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
