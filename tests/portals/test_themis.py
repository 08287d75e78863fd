"""rag/portals/themis.py and standby.py against a server that speaks as the real ones do, over real HTTP."""

import datetime as dt
from dataclasses import replace

import pytest

from rag.errors import FetchError
from rag.portals.remote import Entry
from rag.portals.themis import PAGE, Themis
from tests.conftest import ROOT
from tests.portals.desk import DEMIR, WEYTS, Desk, attachment, desk, documents, entries, item, meeting, only, utc
from tests.portals.publisher import Meeting, meetings_from_corpus

FULL = item(
    long_title="Ontwerpbesluit over de \u201crenovatieplicht\u201d",
    html='<p>Een &amp; "twee"\\</p>\n<ul><li>s<em>t</em>ructuur\u200b</li></ul>',
    mandatees=(DEMIR.id, WEYTS.id),
    themes=("t-energie", "t-wonen"),
    attachments=(attachment(1), attachment(2)),
)


def test_themis_has_the_same_decision_with_the_same_version_as_the_portal() -> None:
    announcement = item("M", title="Verslag", html=None, text="Alleen tekst.", kind="Mededeling")
    with desk(meeting(FULL, announcement), meeting(item("Z"), start="2021-07-02 08:00", kind=None)) as d:
        ours, theirs = entries(d.decisions), entries(d.themis)
        assert {id_: entry.version for id_, entry in ours.items()} == {id_: e.version for id_, e in theirs.items()}
        for id_, entry in ours.items():
            one, other = d.decisions.fetch(entry), d.themis.fetch(theirs[id_])
            files = tuple(replace(file, url="") for file in one.files)
            assert replace(one, source="", files=files) == replace(
                other, source="", files=tuple(replace(file, url="") for file in other.files)
            )


def test_files_come_from_themis_itself() -> None:
    with desk(meeting(FULL)) as d:
        files = only(d.themis).files
        assert [file.url for file in files] == [f"{d.server.themis_url}/files/file-{n}/download" for n in (1, 2)]
        assert d.client.get(files[0].url, accept="*/*").content == b"%PDF-1.7"


def test_names_that_themis_does_not_tell_are_left_out_and_asked_for_once() -> None:
    with desk(meeting(FULL, item("B", mandatees=(DEMIR.id,))), meeting(FULL, start="2021-10-08 08:00")) as d:
        d.server.fail(9, 404, "/mandatees", "themis")
        d.server.fail(9, 404, "/concepts", "themis")
        assert [document.about for document in documents(d.themis)] == [{}, {}]
        assert [len(d.server.asked(path, "themis")) for path in ("/mandatees", "/concepts")] == [1, 1]


def test_what_is_published_anew_counts_and_what_was_before_does_not() -> None:
    with desk(meeting(item("A"), item("B"))) as d:
        before = entries(d.themis)
        d.publisher.edit("A", title="Renovatieplicht voor woningen")
        d.publisher.withdraw("B")
        fresh = _fresh(d)
        assert entries(fresh).keys() == {"A"}
        assert entries(fresh)["A"].version != before["A"].version
        assert only(fresh).title == "Renovatieplicht voor woningen"
        assert len(d.server.asked("/files", "themis")) == 2  # one at each reading


def test_a_meeting_that_is_taken_back_has_no_decisions_left() -> None:
    with desk(meeting(item("A")), meeting(item("B"), start="2021-10-08 08:00")) as d:
        d.publisher.unpublish(d.publisher.meeting_of("A").id)
        assert entries(d.themis).keys() == {"B"}


def test_the_feed_tells_which_meetings_were_published_or_taken_back_since_a_moment() -> None:
    first, second = meeting(item("A"), item("B")), meeting(item("C"), start="2021-10-08 08:00")
    with desk(first, second) as d:
        both = d.themis.publications(utc("2021-10-01 08:00"))
        assert [one.uri for one in both] == [first.uri, second.uri]
        assert d.themis.publications(both[-1].released) == []
        d.publisher.edit("A", title="Beter")
        d.publisher.unpublish(second.id)
        anew, gone = d.themis.publications(both[-1].released)
    assert (anew.uri, anew.start, [entry.id for entry in anew.entries]) == (first.uri, first.start, ["A", "B"])
    assert (gone.uri, gone.entries) == (second.uri, ())
    assert gone.released > anew.released > both[-1].released


