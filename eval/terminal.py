"""A scorecard in the terminal: figures, findings and the sentences to look at first, in Dutch."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.labels import FINDINGS, METRICS, count_in_words, value_in_words
from eval.scorecard import Scorecard
from eval.worst import Worst, worst_sentences

SHOWN = 10


def print_scorecard(scorecard: Scorecard, console: Console, worst: int = SHOWN) -> None:
    """Print figures, findings and the ``worst`` sentences; texts of reports are never read as markup."""
    totals = {name: count_in_words(value) for name, value in scorecard.totals.items()}
    console.print(
        f"{totals['reports']} verslagen, {totals['claims']} zinnen, {totals['citations']} verwijzingen naar "
        f"{totals['references']} bronnen",
        highlight=False,
    )
    console.print(_metrics(scorecard))
    if scorecard.findings:
        console.print(_findings(scorecard))
    doubtful = worst_sentences(scorecard.reports, worst)
    if doubtful:
        console.print(Text("\nEerst na te kijken:", style="bold"))
    for number, item in enumerate(doubtful, 1):
        console.print(sentence(number, item, scorecard))


def sentence(number: int, item: Worst, scorecard: Scorecard) -> Text:
    """One doubtful sentence with where it stands and why it is doubtful."""
    text = Text(f"{number:2}. {item.item.claim.text}\n")
    text.append(f"    {scorecard.shown(item.report.loaded.path)} ({item.item.claim.id})\n", style="dim")
    for reason in item.reasons:
        text.append(f"    → {reason}\n", style="yellow")
    return text


def _metrics(scorecard: Scorecard) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("Meting")
    for name in ("waarde", "over", "niet te meten"):
        table.add_column(name, justify="right")
    for name, metric in scorecard.metrics.items():
        undefined = count_in_words(metric.undefined) if metric.undefined else ""
        table.add_row(METRICS[name], value_in_words(name, metric), count_in_words(metric.n), undefined)
    return table


def _findings(scorecard: Scorecard) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("Bevinding")
    table.add_column("aantal", justify="right")
    table.add_column("code", style="dim")
    for code, count in sorted(scorecard.findings.items(), key=lambda entry: (-entry[1], entry[0])):
        table.add_row(FINDINGS.get(code, code), count_in_words(count), code)
    return table
