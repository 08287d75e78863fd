"""Dates in Dutch text and when one confirms another."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.dutch.calendar import day_in_words
from rag.dutch.dates import date_within, find_dates


def days(text: str, anchor: date | None = None) -> list[tuple[str, str]]:
    return [(span.first.isoformat(), span.last.isoformat()) for span in find_dates(text, anchor)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12 maart 2021", "2021-03-12", "2021-03-12"),
        ("12-03-2021", "2021-03-12", "2021-03-12"),
        ("12/03/2021", "2021-03-12", "2021-03-12"),
        ("14.07.2021", "2021-07-14", "2021-07-14"),
        ("2021-03-12", "2021-03-12", "2021-03-12"),
        ("12 mrt. 2021", "2021-03-12", "2021-03-12"),
        ("1ste juli 2020", "2020-07-01", "2020-07-01"),
        ("12\u00a0Maart\u00a02021", "2021-03-12", "2021-03-12"),
        ("maart 2021", "2021-03-01", "2021-03-31"),
        ("in 2021.", "2021-01-01", "2021-12-31"),
        ("begin 2023", "2023-01-01", "2023-04-30"),
        ("midden van 2023", "2023-04-01", "2023-09-30"),
        ("einde van het jaar 2023", "2023-09-01", "2023-12-31"),
        ("Q4 2023", "2023-10-01", "2023-12-31"),
        ("vierde kwartaal van 2023", "2023-10-01", "2023-12-31"),
        ("eerste helft van 2023", "2023-01-01", "2023-06-30"),
        ("wet van 15 mei 1846", "1846-05-15", "1846-05-15"),
    ],
)
def test_every_form_of_a_date_names_its_days(text: str, first: str, last: str) -> None:
    assert days(text) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "firsts"),
    [
        ("2019-2024", ["2019-01-01", "2024-01-01"]),
        ("schooljaar 2021/2022", ["2021-01-01", "2022-01-01"]),
        ("schooljaar 2021-22", ["2021-01-01", "2022-01-01"]),
        ("tussen 2021 en 2023", ["2021-01-01", "2023-01-01"]),
        ("12 en 13 maart 2021", ["2021-03-12", "2021-03-13"]),
        ("12-14 september 2022", ["2022-09-12", "2022-09-14"]),
        ("1 januari tot en met 30 juni 2021", ["2021-01-01", "2021-06-30"]),
        ("30 oktober tot 7 januari 2021", ["2020-10-30", "2021-01-07"]),
        ("maart en april 2021", ["2021-03-01", "2021-04-01"]),
        ("01/01/2020-30/06/2020", ["2020-01-01", "2020-06-30"]),
    ],
)
def test_a_range_gives_both_its_ends(text: str, firsts: list[str]) -> None:
    assert [first for first, _ in days(text)] == firsts


@pytest.mark.parametrize(
    "text",
    [
        "31 februari 2021",
        "13.45.2021",
        "derde semester van 2021",
        "2020 woningen",
        "2000 tot 2500 euro",
        "€ 2020",
        "2.020 plaatsen",
        "verordening 2016/679 en richtlijn 2018/2001",
        "Natura 2000",
        "nummer 0316.380.841 en COVID-19",
        "Horizon2020",
        "volgend jaar",
        "",
    ],
)
def test_impossible_days_and_other_numbers_are_no_dates(text: str) -> None:
    assert days(text) == []


def test_a_relative_year_needs_an_anchor() -> None:
    assert days("volgend jaar", date(2021, 5, 1)) == [("2022-01-01", "2022-12-31")]
    assert days("vorig jaar", date(2021, 5, 1)) == [("2020-01-01", "2020-12-31")]


def test_a_day_without_a_year_is_marked_and_takes_the_anchors_year() -> None:
    (span,) = find_dates("vanaf 1 juli", date(2021, 11, 5))
    assert (span.first, span.year_known) == (date(2021, 7, 1), False)
    (leap,) = find_dates("op 29 februari", date(2021, 11, 5))
    assert (leap.first.month, leap.first.day) == (2, 29)


@pytest.mark.parametrize(
    ("claim", "source", "confirmed"),
    [
        ("2021", "12 maart 2021", True),
        ("maart 2021", "12 maart 2021", True),
        ("12 maart 2021", "maart 2021", False),
        ("12 maart 2021", "2021", False),
        ("12 maart 2021", "12-03-2021", True),
        ("12 april 2021", "12 maart 2021", False),
        ("eind 2023", "31 december 2023", True),
        ("eind 2023", "2023", False),
        ("1 juli", "1 juli 2020", True),
        ("1 juli 2022", "vanaf 1 juli", True),
        ("1 juli 2025", "vanaf 1 juli", False),
        ("2021", "vanaf 1 juli", False),
        ("in juli", "1 juli 2020", True),
        ("in augustus", "1 juli 2020", False),
    ],
)
def test_a_source_confirms_only_what_is_no_more_precise_than_itself(claim: str, source: str, confirmed: bool) -> None:
    (said,), (stated,) = find_dates(claim), find_dates(source, date(2021, 11, 5))
    assert date_within(said, stated) is confirmed


@settings(max_examples=80, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(1, 400))
def test_a_day_reads_the_same_in_every_notation_and_no_other_day_confirms_it(day: date, shift: int) -> None:
    texts = [day_in_words(day), day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"op {day:%d.%m.%Y}."]
    spans = [find_dates(text) for text in texts]
    assert all([(span.first, span.last) for span in found] == [(day, day)] for found in spans)
    if day + timedelta(shift) <= date(2100, 12, 31):
        (other,) = find_dates(day_in_words(day + timedelta(shift)))
        assert not date_within(spans[0][0], other)


_PIECES = st.sampled_from(
    ["1", "12", "31", " ", "-", "/", ".", " en ", " tot ", "maart ", "mei", "feb", "2021", "2000", "begin ", "Q4 ",
     "eerste helft van ", "euro", ",", "\n", "volgend jaar", "1846"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=20).map("".join)), st.none() | st.dates(date(2, 1, 1))
)
def test_offsets_are_valid_and_never_overlap_in_any_text(text: str, anchor: date | None) -> None:
    end = 0
    for span in find_dates(text, anchor):
        assert end <= span.start < span.end <= len(text)
        assert span.first <= span.last
        end = span.end


@pytest.mark.parametrize("unit", ["7", ".,", "1 ", "1 en ", "2021-", "maart ", "1,", " ", "12 maart en "])
def test_reading_time_grows_with_the_length_not_its_square(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        find_dates(text)
        return time.process_time() - start

    short, long = seconds(30_000), seconds(240_000)
    assert long < 30 * short + 0.5
