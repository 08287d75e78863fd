"""A folder with a configuration and a small corpus, and the command line run on it as a user would."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from rag.cli import main
from rag.config import load_config
from rag.documents import Document
from rag.embedding import load_embeddings
from rag.index import open_index
from tests.conftest import ROOT

CYCLING = "61AF8335364ED90009000648"
HOUSING = "b1f7a4c2-9a44-4c7e-8c7d-0a3c1d2e4f50"
PREMIUM = "7D1B6C5E-0B7A-4B57-9C53-5D8E3F0A9B11"
MUSEUM = "5f8a-museum-01"

BODIES = {
    CYCLING: "De Vlaamse Regering kent 150 miljoen euro toe voor de aanleg van veilige fietspaden langs gewestwegen.",
    HOUSING: "De Vlaamse Regering keurt principieel een wijziging van het besluit over sociale leningen goed.",
    PREMIUM: "De Vlaamse Regering verhoogt de premie voor energierenovatie van oude woningen tot 5.000 euro.",
    MUSEUM: "De Vlaamse Regering erkent drie musea en verlengt de erkenning van het museum in Oostende.",
}
SECTIONS = {
    "mobiliteit/1.3": ("Fiets", "We investeren in de aanleg van veilige fietspaden langs gewestwegen."),
    "wonen/4.2": (
        "Wonen",
        "We wijzigen het besluit over sociale leningen. We verhogen de premie voor energierenovatie.",
    ),
    "ruimtevaart/9.9": ("Ruimtevaart", "Wij lanceren astronauten, raketten en satellieten naar Jupiter."),
}


@dataclass(frozen=True)
class Outcome:
    """What a command did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """All of standard output as JSON: anything else on it is an error."""
        return json.loads(self.out)

    @property
    def told(self) -> str:
        """Standard error with its line breaks folded."""
        return " ".join(self.err.split())


def command(*arguments: str | Path) -> Outcome:
    """Run ``verantwoord`` in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Outcome(code, out.getvalue(), err.getvalue())


class Workplace:
    """Writes a corpus, an agreement and a configuration below ``root``; lexical only unless told otherwise."""

    def __init__(self, root: Path, **blocks: Mapping[str, Any]) -> None:
        self.root = root
        self.configure(**blocks)

    @property
    def config(self) -> Path:
        return self.root / "config.yaml"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    def configure(self, **blocks: Mapping[str, Any]) -> None:
        """Write the configuration: ours with ``blocks`` over it."""
        own = {
            "corpus": {"documents": ["corpus"], "agreement": "agreement.jsonl"},
            "embedding": {"provider": "none"},
            "prompts": {"path": str(ROOT / "prompts")},
        }
        self.root.mkdir(parents=True, exist_ok=True)
        self.config.write_text(yaml.safe_dump({**own, **blocks}, allow_unicode=True), encoding="utf-8")

    def document(self, identity: str, body: str | None = None, **metadata: str) -> Path:
        """A decision as Markdown; without arguments one of ``BODIES``."""
        about = {
            "id": identity,
            "kind": "nota",
            "title": f"Beslissing {identity[:4]}",
            "meeting": "2021-03-12T09:00:00Z",
        }
        head = yaml.safe_dump({**about, **metadata}, allow_unicode=True, width=10_000)
        path = self.root / "corpus" / f"{re.sub(r'[^0-9A-Za-z-]', '_', identity)}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\n{head}---\n\n{BODIES.get(identity, '') if body is None else body}\n", encoding="utf-8")
        return path

    def small(self) -> "Workplace":
        """Four decisions with ids of every style, and three sections, one of which nothing was decided on."""
        for identity in BODIES:
            self.document(identity)
        return self.agreement()

    def agreement(self, sections: Mapping[str, tuple[str, str]] = SECTIONS) -> "Workplace":
        """Write the agreement."""
        rows = [
            {
                "id": identity,
                "chapter": identity.split("/")[0],
                "number": identity.split("/")[1],
                "title": title,
                "text": text,
            }
            for identity, (title, text) in sections.items()
        ]
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        (self.root / "agreement.jsonl").write_text("".join(lines), encoding="utf-8")
        return self

    def run(self, name: str, *arguments: str | Path) -> Outcome:
        """Run a command with this configuration."""
        return command(name, *arguments, "--config", self.config)

    def start(self, name: str, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command in a process of its own."""
        line = [sys.executable, "-m", "rag.cli", name, *arguments, "--config", str(self.config)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)

    def files(self) -> dict[str, bytes]:
        """Every file of the reports folder."""
        return contents(self.reports)

    def sidecar(self, section: str) -> Any:
        """The account of one report."""
        return json.loads((self.reports / f"{section}.json").read_text(encoding="utf-8"))

    def report(self, section: str) -> str:
        """The Markdown of one report."""
        return (self.reports / f"{section}.md").read_text(encoding="utf-8")

    def documents(self) -> dict[str, Document]:
        """The documents as the index holds them."""
        config = load_config(self.config)
        embeddings = load_embeddings(config.embedding, config.resolve(config.cache.path) / "vectors.sqlite")
        try:
            with open_index(config, embeddings) as index:
                return {document.id: document for document in index.catalogue.documents()}
        finally:
            if embeddings:
                embeddings.close()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
