"""The journal of regeneration: what a run has done so far, from which the next one goes on if it was cut off.

What a section's new report changes is known in full only when it is on disk, so what stood there before is written down
first. A publication that was cut off is taken back; what it paid for is in the cache of replies, and the run that makes
it again makes the same.
"""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from rag.errors import ReportError
from rag.files import remove, sha256, sweep, write_together
from rag.ledger import Ledger, put
from rag.postgres import Row
from rag.regeneration.changes import Outcome
from rag.regeneration.previous import account_hash
from rag.sidecar import Sidecar, dumps

SCHEMA = """
CREATE TABLE IF NOT EXISTS regenerate_runs (
    reports TEXT PRIMARY KEY, number INTEGER NOT NULL, fingerprint TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS regenerate_outcomes (
    reports TEXT NOT NULL REFERENCES regenerate_runs(reports) ON DELETE CASCADE, section TEXT NOT NULL,
    outcome TEXT NOT NULL, PRIMARY KEY (reports, section)
);
CREATE TABLE IF NOT EXISTS regenerate_unfinished (
    reports TEXT NOT NULL, section TEXT NOT NULL, markdown BLOB, account BLOB, becoming TEXT NOT NULL,
    PRIMARY KEY (reports, section)
);
CREATE TABLE IF NOT EXISTS regenerate_failed (
    reports TEXT NOT NULL, section TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (reports, section)
);
"""
_OUTCOME = TypeAdapter(Outcome)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of ``regenerate`` by its number (from 1), and a hash of what was asked of it over which corpus."""

    number: int
    fingerprint: str


class Journal:
    """What is written down of the reports below ``folder``."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self._ledger = ledger
        self._folder = folder
        self._place = str(folder)

    def take_back(self) -> list[str]:
        """Undo every publication that was cut off; the sections. What an editor has changed since stays as it is."""
        query = "SELECT section, markdown, account, becoming FROM regenerate_unfinished WHERE reports = ?"
        rows = self._ledger.rows(query, (self._place,))
        for section, markdown, account, becoming in rows:
            self._restore(section, markdown, account, becoming)
            self._ledger.write(self._finished(section))
        return [row[0] for row in rows]

    def path(self, sidecar: Sidecar) -> Path:
        """Where the report of an account stands."""
        return self._paths(sidecar.section["id"])[0]

    def write(self, markdown: str, sidecar: Sidecar, over: str | None = None) -> bool:
        """Put a report and its account on disk; False where both stood there already.

        Until ``finish`` it is known how to take it back, should it be cut off. Raises ReportError if the report is to
        go ``over`` another one and that is no longer what stands there.
        """
        section = sidecar.section["id"]
        paths = self._paths(section)
        before = dict(zip(paths, map(_contents, paths), strict=True))
        if over is not None and before[paths[0]] != over.encode():
            raise ReportError(f"{paths[0]}: somebody saved it at this very moment; run the command again")
        after = dict(zip(paths, (markdown.encode(), dumps(sidecar).encode()), strict=True))
        row = (self._place, section, *before.values(), sha256(markdown))
        self._ledger.write((put("regenerate_unfinished", "reports section", "markdown account becoming"), row))
        # Should the ledger be lost just then: a new report with the old account passes for the work of an editor, an
        # account without report for one that is still to come.
        order = paths if before[paths[0]] is not None else reversed(paths)
        changed = {path: after[path] for path in order if after[path] != before[path]}
        write_together(changed)
        return bool(changed)

    def finish(self, section: str, outcome: Outcome | None = None) -> None:
        """The report is on disk, or will not be; ``outcome`` is what became of it in the open run."""
        changes: list[tuple[str, Row]] = [self._finished(section)]
        changes.append(("DELETE FROM regenerate_failed WHERE reports = ? AND section = ?", (self._place, section)))
        if outcome is not None and outcome.state == "failed":
            row = (self._place, section, account_hash(self._folder, section))
            changes.append((put("regenerate_failed", "reports section", "account"), row))
        if outcome is not None:
            told = _OUTCOME.dump_json(outcome).decode()
            changes.append((put("regenerate_outcomes", "reports section", "outcome"), (self._place, section, told)))
        self._ledger.write(*changes)

    def failed(self) -> dict[str, str]:
        """The sections whose last attempt did not succeed, and the hash of the account they had then."""
        rows = self._ledger.rows("SELECT section, account FROM regenerate_failed WHERE reports = ?", (self._place,))
        return dict(rows)

    def unfinished(self) -> set[str]:
        """The sections whose publication was cut off, or is going on at this moment."""
        rows = self._ledger.rows("SELECT section FROM regenerate_unfinished WHERE reports = ?", (self._place,))
        return {row[0] for row in rows}

    def open_run(self) -> Run | None:
        """The run that was cut off, None if the last one came to its end."""
        rows = self._ledger.rows("SELECT number, fingerprint FROM regenerate_runs WHERE reports = ?", (self._place,))
        return Run(*rows[0]) if rows else None

    def start(self, run: Run) -> None:
        """A new run."""
        self._ledger.write(
            (put("regenerate_runs", "reports", "number fingerprint"), (self._place, run.number, run.fingerprint))
        )

    def outcomes(self) -> dict[str, Outcome]:
        """What became of the sections of the open run so far."""
        rows = self._ledger.rows("SELECT section, outcome FROM regenerate_outcomes WHERE reports = ?", (self._place,))
        return {section: _OUTCOME.validate_json(told) for section, told in rows}

    def close(self) -> None:
        """All that was to be done in the open run is done, and told in files."""
        self._ledger.write(("DELETE FROM regenerate_runs WHERE reports = ?", (self._place,)))

    def _finished(self, section: str) -> tuple[str, Row]:
        return "DELETE FROM regenerate_unfinished WHERE reports = ? AND section = ?", (self._place, section)

    def _paths(self, section: str) -> tuple[Path, Path]:
        return self._folder / f"{section}.md", self._folder / f"{section}.json"

    def _restore(self, section: str, markdown: bytes | None, account: bytes | None, becoming: str) -> None:
        """Put back what stood there, unless an editor was here: the Markdown is then neither the old nor the new."""
        paths = self._paths(section)
        for path in paths:
            sweep(path)
        now = _contents(paths[0])
        if now != markdown and sha256(now or b"") != becoming:
            return
        before = dict(zip(paths, (markdown, account), strict=True))
        write_together({path: data for path, data in before.items() if data is not None and data != _contents(path)})
        for path in (path for path, data in before.items() if data is None):
            remove(path)


def _contents(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
