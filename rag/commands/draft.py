"""``verantwoord draft``: write the reports of sections, or tell what writing them would cost."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.commands.batching import ask_through_batches, batchable
from rag.commands.status import forecast_of
from rag.commands.told import in_short
from rag.config import Config, PriceConfig
from rag.drafting.doubts import Doubtful, most_doubtful
from rag.drafting.reports import Drafted, draft_section
from rag.drafting.writers import make_writer
from rag.errors import ConfigError, ReportError
from rag.ledger import open_ledger
from rag.llm.account import Account
from rag.llm.usage import Usage
from rag.progress import progress
from rag.regeneration.accounting import Bookcase
from rag.regeneration.journal import SCHEMA
from rag.regeneration.pool import in_parallel
from rag.regeneration.previous import Previous, mergeable
from rag.regeneration.publishing import Published, publish
from rag.regeneration.regenerate import writing_reports
from rag.regeneration.staleness import Staleness
from rag.session import Session, open_session

HELP = "write the cited report of one section, of several or of all"


@dataclass(frozen=True, slots=True)
class Written:
    """A draft and what came of it on disk."""

    drafted: Drafted
    published: Published


@dataclass(frozen=True, slots=True)
class Drafts:
    """What was written, in order, and by section why another was not: an editor's words would have been lost."""

    written: list[Written]
    refused: Mapping[str, str]

    @property
    def sound(self) -> bool:
        """Whether all was written, by the writer that was asked for."""
        return not self.refused and not any(each.drafted.sidecar.flags for each in self.written)


def arguments(parser: ArgumentParser) -> None:
    """``SECTION_ID… | --all [--writer llm|extractive] [--dry-run] [--batch [--wait]] [--discard-edits]``."""
    parser.add_argument("sections", nargs="*", metavar="SECTION_ID", help="see 'verantwoord sections'")
    parser.add_argument("--all", action="store_true", help="every section of the agreement")
    parser.add_argument("--writer", choices=("extractive", "llm"), help="default: 'draft: writer' in the config")
    parser.add_argument("--dry-run", action="store_true", help="only tell what it would cost; no model is asked")
    batchable(parser)
    discardable(parser)


def discardable(parser: ArgumentParser) -> None:
    """``[--discard-edits]``."""
    parser.add_argument("--discard-edits", action="store_true", help="write over what editors changed in the reports")


def run(args: Namespace, config: Config) -> int:
    """Draft, write, and say where. Exit code 2 if a draft was degraded, or not written for want of an account."""
    if bool(args.sections) == args.all:
        raise ConfigError("name the sections to draft, or give --all; 'verantwoord sections' lists them")
    with open_session(config, dry=args.dry_run) as session:
        wanted = list(session.agreement if args.all else dict.fromkeys(args.sections))
        for identity in wanted:
            session.section(identity)  # a wrong id stops everything before the first draft is paid for
        writer = args.writer or config.draft.writer
        if args.dry_run:
            whole = [Staleness(identity, whole=True) for identity in wanted]
            _print_forecast(forecast_of(whole, session, writer), config, as_json=args.json)
            return 0
        if args.batch:
            # What may not be written over is not asked about either.
            writable, _ = _previous(config.resolve(config.reports.path), wanted, discard_edits=args.discard_edits)
            ask_through_batches(session, list(writable), _asking(session, writer), wait=args.wait)
        drafts = draft_sections(session, wanted, writer, discard_edits=args.discard_edits)
    _print(drafts, config, as_json=args.json)
    return 0 if drafts.sound else 2


def _asking(session: Session, name: str) -> Callable[[str], object]:
    """What drafting a section asks of the model; nothing is written."""
    writer, _ = make_writer(name, session)
    return lambda identity: writer.write(session.evidence(session.section(identity), Account()))


def draft_sections(session: Session, wanted: Iterable[str], name: str, *, discard_edits: bool = False) -> Drafts:
    """Draft and write sections, with a model several at a time; what is written stays, whatever happens to the next.

    What editors wrote stays as well, unless ``discard_edits``.
    """
    config = session.config
    folder = config.resolve(config.reports.path)

    writer, hashes = make_writer(name, session)
    inputs = {**hashes, **session.inputs}

    bookcase = Bookcase.of(session)
    written: dict[str, Written] = {}

    def prepare(identity: str) -> Callable[[], Drafted]:
        account = Account()
        evidence = session.evidence(session.section(identity), account)
        return lambda: draft_section(evidence, writer, inputs, account)

    def settle(identity: str, future: Future[Drafted]) -> None:
        drafted = future.result()
        try:
            published = publish(journal, drafted, previous[identity], bookcase, discard_edits=discard_edits)
            journal.finish(identity)
            written[identity] = Written(drafted, published)
        except ReportError as error:  # an editor was at it while it was drafted
            refused[identity] = str(error)
        report(len(written), len(previous))

    # Waiting for a model can be shared out; choosing sentences cannot be made faster that way.
    workers = config.llm.workers if name == "llm" else 1
    note = cost_so_far(session) if name == "llm" or session.asks_model else None
    with (
        open_ledger(config, SCHEMA) as ledger,
        writing_reports(config, ledger) as journal,
        progress("verslagen schrijven", note) as report,
    ):
        previous, refused = _previous(folder, wanted, discard_edits=discard_edits)
        in_parallel(previous, prepare, settle, workers)
    return Drafts([written[identity] for identity in previous if identity in written], refused)


