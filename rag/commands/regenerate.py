"""``verantwoord regenerate``: write again what is stale, keep what did not change and every word of the editors."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from rag.commands.batching import ask_through_batches, batchable
from rag.commands.draft import cost_so_far, discardable
from rag.commands.status import (
    SCHEMA,
    as_told,
    conflict_lines,
    counted,
    examine,
    forecast_of,
    open_conflicts,
    refresh,
)
from rag.commands.told import Told, in_short
from rag.config import Config
from rag.files import sha256
from rag.ledger import Ledger, open_ledger
from rag.llm.usage import Usage
from rag.progress import progress
from rag.regeneration.change_report import next_number, run_folder, run_tree, write_change_reports
from rag.regeneration.changes import Outcome
from rag.regeneration.journal import Journal, Run
from rag.regeneration.memory import Memory
from rag.regeneration.regenerate import Regeneration, writing_reports
from rag.regeneration.staleness import Examiner, Staleness
from rag.session import Session, open_session

HELP = "write stale reports again: what did not change stays, and so does every word of the editors"


def arguments(parser: ArgumentParser) -> None:
    """``[--dry-run] [--batch [--wait]] [--discard-edits] [--writer llm|extractive] [--all] [SECTION_ID…]``."""
    parser.add_argument("sections", nargs="*", metavar="SECTION_ID", help="default: every stale section")
    parser.add_argument("--all", action="store_true", help="fresh sections as well, and each as a whole")
    parser.add_argument("--writer", choices=("extractive", "llm"), help="default: 'draft: writer' in the config")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would be done and what it would cost")
    batchable(parser)
    discardable(parser)


def run(args: Namespace, config: Config) -> int:
    """Regenerate and say what changed.

    Exit code 2 if a document could not be read, a section failed or was degraded, or a conflict is to be resolved, be
    it one of an earlier run.
    """
    return regenerate(args, config).print(as_json=args.json)


def regenerate(args: Namespace, config: Config) -> Told:
    """Bring the index up to date and write what is stale; ``args`` as in ``arguments``."""
    with open_ledger(config, SCHEMA) as ledger:
        if args.dry_run:
            skipped = refresh(config, ledger)
            diary = Journal(ledger, config.resolve(config.reports.path))
            with open_session(config, dry=True) as session:
                plan, _ = _plan(args, session, ledger, diary)
                costs = forecast_of(plan, session, _writer(args, config))
                return as_told(plan, costs, session, 2 if skipped else 0)
        with writing_reports(config, ledger) as diary:
            skipped = refresh(config, ledger)
            ended, paid, sections = _regenerate(args, config, ledger, diary)
    outcomes = [outcome for done in ended for outcome in done.outcomes]
    standing = open_conflicts(config, dict.fromkeys([*sections, *(outcome.section for outcome in outcomes)]))
    trouble = standing or any(outcome.why or outcome.flags for outcome in outcomes)
    return _told(ended, paid, standing, 2 if skipped or trouble else 0)


@dataclass(frozen=True, slots=True)
class Done:
    """A run that came to its end: where its change reports are, and what became of each section."""

    folder: Path
    outcomes: list[Outcome]


def _regenerate(args: Namespace, config: Config, ledger: Ledger, diary: Journal) -> tuple[list[Done], Usage, list[str]]:
    """Plan without asking a model, go on with the run that was cut off, and begin one with what else there is.

    Returns what was done, what this process paid, and the sections that were asked for.
    """
    with open_session(config, dry=True) as session:
        order = list(session.agreement)
        _, newest = session.index.catalogue.extent(questions=config.draft.questions)
        plan, fingerprint = _plan(args, session, ledger, diary)
    due = [item for item in plan if item.due]
    before, done, paid = diary.open_run(), diary.outcomes(), Usage()
    ended: list[Done] = []
    if before:
        # Of another corpus or with other wishes it only tells what it did.
        rest = [item for item in due if item.section not in done] if before.fingerprint == fingerprint else []
        paid += _written(args, config, ledger, diary, rest)
        ended.append(_close(before, diary, config, order, newest if before.fingerprint == fingerprint else None))
        due = [item for item in due if item not in rest]
        if before.fingerprint == fingerprint:  # what somebody has changed since
            due = [item for item in due if item.stale and done[item.section].state != "failed"]
    if due:
        run = Run(next_number(config.resolve(config.changes.path)), fingerprint)
        diary.start(run)
        paid += _written(args, config, ledger, diary, due)
        ended.append(_close(run, diary, config, order, newest))
    return [each for each in ended if each.outcomes], paid, [item.section for item in plan]


def _written(args: Namespace, config: Config, ledger: Ledger, diary: Journal, plan: Sequence[Staleness]) -> Usage:
    """Regenerate the sections of the plan; what that took of the model in this process."""
    if not plan:
        return Usage()
    name = _writer(args, config)
    with open_session(config) as session:
        asks = name == "llm" or session.asks_model
        note = cost_so_far(session) if asks else None
        regeneration = Regeneration(session, name, diary, discard_edits=args.discard_edits)
        due = {item.section: item for item in plan}
        if args.batch:
            ask_through_batches(session, list(due), lambda section: regeneration.ask(due[section]), wait=args.wait)
        with progress("verslagen vernieuwen", note) as report:
            outcomes = regeneration.run(plan, report)
        examiner = Examiner(session, name, Memory(ledger))
        for outcome in outcomes:
            if outcome.state in ("written", "unchanged"):
                examiner.settle(outcome.section)
        examiner.save()
        return session.chat.budget.total if asks else Usage()


def _plan(args: Namespace, session: Session, ledger: Ledger, diary: Journal) -> tuple[list[Staleness], str]:
    """What is known of the sections that are asked for, and a hash of what is asked over which corpus."""
    failed = diary.failed()
    examiner = Examiner(
        session, _writer(args, session.config), Memory(ledger), failed, discard_edits=args.discard_edits
    )
    found = examine(examiner, session, args.sections, diary)
    if args.all:
        found = [replace(item, whole=True) for item in found]
    asked = [examiner.corpus, sorted(examiner.inputs.items()), args.sections, args.all, args.discard_edits]
    return found, sha256(json.dumps(asked))


def _writer(args: Namespace, config: Config) -> str:
    return args.writer or config.draft.writer


def _close(run: Run, diary: Journal, config: Config, order: Sequence[str], newest: date | None) -> Done:
    """Write the change reports of a run that is done, in the order of the agreement.

    ``newest`` is the day of the newest document searched, None where the corpus has become another since.
    """
    folder, done = config.resolve(config.changes.path), diary.outcomes()
    outcomes = [done[section] for section in (*order, *sorted(done.keys() - set(order))) if section in done]
    if outcomes:
        write_change_reports(folder, run.number, outcomes, newest)
    diary.close()
    return Done(run_folder(folder, run.number), outcomes)


def _told(ended: Sequence[Done], paid: Usage, standing: Mapping[str, int], code: int) -> Told:
    runs = [run_tree(int(done.folder.name), done.outcomes) for done in ended]
    tree = {"runs": runs, "paid": asdict(paid), "conflicts": dict(standing)}
    return Told(code, tree, (*_lines(ended, paid), *conflict_lines(standing)))


def _lines(ended: Sequence[Done], paid: Usage) -> Iterator[str]:
    for done in ended:
        yield from map(_line, done.outcomes)
        failed = sum(outcome.state == "failed" for outcome in done.outcomes)
        made = counted(len(done.outcomes) - failed, "report")
        yield f"{made} regenerated, {failed} failed; see {done.folder / 'run.md'}"
    if not ended:
        yield "every report is fresh"
    if paid != Usage():
        cached = counted(paid.cached, "answer")
        yield f"{counted(paid.calls, 'call')} of the model, {cached} from the cache, {paid.euros:.4f} euro"


def _line(outcome: Outcome) -> str:
    """What became of one section."""
    reasons = ", ".join(cause.reason for cause in outcome.causes) or "asked for"
    if outcome.why:
        return f"{outcome.section} ({reasons}): failed: {outcome.why}"
    conflicts = f", {counted(len(outcome.conflicts), 'conflict')} to resolve" if outcome.conflicts else ""
    flags = in_short(outcome.flags)
    if outcome.state == "accepted":
        return f"{outcome.section} ({reasons}): the editor's version is noted{conflicts}{flags}"
    counts = ", ".join(f"{outcome.count(kind)} {kind}" for kind in ("new", "changed", "gone"))
    noun = "sentence" if outcome.count("gone") == 1 else "sentences"
    return f"{outcome.section} ({reasons}): {outcome.state}: {counts} {noun}{conflicts}{flags}"
