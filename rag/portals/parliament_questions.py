"""What the open data of the Flemish Parliament tell of a written question, as JSON or XML → ``RemoteDocument``."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from rag.dutch.calendar import BRUSSELS
from rag.errors import FetchError
from rag.files import sha256
from rag.portals.parliament_hits import ANSWERED, as_list, as_mapping
from rag.portals.remote import RemoteDocument, RemoteFile
from rag.sources.text import normalise_line
from rag.web.answer import WebAnswer

_ASKED = re.compile(r"\bvraag (?:gesteld|ingediend)", re.I)
# The answer reaches the member first and the site fifteen days later: the day it was given says when it held.
_GIVEN = re.compile(r"(?<!niet )\bbeantwoord\b", re.I)
_PFILE = re.compile(r"/pfile\?(?:[^#]*&)?id=(\d+)\b")


def read_tree(answer: WebAnswer) -> Mapping[str, Any]:
    """An answer of the open data as a mapping. Raises FetchError, ``parliament.format`` for what is no such answer."""
    if answer.media_type in ("application/xml", "text/xml") or answer.media_type.endswith("+xml"):
        return _read_xml(answer)
    tree = answer.json()
    if not isinstance(tree, Mapping):
        raise FetchError(
            "parliament.format", f"{answer.url}: not an object but {str(tree)[:60]!r}; see whether it moved"
        )
    return tree


def _read_xml(answer: WebAnswer) -> Mapping[str, Any]:
    # Entities and document types have no business here: they are how XML is made to read files or to grow endlessly.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(answer.content, parser)
    except etree.XMLSyntaxError as error:
        raise FetchError("parliament.format", f"{answer.url}: XML that cannot be read ({error})") from error
    if root.getroottree().docinfo.doctype:
        raise FetchError("parliament.format", f"{answer.url}: XML with a document type, which is not read")
    return as_mapping(_value(root))


def _value(element: Any) -> Any:
    """The text of a leaf, and otherwise the children by name; one that repeats is a list."""
    children: dict[str, list[Any]] = {}
    for child in element.iterchildren(etree.Element):
        children.setdefault(etree.QName(child).localname, []).append(_value(child))
    if not children:
        return element.text
    return {name: values[0] if len(values) == 1 else values for name, values in children.items()}


def read_question(tree: Mapping[str, Any], files_url: str) -> RemoteDocument:
    """A question as the open data have it, files at ``files_url``; ``id`` and ``url`` are for the caller to fill in.

    ``date`` is the day of the answer, or that of the question where there is no answer.
    """
    procedure = [as_mapping(step) for step in as_list(tree.get("procedureverloop"))]
    answered = any(ANSWERED.search(str(step.get("status") or "")) for step in procedure)
    return RemoteDocument(
        id="",
        kind="schriftelijke vraag",
        title=_line(tree.get("onderwerp")) or _line(tree.get("titel")),
        date=_day(procedure, _GIVEN) or _day(procedure, ANSWERED) if answered else _day(procedure, _ASKED),
        files=_files(tree, files_url),
        about=_about(tree),
    )


def _about(tree: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    themes = as_mapping(tree.get("themas")).get("thema", tree.get("thema"))
    told: dict[str, Iterable[str | None]] = {
        "minister": map(_person, as_list(tree.get("minister"))),
        "vraagsteller": map(_person, as_list(tree.get("vraagsteller"))),
        "zittingsjaar": [_line(tree.get("zittingsjaar"))],
        "nummer": [_line(tree.get("vraagnummer"))],
        "thema": map(_line, as_list(themes)),
    }
    values = {name: tuple(value for value in found if value) for name, found in told.items()}
    return {name: found for name, found in values.items() if found}


def _person(value: Any) -> str | None:
    """ "Voornaam Naam", also of what is given as "Naam, Voornaam"."""
    if isinstance(value, Mapping):
        names = (_line(value.get("voornaam")), _line(value.get("naam")))
        return " ".join(name for name in names if name) or None
    last, comma, first = (_line(value) or "").partition(",")
    return _line(f"{first} {last}") if comma else last or None


def _line(value: Any) -> str | None:
    """A scalar on one line; None for nothing, and for what is not a scalar."""
    return normalise_line(str(value)) or None if isinstance(value, str | int) else None


def _day(procedure: Iterable[Mapping[str, Any]], status: re.Pattern[str]) -> dt.date | None:
    """The last day in Brussels on which something like ``status`` happened: a sheet holds all that was added."""
    days = (brussels_day(step.get("datum")) for step in procedure if status.search(str(step.get("status") or "")))
    return max((day for day in days if day), default=None)


def brussels_day(value: Any) -> dt.date | None:
    """The day of "2019-06-18T00:00:00+0200" in Brussels; None for what is no date."""
    try:
        moment = dt.datetime.fromisoformat(str(value))
        return (moment.astimezone(BRUSSELS) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None


def _files(tree: Mapping[str, Any], files_url: str) -> tuple[RemoteFile, ...]:
    """The sheet first, then the annexes, each file once."""
    files: dict[str, RemoteFile] = {}
    for item in map(_named, as_list(tree.get("bestand-ordered"))):
        for address in as_list(item.get("URL") or item.get("url")):
            identity, url = _address(str(address).strip(), files_url)
            name = _line(item.get("bestandsnaam")) or ""
            title = _line(item.get("titel")) or name or (f"Bijlage {len(files)}" if files else "Vraag en antwoord")
            files.setdefault(identity, RemoteFile(identity, title, url, name))
    return tuple(files.values())


def _named(item: Any) -> Mapping[str, Any]:
    return {"URL": item} if isinstance(item, str) else as_mapping(item)


def _address(address: str, files_url: str) -> tuple[str, str]:
    """Identity and address of a file: both forms of one number are one file, and nothing is fetched unencrypted."""
    if match := _PFILE.search(address):
        return match[1], f"{files_url}/files/pfile?id={match[1]}"
    return sha256(address)[:16], re.sub("^http:", "https:", address)
