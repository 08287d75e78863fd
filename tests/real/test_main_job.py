"""The main job on real decisions: whatever the corpus holds, every report accounts for every sentence."""

from pathlib import Path

import pytest

from rag.embedding import e5_available
from tests.commands.accounts import check_reports
from tests.commands.workplace import Workplace

pytestmark = pytest.mark.real


def workplace_of(root: Path, shared: Path, decisions: int, every: int, **embedding: str) -> Workplace:
    """A fixed slice of the decisions and six sections spread over the agreement."""
    workplace = Workplace(
        root, corpus={"documents": ["decisions.jsonl"], "agreement": "sections.jsonl"}, embedding=embedding
    )
    _slice(shared / "vlaanderen" / "decisions.jsonl", root / "decisions.jsonl", every, decisions)
    _slice(shared / "vlaanderen" / "agreement" / "sections.jsonl", root / "sections.jsonl", 37, 6)
    return workplace


def _slice(source: Path, target: Path, every: int, most: int) -> None:
    rows = source.read_text(encoding="utf-8").rstrip("\n").split("\n")[::every][:most]
    assert len(rows) == most
    target.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def check_main_job(workplace: Workplace, decisions: int) -> int:
    """Index and draft; returns how many sentences cite."""
    outcome = workplace.run("index", "--json")
    assert (outcome.code, len(outcome.json["added"]), outcome.json["failures"]) == (0, decisions, [])
    assert workplace.run("draft", "--all").code == 0
    documents = workplace.documents()
    assert len(documents) == decisions
    sections = [row["id"] for row in workplace.run("sections", "--json").json]
    assert set(workplace.files()) == {f"{section}{ending}" for section in sections for ending in (".md", ".json")}
    return check_reports(workplace.reports, documents)


def test_three_hundred_decisions_and_six_sections(tmp_path: Path, shared: Path) -> None:
    workplace = workplace_of(tmp_path, shared, 300, 15, provider="none")
    assert check_main_job(workplace, 300) > 10
    before = workplace.files()
    assert workplace.run("index", "--json").json["added"] == []
    workplace.run("draft", "--all")
    assert workplace.files() == before


@pytest.mark.skipif(not e5_available(), reason="the bundled embedding model is not installed")
def test_sixty_decisions_with_the_bundled_model(tmp_path: Path, shared: Path) -> None:
    assert check_main_job(workplace_of(tmp_path, shared, 60, 79, provider="e5"), 60) > 0
