"""The government as a stand-in plays it: meetings with their decisions, published, edited and taken back over time."""

import datetime as dt
import html
import json
import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from rag.sources.markdown_file import read_markdown

ITEM_BASE = "http://themis.vlaanderen.be/id/nieuwsbericht/"
MEETING_BASE = "http://themis.vlaanderen.be/id/vergaderactiviteit/"
# Undated decisions are spread over meetings of as many as a long meeting has.
ITEMS_A_MEETING = 60


@dataclass(frozen=True)
class File:
    """A file; one without content is known but not on disk, as after a failed copy."""

    id: str
    name: str
    content: bytes | None
    media_type: str = "application/pdf"


@dataclass(frozen=True)
class Attachment:
    """A public document of a decision; its id is not that of its file."""

    id: str
    title: str
    file: File


@dataclass(frozen=True)
class Mandatee:
    """A person in a government."""

    id: str
    first: str
    family: str
    rank: int = 1
    title: str | None = None


@dataclass(frozen=True)
class Item:
    """One decision. ``attributes`` replace those of the search as they are: lists, nulls, whatever is to be tried."""

    id: str
    title: str | None
    html: str | None = None
    long_title: str | None = None
    kind: str | None = "Nota"
    text: str | None = None
    mandatees: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    base: str = ITEM_BASE

    @property
    def uri(self) -> str:
        """The subject in the linked data."""
        return f"{self.base}{self.id}"


@dataclass(frozen=True)
class Meeting:
    """A meeting, its start in UTC; ``kind`` may be missing."""

    id: str
    start: dt.datetime
    items: tuple[Item, ...] = ()
    kind: str | None = "Ministerraad"

    @property
    def uri(self) -> str:
        """The subject in the linked data."""
        return f"{MEETING_BASE}{self.id}"


@dataclass(frozen=True)
class Release:
    """A dataset of Themis: one publication of a meeting."""

    id: str
    meeting: Meeting
    moment: dt.datetime


class Publisher:
    """What is public now, and all releases so far. Its clock is its own: every publication is a second later."""

    def __init__(self, *meetings: Meeting, people: Iterable[Mandatee] = (), themes: Mapping[str, str] | None = None):
        self.lock = threading.RLock()
        self.meetings: dict[str, Meeting] = {}
        self.upcoming: list[Meeting] = []
        self.releases: list[Release] = []
        self.published: dict[str, dt.datetime] = {}
        self.people = {person.id: person for person in people}
        self.themes = dict(themes or {})
        self._clock = dt.datetime(2006, 7, 19, tzinfo=dt.UTC)
        self.publish(*meetings)

    def publish(self, *meetings: Meeting) -> None:
        """Publish meetings, or publish them anew: every item gets a new moment of publication."""
        with self.lock:
            for meeting in meetings:
                self._clock = max(self._clock + dt.timedelta(seconds=1), meeting.start + dt.timedelta(hours=4))
                self.meetings[meeting.id] = meeting
                self.published.update({item.id: self._clock for item in meeting.items})
                number = sum(release.meeting.id == meeting.id for release in self.releases)
                id_ = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{meeting.uri}#{number}"))
                self.releases.append(Release(id_, meeting, self._clock))

    def edit(self, item: str, *, quietly: bool = False, **changes: Any) -> None:
        """Change a decision; ``quietly`` leaves the moment of publication as it was."""
        with self.lock:
            meeting = self.meeting_of(item)
            items = tuple(replace(one, **changes) if one.id == item else one for one in meeting.items)
            if quietly:
                self.meetings[meeting.id] = replace(meeting, items=items)
            else:
                self.publish(replace(meeting, items=items))

    def attach(self, item: str, *attachments: Attachment) -> None:
        """Documents become public, a day after the decision as a rule."""
        self.edit(item, attachments=self.item(item).attachments + attachments)

    def withdraw(self, item: str) -> None:
        """Publish a meeting anew without one of its decisions."""
        meeting = self.meeting_of(item)
        self.publish(replace(meeting, items=tuple(one for one in meeting.items if one.id != item)))

    def unpublish(self, meeting: str) -> None:
        """Take back all decisions of a meeting."""
        self.publish(replace(self.meetings[meeting], items=()))

    def advance(self, until: dt.date) -> int:
        """Publish what was to come up to and with a day; how many decisions that are."""
        with self.lock:
            due = [meeting for meeting in self.upcoming if meeting.start.date() <= until]
            self.upcoming = [meeting for meeting in self.upcoming if meeting.start.date() > until]
            self.publish(*due)
            return sum(len(meeting.items) for meeting in due)

    def fill(self, meetings: Sequence[Meeting], until: dt.date = dt.date.max) -> int:
        """Publish meetings up to and with a day, keep the others for ``advance``; how many decisions are public now."""
        self.upcoming += sorted(meetings, key=lambda meeting: meeting.start)
        return self.advance(until)

    def items(self) -> list[tuple[Meeting, Item]]:
        """Everything public now."""
        with self.lock:
            return [(meeting, item) for meeting in self.meetings.values() for item in meeting.items]

    def item(self, id_: str) -> Item:
        """A public decision."""
        return next(item for _, item in self.items() if item.id == id_)

    def meeting_of(self, item: str) -> Meeting:
        """The meeting of a public decision."""
        return next(meeting for meeting, one in self.items() if one.id == item)

    def files(self) -> dict[str, File]:
        """All public files."""
        return {one.file.id: one.file for _, item in self.items() for one in item.attachments}


