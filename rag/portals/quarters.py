"""The windows in which decisions are listed."""

import datetime as dt
from itertools import pairwise

from rag.dutch.calendar import midnight
from rag.portals.remote import Window


def quarters(since: dt.date, until: dt.date) -> list[Window]:
    """A window for each calendar quarter from the day ``since`` up to and with ``until``, the ends cut off.

    A quarter holds some 300 decisions: one page, and far below the 10,000 that a search can reach.
    """
    days = [since, *(day for day in _quarter_days(since.year, until.year) if since < day <= until)]
    edges = [midnight(day) for day in (*days, until + dt.timedelta(days=1))]
    return [Window(start, end) for start, end in pairwise(edges)] if since <= until else []


def _quarter_days(first: int, last: int) -> list[dt.date]:
    return [dt.date(year, month, 1) for year in range(first, last + 1) for month in (1, 4, 7, 10)]
