"""The whole job on a small corpus: index, draft, evaluate, and where to look."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from eval import main_job
from eval.scorecard import make_scorecard
from rag.config import Config
from tests.eval.reports import ELSEWHERE, GOOD, checked, entry
from tests.samples import CYCLING

DECISION = {
    "id": CYCLING.id,
    "type": "nota",
    "title": CYCLING.title,
    "date": "2021-03-12",
    "meeting_date": "2021-03-12T09:00:00Z",
    "alternative_title": None,
    "heading": None,
    "body": CYCLING.text.partition("\n")[2],
    "url": None,
}
SECTION = {
    "id": "mobiliteit/1.4",
    "chapter": "Mobiliteit",
    "number": "1.4",
    "title": "Fietsen",
    "text": "We investeren in fietspaden. Gemeenten leggen nieuwe fietspaden aan.",
}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "decisions.jsonl").write_text(json.dumps(DECISION) + "\n", encoding="utf-8")
    (tmp_path / "sections.jsonl").write_text(json.dumps(SECTION) + "\n", encoding="utf-8")
    corpus = {"documents": ["decisions.jsonl"], "agreement": "sections.jsonl"}
    return Config.model_validate({"corpus": corpus, "embedding": {"provider": "none"}, "root": tmp_path})


def test_one_command_leads_from_documents_to_a_checked_report(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main_job.run(Namespace(writer=None, discard_edits=False, json=False), config) == 0
    output = capsys.readouterr().out
    assert "1 verslagen staan in" in output
    assert "Lees eerst reports/mobiliteit/1.4.md" in output
    assert "scorecard.html" in output
    tree = json.loads((config.root / "evaluation" / "scorecard.json").read_text(encoding="utf-8"))
    assert tree["totals"]["reports"] == 1
    assert tree["metrics"]["quotes_verbatim"]["value"] == 1.0


def test_a_second_run_writes_the_same_bytes(config: Config) -> None:
    def everything() -> dict[str, bytes]:
        folders = (config.root / "reports", config.root / "evaluation")
        return {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}

    main_job.run(Namespace(writer=None, discard_edits=False, json=False), config)
    first = everything()
    main_job.run(Namespace(writer=None, discard_edits=False, json=False), config)
    assert len(first) == 5
    assert everything() == first


def test_the_report_with_the_worst_findings_is_read_first(tmp_path: Path) -> None:
    good = checked(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
    doubtful = checked(tmp_path / "2.md", [f"{ELSEWHERE} [0]"] * 3, [entry(0, CYCLING)])
    hard = checked(tmp_path / "3.md", [f"{GOOD} [0][7]"], [entry(0, CYCLING)])
    assert main_job.first_to_read(make_scorecard([good, doubtful], [], tmp_path)) == "2.md"
    assert main_job.first_to_read(make_scorecard([good, doubtful, hard], [], tmp_path)) == "3.md"
    assert main_job.first_to_read(make_scorecard([], [], tmp_path)) is None
