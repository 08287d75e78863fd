import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest

from rag.errors import FetchError
from rag.portals import parliament
from rag.portals.parliament import ParliamentPortal
from rag.portals.remote import Entry, Window
from rag.web.client import WebClient
from tests.portals import parliament_samples as samples
from tests.portals.parliament_server import ParliamentServer

SINCE, UNTIL = dt.date(2023, 10, 1), dt.date(2024, 10, 1)


def listed(portal: ParliamentPortal) -> list[Entry]:
    """Everything from SINCE to UNTIL."""
    return [entry for window in portal.windows(SINCE, UNTIL) for entry in portal.listing(window)]


def test_windows_are_whole_sessions_that_follow_each_other_extraordinary_ones_too(portal: ParliamentPortal) -> None:
    windows = portal.windows(SINCE, UNTIL)
    assert [window.start.isoformat() for window in windows] == [
        "2023-09-24T22:00:00+00:00",
        "2024-06-17T22:00:00+00:00",
        "2024-09-22T22:00:00+00:00",
    ]
    assert all(before.end == after.start for before, after in pairwise(windows))
    assert windows[-1].end > dt.datetime(2024, 10, 1, 22, tzinfo=dt.UTC)


def test_windows_before_the_first_session_and_after_the_last_reach_as_far_as_was_asked(
    portal: ParliamentPortal,
) -> None:
    windows = portal.windows(dt.date(1990, 1, 1), dt.date(2031, 1, 1))
    assert windows[0].start == dt.datetime(1989, 12, 31, 23, tzinfo=dt.UTC)
    assert windows[-1].end == dt.datetime(2031, 1, 1, 23, tzinfo=dt.UTC)


def test_sessions_begin_on_the_fourth_monday_of_september_where_no_list_of_them_is_kept() -> None:
    with ParliamentServer(sessions=False) as server, WebClient(server.config(), {server.host}) as client:
        portal = ParliamentPortal(client, server.config())
        server.ask("Fietspaden", asked=dt.date(2024, 2, 26))
        starts = [window.start.date().isoformat() for window in portal.windows(dt.date(2019, 10, 2), UNTIL)]
        assert starts == ["2019-09-22", "2020-09-27", "2021-09-26", "2022-09-25", "2023-09-24", "2024-09-22"]
        assert [entry.id for entry in listed(portal)] == ["vraag-1947140"]


