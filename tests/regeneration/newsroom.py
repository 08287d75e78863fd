"""A workplace whose reports are drafted, to change one thing in and see which of them are stale."""

import datetime as dt
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.sources.synced_file import Provenance, Synced, dumps
from tests.commands.workplace import BODIES, Workplace, contents
from tests.conftest import ROOT

CYCLE, HOMES, SPACE = "mobiliteit/1.3", "wonen/4.2", "ruimtevaart/9.9"
BRIDGE = "c0ffee00-bridge"
BRIDGE_TEXT = "De Vlaamse Regering subsidieert de aanleg van veilige fietspaden langs gewestwegen met 3 miljoen euro."
FOREIGN, FOREIGN_TEXT = "beef0000-foreign", "De Vlaamse Regering benoemt een lid van de raad van bestuur van de VRT."

Told = dict[str, tuple[list[str], list[str]]]


class Newsroom(Workplace):
    """Prompts of its own, and an llm block that counts what is asked; ``writer`` is that of the configuration."""

    def __init__(self, root: Path, base_url: str | None = None) -> None:
        llm = {"base_url": base_url, "model": "test-model", "retries": 0, "timeout": 20.0} if base_url else {}
        self.blocks: dict[str, Any] = {
            "prompts": {"path": "prompts"},
            "draft": {"writer": "llm" if base_url else "extractive"},
            "llm": {**llm, "prices": {"prompt": 2.0, "completion": 8.0}},
        }
        super().__init__(root, **self.blocks)
        if not (root / "prompts").exists():
            shutil.copytree(ROOT / "prompts", root / "prompts")

    def set(self, **blocks: Mapping[str, Any]) -> None:
        """Change keys of the configuration and leave the others as they were."""
        self.blocks = {name: {**self.blocks.get(name, {}), **blocks.get(name, {})} for name in self.blocks | blocks}
        self.configure(**self.blocks)

    def drafted(self) -> "Newsroom":
        """The small corpus, every section of it drafted."""
        self.small()
        assert self.run("index").code == 0
        assert self.run("draft", "--all").code == 0
        return self

    def status(self, *sections: str) -> Told:
        """Reasons and documents of every stale section."""
        outcome = self.run("status", "--json", *sections)
        assert outcome.code == 0, outcome.err
        return {row["id"]: (row["reasons"], row["documents"]) for row in outcome.json["sections"] if row["reasons"]}

    def regenerate(self, *arguments: str) -> Any:
        """What ``regenerate --json`` printed."""
        outcome = self.run("regenerate", "--json", *arguments)
        assert outcome.code == 0, outcome.err
        told = json.loads(outcome.out)
        (run,) = told["runs"]
        return {**run, "paid": told["paid"]}

    def changes(self) -> dict[str, bytes]:
        """Every file of the change reports."""
        return contents(self.root / "changes")

    def state(self) -> dict[str, tuple[bytes, int]]:
        """Every report and change report: its bytes and when it was written (nanoseconds)."""
        folders = (self.reports, self.root / "changes")
        paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.root)): (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}

    def edit(self, section: str, old: str, new: str) -> None:
        """An editor changes a report."""
        path = self.reports / f"{section}.md"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def withdraw(self, identity: str) -> None:
        """The publisher takes a document back, which ``sync`` keeps and marks."""
        (self.root / "corpus" / f"{identity}.md").unlink()
        moment = dt.datetime(2021, 3, 12, 9, tzinfo=dt.UTC)
        provenance = Provenance("decisions", "https://example.org", "1", moment, moment, moment)
        title, body = f"Beslissing {identity[:4]}", BODIES[identity]
        kept = Synced(
            identity, provenance, "nota", title, body=body, meeting=moment, withdrawn=dt.date(2021, 5, 1)
        ).sealed()
        (self.root / "corpus" / f"{identity}.json").write_text(dumps(kept), encoding="utf-8")

    def copied(self, root: Path) -> "Newsroom":
        """The same in another folder."""
        shutil.copytree(self.root, root)
        other = Newsroom.__new__(Newsroom)
        other.root, other.blocks = root, dict(self.blocks)
        return other
