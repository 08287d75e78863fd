"""rag/sources/front_matter.py: flat YAML in which every mistake is named with its line."""

import pytest

from rag.errors import DocumentError
from rag.sources.front_matter import MAX_CHARACTERS, parse_front_matter, split_front_matter

KEYS = ("id", "title", "date")


def test_values_stay_as_written() -> None:
    front = parse_front_matter("id: 0123\ntitle: Nee\ndate: 2024-01-10\n", KEYS)
    assert front.values == {"id": "0123", "title": "Nee", "date": "2024-01-10"}
    assert front.lines == {"id": 1, "title": 2, "date": 3}


@pytest.mark.parametrize("text", ["", "# niets\n", "title:\n", "title: ~\n"])
def test_an_empty_value_is_none(text: str) -> None:
    assert parse_front_matter(text, KEYS).values.get("title") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: a\ntitel: b\n", "line 2: unknown key 'titel'; did you mean 'title'?"),
        ("id: a\nzzz: b\n", "line 2: unknown key 'zzz'; known here: id, title, date"),
        ("id: a\ntitle: b\nid: c\n", r"line 3: duplicate key 'id' \(first on line 1\)"),
        ("id: a\ntitle: [b, c]\n", "line 2: 'title' must be one text"),
        ("id: a\ntitle:\n  b: c\n", "line 2: 'title' must be one text"),
        ("- a\n- b\n", "line 1: expected 'key: value' lines"),
        ("id: a\ntitle: 'b\n", "line 3: not YAML"),
        ("id: a\ntitle: b: c\n", "line 2: not YAML"),
        ("id: *naam\n", "line 1: not YAML"),
        ("? [a]\n: b\n", "line 1: a key must be one word"),
        ("id: " + "[" * 5000, "line 1: not YAML: nested too deeply"),
        ("id: a\x00", "line 1: not YAML"),
        ("#" * (MAX_CHARACTERS + 1), "line 1: more than 100,000 characters"),
    ],
)
def test_every_mistake_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        parse_front_matter(text, KEYS)
    assert caught.value.code == "metadata"


def test_a_markdown_head_is_split_from_the_body_and_counts_its_lines() -> None:
    front, body = split_front_matter("---\nid: a\n---\nEen --- tekst\n\n---\nslot", KEYS)
    assert (front.values, front.lines) == ({"id": "a"}, {"id": 2})
    assert body == "Een --- tekst\n\n---\nslot"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: no metadata"),
        ("Een tekst", "line 1: no metadata"),
        ("---\nid: a\n", "line 1: the metadata has no end"),
    ],
)
def test_a_head_that_is_missing_or_open_is_named(text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        split_front_matter(text, KEYS)
