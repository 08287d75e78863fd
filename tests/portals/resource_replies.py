"""What mu-cl-resources answers: JSON:API with relations, on the portal and on Themis."""

import re
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.portals.publisher import Attachment, Item, Mandatee, Meeting, Publisher

SCHEME = "http://themis.vlaanderen.be/id/concept-scheme/459cbdb0-86ff-4106-879c-6aecda7d3dcc"
MEETING_KINDS = (
    "Ministerraad",
    "Bijzondere ministerraad",
    "Elektronische procedure",
    "Annex",
    "Ministerraad - Plan Vlaamse Veerkracht",
)
_FILTER = re.compile(r"filter\[(?::([\w-]+):)?([\w-]*)\]")

Body = dict[str, Any]


class NotAcceptable(Exception):
    """Answered with 406: no such property."""


@dataclass
class Thing:
    """A resource with what it is related to: one thing, none, or a list."""

    type: str
    id: str
    attributes: Body = field(default_factory=dict)
    relations: "dict[str, Thing | list[Thing] | None]" = field(default_factory=dict)


def concept_id(label: str) -> str:
    """The id of a kind of meeting."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, label))


def listed(path: str, things: Sequence[Thing], parameters: Sequence[tuple[str, str]]) -> Body:
    """The reply to a request for a list of resources."""
    told = dict(parameters)
    for name, value in parameters:
        things = _filtered(things, name, value)
    for attribute in reversed([one for one in told.get("sort", "").split(",") if one]):
        known = [one for one in things if one.attributes.get(attribute.lstrip("-")) is not None]
        things = sorted(known, key=lambda one: one.attributes[attribute.lstrip("-")], reverse=attribute.startswith("-"))
    number, size = int(told.get("page[number]", 0)), int(told.get("page[size]", 20))
    page = things[number * size : (number + 1) * size]
    includes = [one.split(".") for one in told.get("include", "").split(",") if one]
    included: dict[tuple[str, str], Body] = {}
    data = [_shown(thing, [include[0] for include in includes]) for thing in page]
    for include in includes:
        _include(page, include, included)
    last = max(0, (len(things) - 1) // size)
    links = {"first": path, "last": f"{path}?page[number]={last}"}
    links |= {"next": f"{path}?page[number]={number + 1}"} if number < last else {}
    body: Body = {"data": data, "links": links, "meta": {"count": len(things)}}
    return {**body, "included": list(included.values())} if includes else body


def single(things: Sequence[Thing], id_: str) -> Body | None:
    """The reply to a request for one resource."""
    return next(({"data": _shown(thing, []), "links": {}} for thing in things if thing.id == id_), None)


def _filtered(things: Sequence[Thing], name: str, value: str) -> list[Thing]:
    if name == "filter[in-scheme][:uri:]":
        return [thing for thing in things if thing.attributes.get("in-scheme") == value]
    match = _FILTER.fullmatch(name)
    if not match:
        return list(things)
    flag, attribute = match.groups()
    if flag == "id":
        wanted = set(value.split(","))
        return [thing for thing in things if thing.id in wanted]
    if things and not any(attribute in thing.attributes for thing in things):
        raise NotAcceptable(f"Could not find property ({attribute})")
    tests: dict[str | None, Callable[[Any], bool]] = {
        None: lambda told: value.lower() in str(told).lower(),
        "exact": lambda told: told == value,
        "gt": lambda told: told > value,
        "gte": lambda told: told >= value,
    }
    return [thing for thing in things if attribute in thing.attributes and tests[flag](thing.attributes[attribute])]


def _shown(thing: Thing, included: Sequence[str]) -> Body:
    """A missing value is a missing key; relations have data only if they were asked for."""
    relationships: Body = {}
    for name, target in thing.relations.items():
        link = f"/{thing.type}/{thing.id}/{name}"
        relationships[name] = {"links": {"self": link.replace(f"/{name}", f"/links/{name}"), "related": link}}
        if name in included:
            one = {"type": target.type, "id": target.id} if isinstance(target, Thing) else None
            many = [{"type": each.type, "id": each.id} for each in target] if isinstance(target, list) else one
            relationships[name]["data"] = many
    attributes = {name: value for name, value in thing.attributes.items() if value is not None and name != "in-scheme"}
    return {"attributes": attributes, "id": thing.id, "type": thing.type, "relationships": relationships}


def _include(things: Sequence[Thing], path: list[str], included: dict[tuple[str, str], Body]) -> None:
    for thing in things:
        target = thing.relations.get(path[0])
        targets = target if isinstance(target, list) else [target] * (target is not None)
        for each in targets:
            assert each
            included[each.type, each.id] = _shown(each, path[1:2])
        if path[1:]:
            _include([each for each in targets if each], path[1:], included)


def news_item_infos(publisher: Publisher, ids: Collection[str] = ()) -> list[Thing]:
    """Details of all decisions, or of these."""
    return [_info(publisher, meeting, item) for meeting, item in publisher.items() if not ids or item.id in ids]


def meetings(publisher: Publisher) -> list[Thing]:
    """All meetings."""
    return [_meeting(meeting) for meeting in publisher.meetings.values()]


def mandatees(publisher: Publisher, family: str = "last-name") -> list[Thing]:
    """Everyone in a government; the two hosts call a family name differently."""
    return [_mandatee(person, family) for person in publisher.people.values()]


def concepts(publisher: Publisher) -> list[Thing]:
    """Themes and kinds of meeting."""
    themes = [Thing("concepts", id_, {"label": label, "in-scheme": SCHEME}) for id_, label in publisher.themes.items()]
    return themes + [Thing("concepts", concept_id(kind), {"label": kind}) for kind in MEETING_KINDS]


def _info(publisher: Publisher, meeting: Meeting, item: Item) -> Thing:
    attributes = {
        "title": item.title,
        "subtitle": item.long_title,
        "publication-date": publisher.published[item.id].strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "text": item.text,
        "richtext": item.html,
    }
    agenda_item = Thing("agenda-items", concept_id(f"{meeting.id}{item.id}"))
    attachments = [_attachment(one) for one in item.attachments]
    people = [_mandatee(publisher.people[one], "last-name") for one in item.mandatees]
    relations: dict[str, Thing | list[Thing] | None] = {
        "mandatees": people,
        "attachments": attachments,
        "agenda-item": agenda_item,
    }
    return Thing("news-item-infos", item.id, attributes, relations)


def _attachment(attachment: Attachment) -> Thing:
    file = attachment.file
    extension = file.name.rpartition(".")[2]
    size = len(file.content or b"")
    told = {"filename": file.name, "size": size, "extension": extension, "format": file.media_type}
    return Thing(
        "attachments",
        attachment.id,
        {"title": attachment.title},
        {"file": Thing("files", file.id, told, {"download": None}), "news-items": []},
    )


def _meeting(meeting: Meeting) -> Thing:
    kind = Thing("concepts", concept_id(meeting.kind), {"label": meeting.kind}) if meeting.kind else None
    start = meeting.start.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Thing("meetings", meeting.id, {"planned-start": start}, {"type": kind})


def _mandatee(mandatee: Mandatee, family: str) -> Thing:
    person = Thing("people", f"p-{mandatee.id}", {"first-name": mandatee.first, family: mandatee.family})
    rank = "position" if family == "last-name" else "priority"
    return Thing("mandatees", mandatee.id, {rank: mandatee.rank, "title": mandatee.title}, {"person": person})
