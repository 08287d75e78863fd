"""All real decisions, through stand-ins of both hosts."""

import datetime as dt
from pathlib import Path

import pytest

from rag.sources.text import normalise, normalise_line
from tests.portals.desk import desk, documents, entries
from tests.portals.publisher import meetings_from_rows, read_rows

pytestmark = pytest.mark.real

SINCE, UNTIL = dt.date(2019, 10, 2), dt.date(2024, 1, 31)


def test_every_real_decision_comes_through_the_portal_word_for_word(shared: Path) -> None:
    rows = {row["id"]: row for row in read_rows(shared / "vlaanderen" / "decisions.jsonl")}
    with desk(*meetings_from_rows(rows.values(), undated=SINCE)) as d:
        found = {document.id: document for document in documents(d.decisions, SINCE, UNTIL)}
    assert found.keys() == rows.keys()
    for id_, row in rows.items():
        document = found[id_]
        assert document.body == normalise(row["body"] or "")
        assert document.title == normalise_line(row["title"] or row["heading"])
        assert row["date"] in (str(document.date), None)
        assert document.kind == (row["type"] or "nota")


def test_real_decisions_have_the_same_versions_at_themis(shared: Path) -> None:
    since = dt.date(2023, 7, 1)
    rows = read_rows(shared / "vlaanderen" / "decisions.jsonl")
    with desk(*meetings_from_rows(rows)) as d:
        ours, theirs = entries(d.decisions, since, UNTIL), entries(d.themis, since, UNTIL)
    assert len(ours) > 300
    assert {id_: one.version for id_, one in ours.items()} == {id_: one.version for id_, one in theirs.items()}
