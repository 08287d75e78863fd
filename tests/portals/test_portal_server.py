"""The stand-in itself: a connector that is naive must fail here as it would out there."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rdflib import Graph

from tests.portals.desk import attachment, item, meeting
from tests.portals.portal_server import MODIFIED, SEARCH, PortalServer
from tests.portals.publisher import Publisher, meetings_from_rows

API = {"Accept": "application/vnd.api+json"}


def get(url: str, headers: Mapping[str, str] = API) -> tuple[int, str, Any]:
    """Status, media type and body, as JSON where it is."""
    request = urllib.request.Request(quote(url, safe=":/?&=[],%"), headers=dict(headers))  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            status, told, body = response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            status, told, body = error.code, error.headers, error.read()
    media_type = told["Content-Type"]
    return status, media_type, json.loads(body) if "json" in media_type else body


def search(server: PortalServer, query: str) -> tuple[int, Any]:
    status, _, body = get(f"{server.decisions_url}{SEARCH}?{query}")
    return status, body


def ids(body: Any) -> list[str]:
    return [row["id"] for row in body["data"]]


def four() -> Publisher:
    return Publisher(meeting(*(item(f"I{number}") for number in range(4))))


def test_the_next_page_never_ends_and_the_last_is_one_too_far() -> None:
    with PortalServer(four()) as server:
        _, first = search(server, "page[size]=2")
        assert (first["count"], len(first["data"])) == (4, 2)
        assert first["links"]["last"].endswith("page[number]=2&page[size]=2")
        _, past = search(server, "page[size]=2&page[number]=2")
        assert past["data"] == []
        assert past["links"]["next"] == past["links"]["self"] == first["links"]["last"]


def test_a_page_holds_ten_unless_more_is_asked_for_and_no_search_reaches_past_ten_thousand() -> None:
    with PortalServer(Publisher(meeting(*(item(f"I{n}") for n in range(11))))) as server:
        assert len(search(server, "")[1]["data"]) == 10
        assert search(server, "page[size]=1000&page[number]=9")[0] == 200
        status, body = search(server, "page[size]=1000&page[number]=10")
    assert status == 500
    assert "Result window is too large" in body["errors"][0]["title"]


def test_who_accepts_html_gets_a_page_with_status_200_but_a_file_all_the_same() -> None:
    with PortalServer(Publisher(meeting(item(attachments=(attachment(),))))) as server:
        browser = {"Accept": "text/html,*/*"}
        status, media_type, body = get(f"{server.decisions_url}{SEARCH}", browser)
        assert (status, media_type) == (200, "text/html; charset=utf-8")
        assert body.startswith(b"<!doctype html>")
        assert get(f"{server.decisions_url}/files/file-1/download", browser)[2] == b"%PDF-1.7"


def test_ranges_are_half_open_as_asked_and_a_bad_one_is_refused() -> None:
    times = ("2021-10-01 08:00", "2021-10-08 08:00", "2021-10-15 08:00")
    with PortalServer(Publisher(*(meeting(item(time[8:10]), start=time) for time in times))) as server:
        bounds = "2021-10-01T08:00:00Z,2021-10-15T08:00:00.000Z"
        assert ids(search(server, f"filter[:gte,lt:meetingDate]={bounds}")[1]) == ["01", "08"]
        assert ids(search(server, f"filter[:gt,lte:meetingDate]={bounds}")[1]) == ["08", "15"]
        assert ids(search(server, "sort[meetingDate]=desc")[1]) == ["15", "08", "01"]
        assert search(server, "filter[:gte,lt:meetingDate]=2021-10-01T08:00:00Z")[0] == 400
        assert search(server, "filter[:near:meetingDate]=2021-10-01T08:00:00Z")[0] == 400
        assert search(server, "filter[:gte:meetingDate]=vrijdag")[0] == 500
        assert search(server, "sort[title]=asc")[0] == 500


def test_a_search_for_words_takes_a_dash_for_not() -> None:
    with PortalServer(Publisher(meeting(item("A", "Land - en tuinbouw"), item("B", "Land")))) as server:
        asked = "filter[:sqs:title,htmlContent]"
        assert ids(search(server, f"{asked}=land tuinbouw")[1]) == ["A"]
        assert ids(search(server, f"{asked}=land -tuinbouw")[1]) == ["B"]


def test_details_come_with_included_files_missing_keys_and_relations_only_if_asked_for() -> None:
    with PortalServer(Publisher(meeting(item("A", attachments=(attachment(),)), item("B")))) as server:
        infos = f"{server.decisions_url}/news-item-infos"
        _, _, bare = get(f"{infos}?filter[:id:]=B,A,nergens")
        assert ids(bare) == ["A", "B"]
        assert bare["meta"] == {"count": 2}
        assert "subtitle" not in bare["data"][0]["attributes"]
        assert "data" not in bare["data"][0]["relationships"]["attachments"]
        _, _, full = get(f"{infos}?filter[:id:]=A&include=attachments.file")
        assert full["data"][0]["relationships"]["attachments"]["data"] == [{"type": "attachments", "id": "stuk-1"}]
        assert [(one["type"], one["id"]) for one in full["included"]] == [
            ("attachments", "stuk-1"),
            ("files", "file-1"),
        ]
        status, _, refused = get(f"{infos}?filter[naam]=x")
        assert (status, refused["errors"]["code"]) == (406, "406")
        assert get(f"{infos}/A")[2]["data"]["id"] == "A"
        assert get(f"{infos}/nergens")[0] == 404


def test_a_new_publication_can_be_asked_for_by_its_moment() -> None:
    with PortalServer(Publisher(meeting(item("A")), meeting(item("B"), start="2021-10-08 08:00"))) as server:
        infos = f"{server.decisions_url}/news-item-infos"
        _, _, before = get(f"{infos}?sort=-publication-date&page[size]=1")
        last = before["data"][0]["attributes"]["publication-date"]
        server.publisher.edit("A", title="Beter")
        _, _, after = get(f"{infos}?filter[:gt:publication-date]={last}")
    assert (ids(before), ids(after)) == (["B"], ["A"])


def test_a_file_can_be_unknown_missing_or_unchanged() -> None:
    with PortalServer(Publisher(meeting(item(attachments=(attachment(1), attachment(2, content=None)))))) as server:
        files = f"{server.decisions_url}/files"
        assert get(f"{files}/stuk-1/download")[0] == 404
        assert get(f"{files}/file-2/download")[0] == 500
        assert get(f"{files}/file-1/download", {"If-Modified-Since": MODIFIED, "Accept": "*/*"})[0] == 304


def test_an_unknown_address_is_told_in_plain_text() -> None:
    with PortalServer() as server:
        status, media_type, body = get(f"{server.decisions_url}/nieuws")
    assert (status, media_type, body) == (404, "text/plain", b"Route not found.  See config/dispatcher.ex")


def test_themis_keeps_every_release_but_only_the_file_of_the_last() -> None:
    with PortalServer(Publisher(meeting(item("A"), item("B")))) as server:
        server.publisher.withdraw("B")
        asked = "sort=release-date&include=distributions"
        _, _, body = get(f"{server.themis_url}/datasets?{asked}")
        old, new = (one["attributes"].get("download-url") for one in body["included"])
        assert (body["meta"]["count"], old) == (2, None)
        _, media_type, turtle = get(new, {"Accept": "text/turtle"})
        assert media_type == "text/turtle"
        assert (
            len(list(Graph().parse(data=turtle, format="turtle").query("SELECT ?i { ?i prov:wasDerivedFrom ?a }"))) == 1
        )
        assert get(f"{server.themis_url}/datasets", {"Accept": "*/*"})[0] == 404


def test_what_goes_wrong_goes_wrong_as_often_as_it_was_told_to() -> None:
    with PortalServer(four()) as server:
        server.busy(1)
        server.partial(1)
        server.short(1)
        replies = [search(server, "") for _ in range(4)]
        counts = [(len(body["data"]), body["count"]) for status, body in replies if status == 200]
    assert [status for status, _ in replies] == [503, 200, 200, 200]
    assert counts == [(2, 2), (3, 4), (4, 4)]
    assert len(server.asked(SEARCH)) == 4


def test_real_rows_get_meetings_and_time_can_pass(tmp_path: Path) -> None:
    row = {"id": "A", "type": "nota", "title": "T", "alternative_title": None, "heading": None, "body": "Een.\nTwee."}
    untitled = {**row, "id": "B", "title": None, "heading": "Kop", "meeting_date": None, "date": "2021-10-08"}
    undated = {**row, "id": "zonder-id-1", "type": None, "meeting_date": None, "date": None}
    rows = [{**row, "meeting_date": "2021-10-01T08:00:00Z", "date": "2021-10-01"}, untitled, undated]
    publisher = Publisher()
    day = meeting().start.date()
    assert publisher.fill(meetings_from_rows(rows), day) == 1
    assert len(meetings_from_rows(rows, day)) == 3
    with PortalServer(publisher) as server:
        order = json.dumps({"do": "advance", "until": "2021-10-08"}).encode()
        with urllib.request.urlopen(f"{server.decisions_url}/control", order) as response:  # noqa: S310
            assert json.load(response) == {"done": 1}
        _, body = search(server, "sort[meetingDate]=asc")
        assert [row["attributes"]["title"] for row in body["data"]] == ["T", "Kop"]
        assert body["data"][0]["attributes"]["htmlContent"] == "<p>Een.</p><p>Twee.</p>"
        file = tmp_path / "nota.pdf"
        file.write_bytes(b"%PDF")
        server.control({"do": "attach", "item": "A", "title": "Nota", "path": str(file)})
        server.control({"do": "edit", "item": "A", "title": "Nieuw"})
        changed = publisher.item("A")
        assert (changed.title, changed.attachments[0].file.content) == ("Nieuw", b"%PDF")
        with pytest.raises(ValueError, match="not known"):
            server.control({"do": "stop"})
