"""What mu-search 0.8 answers, traps included."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from tests.portals.publisher import Item, Meeting, Publisher

DEEPEST = 10_000
_FILTER = re.compile(r"filter\[(?::([^\]]+):)?([\w,]+)\]")
_SORT = re.compile(r"sort\[(\w+)\]")
_POSITIONS = {
    "Ministerraad - Plan Vlaamse Veerkracht": 1,
    "Bijzondere ministerraad": 2,
    "Elektronische procedure": 3,
    "Ministerraad": 4,
    "Annex": 4,
}
_BOUNDS = {
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
}
_TEXTS = ("title", "alternativeTitle", "htmlContent", "mandateeTitles")

Row = dict[str, Any]


class BadRequest(Exception):
    """Answered with 400."""


class ElasticError(Exception):
    """Answered with 500, with its text."""


def search(
    publisher: Publisher, path: str, query: str, parameters: Sequence[tuple[str, str]], keep: float, short: bool
) -> Row:
    """The reply to a search. ``keep`` is the share of the index that is there; ``short`` leaves out the last hit."""
    with publisher.lock:
        rows = [
            _row(publisher, meeting, item, position)
            for meeting in publisher.meetings.values()
            for position, item in enumerate(meeting.items, 1)
        ]
    rows = rows[: round(len(rows) * keep)]
    paging = {"page[number]": 0, "page[size]": 10}
    order: list[tuple[str, str]] = []
    for name, value in parameters:
        if name in paging:
            paging[name] = int(value)
        elif match := _SORT.fullmatch(name):
            order.append((match[1], value))
        elif match := _FILTER.fullmatch(name):
            rows = [row for row in rows if _matches(row, match[1], match[2].split(","), value)]
    for attribute, direction in reversed(order):
        rows = _sorted(rows, attribute, direction == "desc")
    page, size = paging["page[number]"], paging["page[size]"]
    if (page + 1) * size > DEEPEST:
        raise ElasticError(f"Result window is too large, from + size must be less than or equal to: [{DEEPEST}]")
    hits = rows[page * size : (page + 1) * size]
    return {
        "count": len(rows),
        "data": [{"type": "news-item", "id": row["uuid"], "attributes": row} for row in (hits[:-1] if short else hits)],
        "links": _links(path, query, page, size, len(rows)),
    }


def _row(publisher: Publisher, meeting: Meeting, item: Item, position: int) -> Row:
    people = [publisher.people[one] for one in item.mandatees]
    row = {
        "title": item.title,
        "alternativeTitle": item.long_title,
        "htmlContent": item.html,
        "position": position,
        "mandateeNames": None,
        # Each a set of its own: whose name is whose cannot be seen.
        "mandateeFirstNames": _many({person.first for person in people}),
        "mandateeFamilyNames": _many({person.family for person in people}),
        "mandateeIds": _many(set(item.mandatees)),
        "mandateeTitles": _many({person.title for person in people if person.title}),
        "meetingDate": meeting.start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "meetingId": meeting.id,
        "meetingTypePosition": _POSITIONS.get(meeting.kind or ""),
        "themeId": _many(set(item.themes)),
        "agendaitemType": item.kind,
        "uuid": item.id,
        "uri": item.uri,
    }
    return {**row, **item.attributes}


def _many(values: set[str]) -> str | list[str] | None:
    """None, one or a list, as mu-search gives them."""
    ordered = sorted(values)
    return ordered if len(ordered) > 1 else next(iter(ordered), None)


def _matches(row: Row, flag: str | None, fields: list[str], value: str) -> bool:
    if flag == "sqs":
        return _simple_query(" ".join(str(row.get(field)) for field in fields), value)
    if len(fields) != 1:
        raise BadRequest(f"Param {flag} only supports exactly one field, but received {fields}")
    told = row.get(fields[0])
    if flag in ("term", "terms"):
        wanted = value.split(",") if flag == "terms" else [value]
        return bool(set(wanted) & set(told if isinstance(told, list) else [told]))
    names = (flag or "").split(",")
    if not names or not set(names) <= _BOUNDS.keys():
        raise BadRequest(f"Unsupported filter flag :{flag}:")
    bounds = value.split(",")
    if len(bounds) != len(names):
        raise BadRequest(f"Expected {len(names)} comma-separated values for filter flag {flag}, but received {value}")
    dates = told if isinstance(told, list) else [told]
    # Millis or not, as a date it is the same.
    return any(
        all(_BOUNDS[name](_date(date), _date(bound)) for name, bound in zip(names, bounds, strict=True))
        for date in dates
        if date
    )


@lru_cache(maxsize=10_000)
def _date(value: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value):
        raise ElasticError(f"failed to parse date field [{value}]")
    return value if "." in value else value.replace("Z", ".000Z")


def _simple_query(text: str, query: str) -> bool:
    """Elasticsearch's simple query strings with AND: only the words, and "-" for not."""
    words = set(re.findall(r"\w+", text.lower()))
    for term in query.lower().split():
        asked = set(re.findall(r"\w+", term))
        if (not asked.isdisjoint(words)) if term.startswith("-") and asked else not asked <= words:
            return False
    return True


def _sorted(rows: list[Row], attribute: str, descending: bool) -> list[Row]:
    if attribute in _TEXTS:
        raise ElasticError(f"Fielddata is disabled on text fields by default. Set fielddata=true on [{attribute}]")
    known = [row for row in rows if row.get(attribute) is not None]
    known.sort(key=lambda row: row[attribute], reverse=descending)
    return known + [row for row in rows if row.get(attribute) is None]


def _links(path: str, query: str, page: int, size: int, total: int) -> dict[str, str]:
    """Relative and not encoded; the last page is one too far where the total divides, the next is never past it."""
    base = f"{path}?" + re.sub(r"&?page\[(number|size)\]=\d+", "", unquote(query)).lstrip("&")
    last = total // size

    def link(number: int) -> str:
        parts = [base] + [f"page[number]={number}"] * bool(number) + [f"page[size]={size}"]
        return "&".join(parts)

    pages = {"self": page, "first": 0, "last": last, "prev": max(page - 1, 0), "next": min(page + 1, last)}
    return {name: link(number) for name, number in pages.items()}