def paragraphs(body: str) -> str | None:
    """A text as the portal keeps it, a paragraph a line."""
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in body.splitlines() if line.strip()) or None


def meetings_from_rows(rows: Iterable[Mapping[str, Any]], undated: dt.date | None = None) -> list[Meeting]:
    """Meetings of decisions as rows of decisions.jsonl.

    Undated rows get meetings of ``ITEMS_A_MEETING`` on the days from ``undated`` on; without it they are left out.
    """
    timed: list[tuple[dt.datetime, Item]] = []
    spread = 0
    for row in rows:
        moment = row["meeting_date"] or (row["date"] and f"{row['date']}T09:00:00Z")
        if moment is None and undated is not None:
            day = undated + dt.timedelta(days=spread // ITEMS_A_MEETING)
            moment, spread = f"{day}T09:00:00Z", spread + 1
        if moment is not None:
            timed.append((dt.datetime.fromisoformat(moment), _item_from_row(row)))
    return _meetings(timed)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a decisions.jsonl."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def meetings_from_corpus(folder: Path) -> list[Meeting]:
    """Meetings of the decisions in a folder of Markdown files."""
    timed = []
    for path in sorted(folder.glob("*.md")):
        document = read_markdown(path, path.name)
        texts = {segment.role: document.text[segment.start : segment.end] for segment in document.segments}
        item = Item(
            id=document.id,
            title=texts.get("title"),
            long_title=texts.get("long_title"),
            html=paragraphs(texts.get("body", "")),
            kind=(document.kind or "nota").capitalize(),
        )
        assert document.meeting, f"{path.name} has no meeting"
        timed.append((document.meeting, item))
    return _meetings(timed)


def _item_from_row(row: Mapping[str, Any]) -> Item:
    return Item(
        id=row["id"],
        title=row["title"] or row["heading"],
        long_title=row["alternative_title"],
        html=paragraphs(row["body"] or ""),
        kind=(row["type"] or "nota").capitalize(),
    )


def _meetings(timed: list[tuple[dt.datetime, Item]]) -> list[Meeting]:
    timed.sort(key=lambda pair: pair[0])
    return [
        Meeting(uuid.uuid5(uuid.NAMESPACE_URL, start.isoformat()).hex.upper()[:24], start, tuple(i for _, i in pairs))
        for start, pairs in groupby(timed, key=lambda pair: pair[0])
    ]
