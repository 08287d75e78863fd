"""The portal with the decisions of the Flemish government, beslissingenvlaamseregering.vlaanderen.be."""

import datetime as dt
from collections.abc import Iterable, Sequence

from rag.config import SyncConfig
from rag.errors import FetchError
from rag.portals.json_api import JsonApi, Parameters, Reply, Resource
from rag.portals.lookup import BATCH, Names, by_id
from rag.portals.news_item import NewsItem
from rag.portals.quarters import quarters
from rag.portals.remote import Entry, RemoteDocument, RemoteFile, Window
from rag.portals.values import last, size, stamp, values
from rag.web.client import WebClient

SEARCH = "/news-items/search"
DETAILS = "/news-item-infos"
# A quarter on one page; the owner's own example asks for twice as many.
PAGE = 500
# The public order.
_ORDER = (
    ("sort[meetingDate]", "desc"),
    ("sort[meetingTypePosition]", "asc"),
    ("sort[agendaitemType]", "desc"),
    ("sort[position]", "asc"),
)
UNREAD = ""
"""The version of an entry that says too little at present: ``fetch`` asks again, and then tells what is wrong."""


class DecisionsPortal:
    """Decisions by the moment of their meeting; see ``Portal``.

    The listing has the whole text; the documents and the moment of publication come from a second address, names of
    ministers, themes and kinds of meeting from others. A document without the details is listed as ``UNREAD``.
    """

    name = "decisions"

    def __init__(self, client: WebClient, config: SyncConfig) -> None:
        self._api = JsonApi(client, config.decisions_url)
        self._names = Names(self._api)

    def windows(self, since: dt.date, until: dt.date) -> Sequence[Window]:
        """Quarters of a year."""
        return quarters(since, until)

    def listing(self, window: Window) -> Sequence[Entry]:
        """All decisions of the meetings in a window; FetchError ``portal.partial`` if two readings do not add up."""
        bounds = f"{stamp(window.start)},{stamp(window.end)}"
        rows = self._complete([("filter[:gte,lt:meetingDate]", bounds), *_ORDER])
        self._learn(rows)
        entries = []
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            details = self._details(batch)
            entries += [self._entry(row, details) for row in batch]
        return [entry for entry in entries if _within(entry, window)]

    def fetch(self, entry: Entry) -> RemoteDocument:
        """The document of an entry. Raises FetchError ``portal.missing``, ``portal.partial``, ``portal.unreadable``."""
        if entry.content:
            return entry.content
        rows = self._api.get(SEARCH, [("filter[:terms:uuid]", entry.id)]).resources
        row = next((row for row in rows if row.id == entry.id), None)
        if row is None:
            raise FetchError("portal.missing", f"decision {entry.id}: not on the portal any more", retryable=True)
        self._learn([row])
        read = self._read(row, self._details([row])).content
        assert read
        return read

    def _complete(self, parameters: Parameters) -> list[Resource]:
        """Every hit once. While a meeting is published anew a listing can be short, or hold an item twice."""
        before: set[str] = set()
        for _ in range(2):
            try:
                reply = self._api.everything(SEARCH, parameters, PAGE)
            except FetchError as error:
                if error.code != "portal.partial":
                    raise
                continue
            rows = {row.id: row for row in reply.resources}
            if len(rows) == reply.count or rows.keys() == before:
                return list(rows.values())
            before = set(rows)
        message = f"{self._api.base}: a listing that is short or changes while it is read; run sync again later"
        raise FetchError("portal.partial", message, retryable=True)

    def _details(self, rows: Sequence[Resource]) -> dict[str, tuple[Reply, Resource]]:
        """The details of at most ``BATCH`` news items, by id."""
        reply = self._api.get(DETAILS, [*by_id([row.id for row in rows]), ("include", "attachments.file")])
        return {info.id: (reply, info) for info in reply.resources}

    def _learn(self, rows: Sequence[Resource]) -> None:
        """Ask for all names that go with these news items at once."""
        for lookup, attribute in (
            (self._names.ministers, "mandateeIds"),
            (self._names.concepts, "themeId"),
            (self._names.meetings, "meetingId"),
        ):
            lookup(one for row in rows for one in values(row.attributes.get(attribute)))

    def _entry(self, row: Resource, details: dict[str, tuple[Reply, Resource]]) -> Entry:
        """What is wrong with one item is told when it is fetched; it does not keep the others back."""
        try:
            return self._read(row, details)
        except FetchError:
            return Entry(row.id, UNREAD)

    def _read(self, row: Resource, details: dict[str, tuple[Reply, Resource]]) -> Entry:
        if row.id not in details:
            raise FetchError("portal.partial", f"decision {row.id}: no details at present", retryable=True)
        reply, info = details[row.id]
        told = row.attributes
        item = NewsItem(
            id=row.id,
            uri=last(told.get("uri")),
            kind=last(told.get("agendaitemType")),
            title=last(told.get("title")),
            long_title=last(told.get("alternativeTitle")),
            html=last(told.get("htmlContent")),
            text=last(info.attributes.get("text")),
            meeting=last(told.get("meetingDate")),
            published=last(info.attributes.get("publication-date")),
            files=self._files(reply, info),
            source=f"{self._api.base}{DETAILS}/{row.id}",
            about={
                "ministers": self._ministers(row),
                "themes": self._names.labels(values(told.get("themeId"))),
                "meeting": tuple(sorted(self._names.meetings(values(told.get("meetingId"))).values())),
            },
        )
        return item.entry()

    def _ministers(self, row: Resource) -> tuple[str, ...]:
        """Names of ministers; a first name and a family name of the listing only go together if each is the only one.

        Those of several people come without order, each name once: nobody can tell whose is whose.
        """
        first, family = (values(row.attributes.get(f"mandatee{part}Names")) for part in ("First", "Family"))
        alone = (f"{first[0]} {family[0]}",) if len(first) == len(family) == 1 else ()
        return self._names.minister_names(values(row.attributes.get("mandateeIds"))) or alone

    def _files(self, reply: Reply, info: Resource) -> Iterable[RemoteFile]:
        """The public documents. An attachment and its file have different ids: only the file's leads to the file."""
        for attachment in reply.related(info, "attachments"):
            for file in reply.related(attachment, "file"):
                told = file.attributes
                name = str(told.get("filename") or "")
                yield RemoteFile(
                    id=file.id,
                    title=str(attachment.attributes.get("title") or name),
                    url=f"{self._api.base}/files/{file.id}/download",
                    name=name,
                    media_type=str(told.get("format") or ""),
                    size=size(told.get("size")),
                )


def _within(entry: Entry, window: Window) -> bool:
    """Whether an entry belongs to a window: one with two moments for a while is found in two."""
    moment = entry.content.meeting if entry.content else None
    return moment is None or window.start <= moment < window.end
