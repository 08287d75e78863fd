"""rag/portals/decisions.py against a server that speaks as the real one does, over real HTTP."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from rag.errors import FetchError
from rag.portals import decisions as module
from rag.portals.decisions import SEARCH, UNREAD
from rag.portals.json_api import JsonApi
from rag.portals.remote import Entry, RemoteDocument, RemoteFile, Window
from rag.sources.markdown_file import read_markdown
from tests.conftest import ROOT
from tests.portals.desk import (
    DEMIR,
    FROM,
    UNTIL,
    WEYTS,
    Desk,
    attachment,
    desk,
    documents,
    entries,
    item,
    meeting,
    only,
    utc,
)
from tests.portals.publisher import Item, meetings_from_corpus

INFOS = "/news-item-infos"
DAY = dt.date(2021, 10, 1)


def _window_of(d: Desk, day: dt.date) -> Window:
    (window,) = d.decisions.windows(day, day)
    return window


def _shown(d: Desk, document: RemoteDocument) -> bool:
    """Whether the page that the public link leads to shows the decision, by the search that the page does."""
    query = parse_qs(urlsplit(document.url or "").query)
    moments = f"{query['startDate'][0]},{query['endDate'][0]}"
    asked = [("filter[:sqs:title,htmlContent]", query["search"][0]), ("filter[:gte,lte:meetingDate]", moments)]
    return document.id in {row.id for row in JsonApi(d.client, d.server.decisions_url).get(SEARCH, asked).resources}


def test_a_decision_comes_with_everything_that_is_public_of_it() -> None:
    decision = item(
        long_title="Ontwerpbesluit van de Vlaamse Regering over de renovatieplicht",
        mandatees=(DEMIR.id,),
        themes=("t-energie",),
        attachments=(attachment(1),),
    )
    with desk(meeting(decision)) as d:
        document = only(d.decisions)
        base = d.server.decisions_url
    assert (document.id, document.kind, document.title) == (decision.id, "nota", "Renovatieplicht")
    assert document.long_title == decision.long_title
    assert document.body == "De Vlaamse Regering keurt het besluit goed."
    assert (document.meeting, document.date) == (utc("2021-10-01 08:00"), dt.date(2021, 10, 1))
    assert document.uri == f"http://themis.vlaanderen.be/id/nieuwsbericht/{decision.id}"
    assert document.url == (
        "https://beslissingenvlaamseregering.vlaanderen.be/?search=Renovatieplicht&dateOption=select"
        "&startDate=2021-10-01T08%3A00%3A00Z&endDate=2021-10-01T08%3A00%3A00Z"
    )
    assert document.about == {"ministers": ("Zuhal Demir",), "themes": ("Energie",), "meeting": ("Ministerraad",)}
    assert document.source == f"{base}{INFOS}/{decision.id}"
    file = RemoteFile(
        id="file-1",
        title="VR 2021 0110 DOC.1074/1",
        url=f"{base}/files/file-1/download",
        name="VR 2021 0110 DOC.1074-1.pdf",
        media_type="application/pdf",
        size=8,
    )
    assert document.files == (file,)


def test_an_attribute_may_be_a_list_everywhere_and_the_last_value_counts() -> None:
    lists = {
        name: ["eerst", "laatst"]
        for name in ("title", "alternativeTitle", "uri", "meetingId", "themeId", "mandateeIds")
    }
    dates, kinds = ["2021-09-30T08:00:00Z", "2021-10-01T08:00:00.000Z"], ["Nota", "Mededeling"]
    lists |= {"meetingDate": dates, "agendaitemType": kinds, "htmlContent": ["<p>Oud.</p>", "<p>Nieuw.</p>"]}
    with desk(meeting(item(attributes=lists))) as d:
        document = only(d.decisions)
    assert (document.title, document.uri, document.body, document.kind) == ("laatst", "laatst", "Nieuw.", "mededeling")
    assert document.meeting == utc("2021-10-01 08:00")


def test_an_item_of_which_all_is_null_fails_alone() -> None:
    names = ("title", "alternativeTitle", "htmlContent", "mandateeIds", "themeId", "agendaitemType", "uri", "meetingId")
    empty = item("LEEG", attributes=dict.fromkeys(names))
    with desk(meeting(empty, item("VOL"))) as d:
        listed = entries(d.decisions)
        assert (listed["LEEG"].version, listed["LEEG"].content) == (UNREAD, None)
        assert d.decisions.fetch(listed["VOL"]).id == "VOL"
        with pytest.raises(FetchError, match="LEEG: has no text at present") as caught:
            d.decisions.fetch(listed["LEEG"])
    assert caught.value.code == "portal.unreadable"


def test_an_item_that_has_no_moment_of_meeting_any_more_cannot_be_fetched() -> None:
    with desk(meeting(item("FOUT", attributes={"meetingDate": None}), item("VOL"))) as d:
        assert entries(d.decisions).keys() == {"VOL"}
        with pytest.raises(FetchError, match="FOUT: no moment of meeting"):
            d.decisions.fetch(Entry("FOUT", UNREAD))


def test_an_item_with_broken_html_fails_alone_if_at_all() -> None:
    """Whether the standard parser gives up on it depends on the version of Python."""
    with desk(meeting(item("STUK", html="<p>Voor.</p><![onzin[ x ]>"), item("VOL"))) as d:
        listed = entries(d.decisions)
        assert listed["VOL"].content
        try:
            found = d.decisions.fetch(listed["STUK"]).body
        except FetchError as error:
            found = error.code
    assert found in {"portal.unreadable", "Voor."}


def test_dirt_in_a_title_is_gone_and_its_link_has_no_operators_of_the_search() -> None:
    title = " Vijfjaren\u200bplan 2020-2024  (land-\u00a0en tuinbouw) - \u201cfase 2\u201d\n"
    with desk(meeting(item(title=title))) as d:
        document = only(d.decisions)
        assert document.title == "Vijfjarenplan 2020-2024 (land- en tuinbouw) - \u201cfase 2\u201d"
        assert "search=Vijfjarenplan%202020%202024%20land%20en%20tuinbouw%20%E2%80%9Cfase%202%E2%80%9D&" in str(
            document.url
        )


def test_an_announcement_without_body_or_long_title_is_a_document() -> None:
    with desk(meeting(item(title="Jaarverslag", html=None, kind="Mededeling", long_title=" Jaarverslag "))) as d:
        document = only(d.decisions)
    assert (document.kind, document.title, document.long_title, document.body) == (
        "mededeling",
        "Jaarverslag",
        None,
        "",
    )


def test_plain_text_stands_in_where_there_is_no_formatted_text() -> None:
    with desk(meeting(item(html=None, text="Regel een.\r\n\r\nRegel\u00a0twee."))) as d:
        assert only(d.decisions).body == "Regel een.\nRegel twee."


def test_a_title_is_no_key_nor_is_the_day_of_a_meeting() -> None:
    same = "Ontwerpdecreet over wonen"
    with desk(
        meeting(item("A", same), item("B", same), start="2021-03-12 09:00"),
        meeting(item("C", same), start="2021-03-12 17:30", kind="Elektronische procedure"),
        meeting(item("D", same), start="2021-07-16 08:00"),
    ) as d:
        found = {document.id: document for document in documents(d.decisions)}
    assert {one.title for one in found.values()} == {same}
    assert [found[id_].about["meeting"] for id_ in "ABC"] == [
        ("Ministerraad",),
        ("Ministerraad",),
        ("Elektronische procedure",),
    ]
    assert found["A"].meeting != found["C"].meeting
    assert found["A"].date == found["C"].date


def test_a_meeting_without_kind_is_the_usual_one() -> None:
    with desk(meeting(item(), kind=None)) as d:
        assert only(d.decisions).about == {"meeting": ("Ministerraad",)}


def test_meetings_on_the_first_and_last_of_a_quarter_and_around_midnight_are_each_listed_once() -> None:
    starts = ("2021-06-30 08:00", "2021-06-30 21:59", "2021-06-30 22:00", "2021-07-01 08:00", "2021-10-01 08:00")
    with desk(*(meeting(item(start), start=start) for start in starts)) as d:
        days = {document.id: document.date for document in documents(d.decisions)}
        second = [e.id for e in d.decisions.listing(Window(utc("2021-06-30 22:00"), utc("2021-07-01 08:00")))]
    assert [str(days[start]) for start in starts] == [
        "2021-06-30",
        "2021-06-30",
        "2021-07-01",
        "2021-07-01",
        "2021-10-01",
    ]
    assert second == ["2021-06-30 22:00"]


def test_the_same_hour_in_brussels_is_another_in_winter_and_summer() -> None:
    with desk(meeting(item("Z"), start="2021-07-02 08:00"), meeting(item("W"), start="2021-01-08 09:00")) as d:
        found = {document.id: document.meeting for document in documents(d.decisions)}
    assert found == {"Z": utc("2021-07-02 08:00"), "W": utc("2021-01-08 09:00")}


def test_ids_are_opaque_and_case_counts() -> None:
    ids = {"6152C345364ED90008000367", "e39d1440-0fe2-11eb-9a42-a101b41f0404", "E39D1440-0FE2-11EB-9A42-A101B41F0404"}
    with desk(meeting(*(item(id_, title=id_) for id_ in ids))) as d:
        found = documents(d.decisions)
    assert {document.id for document in found} == ids
    assert all(document.id == document.title for document in found)


def test_the_uri_is_kept_as_it_is_told() -> None:
    base = "http://kanselarij.vo.data.gift/id/nieuwsbrief-infos/"
    with desk(meeting(item(base=base))) as d:
        assert only(d.decisions).uri == f"{base}6152C345364ED90008000367"


def test_ministers_keep_their_own_names_although_the_search_mixes_them() -> None:
    with desk(meeting(item(mandatees=(DEMIR.id, WEYTS.id)))) as d:
        row = d.client.get(f"{d.server.decisions_url}{SEARCH}", accept="application/json").json()["data"][0]
        assert row["attributes"]["mandateeFirstNames"] == ["Ben", "Zuhal"]
        assert row["attributes"]["mandateeFamilyNames"] == ["Demir", "Weyts"]
        assert only(d.decisions).about["ministers"] == ("Ben Weyts", "Zuhal Demir")


def test_without_the_list_of_ministers_only_a_name_that_stands_alone_is_trusted() -> None:
    with desk(meeting(item("EEN", mandatees=(DEMIR.id,)), item("TWEE", mandatees=(DEMIR.id, WEYTS.id)))) as d:
        d.server.fail(1, 500, "/mandatees")
        told = {document.id: document.about.get("ministers") for document in documents(d.decisions)}
    assert told == {"EEN": ("Zuhal Demir",), "TWEE": None}


def test_names_are_asked_for_once_a_run() -> None:
    meetings = [
        meeting(item(f"I{m}", mandatees=(DEMIR.id,), themes=("t-wonen",)), start=f"2021-{m:02}-05 08:00")
        for m in range(1, 13)
    ]
    with desk(*meetings) as d:
        assert len(documents(d.decisions)) == 12
        assert [len(d.server.asked(path)) for path in ("/mandatees", "/concepts")] == [1, 1]
        assert len(d.server.asked("/meetings")) == 4  # new ones in each quarter


def test_all_pages_are_read_and_none_past_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 4)
    for total, pages in ((8, 2), (9, 3), (3, 1), (0, 1)):
        with desk(meeting(*(item(f"I{number}") for number in range(total)))) as d:
            assert len({entry.id for entry in d.decisions.listing(_window_of(d, DAY))}) == total
            assert len(d.server.asked(SEARCH)) == pages


def test_more_than_a_search_can_reach_is_told_and_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.portals.json_api.DEEPEST", 5)
    with desk(meeting(*(item(f"I{number}") for number in range(6)))) as d, pytest.raises(FetchError) as caught:
        entries(d.decisions)
    assert caught.value.code == "portal.window"


def test_details_are_asked_for_a_hundred_at_a_time() -> None:
    with desk(meeting(*(item(f"I{number}", attachments=(attachment(number),)) for number in range(201)))) as d:
        found = documents(d.decisions)
        assert {document.id: document.files[0].id for document in found} == {f"I{n}": f"file-{n}" for n in range(201)}
        assert len(d.server.asked(INFOS)) == 3


def test_a_web_page_with_status_200_is_an_error() -> None:
    with desk(meeting(item())) as d:
        d.server.web_page(1, SEARCH)
        with pytest.raises(FetchError, match="text/html instead of JSON") as caught:
            entries(d.decisions)
        assert caught.value.code == "portal.html"
        assert len(entries(d.decisions)) == 1


def test_no_request_could_be_taken_for_one_of_a_browser() -> None:
    with desk(meeting(item(mandatees=(DEMIR.id,), themes=("t-wonen",)))) as d:
        documents(d.decisions)
        assert {request.headers["Accept"] for request in d.server.requests} == {"application/vnd.api+json"}


def test_documents_that_follow_later_make_a_new_version() -> None:
    with desk(meeting(item("A"), item("B")), meeting(item("C"), start="2021-10-08 08:00")) as d:
        before = entries(d.decisions)
        assert d.decisions.fetch(before["A"]).files == ()
        d.publisher.attach("A", attachment(2), attachment(1))
        after = entries(d.decisions)
        files = d.decisions.fetch(after["A"]).files
        assert [file.title for file in files] == ["VR 2021 0110 DOC.1074/1", "VR 2021 0110 DOC.1074/2"]
        assert {id_ for id_ in before if before[id_].version != after[id_].version} == {"A", "B"}
        assert before["C"] == after["C"]


def test_a_change_without_a_new_moment_of_publication_makes_a_new_version_too() -> None:
    with desk(meeting(item("A"), item("B"))) as d:
        before = entries(d.decisions)
        d.publisher.edit("A", quietly=True, html="<p>De Vlaamse Regering keurt het besluit niet goed.</p>")
        after = entries(d.decisions)
    assert {id_ for id_ in before if before[id_].version != after[id_].version} == {"A"}


def test_another_order_on_the_agenda_makes_no_new_version() -> None:
    with desk(meeting(item("A"), item("B"))) as d:
        before = entries(d.decisions)
        d.publisher.edit("A", quietly=True, attributes={"position": 9})
        assert entries(d.decisions) == before


def test_a_decision_that_is_taken_back_is_gone_and_so_is_a_whole_meeting() -> None:
    with desk(meeting(item("A"), item("B")), meeting(item("C"), start="2021-10-08 08:00")) as d:
        entry = entries(d.decisions)["A"]
        d.publisher.withdraw("A")
        assert entries(d.decisions).keys() == {"B", "C"}
        with pytest.raises(FetchError) as caught:
            d.decisions.fetch(Entry(entry.id, UNREAD))
        assert caught.value.code == "portal.missing"
        d.publisher.unpublish(d.publisher.meeting_of("C").id)
        assert entries(d.decisions).keys() == {"B"}


def test_a_listing_that_is_shorter_than_its_count_is_read_again() -> None:
    with desk(meeting(item("A"), item("B"))) as d:
        d.server.short(1)
        assert {entry.id for entry in d.decisions.listing(_window_of(d, DAY))} == {"A", "B"}
        assert len(d.server.asked(SEARCH)) == 2


def test_a_listing_that_stays_shorter_than_its_count_is_an_error() -> None:
    with desk(meeting(item("A"), item("B"))) as d:
        d.server.short(2)
        with pytest.raises(FetchError) as caught:
            d.decisions.listing(_window_of(d, DAY))
    assert (caught.value.code, caught.value.retryable) == ("portal.partial", True)


def test_an_index_that_holds_a_part_of_a_meeting_gives_a_part() -> None:
    """It cannot be seen here: a decision that is gone must be gone twice."""
    with desk(meeting(item("A"), item("B"))) as d:
        d.server.partial(4)
        assert entries(d.decisions).keys() == {"A"}
        assert entries(d.decisions).keys() == {"A", "B"}


def test_an_item_that_comes_twice_every_time_is_listed_once() -> None:
    with desk(meeting(item("A"), item("A"), item("B"))) as d:
        assert entries(d.decisions).keys() == {"A", "B"}


def test_an_item_without_details_fails_alone_until_it_has_them() -> None:
    with desk(meeting(item("A"), item("B"))) as d:
        late = Item("LAAT", "Komt nog", attributes={"uuid": "LAAT-0"})
        d.publisher.publish(meeting(item("A"), item("B"), late))
        listed = entries(d.decisions)
        assert listed["LAAT-0"].content is None
        assert listed["A"].content is not None
        with pytest.raises(FetchError, match="no details at present") as caught:
            d.decisions.fetch(listed["LAAT-0"])
        assert caught.value.code == "portal.partial"
        d.publisher.edit("LAAT", attributes={})
        assert d.decisions.fetch(Entry("LAAT", UNREAD)).title == "Komt nog"


def test_no_documents_is_nothing_special() -> None:
    with desk(meeting(item("A"))) as d:
        assert only(d.decisions).files == ()


def test_a_file_that_is_not_on_disk_is_listed_like_any_other() -> None:
    with desk(meeting(item(attachments=(attachment(1, content=None), attachment(2))))) as d:
        missing, there = only(d.decisions).files
        assert d.client.get(there.url, accept="*/*").content == b"%PDF-1.7"
        with pytest.raises(FetchError) as caught:
            d.client.get(missing.url, accept="*/*")
    assert caught.value.code == "web.server"


def test_a_slow_index_is_waited_for_and_a_busy_one_asked_again() -> None:
    with desk(meeting(item()), retries=2) as d:
        d.server.slow(1, 0.3)
        d.server.busy(2)
        assert len(entries(d.decisions)) == 1
        assert d.time() > 2


def test_an_index_that_takes_too_long_is_an_error_that_may_pass() -> None:
    with desk(meeting(item()), timeout=0.2) as d:
        d.server.slow(1, 30)
        with pytest.raises(FetchError) as caught:
            entries(d.decisions)
    assert (caught.value.code, caught.value.retryable) == ("web.timeout", True)


def test_json_of_another_kind_is_an_error() -> None:
    with desk(meeting(item())) as d:
        one_instead_of_a_list = f"{INFOS}/6152C345364ED90008000367"
        with pytest.raises(FetchError) as caught:
            JsonApi(d.client, d.server.decisions_url).get(one_instead_of_a_list, [])
    assert caught.value.code == "portal.shape"


def test_the_decisions_of_the_demo_come_back_as_they_are_in_the_corpus() -> None:
    folder = ROOT / "corpus" / "decisions"
    with desk(*meetings_from_corpus(folder)) as d:
        found = documents(d.decisions, dt.date(2019, 1, 1), dt.date(2025, 1, 1))
        assert all(_shown(d, document) for document in found[::10] if document.title)
    assert len(found) > 100
    assert {f"{document.id}.md" for document in found} == {path.name for path in folder.glob("*.md")}
    for document in found:
        text = (folder / f"{document.id}.md").read_text(encoding="utf-8")
        kept = read_markdown(folder / f"{document.id}.md", "")
        assert (document.title, document.meeting, document.date) == (kept.title, kept.meeting, kept.date)
        assert document.body in text


@pytest.mark.parametrize("path", [SEARCH, INFOS])
def test_a_host_in_trouble_makes_the_whole_window_an_error(path: str) -> None:
    with desk(meeting(item())) as d:
        d.server.fail(1, 500, path)
        with pytest.raises(FetchError) as caught:
            d.decisions.listing(_window_of(d, DAY))
    assert caught.value.code == "web.server"


def test_nothing_is_asked_for_outside_the_days_that_are_wanted() -> None:
    with desk(meeting(item("A"), start="2020-12-31 08:00"), meeting(item("B"), start="2021-12-31 09:00")) as d:
        assert entries(d.decisions, FROM, UNTIL).keys() == {"B"}
