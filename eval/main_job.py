"""``verantwoord run``: from corpus to checked reports in one command."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from eval.command import INVALID, default_folder, evaluate, write_scorecard
from eval.evaluation import CheckedReport
from eval.scorecard import Scorecard
from eval.terminal import print_scorecard, sentence
from eval.worst import worst_sentences
from rag.commands import index
from rag.commands.draft import discardable, draft_sections, print_edits
from rag.config import Config
from rag.session import open_session

HELP = "index, draft every section, evaluate, and say where to look"
SHOWN = 3


def arguments(parser: ArgumentParser) -> None:
    """``[--writer llm|extractive] [--discard-edits]``."""
    parser.add_argument("--writer", choices=("extractive", "llm"), help="default: 'draft: writer' in the config")
    discardable(parser)


def run(args: Namespace, config: Config) -> int:
    """Do all three and close with what to read first. Exit code 2 if a document was skipped or a draft degraded."""
    change, corpus = index.bring_up_to_date(config)
    if not args.json:
        print(index.as_text(change, corpus))
    with open_session(config) as session:
        writer = args.writer or config.draft.writer
        drafts = draft_sections(session, session.agreement, writer, discard_edits=args.discard_edits)
    paths = [each.published.path for each in drafts.written]
    scorecard = evaluate(paths, config)
    folder = write_scorecard(scorecard, default_folder(config))
    if args.json:
        print(json.dumps({"reports": [str(path) for path in paths], "scorecard": str(folder / "scorecard.json")}))
    else:
        print_edits(drafts)
        print_closing(scorecard, config.resolve(config.reports.path), folder, Console())
    if not scorecard.reports:
        return INVALID
    return 2 if not drafts.sound or scorecard.skipped or corpus.failures else 0


def print_closing(scorecard: Scorecard, reports: Path, folder: Path, console: Console) -> None:
    """The figures, then where everything is and where to begin."""
    print_scorecard(scorecard, console, worst=0)
    first = first_to_read(scorecard)
    lines = [
        f"{len(scorecard.reports)} verslagen staan in {reports}",
        *([f"Lees eerst {first}"] if first else []),
        f"Het volledige overzicht: {folder / 'scorecard.html'} (open het in een browser)",
    ]
    console.print()
    for line in lines:
        console.print(Text(line), soft_wrap=True)
    worst = worst_sentences(scorecard.reports, SHOWN)
    console.print(
        Text("\nDeze zinnen kijkt u best eerst na:" if worst else "\nGeen zin vraagt om nazicht.", style="bold")
    )
    for number, item in enumerate(worst, 1):
        console.print(sentence(number, item, scorecard))


def first_to_read(scorecard: Scorecard) -> str | None:
    """The report with the most hard findings, then warnings, then others, then sources; None without reports."""

    def weight(report: CheckedReport) -> tuple[int, int, int, int]:
        severities = [report.severity(finding) for finding in report.findings]
        return (
            severities.count("hard"),
            severities.count("warning"),
            len(severities),
            len(report.report.references),
        )

    first = max(scorecard.reports, key=weight, default=None)
    return scorecard.shown(first.loaded.path) if first else None
