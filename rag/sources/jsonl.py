"""JSON Lines: one JSON object a line, a bad line never spoils the rest."""

import codecs
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from rag.documents import Document
from rag.errors import DocumentError
from rag.sources.assembly import assemble
from rag.sources.metadata import check_metadata
from rag.sources.text import MAX_BYTES, decode, normalise_line

# The names of the decisions file and the names they have with us.
_DECISION_KEYS = {
    "id": "id",
    "type": "kind",
    "title": "title",
    "alternative_title": "long_title",
    "meeting_date": "meeting",
    "date": "date",
    "url": "url",
    "uri": "uri",
}


class Row(NamedTuple):
    """Line ``number`` (from 1) of a file, which ends at byte ``end``; ``value`` is its object or what is wrong."""

    number: int
    end: int
    value: dict[str, Any] | DocumentError


def read_rows(path: Path) -> Iterator[Row]:
    """All rows of a file, one at a time, without blank lines. Raises OSError."""
    with path.open("rb") as file:
        number = end = 0
        while line := file.readline(MAX_BYTES + 1):
            number += 1
            end += len(line)
            if number == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                yield Row(1, end, DocumentError("encoding", "UTF-16; save the file as UTF-8"))
                return
            if len(line) > MAX_BYTES:
                yield Row(number, end, DocumentError("file.large", "a line of over 50 MB; the rest is not read"))
                return
            if line.strip():
                yield Row(number, end, _parsed(line))


def decision(row: Mapping[str, Any], source: str) -> Document:
    """The document in a row with the fields of the decisions file. Raises DocumentError."""
    for key in (*_DECISION_KEYS, "heading", "body"):
        if not isinstance(row.get(key), str | None):
            raise DocumentError("row.invalid", f"'{key}' must be a text or null, not {str(row[key])[:60]}")
    fields = {ours: row.get(theirs) for theirs, ours in _DECISION_KEYS.items()}
    # Without a title of its own, a decision is known by its combined heading.
    fields["title"] = normalise_line(fields["title"] or "") or row.get("heading")
    return assemble(check_metadata(fields), row.get("body") or "", source)


def _parsed(line: bytes) -> dict[str, Any] | DocumentError:
    """The object on a line, or what is wrong with it."""
    try:
        value = json.loads(decode(line))
    except DocumentError as error:
        return error
    except (ValueError, RecursionError) as error:
        return DocumentError("row.invalid", f"not JSON: {error}")
    if not isinstance(value, dict):
        return DocumentError("row.invalid", "not a JSON object")
    return value
