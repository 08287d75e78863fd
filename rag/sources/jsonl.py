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
    """Line ``number`` (from 1) of a file; ``value`` is its object or what is wrong with it."""

    number: int
    value: dict[str, Any] | DocumentError


def read_rows(path: Path) -> Iterator[Row]:
    """All rows of a file, one at a time, without blank lines. Raises OSError."""
    for number, line in _lines(path):
        yield Row(number, _parsed(line))


def count_rows(path: Path) -> int:
    """How many rows ``read_rows`` would give. Raises OSError."""
    return sum(1 for _ in _lines(path))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Numbered lines, without blank ones. A line over MAX_BYTES comes cut off, so that memory stays bounded."""
    with path.open("rb") as file:
        number = 0
        whole = True
        while line := file.readline(MAX_BYTES + 1):
            number += whole
            if whole and line.strip():
                yield number, line
            whole = line.endswith(b"\n")


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
    if len(line) > MAX_BYTES:
        return DocumentError("file.large", f"a line of more than {MAX_BYTES // 1_000_000} MB")
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # Its newlines are two bytes wide: the file cannot be read line by line.
        return DocumentError("encoding", "UTF-16; save the file as UTF-8")
    try:
        value = json.loads(decode(line))
    except DocumentError as error:
        return error
    except (ValueError, RecursionError) as error:
        return DocumentError("row.invalid", f"not JSON: {error}")
    return value if isinstance(value, dict) else DocumentError("row.invalid", "not a JSON object")
