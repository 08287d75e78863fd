import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pytest

from rag.errors import FetchError
from rag.portals.parliament_questions import brussels_day, read_question, read_tree
from rag.web.answer import WebAnswer

FILES = "https://docs.example.be"


def told(content: str, media_type: str = "application/xml") -> Mapping[str, Any]:
    return read_tree(WebAnswer("https://ws.example.be/schv/1", 200, media_type, content.encode(), None, None))


def addresses(*urls: object) -> list[tuple[str, str]]:
    """The (id, url) of the files of a question that lists ``urls``."""
    return [(file.id, file.url) for file in read_question({"bestand-ordered": list(urls)}, FILES).files]


def test_xml_becomes_what_json_would_have_been() -> None:
    xml = "<s xmlns='urn:x'><id>7</id><!-- no --><tijdig/><bestand-ordered><URL>a</URL></bestand-ordered>"
    tree = told(f"{xml}<procedureverloop><status>A</status></procedureverloop><procedureverloop/></s>")
    assert tree == {
        "id": "7",
        "tijdig": None,
        "bestand-ordered": {"URL": "a"},
        "procedureverloop": [{"status": "A"}, None],
    }


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/hostname">]><s><titel>&e;</titel></s>',
        '<!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><s><titel>&b;</titel></s>',
        '<!DOCTYPE s SYSTEM "http://127.0.0.1:1/s.dtd"><s><titel>x</titel></s>',
        "<s><titel>x</s>",
        "",
        "<a>" * 5000 + "</a>" * 5000,
    ],
)
def test_xml_that_is_broken_or_wants_more_than_to_be_read_is_refused(xml: str) -> None:
    with pytest.raises(FetchError) as caught:
        told(xml)
    assert caught.value.code == "parliament.format"


@pytest.mark.parametrize(("content", "media_type"), [("<html/>", "text/html"), ("[1]", "application/json")])
def test_what_is_no_entity_is_refused(content: str, media_type: str) -> None:
    with pytest.raises(FetchError):
        told(content, media_type)


def test_both_addresses_of_a_file_are_one_file_and_nothing_else_is() -> None:
    files = addresses(
        {"URL": "http://docs.vlaamsparlement.be/pfile?id=2062865"},
        {"URL": "https://docs.vlaamsparlement.be/files/pfile?id=2062865"},
        {"url": "https://docs.vlaamsparlement.be/files/pfile?x=1&id=7"},
        "https://docs.vlaamsparlement.be/files/pfile?id=8",
        {"URL": None},
        None,
        {"URL": ["https://docs.vlaamsparlement.be/files/pfile?id=9"]},
    )
    assert files == [(number, f"{FILES}/files/pfile?id={number}") for number in ("2062865", "7", "8", "9")]


def test_a_file_elsewhere_keeps_its_address_but_is_asked_encrypted() -> None:
    [(identity, url)] = addresses({"URL": "http://www.vlaamsparlement.be/verslag/1?id=5"})
    assert url == "https://www.vlaamsparlement.be/verslag/1?id=5"
    assert identity.isalnum()


def test_annexes_have_a_name_for_readers() -> None:
    items = [{"URL": f"/pfile?id={n}"} for n in (1, 2)] + [{"URL": "/pfile?id=3", "bestandsnaam": "cijfers.xlsx"}]
    files = read_question({"bestand-ordered": items}, FILES).files
    assert [(file.title, file.name) for file in files] == [
        ("Vraag en antwoord", ""),
        ("Bijlage 1", ""),
        ("cijfers.xlsx", "cijfers.xlsx"),
    ]


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"id": 1, "voornaam": "Kurt", "naam": "De Loor"}, ("Kurt De Loor",)),
        ([{"voornaam": "Kurt", "naam": "De Loor"}], ("Kurt De Loor",)),
        ("De Loor, Kurt", ("Kurt De Loor",)),
        ("Kurt De Loor", ("Kurt De Loor",)),
        ({"voornaam": None, "naam": "De Loor"}, ("De Loor",)),
        (["Crevits, Hilde", {"voornaam": "Jan", "naam": "Jambon"}], ("Hilde Crevits", "Jan Jambon")),
    ],
)
def test_people_are_named_as_they_are_spoken_of(person: object, name: tuple[str, ...]) -> None:
    assert read_question({"vraagsteller": person, "minister": None}, FILES).about == {"vraagsteller": name}


