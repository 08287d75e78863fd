"""The shapes in which the Flemish Parliament tells of its written questions: hits of a search, JSON and XML."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from tests.portals.parliament_samples import PDF, StoredFile, StoredQuestion

PAGE = "https://www.vlaamsparlement.be/nl/parlementaire-documenten/schriftelijke-vragen/"
_REPORT = "https://www.vlaamsparlement.be/verslag/1"
_BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True)
class Answer:
    """What goes over the wire."""

    body: bytes = b""
    media_type: str = "text/plain"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def hits(question: StoredQuestion, *, unwrap: bool = False) -> list[dict[str, Any]]:
    """A hit a file, or one for a question without files."""
    found = []
    for file in question.files or (None,):
        address = f"http://be.vlp.feed/{question.id}" + (f"/pfls/{file.id}" if file else "")
        page = question.address or f"{PAGE}{question.id}"
        told = {"id": address, "title": question.subject, "url": page, "snippet": "...", "index": 1, "rank": 1}
        tags = [{"name": name, "value": value} for name, value in _tags(question, file, page)]
        metatags = _listed([tag for tag in tags if tag["name"] not in question.without], unwrap=unwrap)
        hit = {name: value for name, value in told.items() if name not in question.without}
        found.append(
            {**hit, "date": str(file.published if file else question.asked), "metatags": {"metatag": metatags}}
        )
    return found


def entity(question: StoredQuestion, *, in_json: bool, unwrap: bool = False) -> dict[str, Any]:
    """A question as ``/schv/{id}`` has it; themes are told in another way in XML."""
    files = [
        {"URL": f"https://docs.vlaamsparlement.be{'' if position else '/files'}/pfile?id={file.id}"}
        | ({"bestandsnaam": file.name, "titel": file.title} if file.title else {})
        for position, file in enumerate(question.files)
    ]
    themes = _listed(list(question.themes), unwrap=unwrap)
    told: dict[str, Any] = {
        "id": question.id,
        "vraagnummer": question.number,
        "titel": "Schriftelijke vraag",
        "onderwerp": question.subject,
        "zittingsjaar": question.session,
        "vraagsteller": {"id": 3982, "voornaam": question.asker[0], "naam": question.asker[1], "link": []},
        "minister": {"id": 4112, "voornaam": question.minister[0], "naam": question.minister[1], "link": []},
        "procedureverloop": _listed([{"status": s, "datum": _moment(day)} for s, day in question.steps], unwrap=unwrap),
        "soort-antwoord": None,
        "tijdig": None,
        "link": [{"href": f"http://ws.vlpar.be/e/opendata/schv/{question.id}", "rel": "self"}],
        **({"thema": themes} if in_json else {"themas": {"thema": themes}}),
        **({"bestand-ordered": _listed(files, unwrap=unwrap)} if files else {}),
    }
    return {name: value for name, value in told.items() if name not in question.without}


def _listed(values: list[Any], *, unwrap: bool) -> Any:
    return values[0] if unwrap and len(values) == 1 else values


def session(number: int, name: str, start: dt.date) -> dict[str, Any]:
    """A session in the list of them."""
    return {"id": number, "naam": name, "start-zittingsjaar": _moment(start), "eind-zittingsjaar": None}


def _tags(question: StoredQuestion, file: StoredFile | None, page: str) -> list[tuple[str, str]]:
    """The metatags of a hit; a name comes once for each of its values."""
    published = file.published if file else question.asked
    tags = [
        ("soort", question.soort),
        ("opendata", f"http://ws.vlpar.be/e/opendata/schv/{question.id}"),
        ("displayurl", page),
        ("aggregaat", "Vraag of interpellatie"),
        ("aggregaattype", "Schriftelijke vraag"),
        ("initiatief", "Schriftelijke vraag"),
        ("paginatype", "Parlementair document"),
        ("onderwerp", question.subject),
        ("nummer", str(question.number)),
        ("zittingsjaar", question.session),
        ("vraagsteller", ", ".join(reversed(question.asker))),
        ("minister", ", ".join(reversed(question.minister))),
        ("status", question.steps[-1][0]),
        ("themadatum", str(question.asked)),
        ("publicatiedatum", str(published)),
        ("last_modified", str(published)),
    ]
    tags += [("thema", theme) for theme in question.themes]
    tags += [("statusdatumSchvBeantwoord", str(question.answered))] if question.answered else []
    if file:
        address = f"https://docs.vlaamsparlement.be/pfile?id={file.id}" if file.media_type == PDF else _REPORT
        tags += [("document", address), ("documenttype", file.type), ("mimetype", file.media_type)]
    return tags


def values(hit: Mapping[str, Any], name: str) -> list[str]:
    """All values of a metatag."""
    tags = hit["metatags"]["metatag"]
    return [tag["value"] for tag in (tags if isinstance(tags, list) else [tags]) if tag["name"] == name]


def matches(hit: Mapping[str, Any], term: str) -> bool:
    """Whether a hit is what one term asks for: ``inmeta:`` with a value or a range of days, or words."""
    if not term.startswith("inmeta:"):
        return term.casefold() in str(hit.get("title", "")).casefold()
    name, ranged, days = term.removeprefix("inmeta:").partition(":daterange:")
    if ranged:
        first, _, last = days.partition("..")
        return any((first or "0") <= value <= (last or "9") for value in values(hit, name))
    name, _, value = name.partition("=")
    return value in values(hit, name)


def _moment(day: dt.date) -> str:
    """Midnight in Brussels, with an offset without a colon."""
    return dt.datetime.combine(day, dt.time(), _BRUSSELS).strftime("%Y-%m-%dT%H:%M:%S%z")


def as_json(value: Any, parameters: str = "") -> Answer:
    """An answer in JSON; ``parameters`` go behind its media type."""
    return Answer(json.dumps(value, ensure_ascii=False).encode(), f"application/json{parameters}")


def tree(root: str, value: Mapping[str, Any], *, in_json: bool) -> Answer:
    """An answer in JSON, or in XML with the element ``root``."""
    if in_json:
        return as_json(value)
    return Answer(f'<?xml version="1.0" encoding="UTF-8"?>\n{_xml(root, value)}'.encode(), "application/xml")


def _xml(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_xml(name, item) for item in value)
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_xml(key, item) for key, item in value.items())}</{name}>"
    return f"<{name}/>" if value is None else f"<{name}>{escape(str(value))}</{name}>"
