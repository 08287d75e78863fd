"""Days in Dutch words."""

from datetime import date

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def day_in_words(day: date) -> str:
    """``12 maart 2021``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