def test_a_list_of_sessions_that_is_busy_is_an_error_and_not_a_reason_to_guess(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    server.busy("zj/alle")
    with pytest.raises(FetchError, match="503") as caught:
        portal.windows(SINCE, UNTIL)
    assert caught.value.retryable
    assert portal.windows(SINCE, UNTIL)


def test_the_query_goes_out_as_one_segment_with_its_signs_as_they_are(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    listed(portal)
    expected = "/inmeta:zittingsjaar={}&requiredfields=aggregaattype:Schriftelijke%20vraag?collection=vp_collection&"
    sessions = ["2023-2024", "BZ%202024", "2024-2025"]
    assert [expected.format(name) in path for name, path in zip(sessions, server.asked("/query/"), strict=True)] == (
        [True] * 3
    )


def test_counts_may_be_text(server: ParliamentServer, portal: ParliamentPortal) -> None:
    server.strings = True
    for _ in range(101):
        server.ask("Fietspaden")
    assert len(listed(portal)) == 101


def test_a_question_answered_in_a_later_session_shows_in_the_window_in_which_it_was_asked(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    question = server.ask("Fietspaden", asked=dt.date(2024, 6, 10))
    first, *later = portal.windows(SINCE, UNTIL)
    [before] = portal.listing(first)
    server.answer(question.id, ["Tien."], day=dt.date(2024, 10, 7))
    [after] = portal.listing(first)
    assert (before.id, before.pending, after.pending) == (after.id, True, False)
    assert before.version != after.version
    assert [entry for window in later for entry in portal.listing(window)] == []
    assert portal.fetch(before).date == dt.date(2024, 10, 7)


def test_a_withdrawn_question_is_no_longer_listed(server: ParliamentServer, portal: ParliamentPortal) -> None:
    kept, gone = server.ask("Fietspaden"), server.ask("Voetpaden")
    server.withdraw(gone.id)
    assert [entry.id for entry in listed(portal)] == [f"vraag-{kept.id}"]


def test_a_listing_of_which_a_page_is_busy_is_an_error_and_not_half_a_listing(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    for _ in range(150):
        server.ask("Fietspaden")
    server.busy("page=2")
    with pytest.raises(FetchError, match="503"):
        listed(portal)
    assert len(listed(portal)) == 150


def test_results_that_the_search_counts_and_does_not_give_are_an_error(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    for _ in range(150):
        server.ask("Fietspaden")
    server.limit = 120
    with pytest.raises(FetchError, match="gave 120 of 150 results") as caught:
        listed(portal)
    assert caught.value.retryable


def test_what_is_published_or_withdrawn_between_two_pages_makes_them_be_read_again(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    numbers = [server.ask("Fietspaden").id for _ in range(150)]
    server.meanwhile("page=1", lambda: server.ask("Voetpaden", asked=dt.date(2024, 3, 1)))
    assert len(listed(portal)) == 151

    def one_for_another() -> None:
        # As many as before, but the last of the first page is now the first of the second.
        server.withdraw(numbers[0])
        server.questions[7] = replace(server.questions[numbers[1]], id=7, steps=[("Gesteld", dt.date(2024, 3, 2))])

    server.meanwhile("page=1", one_for_another)
    assert {entry.id for entry in listed(portal)} == {f"vraag-{number}" for number in server.questions}


def test_a_session_with_more_than_can_be_reached_is_read_in_stretches_of_days(
    server: ParliamentServer, portal: ParliamentPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parliament, "LIMIT", 10)
    server.limit = 9
    for day in range(60):
        question = server.ask("Fietspaden", asked=dt.date(2023, 9, 25) + dt.timedelta(days=4 * day))
        server.answer(question.id, ["Tien."])
    server.add_annex(1947140, samples.workbook("10"), published=dt.date(2025, 6, 1))
    entries = listed(portal)
    assert [entry.id for entry in entries] == [f"vraag-{number}" for number in sorted(server.questions)]
    ranges = [
        path for path in server.asked("daterange") if "/inmeta:zittingsjaar=2023-2024+inmeta:publicatiedatum:" in path
    ]
    assert any("daterange:.." in path for path in ranges)
    assert any("..&required" in path for path in ranges)
    assert "2229695" in [file.id for file in portal.fetch(entries[0]).files]


def test_a_day_with_more_than_can_be_reached_is_an_error(
    server: ParliamentServer, portal: ParliamentPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parliament, "LIMIT", 10)
    for _ in range(11):
        server.ask("Fietspaden")
    with pytest.raises(FetchError, match="11 results on 2024-02-26"):
        listed(portal)


def test_results_without_a_day_of_publication_are_missed_when_stretches_of_days_are_read(
    server: ParliamentServer, portal: ParliamentPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parliament, "LIMIT", 10)
    for day in range(11):
        server.ask("Fietspaden", asked=dt.date(2023, 10, 1) + dt.timedelta(days=20 * day))
    server.questions[1947140].without = frozenset({"publicatiedatum"})
    with pytest.raises(FetchError, match="gave 10 of 11 results"):
        listed(portal)


def test_a_window_of_no_session_at_all_still_gives_the_session_that_is_running(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    server.ask("Fietspaden")
    month = Window(dt.datetime(2024, 2, 1, tzinfo=dt.UTC), dt.datetime(2024, 3, 1, tzinfo=dt.UTC))
    assert [entry.id for entry in portal.listing(month)] == ["vraag-1947140"]
