"""What is known of a document beside its text, checked in the same way for every format."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rag.documents import Kind
from rag.dutch.calendar import BRUSSELS
from rag.errors import DocumentError
from rag.sources.text import normalise_line

KINDS: tuple[Kind, ...] = ("nota", "mededeling", "schriftelijke vraag")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.I)


@dataclass(frozen=True, slots=True)
class Metadata:
    """Checked metadata; ``meeting`` is in UTC, ``date`` the day of the meeting in Brussels where there is one."""

    id: str
    kind: Kind | None = None
    title: str | None = None
    long_title: str | None = None
    meeting: dt.datetime | None = None
    date: dt.date | None = None
    url: str | None = None
    uri: str | None = None


KEYS = tuple(Metadata.__slots__)


def check_metadata(fields: Mapping[str, str | None], lines: Mapping[str, int] | None = None) -> Metadata:
    """Check raw values under the names in ``KEYS``; empty ones count as absent.

    ``lines`` holds the line of each key, for messages. Raises DocumentError.
    """
    checked: dict[str, Any] = {}
    for key in KEYS:
        value = normalise_line(fields.get(key) or "")
        try:
            checked[key] = _CHECKS[key](value) if value and key in _CHECKS else value or None
        except DocumentError as error:
            where = f"line {lines[key]}: " if lines else ""
            raise DocumentError(error.code, f"{where}{error}") from error
    if checked["id"] is None:
        raise DocumentError("id.missing", "no id; give every document an id of its own")
    if checked["meeting"]:
        checked["date"] = checked["meeting"].astimezone(BRUSSELS).date()
    return Metadata(**checked)


def _id(value: str) -> str:
    if " " in value or len(value) > 200:
        raise DocumentError("id.invalid", f"id {value[:60]!r}: use at most 200 characters and no spaces")
    return value


def _kind(value: str) -> Kind:
    for kind in KINDS:
        if kind == value.lower():
            return kind
    raise DocumentError("kind.invalid", f"kind {value[:60]!r}: use one of {', '.join(KINDS)}")


def _meeting(value: str) -> dt.datetime:
    advice = f"meeting {value[:60]!r}: use a date and time in UTC, such as 2024-01-10T18:00:00Z"
    try:
        moment = dt.datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise DocumentError("meeting.invalid", advice)
        moment.astimezone(BRUSSELS)
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise DocumentError("meeting.invalid", advice) from error


def _date(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise DocumentError("date.invalid", f"date {value[:60]!r}: use a date such as 2024-01-10") from error


def _link(value: str) -> str:
    if not _LINK.fullmatch(value):
        raise DocumentError("url.invalid", f"link {value[:60]!r}: use a full address that starts with https://")
    return value


_CHECKS: Mapping[str, Callable[[str], object]] = {
    "id": _id,
    "kind": _kind,
    "meeting": _meeting,
    "date": _date,
    "url": _link,
    "uri": _link,
}
