"""Every figure can be explained, in Dutch, from the command line."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from eval.command import arguments
from eval.explanations import EXPLANATIONS, explain
from eval.labels import METRICS
from eval.metrics import ORDER


def parser() -> ArgumentParser:
    made = ArgumentParser(prog="verantwoord evaluate")
    arguments(made)
    return made


def test_every_figure_has_a_name_and_an_explanation() -> None:
    assert list(ORDER) == list(METRICS)
    assert set(ORDER) == set(EXPLANATIONS)


@pytest.mark.parametrize("name", ORDER)
def test_an_explanation_says_what_how_whence_and_what_it_cannot_see(name: str) -> None:
    text = explain(name)
    assert text.startswith(f"{METRICS[name]} ({name})\n")
    lines = dict(line.strip().split(": ", 1) for line in text.splitlines()[1:])
    assert list(lines) == ["Wat", "Hoe", "Bron", "Grenzen", "Interval"]
    assert all(value.rstrip().endswith(".") for value in lines.values())


def test_a_figure_is_explained_without_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parser().parse_args(["--explain", "citation_precision"])
    assert left.value.code == 0
    assert "ALCE" in capsys.readouterr().out


def test_without_a_name_all_figures_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parser().parse_args(["--explain"])
    assert left.value.code == 0
    assert [line.split(": ")[0] for line in capsys.readouterr().out.splitlines()] == list(ORDER)


def test_a_wrong_name_is_a_usage_error_that_suggests_the_right_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parser().parse_args(["--explain", "citation_precison"])
    assert left.value.code != 0
    assert "citation_precision" in capsys.readouterr().err


def test_reports_are_read_as_before_where_nothing_is_explained() -> None:
    assert parser().parse_args(["een.md"]).reports == [Path("een.md")]
