"""``verantwoord evaluate``: check reports, ours or anybody's, and write a scorecard."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

from rich.console import Console

from eval.baseline import compare, load_baseline
from eval.evaluation import CheckedReport, Sources, check_report
from eval.expected import expect_of
from eval.explanations import Explain
from eval.junit import junit
from eval.overrules import Overrule, load_overrules, overrule
from eval.page import page
from eval.reading import Loaded, Skipped, find_reports, read_report
from eval.scorecard import Scorecard, gate, make_scorecard, shown
from eval.second_opinion import consult
from eval.terminal import print_comparison, print_judge, print_overrules, print_scorecard
from eval.tree import as_tree, dumps
from eval.verdicts import VerdictCache, code_version
from rag.config import Config
from rag.errors import ConfigError, IndexStateError, ReportError
from rag.files import sha256, write_together
from rag.progress import errors, progress
from rag.session import open_session

HELP = "check reports against their sources; write scorecard.json, scorecard.html and scorecard.junit.xml"
NO_INDEX = "zonder index worden alleen de verwijzingen zelf nagekeken, niet wat de bronnen zeggen ({error})"
INVALID = 3


def arguments(parser: ArgumentParser) -> None:
    """``REPORT_OR_DIR… [--out DIR] [--gate] [--baseline FILE] [--overrules FILE]``, or ``--explain [METRIC]``."""
    parser.add_argument("reports", nargs="+", type=Path, metavar="REPORT_OR_DIR", help="Markdown reports, or folders")
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: evaluation/ beside the config")
    parser.add_argument("--gate", action="store_true", help="exit 1 on a hard finding, 2 on warnings only")
    parser.add_argument("--baseline", type=Path, metavar="FILE", help="an earlier scorecard.json to compare with")
    parser.add_argument("--overrules", type=Path, metavar="FILE", help="decisions of people, saved by scorecard.html")
    parser.add_argument(
        "--explain", action=Explain, help="say what a figure is and stop; without METRIC, name them all"
    )


def run(args: Namespace, config: Config) -> int:
    """Evaluate and write. Without --gate the exit code is 0, or 3 where not one report could be read."""
    decisions = load_overrules(args.overrules) if args.overrules else ()
    baseline = load_baseline(args.baseline) if args.baseline else None
    scorecard = evaluate(args.reports, config, decisions)
    if baseline is not None:
        scorecard = replace(scorecard, comparison=compare(baseline, as_tree(scorecard)))
    out = write_scorecard(scorecard, args.out or default_folder(config))
    verdict = gate(scorecard, config.gate)
    if args.json:
        print(json.dumps(_summary(scorecard, out, verdict.code, verdict.reasons), ensure_ascii=False))
    else:
        console = Console()
        print_scorecard(scorecard, console)
        print_judge(scorecard, console)
        print_overrules(scorecard, console)
        print_comparison(scorecard, console)
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


def evaluate(paths: Sequence[Path], config: Config, decisions: Sequence[Overrule] = ()) -> Scorecard:
    """Check all reports in ``paths``; those that cannot be read are named and skipped.

    What was judged before is not judged again. Raises ConfigError where a path does not exist or no report is in any.
    """
    for path in paths:
        if not path.exists():
            raise ConfigError(f"{path}: there is no such report or folder")
    found = find_reports(paths)
    if not found:
        raise ConfigError(f"no report (*.md) in {', '.join(map(str, paths))}")
    loaded, skipped = _read(found)
    with ExitStack() as closing:
        sources = load_sources(config, closing)
        if sources is not None:
            sources = replace(sources, cache=closing.enter_context(open_verdicts(config, sources)))
        checked = _check(loaded, sources)
        opinion = consult(checked, sources.documents, config) if sources and config.judge.model else None
        if sources and opinion:
            sources = replace(sources, revise=opinion.revise)
            checked = [check_report(item.loaded, sources) for item in checked]
    names = {item.loaded.path: shown(item.loaded.path, config.root) for item in checked}
    documents = sources.documents if sources else None
    scorecard = make_scorecard(overrule(checked, decisions, names), skipped, config.root, documents)
    return replace(scorecard, health=opinion.health) if opinion else scorecard


def _read(paths: Sequence[Path]) -> tuple[list[Loaded], list[Skipped]]:
    """What could be read, and what not."""
    loaded: list[Loaded] = []
    skipped: list[Skipped] = []
    for path in paths:
        try:
            loaded.append(read_report(path))
        except ReportError as error:
            skipped.append(Skipped(path, str(error)))
            errors.print(f"skipped {path}: {error}", style="yellow", markup=False)
    return loaded, skipped


def _check(loaded: Sequence[Loaded], sources: Sources | None) -> list[CheckedReport]:
    """All reports, with a bar for each of the two things that take time."""
    if sources and sources.prepare:
        sentences = [claim.text for item in loaded for claim in item.report.claims() if claim.numbers]
        with progress("zinnen inlezen") as report:
            sources.prepare(sentences, report)
    checked: list[CheckedReport] = []
    with progress("verslagen nakijken") as report:
        for item in loaded:
            checked.append(check_report(item, sources))
            report(len(checked), len(loaded))
    return checked


def load_sources(config: Config, closing: ExitStack) -> Sources | None:
    """What to hold reports against, until ``closing``; None, with a note, where there is no usable index."""
    try:
        session = closing.enter_context(open_session(config))
    except IndexStateError as error:
        errors.print(NO_INDEX.format(error=error), style="yellow", markup=False)
        return None
    retriever = session.retriever
    return Sources(
        {document.id: document for document in session.index.catalogue.documents(withdrawn=True)},
        lru_cache(maxsize=None)(retriever.bm25.idf),
        expect=expect_of(session),
        standings=retriever.standings,
        latest=lru_cache(maxsize=None)(session.library.latest),
        prepare=retriever.prepare,
    )


def open_verdicts(config: Config, sources: Sources) -> VerdictCache:
    """Earlier verdicts of this judge; how rare a word is depends on all documents together, as do their vectors."""
    corpus = "".join(sorted(document.content_hash for document in sources.documents.values()))
    version = sha256(code_version() + corpus + config.embedding.model_dump_json())
    return VerdictCache(config.resolve(config.cache.path) / "verdicts.sqlite", version)


def write_scorecard(scorecard: Scorecard, folder: Path) -> Path:
    """Write ``scorecard.json``, ``scorecard.html`` and ``scorecard.junit.xml``; returns the folder."""
    tree = as_tree(scorecard)
    write_together(
        {
            folder / "scorecard.json": dumps(tree),
            folder / "scorecard.html": page(tree),
            folder / "scorecard.junit.xml": junit(scorecard),
        }
    )
    return folder


def _summary(scorecard: Scorecard, out: Path, code: int, reasons: Sequence[str]) -> dict[str, object]:
    """The scorecard without its reports, for a machine that only wants the figures."""
    comparison = scorecard.comparison
    return {
        "totals": scorecard.totals,
        "findings": scorecard.findings,
        "metrics": {name: asdict(metric) for name, metric in scorecard.metrics.items()},
        "overrules": {"applied": len(scorecard.applied), "stale": len(scorecard.stale)},
        "comparison": asdict(comparison) if comparison else None,
        "gate": {"code": code, "reasons": list(reasons)},
        "scorecard": str(out / "scorecard.json"),
    }
