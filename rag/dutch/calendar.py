"""Days as they are in Flanders: when they begin, and in Dutch words."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def midnight(day: date) -> datetime:
    """The moment in UTC at which a day begins in Brussels."""
    return datetime.combine(day, time(), BRUSSELS).astimezone(UTC)


def day_in_words(day: date) -> str:
    """``12 maart 2021``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
