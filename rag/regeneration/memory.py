"""What was found out before, so that finding out again that nothing changed takes no time. It can be lost."""

import json
from collections.abc import Sequence

from rag.ledger import Ledger, put

SCHEMA = """
CREATE TABLE IF NOT EXISTS regenerate_indexed (
    place TEXT PRIMARY KEY, footprint TEXT NOT NULL, contents TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS regenerate_news (section TEXT PRIMARY KEY, key TEXT NOT NULL, answer TEXT NOT NULL);
"""

Answer = dict[str, Sequence[str]]


class Memory:
    """Answers under everything they depend on, in the ledger; new ones are written together by ``save``."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known = {
            section: (key, answer)
            for section, key, answer in ledger.rows("SELECT section, key, answer FROM regenerate_news")
        }
        self._new: dict[str, tuple[str, str]] = {}

    def answer(self, section: str, key: str) -> Answer | None:
        """What was answered for a section, None if that was under another key or never."""
        known = self._known.get(section)
        return json.loads(known[1]) if known and known[0] == key else None

    def keep(self, section: str, key: str, answer: Answer) -> None:
        """An answer for the next run."""
        self._new[section] = key, json.dumps(answer)

    def save(self) -> None:
        """Put the new answers on disk."""
        statement = put("regenerate_news", "section", "key answer")
        rows = [(statement, (section, *new)) for section, new in self._new.items()]
        if rows:
            self._ledger.write(*rows)
        self._new = {}

    def indexed(self, place: str, footprint: str) -> str | None:
        """The contents of the index at ``place`` when it was made equal to a corpus of this footprint."""
        query = "SELECT contents FROM regenerate_indexed WHERE place = ? AND footprint = ?"
        return next((row[0] for row in self._ledger.rows(query, (place, footprint))), None)

    def note_indexed(self, place: str, footprint: str, contents: str) -> None:
        """The index at ``place`` has ``contents`` and is equal to a corpus of this footprint."""
        self._ledger.write((put("regenerate_indexed", "place", "footprint contents"), (place, footprint, contents)))
