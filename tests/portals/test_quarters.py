"""rag/portals/quarters.py"""

import datetime as dt
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.dutch.calendar import BRUSSELS
from rag.portals.quarters import quarters
from tests.portals.desk import utc

DAYS = st.dates(dt.date(2006, 1, 1), dt.date(2040, 1, 1))


def test_a_day_begins_at_midnight_in_brussels_in_winter_and_in_summer() -> None:
    (winter,) = quarters(dt.date(2021, 1, 1), dt.date(2021, 1, 1))
    (summer,) = quarters(dt.date(2021, 7, 1), dt.date(2021, 7, 1))
    assert winter == (utc("2020-12-31 23:00"), utc("2021-01-01 23:00"))
    assert summer == (utc("2021-06-30 22:00"), utc("2021-07-01 22:00"))


def test_nothing_is_asked_for_when_the_first_day_is_still_to_come() -> None:
    assert quarters(dt.date(2021, 1, 2), dt.date(2021, 1, 1)) == []


@settings(deadline=None, max_examples=100)
@given(DAYS, DAYS)
def test_windows_join_without_gap_or_overlap_from_the_first_day_up_to_and_with_the_last(
    one: dt.date, other: dt.date
) -> None:
    since, until = sorted((one, other))
    windows = quarters(since, until)
    assert windows[0].start == dt.datetime.combine(since, dt.time(), BRUSSELS)
    assert windows[-1].end == dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), BRUSSELS)
    assert all(left.end == right.start for left, right in pairwise(windows))
    assert all(dt.timedelta(0) < end - start < dt.timedelta(days=93) for start, end in windows)
