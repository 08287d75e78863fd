"""Links: the portal's search link, and urls that cannot break out of Markdown."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.links import decision_url, safe_url

MEETING = datetime(2021, 4, 30, 8, 0, tzinfo=UTC)


def test_a_decision_link_searches_for_the_title_at_the_moment_of_the_meeting() -> None:
    assert decision_url("Plan: acties 'Zorgzame Buurten'", MEETING) == (
        "https://beslissingenvlaamseregering.vlaanderen.be/?search=Plan%3A%20acties%20%27Zorgzame%20Buurten%27"
        "&dateOption=select&startDate=2021-04-30T08%3A00%3A00Z&endDate=2021-04-30T08%3A00%3A00Z"
    )


def test_search_operators_and_line_breaks_of_a_title_become_single_spaces() -> None:
    url = decision_url(' Steun (VLAREME) -\n"eerste" ronde* ~ a|b + c ', MEETING)
    assert "?search=Steun%20VLAREME%20eerste%20ronde%20a%20b%20c&" in url


def test_the_meeting_is_written_in_utc_whatever_its_time_zone() -> None:
    brussels = MEETING.astimezone(timezone(timedelta(hours=2)))
    assert decision_url("T", brussels) == decision_url("T", MEETING)
    with pytest.raises(ValueError, match="time zone"):
        decision_url("T", MEETING.replace(tzinfo=None))


@pytest.mark.parametrize(
    "url",
    [
        None, "", "geen url", "javascript:alert(1)", "ftp://www.vlaanderen.be/", "https:///pad", "//www.vlaanderen.be/",
        "https://evil.example/", "https://www.vlaanderen.be.evil.example/", "https://www.vlaanderen.be@evil.example/",
        "https://evil.example\\@www.vlaanderen.be/", "https://u:p@www.vlaanderen.be/", "https://www.vlaanderen.be:99999/",
        "https://www.vlaanderen.be:8080/", "https://[::1/", "data:text/html,x",
    ],
)  # fmt: skip
def test_only_web_links_to_known_public_sites_pass(url: str | None) -> None:
    assert safe_url(url) is None


def test_what_is_already_encoded_stays_as_it_is() -> None:
    url = decision_url("Ruimte & co: 100%", MEETING)
    assert safe_url(url) == url


@given(st.text())
def test_no_link_can_end_its_markdown(tail: str) -> None:
    url = safe_url(f"https://www.vlaanderen.be/{tail}")
    if url is not None:
        assert not set(url) & set(" ()<>[]\"'`\\*;{}|\n")
        assert url.isascii()
        assert safe_url(url) == url
