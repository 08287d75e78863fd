"""rag/sources/jsonl.py: rows one by one, a bad row spoils nothing."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from rag.errors import DocumentError
from rag.sources import jsonl
from rag.sources.jsonl import count_rows, decision, read_rows


def row(**fields: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("type", "date", "meeting_date", "title", "alternative_title", "heading", "body", "url"))
    return {"id": "a", **empty, **fields}


def test_a_whole_row_becomes_a_document() -> None:
    document = decision(
        row(
            type="nota",
            date="2024-01-10",
            meeting_date="2024-01-10T18:00:00Z",
            title="Titel",
            alternative_title="Lange\ntitel",
            body="\u200bEerste zin. Tweede zin.",
            url="https://voorbeeld.be",
        ),
        "d.jsonl:1",
    )
    assert document.text == "Titel\nLange titel\nEerste zin. Tweede zin."
    assert [(s.start, s.end, s.role, s.passage) for s in document.segments] == [
        (0, 5, "title", 0),
        (6, 17, "long_title", 0),
        (18, 41, "body", 0),
    ]
    assert (document.kind, document.title, document.source) == ("nota", "Titel", "d.jsonl:1")
    assert (document.meeting, document.date) == (datetime(2024, 1, 10, 18, tzinfo=UTC), date(2024, 1, 10))
    assert (document.pages, document.page_at(3)) == ((), None)


@pytest.mark.parametrize("title", [None, "", " \u200b"])
def test_a_heading_of_any_length_stands_in_for_a_title(title: str | None) -> None:
    heading = "Ontwerp van decreet " * 20
    document = decision(row(title=title, heading=heading, body="Tekst."), "x")
    assert document.title == heading.strip()
    assert document.text == f"{heading.strip()}\nTekst."
    assert document.segments[0].role == "title"


def test_a_row_with_only_a_body_has_no_title() -> None:
    document = decision({"id": "a", "body": "Alleen tekst."}, "x")
    assert (document.title, document.text) == (None, "Alleen tekst.")
    assert [segment.role for segment in document.segments] == ["body"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"id": None, "body": "x"}, "id.missing"),
        ({"id": 7, "body": "x"}, "row.invalid"),
        ({"body": ["x"]}, "row.invalid"),
        ({"title": {"\ud800": 1}}, "row.invalid"),
        ({}, "text.empty"),
        ({"body": "x", "type": "Besluit"}, "kind.invalid"),
        ({"body": "x", "meeting_date": "2024"}, "meeting.invalid"),
    ],
)
def test_a_wrong_field_is_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        decision(row(**fields), "x")
    assert caught.value.code == code
    str(caught.value).encode()


def test_bad_lines_are_numbered_and_the_others_read(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    lines = [
        b"\xef\xbb\xbf" + json.dumps({"id": "é"}).encode(),
        b"",
        b"{half",
        b'["lijst"]',
        b"[" * 100_000,
        b'{"n": ' + b"9" * 5000 + b"}",
        b'{"id": "\xff\x00"}',
        '{"id": "één"}'.encode("cp1252"),
        b'{"id": "laatste"}',
    ]
    path.write_bytes(b"\r\n".join(lines))
    found = {row.number: row.value for row in read_rows(path)}
    assert {n: v for n, v in found.items() if isinstance(v, dict)} == {
        1: {"id": "é"},
        8: {"id": "één"},
        9: {"id": "laatste"},
    }
    codes = {n: v.code for n, v in found.items() if isinstance(v, DocumentError)}
    assert codes == {3: "row.invalid", 4: "row.invalid", 5: "row.invalid", 6: "row.invalid", 7: "encoding"}
    assert count_rows(path) == len(found)


def test_a_line_above_the_limit_is_refused_and_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "MAX_BYTES", 1000)
    path = tmp_path / "d.jsonl"
    path.write_bytes(json.dumps({"id": "x" * 5000}).encode() + b'\n{"id": "b"}\n')
    first, second = read_rows(path)
    assert isinstance(first.value, DocumentError)
    assert (first.number, first.value.code) == (1, "file.large")
    assert (second.number, second.value) == (2, {"id": "b"})


def test_utf_16_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes('{"id": "a"}'.encode("utf-16"))
    [found] = read_rows(path)
    assert isinstance(found.value, DocumentError)
    assert "save the file as UTF-8" in str(found.value)
