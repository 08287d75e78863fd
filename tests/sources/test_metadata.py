"""rag/sources/metadata.py: one check for all formats."""

from datetime import UTC, date, datetime

import pytest

from rag.errors import DocumentError
from rag.sources.metadata import Metadata, check_metadata


def test_all_values_are_checked_and_typed() -> None:
    fields = {
        "id": "5F041F22",
        "kind": "Nota",
        "title": "Ontwerp\nvan  decreet",
        "long_title": "",
        "meeting": "2024-01-10T18:00:00Z",
        "url": "https://voorbeeld.be/?a=b",
        "uri": None,
    }
    assert check_metadata(fields) == Metadata(
        id="5F041F22",
        kind="nota",
        title="Ontwerp van decreet",
        meeting=datetime(2024, 1, 10, 18, tzinfo=UTC),
        date=date(2024, 1, 10),
        url="https://voorbeeld.be/?a=b",
    )


@pytest.mark.parametrize(
    ("meeting", "day"),
    [
        ("2023-12-31T22:59:00Z", date(2023, 12, 31)),
        ("2023-12-31T23:00:00Z", date(2024, 1, 1)),
        ("2023-06-30T22:00:00+00:00", date(2023, 7, 1)),
        ("2023-06-30T23:30:00+02:00", date(2023, 6, 30)),
    ],
)
def test_the_date_is_the_day_in_brussels(meeting: str, day: date) -> None:
    metadata = check_metadata({"id": "a", "meeting": meeting, "date": "1999-01-01"})
    assert metadata.date == day
    assert metadata.meeting is not None
    assert metadata.meeting.tzinfo is UTC


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "id.missing"),
        ({"id": " \u200b"}, "id.missing"),
        ({"id": "twee woorden"}, "id.invalid"),
        ({"id": "x" * 201}, "id.invalid"),
        ({"id": "a", "kind": "decreet"}, "kind.invalid"),
        ({"id": "a", "meeting": "2024-01-10T18:00:00"}, "meeting.invalid"),
        ({"id": "a", "meeting": "morgen"}, "meeting.invalid"),
        ({"id": "a", "meeting": "0001-01-01T00:00:00+14:00"}, "meeting.invalid"),
        ({"id": "a", "meeting": "9999-12-31T23:59:59Z"}, "meeting.invalid"),
        ({"id": "a", "date": "10/01/2024"}, "date.invalid"),
        ({"id": "a", "date": "2024-02-30"}, "date.invalid"),
        ({"id": "a", "url": "javascript:alert(1)"}, "url.invalid"),
        ({"id": "a", "url": "https://voorbeeld.be/a b"}, "url.invalid"),
        ({"id": "a", "uri": "voorbeeld.be"}, "url.invalid"),
    ],
)
def test_a_wrong_value_is_refused(fields: dict[str, str | None], code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        check_metadata(fields)
    assert caught.value.code == code


def test_a_wrong_value_names_its_line() -> None:
    with pytest.raises(DocumentError, match="line 4: date 'gisteren': use a date such as 2024-01-10"):
        check_metadata({"id": "a", "date": "gisteren"}, {"id": 2, "date": 4})
