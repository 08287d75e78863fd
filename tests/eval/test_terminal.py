"""The scorecard in the terminal."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from eval.estimates import Metric
from eval.labels import COUNTS, FINDINGS, METRICS, count_in_words, value_in_words
from eval.metrics import metrics_of
from eval.scorecard import make_scorecard
from eval.terminal import print_scorecard
from rag.support.severity import SEVERITIES
from tests.eval.reports import ELSEWHERE, GOOD, WRONG_AMOUNT, checked, codes, entry
from tests.samples import CYCLING


def test_figures_findings_and_the_worst_sentence_with_its_reason_are_shown(tmp_path: Path) -> None:
    claims = [f"{WRONG_AMOUNT} [0]", "Zie [red]dit[/red] en 12 miljoen euro aan fietspaden. [0]"]
    scorecard = make_scorecard([checked(tmp_path / "1.md", claims, [entry(0, CYCLING)])], [], tmp_path)
    out = StringIO()
    print_scorecard(scorecard, Console(file=out, width=200))
    text = out.getvalue()
    assert "1 verslagen, 2 zinnen" in text
    assert "niet te meten" in text
    assert "Het verslag zegt 15 miljoen euro; de bron zegt 150 miljoen euro." in text
    assert "1.md (c" in text
    assert "[red]dit[/red]" in text


def test_every_figure_and_every_finding_has_a_dutch_name(tmp_path: Path) -> None:
    assert metrics_of([]).keys() == METRICS.keys()
    assert METRICS.keys() >= COUNTS
    found = codes(checked(tmp_path / "1.md", [f"{WRONG_AMOUNT} [0][7]", f"{ELSEWHERE} [0]", GOOD], [entry(0, CYCLING)]))
    assert set(found) <= FINDINGS.keys()


def test_values_are_written_the_dutch_way() -> None:
    assert value_in_words("weighted_precision", Metric(0.9312, 10)) == "93,1%"
    assert value_in_words("citations_per_sentence", Metric(1.84, 10)) == "1,8"
    assert value_in_words("longest_run", Metric(72, 10)) == "72"
    assert value_in_words("weighted_precision", Metric(None, 0, 3)) == "niet te meten"
    assert count_in_words(4787) == "4.787"


def test_every_finding_has_a_dutch_name() -> None:
    assert SEVERITIES.keys() <= FINDINGS.keys()
