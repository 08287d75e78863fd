"""The judge's own report."""

from dataclasses import asdict
from pathlib import Path

import pytest

from eval import judge_card as module
from eval.canaries import CanaryRun
from eval.judge_card import in_words, judge_card, version
from eval.mutations.operators import OPERATORS
from eval.mutations.results import CRUCIAL
from eval.second_opinion import Health
from rag.llm.usage import Usage

HEALTH = Health("m", "h", 9, 8, CanaryRun(19, (), 1), 5, 1, 5, 0, ("judge:model.timeout",), Usage(calls=3))


def told(card: dict[str, object]) -> dict[str, str]:
    return dict(in_words(card))


def test_the_kept_figures_are_whole_and_consistent() -> None:
    card = judge_card()
    for rows in card["agreement"].values():
        assert sum(sum(row.values()) for row in rows["confusion"].values()) == rows["n"]
        assert sum(rows["shares"].values()) == pytest.approx(1, abs=0.001)
        exact = sum(rows["confusion"][grade][grade] for grade in rows["confusion"]) / rows["n"]
        assert exact == pytest.approx(rows["exact"], abs=0.0001)
    for found in card["mutations"].values():
        assert set(CRUCIAL) <= set(found["operators"])
        assert found["false_alarms"]["n"] >= 300
    assert module._DUTCH.keys() == set(CRUCIAL)
    assert {operator.name for operator in OPERATORS} <= set(card["mutations"]["demo"]["operators"])
    assert card["determinism"]["same"] == card["determinism"]["n"]


def test_it_says_beside_each_figure_what_a_second_reader_reaches() -> None:
    lines = told(judge_card())
    assert "tweede lezer: 92,7%, kappa 0,886" in lines["Zelfde oordeel als een mens"]
    assert "tweede lezer: 95,0%" in lines["Iets gedragen of niets"]
    assert "tweede lezer: 96,2%" in lines["Helemaal gedragen of niet"]


def test_it_says_so_where_the_code_has_changed_since(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = judge_card()["measured_on"]
    monkeypatch.setattr(module, "version", lambda: measured)
    assert (judge_card()["stale"], "Let op" in told(judge_card())) == (False, False)
    monkeypatch.setattr(module, "version", lambda: "anders")
    assert (judge_card()["stale"], "Let op" in told(judge_card())) == (True, True)


def test_the_version_changes_with_what_decides_on_a_verdict_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    deciding = ("support/judge.py", "dutch/dates.py", "chunking.py", "lexical.py", "stages.py")
    for name in (*deciding, "session.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")

    def changed(name: str) -> str:
        (tmp_path / name).write_text("2")
        return version.__wrapped__()

    first = version.__wrapped__()
    assert changed("session.py") == first
    assert len({first, *map(changed, deciding)}) == 6


def test_a_language_model_is_told_of_only_where_one_judged() -> None:
    assert judge_card()["model"] is None
    assert "Taalmodel" not in told(judge_card())
    card = judge_card(HEALTH)
    assert card["model"] == asdict(HEALTH)
    lines = told(card)
    assert lines["Taalmodel"] == "m besliste over 8 van 9 twijfelgevallen"
    assert lines["Bekende paren juist beoordeeld"] == "19 van 20"
    assert lines["Ander oordeel in een andere volgorde"] == "1 van 5"
    assert lines["Niet beantwoord door het taalmodel"] == "judge:model.timeout"
