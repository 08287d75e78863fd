"""The evaluate command, over a real (lexical) index."""

import json
from argparse import Namespace
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from eval import command
from eval.keys import sentence_key
from eval.overrules import Overrule, dumps
from rag.config import Config
from rag.errors import ConfigError
from rag.index import update_index
from rag.session import Session, open_session
from rag.support.judge import judge_claim
from tests.eval.reports import GOOD, WRONG_AMOUNT, accounted, entry, written
from tests.samples import CYCLING, corpus


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = Config.model_validate({"embedding": {"provider": "none"}, "root": tmp_path})
    update_index(config, None, corpus())
    return config


def run(
    config: Config,
    *paths: Path,
    gate: bool = False,
    out: Path | None = None,
    as_json: bool = False,
    baseline: Path | None = None,
    overrules: Path | None = None,
) -> int:
    asked = Namespace(reports=list(paths), out=out, gate=gate, json=as_json, baseline=baseline, overrules=overrules)
    return command.run(asked, config)


def test_it_writes_both_scorecards_beside_the_config(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    written(config.root / "reports" / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
    assert run(config, config.root / "reports") == 0
    tree = json.loads((config.root / "evaluation" / "scorecard.json").read_text(encoding="utf-8"))
    found = tree["metrics"]["support_full"]
    assert (found["value"], found["n"], found["undefined"], found["errors"]) == (1.0, 1, 0, 0)
    assert (config.root / "evaluation" / "scorecard.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "scorecard.html" in capsys.readouterr().out


def test_the_same_reports_give_the_same_bytes(config: Config) -> None:
    path = written(config.root / "reports" / "1.md", [f"{WRONG_AMOUNT} [0]"], [entry(0, CYCLING)])
    for folder in ("een", "twee"):
        run(config, path, out=config.root / folder)
    for name in ("scorecard.json", "scorecard.html", "scorecard.junit.xml"):
        assert (config.root / "een" / name).read_bytes() == (config.root / "twee" / name).read_bytes()


def test_a_broken_report_is_named_and_skipped(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    written(config.root / "reports" / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
    (config.root / "reports" / "2.md").write_text("geen verslag", encoding="utf-8")
    assert run(config, config.root / "reports") == 0
    assert "2.md" in capsys.readouterr().err.replace("\n", "")
    tree = json.loads((config.root / "evaluation" / "scorecard.json").read_text(encoding="utf-8"))
    assert [item["path"] for item in tree["skipped"]] == ["reports/2.md"]
    assert tree["totals"]["reports"] == 1


def test_a_run_in_which_nothing_could_be_read_is_invalid(config: Config) -> None:
    (config.root / "2.md").write_text("geen verslag", encoding="utf-8")
    assert run(config, config.root / "2.md") == 3
    assert run(config, config.root / "2.md", gate=True) == 3


def test_only_with_gate_do_findings_decide_the_exit_code(config: Config) -> None:
    path = written(config.root / "1.md", [f"{WRONG_AMOUNT} [0]"], [entry(0, CYCLING)])
    assert run(config, path) == 0
    assert run(config, path, gate=True) == 2
    accounted(path, CYCLING, GOOD)
    assert run(config, path, gate=True) == 1


def test_without_an_index_references_are_still_checked_and_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = Config.model_validate({"embedding": {"provider": "none"}, "root": tmp_path})
    path = written(tmp_path / "1.md", [f"{GOOD} [0][7]"], [entry(0, CYCLING)])
    assert run(config, path, as_json=True) == 0
    output = capsys.readouterr()
    tree = json.loads(output.out)
    assert tree["findings"] == {"reference.dangling": 1}
    found = tree["metrics"]["number_consistency"]
    assert (found["value"], found["n"], found["undefined"], found["interval"]) == (None, 0, 1, None)
    assert "zonder index" in output.err


def test_a_path_that_is_not_there_or_holds_no_report_is_wrong_usage(config: Config) -> None:
    with pytest.raises(ConfigError, match="no such report"):
        run(config, config.root / "nergens")
    (config.root / "leeg").mkdir()
    with pytest.raises(ConfigError, match="no report"):
        run(config, config.root / "leeg")


def test_a_second_run_judges_nothing_again(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(config.root / "1.md", [f"{WRONG_AMOUNT} [0]"], [entry(0, CYCLING)])
    assert run(config, path, out=config.root / "een") == 0

    def refuse(*_: object) -> None:
        raise AssertionError("judged again")

    monkeypatch.setattr("eval.evaluation.judge_claim", refuse)
    assert run(config, path, out=config.root / "twee") == 0
    een, twee = ((config.root / name / "scorecard.json").read_bytes() for name in ("een", "twee"))
    assert een == twee


def test_what_is_to_be_judged_is_prepared_once_and_one_index_is_opened(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(config.root / "1.md", [f"{GOOD} [0]", "Een zin zonder bron."], [entry(0, CYCLING)])
    prepared: list[list[str]] = []
    opened: list[Config] = []

    def opening(found: Config) -> AbstractContextManager[Session]:
        opened.append(found)
        return open_session(found)

    monkeypatch.setattr("rag.retrieval.Retriever.prepare", lambda self, texts, report: prepared.append(list(texts)))
    monkeypatch.setattr("eval.command.open_session", opening)
    assert run(config, path) == 0
    assert prepared == [[GOOD]]
    assert opened == [config]


def test_an_interrupted_run_goes_on_where_it_stopped(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("1", "2"):
        written(config.root / "reports" / f"{name}.md", [f"{GOOD} [0]", f"{WRONG_AMOUNT} [0]"], [entry(0, CYCLING)])
    judged: list[str] = []

    def interrupted(claim: str, *rest: Any, **known: Any) -> Any:
        judged.append(claim)
        if judged == [GOOD, WRONG_AMOUNT]:
            raise KeyboardInterrupt
        return judge_claim(claim, *rest, **known)

    monkeypatch.setattr("eval.evaluation.judge_claim", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(config, config.root / "reports")
    assert run(config, config.root / "reports") == 0
    assert judged == [GOOD, WRONG_AMOUNT, WRONG_AMOUNT]


def test_a_decision_of_a_person_counts_in_the_figures_and_the_gate(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(config.root / "1.md", [f"{WRONG_AMOUNT} [0]"], [entry(0, CYCLING)])
    assert run(config, path, gate=True) == 2
    decision = Overrule(report="1.md", claim=sentence_key(WRONG_AMOUNT), source=CYCLING.id, verdict="full")
    gone = decision.model_copy(update={"claim": "0" * 16, "text": "Een zin die er niet meer is."})
    (config.root / "o.json").write_text(dumps([decision, gone]), encoding="utf-8")
    capsys.readouterr()
    assert run(config, path, gate=True, overrules=config.root / "o.json") == 0
    shown = capsys.readouterr().out
    assert "Oordelen van mensen: 1, waarvan 1 anders" in shown
    assert "Een zin die er niet meer is." in shown
    tree = json.loads((config.root / "evaluation" / "scorecard.json").read_text(encoding="utf-8"))
    assert tree["metrics"]["support_full"]["value"] == 1.0


def test_with_a_baseline_it_says_what_is_new_and_what_is_fixed(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(config.root / "1.md", [f"{WRONG_AMOUNT} [0]", GOOD], [entry(0, CYCLING)])
    assert run(config, path, out=config.root / "oud") == 0
    written(config.root / "1.md", [f"{WRONG_AMOUNT} [0]", f"{GOOD} [0]"], [entry(0, CYCLING)])
    capsys.readouterr()
    assert run(config, path, baseline=config.root / "oud" / "scorecard.json") == 0
    assert "0 nieuw, 0 opgelost" in capsys.readouterr().out
    assert run(config, path, baseline=config.root / "oud" / "scorecard.json", as_json=True) == 0
    found = json.loads(capsys.readouterr().out)["comparison"]
    assert [problem["code"] for problem in found["gone"]] == ["citation.missing"]
    assert found["metrics"]["citation_coverage"]["mean"] == 0.5


def test_a_wrong_baseline_is_refused_before_anything_is_read(config: Config) -> None:
    (config.root / "oud.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match="schema None"):
        run(config, config.root / "nergens", baseline=config.root / "oud.json")
