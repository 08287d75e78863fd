"""A scorecard in the terminal: figures, findings and the sentences to look at first, in Dutch."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.baseline import Comparison
from eval.judge_card import judge_card
from eval.labels import FINDINGS, METRICS, count_in_words, interval_in_words, macro_in_words, value_in_words
from eval.scorecard import Scorecard
from eval.worst import Worst, worst_sentences

SHOWN = 10
_SHORT = 90


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


def print_judge(scorecard: Scorecard, console: Console) -> None:
    """How far the verdicts can be trusted."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for label, value in judge_card(scorecard.health)["lines"]:
        table.add_row(label, value)
    console.print(Text("\nHoe betrouwbaar is deze controle:", style="bold"))
    console.print(table)


def print_overrules(scorecard: Scorecard, console: Console) -> None:
    """What became of the decisions of people; nothing where there are none."""
    if not (scorecard.applied or scorecard.stale or scorecard.elsewhere):
        return
    changed = sum(item.changed for item in scorecard.applied)
    console.print(f"\nOordelen van mensen: {len(scorecard.applied)}, waarvan {changed} anders", highlight=False)
    if scorecard.elsewhere:
        console.print(f"  over verslagen die nu niet zijn nagekeken: {scorecard.elsewhere}", highlight=False)
    for item in scorecard.stale:
        text = f"  vervallen, de zin of zijn bron is veranderd: {item.report}: {item.text[:_SHORT]}"
        console.print(Text(text, style="yellow"), soft_wrap=True)


def print_comparison(scorecard: Scorecard, console: Console) -> None:
    """What changed since the baseline; nothing where there is none."""
    found = scorecard.comparison
    if found is None:
        return
    counts = (
        f"\nTegenover de vorige keer: {len(found.new)} nieuw, {len(found.fixed)} opgelost, {found.unchanged} "
        f"gebleven, {len(found.gone)} weg met hun zin (zinnen: {found.sentences['added']} erbij, "
        f"{found.sentences['removed']} weg)"
    )
    console.print(counts, highlight=False)
    if any(item.mean for item in found.metrics.values()):
        console.print(_differences(found))
    for title, problems, style in (("nieuw", found.new, "yellow"), ("opgelost", found.fixed, "green")):
        for problem in problems[:SHOWN]:
            line = f"  {title}: {FINDINGS.get(problem.code, problem.code)}: {problem.text[:_SHORT]} ({problem.report})"
            console.print(Text(line, style=style), soft_wrap=True)
        if len(problems) > SHOWN:
            console.print(f"  … en nog {len(problems) - SHOWN} {title}", highlight=False)


def _differences(found: Comparison) -> Table:
    """Only the figures that moved."""
    table = Table(box=None, pad_edge=False)
    table.add_column("Verschil per verslag")
    for name in ("gemiddeld", "95%-interval", ""):
        table.add_column(name, justify="right")
    for name, item in found.metrics.items():
        if item.mean:
            interval = "" if item.low is None or item.high is None else f"{_points(item.low)} … {_points(item.high)}"
            table.add_row(METRICS.get(name, name), _points(item.mean), interval, "slechter" * (name in found.worse))
    return table


def _points(value: float) -> str:
    """``+1,25`` for a difference of 0.0125 in a share: percentage points."""
    return f"{100 * value:+.2f}".replace(".", ",")


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
    for name in ("waarde", "95%-interval", "per verslag", "over", "niet te meten"):
        table.add_column(name, justify="right")
    for name, metric in scorecard.metrics.items():
        spread = interval_in_words(name, metric), macro_in_words(name, metric)
        undefined = count_in_words(metric.undefined) if metric.undefined else ""
        table.add_row(METRICS[name], value_in_words(name, metric), *spread, count_in_words(metric.n), undefined)
    return table


def _findings(scorecard: Scorecard) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("Bevinding")
    table.add_column("aantal", justify="right")
    table.add_column("code", style="dim")
    for code, count in sorted(scorecard.findings.items(), key=lambda entry: (-entry[1], entry[0])):
        table.add_row(FINDINGS.get(code, code), count_in_words(count), code)
    return table