def test_every_dataset_is_read_once_for_all_windows() -> None:
    months = [meeting(item(f"I{m}-{d}"), start=f"2021-{m:02}-{d:02} 08:00") for m in range(1, 13) for d in (1, 15, 28)]
    with desk(*months) as d:
        assert len(entries(d.themis)) == len(months) > PAGE
        assert len(d.server.asked("/files", "themis")) == len(months)
        assert len(d.server.asked("/datasets", "themis")) == 2


def test_an_earlier_window_asks_for_what_was_not_read_yet() -> None:
    with desk(meeting(item("A"), start="2021-03-12 09:00"), meeting(item("B"))) as d:
        later, earlier = dt.date(2021, 10, 1), dt.date(2021, 3, 12)
        assert entries(d.themis, later, later).keys() == {"B"}
        assert entries(d.themis, earlier, earlier).keys() == {"A"}
        assert len(d.server.asked("/files", "themis")) == 2


def test_an_item_without_text_fails_alone() -> None:
    with desk(meeting(item("LEEG", title=None, html=None), item("VOL"))) as d:
        listed = entries(d.themis)
        assert listed["VOL"].content
        with pytest.raises(FetchError) as caught:
            d.themis.fetch(listed["LEEG"])
    assert caught.value.code == "portal.unreadable"


def test_a_turtle_file_that_cannot_be_had_makes_the_listing_an_error() -> None:
    with desk(meeting(item())) as d:
        d.server.fail(1, 500, "/files", "themis")
        with pytest.raises(FetchError) as caught:
            entries(d.themis)
        assert caught.value.code == "web.server"
        d.server.web_page(1, "/files", "themis")
        with pytest.raises(FetchError) as caught:
            entries(d.themis)
        assert caught.value.code == "portal.shape"
        assert len(entries(d.themis)) == 1


def test_while_the_portal_answers_themis_is_left_alone() -> None:
    with desk(meeting(FULL)) as d:
        assert len(entries(d.standby)) == 1
        assert (d.server.asked("/", "themis"), d.standby.reason) == ([], "")


@pytest.mark.parametrize("trouble", ["page", 500, 404])
def test_themis_stands_in_for_the_rest_of_the_run_and_nothing_looks_changed(trouble: str | int) -> None:
    meetings = [meeting(item(f"I{month}"), start=f"2021-{month:02}-05 08:00") for month in range(1, 13)]
    with desk(*meetings) as d:
        before = {id_: entry.version for id_, entry in entries(d.decisions).items()}
        windows = d.standby.windows(dt.date(2021, 1, 1), dt.date(2021, 12, 31))
        listed = list(d.standby.listing(windows[0]))
        if isinstance(trouble, int):
            d.server.fail(1, trouble)
        else:
            d.server.web_page(1)
        for window in windows[1:]:
            listed += d.standby.listing(window)
        assert {entry.id: entry.version for entry in listed} == before
        assert d.standby.reason
        assert all(d.standby.fetch(entry).title for entry in listed)
        assert len(d.server.asked("/news-items")) == len(windows) + 2  # all, one that was good, one that failed


def test_a_host_that_is_not_there_is_stood_in_for() -> None:
    with desk(meeting(FULL)) as d:
        d.server.leave("decisions")
        assert entries(d.standby).keys() == {FULL.id}
        assert "no connection" in d.standby.reason


@pytest.mark.parametrize("status", [503, 403])
def test_a_host_that_is_busy_or_refuses_is_not_gone(status: int) -> None:
    with desk(meeting(FULL)) as d:
        d.server.fail(1, status)
        with pytest.raises(FetchError):
            entries(d.standby)
        assert d.server.asked("/", "themis") == []


def test_when_neither_answers_both_are_named_and_the_portal_is_tried_again() -> None:
    with desk(meeting(FULL)) as d:
        d.server.fail(1, 500)
        d.server.fail(1, 500, site="themis")
        with pytest.raises(FetchError) as caught:
            entries(d.standby)
        assert d.server.decisions_url in str(caught.value)
        assert d.server.themis_url in str(caught.value)
        assert entries(d.standby).keys() == {FULL.id}
        assert d.standby.reason == ""


def test_the_decisions_of_the_demo_are_the_same_at_both_hosts() -> None:
    meetings: list[Meeting] = meetings_from_corpus(ROOT / "corpus" / "decisions")
    since, until = dt.date(2019, 1, 1), dt.date(2025, 1, 1)
    with desk(*meetings) as d:
        ours, theirs = entries(d.decisions, since, until), entries(d.themis, since, until)
    assert _versions(ours) == _versions(theirs)


def _versions(found: dict[str, Entry]) -> dict[str, str]:
    return {id_: entry.version for id_, entry in found.items()}


def _fresh(d: Desk) -> Themis:
    return Themis(d.client, d.config)
