"""Values as the search gives them: nothing, one, or a list, for any attribute and without notice."""

import datetime as dt
from typing import Any


def values(value: Any) -> tuple[str, ...]:
    """All of an attribute as texts, in the order given; empty where there is none."""
    many = value if isinstance(value, list) else [value]
    return tuple(str(one) for one in many if one is not None)


def last(value: Any) -> str | None:
    """The value of an attribute that should have one.

    Between two publications an item can have several; the portal's own pages then show the last.
    """
    return next(reversed(values(value)), None)


def moment(value: str) -> dt.datetime:
    """A moment in UTC, from ISO 8601 with or without fractions of a second. Raises ValueError without a time zone."""
    parsed = dt.datetime.fromisoformat(value)
    if parsed.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    return parsed.astimezone(dt.UTC)


def stamp(moment: dt.datetime) -> str:
    """A moment as the publishers' filters want it, in whole seconds."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def size(value: Any) -> int | None:
    """A number of bytes; None where it is not told. Raises ValueError."""
    return None if value is None else int(value)
