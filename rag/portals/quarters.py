"""Days of Brussels as moments in UTC, and the windows in which decisions are listed."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

from rag.portals.remote import Window

BRUSSELS = ZoneInfo("Europe/Brussels")


def quarters(since: dt.date, until: dt.date) -> list[Window]:
    """A window for each calendar quarter from the day ``since`` up to and with ``until``, the ends cut off.

    A quarter holds some 300 decisions: one page, and far below the 10,000 that a search can reach.
    """
    days = [since, *(day for day in _quarter_days(since.year, until.year) if since < day <= until)]
    edges = [_midnight(day) for day in (*days, until + dt.timedelta(days=1))]
    return [Window(start, end) for start, end in pairwise(edges)] if since <= until else []


def _quarter_days(first: int, last: int) -> list[dt.date]:
    return [dt.date(year, month, 1) for year in range(first, last + 1) for month in (1, 4, 7, 10)]


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), BRUSSELS).astimezone(dt.UTC)