def _previous(
    folder: Path, wanted: Iterable[str], *, discard_edits: bool
) -> tuple[dict[str, Previous | None], dict[str, str]]:
    """What stands on disk of each section, and why those are refused that cannot be written over without loss."""
    found: dict[str, Previous | None] = {}
    refused = {}
    for identity in wanted:
        try:
            found[identity] = None if discard_edits else mergeable(folder, identity)
        except ReportError as error:
            refused[identity] = str(error)
    return found, refused


def cost_so_far(session: Session) -> Callable[[], str]:
    """A note of what this run has spent so far."""
    budget = session.chat.budget
    return lambda: f"{budget.total.calls} vragen, {budget.total.euros:.4f} euro"


def _print(drafts: Drafts, config: Config, *, as_json: bool) -> None:
    doubtful = most_doubtful(each.published.sidecar for each in drafts.written)
    if as_json:
        rows = [_row(each, doubtful) for each in drafts.written]
        rows += [{"section": identity, "refused": why} for identity, why in drafts.refused.items()]
        print(json.dumps(rows, ensure_ascii=False))
        return
    for each in drafts.written:
        sidecar = each.published.sidecar
        counts = f"{len(sidecar.claims)} sentences, {len(sidecar.references)} references"
        print(f"{each.published.path}: {counts}{in_short(sidecar.flags)}")
    if (usage := sum((each.drafted.usage for each in drafts.written), Usage())) != Usage():
        print(f"{usage.calls} calls of the model, {usage.cached} answers from the cache, {_cost(usage)}")
        if config.llm.prices == PriceConfig():
            print("no prices are set, so llm.max_euros stops nothing: give llm.prices")
    print_edits(drafts)
    if doubtful:
        print("Kijk deze zinnen eerst na:")
    for item in doubtful:
        print(f"  {item.section}: “{item.sentence}” – {item.reason}")


def print_edits(drafts: Drafts) -> None:
    """What an editor has to choose, and what was not written."""
    held = [(each.published.path, conflict) for each in drafts.written for conflict in each.published.conflicts]
    if held:
        print("De redactie en het nieuwe ontwerp wijzigden dezelfde zin; kies in het verslag:")
    for path, conflict in held:
        edited, drafted = (f"“{text}”" if text else "(geschrapt)" for text in (conflict.edited, conflict.drafted))
        print(f"  {path}: {edited} of {drafted}")
    for why in drafts.refused.values():
        print(f"not written: {why}")


def _row(written: Written, doubtful: list[Doubtful]) -> dict[str, object]:
    published, sidecar = written.published, written.published.sidecar
    own = [item for item in doubtful if item.section == sidecar.section["id"]]
    return {
        "section": sidecar.section["id"],
        "path": str(published.path),
        "claims": len(sidecar.claims),
        "references": len(sidecar.references),
        "flags": list(sidecar.flags),
        "usage": asdict(written.drafted.usage),
        "conflicts": [asdict(conflict) for conflict in published.conflicts],
        "doubtful": [{"sentence": item.sentence, "reason": item.reason, "score": item.score} for item in own],
    }


def _print_forecast(found: dict[str, Usage], config: Config, *, as_json: bool) -> None:
    total, limit = sum(found.values(), Usage()), config.llm.max_euros
    if as_json:
        sections = [{"section": identity, **asdict(usage)} for identity, usage in found.items()]
        print(json.dumps({"sections": sections, "total": asdict(total), "max_euros": limit}, ensure_ascii=False))
        return
    for identity, usage in [*found.items(), ("total", total)]:
        print(f"{identity}: {usage.calls} calls, {usage.cached} answers from the cache, at most {_cost(usage)}")
    if total.calls and config.llm.prices == PriceConfig():
        print("no prices are set: give llm.prices to know the euros")
    if total.euros > limit:
        print(f"this may exceed llm.max_euros ({limit:.2f}): what comes after that is written without model")
    print("nothing was asked or written; an answer that is of no use is asked for again, on top of this")


def _cost(usage: Usage) -> str:
    return f"{usage.prompt_tokens:,} + {usage.completion_tokens:,} tokens, {usage.euros:.4f} euro"
