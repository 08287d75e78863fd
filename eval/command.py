"""``verantwoord evaluate``: check reports, ours or anybody's, and write a scorecard."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from rich.console import Console

from eval.evaluation import CheckedReport, Sources, check_report
from eval.page import page
from eval.reading import Skipped, find_reports, read_report
from eval.scorecard import Scorecard, dumps, gate, make_scorecard
from eval.terminal import print_scorecard
from rag.config import Config
from rag.errors import ConfigError, IndexStateError, ReportError
from rag.files import write_whole
from rag.progress import errors, progress
from rag.session import open_session

HELP = "check reports against their sources and write scorecard.json and scorecard.html"
NO_INDEX = "zonder index worden alleen de verwijzingen zelf nagekeken, niet wat de bronnen zeggen ({error})"
INVALID = 3


def arguments(parser: ArgumentParser) -> None:
    """``REPORT_OR_DIR… [--out DIR] [--gate]``."""
    parser.add_argument("reports", nargs="+", type=Path, metavar="REPORT_OR_DIR", help="Markdown reports, or folders")
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: evaluation/ beside the config")
    parser.add_argument("--gate", action="store_true", help="exit 1 on a hard finding, 2 on warnings only")


def run(args: Namespace, config: Config) -> int:
    """Evaluate and write. Without --gate the exit code is 0, or 3 where not one report could be read."""
    scorecard = evaluate(args.reports, config)
    out = write_scorecard(scorecard, args.out or default_folder(config))
    verdict = gate(scorecard, config.gate)
    if args.json:
        print(json.dumps(_summary(scorecard, out, verdict.code, verdict.reasons), ensure_ascii=False))
    else:
        console = Console()
        print_scorecard(scorecard, console)
        console.print(f"Volledig overzicht: {out / 'scorecard.html'}", markup=False, highlight=False, soft_wrap=True)
        if args.gate:
            passed = "; ".join(verdict.reasons) or "in orde"
            console.print(f"Poort: {passed}", markup=False, highlight=False)
    if not scorecard.reports:
        return INVALID
    return verdict.code if args.gate else 0


def default_folder(config: Config) -> Path:
    """Where a scorecard goes unless told otherwise."""
    return config.resolve("evaluation")


def evaluate(paths: Sequence[Path], config: Config) -> Scorecard:
    """Check all reports in ``paths``; those that cannot be read are named and skipped.

    Raises ConfigError where a path does not exist or no report is in any.
    """
    for path in paths:
        if not path.exists():
            raise ConfigError(f"{path}: there is no such report or folder")
    found = find_reports(paths)
    if not found:
        raise ConfigError(f"no report (*.md) in {', '.join(map(str, paths))}")
    checked: list[CheckedReport] = []
    skipped: list[Skipped] = []
    sources = load_sources(config)
    with progress("verslagen nakijken") as report:
        for number, path in enumerate(found, 1):
            try:
                checked.append(check_report(read_report(path), sources))
            except ReportError as error:
                skipped.append(Skipped(path, str(error)))
                errors.print(f"skipped {path}: {error}", style="yellow", markup=False)
            report(number, len(found))
    return make_scorecard(checked, skipped, config.root)


def load_sources(config: Config) -> Sources | None:
    """What to hold reports against; None, with a note, where there is no usable index."""
    try:
        with open_session(config) as session:
            documents = {document.id: document for document in session.index.catalogue.documents()}
            return Sources(documents, lru_cache(maxsize=None)(session.retriever.bm25.idf))
    except IndexStateError as error:
        errors.print(NO_INDEX.format(error=error), style="yellow", markup=False)
        return None


def write_scorecard(scorecard: Scorecard, folder: Path) -> Path:
    """Write ``scorecard.json`` and ``scorecard.html``; returns the folder."""
    write_whole(folder / "scorecard.json", dumps(scorecard))
    write_whole(folder / "scorecard.html", page(scorecard))
    return folder


def _summary(scorecard: Scorecard, out: Path, code: int, reasons: Sequence[str]) -> dict[str, object]:
    """The scorecard without its reports, for a machine that only wants the figures."""
    return {
        "totals": scorecard.totals,
        "findings": scorecard.findings,
        "metrics": {name: asdict(metric) for name, metric in scorecard.metrics.items()},
        "gate": {"code": code, "reasons": list(reasons)},
        "scorecard": str(out / "scorecard.json"),
    }