@pytest.mark.parametrize("tree", [{}, {"thema": None}, {"thema": []}, {"themas": None}, {"themas": {"thema": ""}}])
def test_a_question_may_have_no_theme(tree: dict[str, object]) -> None:
    assert read_question(tree, FILES).about == {}


@pytest.mark.parametrize("tree", [{"thema": "Werk"}, {"thema": ["Werk"]}, {"themas": {"thema": ["Werk"]}}])
def test_one_theme_is_told_in_many_ways(tree: dict[str, object]) -> None:
    assert read_question(tree, FILES).about == {"thema": ("Werk",)}


ASKED, ANSWERED, PUBLISHED, MORE = (dt.date(2024, month, 1) for month in (2, 3, 4, 7))


@pytest.mark.parametrize(
    ("statuses", "day"),
    [
        ([("Vraag gesteld aan de minister", ASKED)], ASKED),
        ([("Vraag ingediend", ASKED), ("Nog niet beantwoord", ANSWERED)], ASKED),
        ([("Vraag ingediend", ASKED), ("Onbeantwoord", ANSWERED)], ASKED),
        ([("Vraag ingediend", ASKED), ("Te beantwoorden", ANSWERED)], ASKED),
        ([("Vraag ingediend", ASKED), ("Tijdig beantwoord", ANSWERED), ("Antwoord gepubliceerd", PUBLISHED)], ANSWERED),
        ([("Antwoord gepubliceerd", PUBLISHED), ("Laattijdig beantwoord", ANSWERED)], ANSWERED),
        ([("Vraag ingediend", ASKED), ("Beantwoord", ANSWERED), ("Aanvullend beantwoord", MORE)], MORE),
        ([("Vraag ingediend", ASKED), ("Antwoord gepubliceerd", PUBLISHED)], PUBLISHED),
        ([("Vraag ingediend", ASKED), ("Tijdig beantwoord", None)], None),
        ([], None),
    ],
)
def test_the_date_is_that_of_the_answer_and_never_that_of_the_question_once_there_is_one(
    statuses: list[tuple[str, dt.date | None]], day: dt.date | None
) -> None:
    steps = [{"status": status, "datum": f"{on}T00:00:00+0100" if on else None} for status, on in statuses]
    # In the summer the offset is another one, and an hour too few is still the same day.
    assert read_question(json.loads(json.dumps({"procedureverloop": steps})), FILES).date == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-06-18T00:00:00+0200", dt.date(2019, 6, 18)),
        ("2019-06-17T22:00:00Z", dt.date(2019, 6, 18)),
        ("2019-12-17T23:30:00.000+0000", dt.date(2019, 12, 18)),
        ("2019-06-18T00:00:00", dt.date(2019, 6, 18)),
        ("2019-06-18", dt.date(2019, 6, 18)),
        ("18/06/2019", None),
        ("0001-01-01T00:00:00+1400", None),
        (None, None),
        ({}, None),
    ],
)
def test_days_are_read_as_the_parliament_writes_them(text: object, day: dt.date | None) -> None:
    assert brussels_day(text) == day


def test_the_subject_is_the_title_and_what_is_called_title_stands_in() -> None:
    assert read_question({"titel": "Vraag", "onderwerp": " Fietspaden\u200b -\n Onderhoud"}, FILES).title == (
        "Fietspaden - Onderhoud"
    )
    assert read_question({"titel": "Vraag", "onderwerp": None}, FILES).title == "Vraag"
