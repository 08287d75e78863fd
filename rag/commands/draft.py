"""``verantwoord draft``: write the reports of sections, or tell what writing them would cost."""

import json
import logging
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rag.config import Config, PriceConfig
from rag.drafting.doubts import Doubtful, most_doubtful
from rag.drafting.reports import Drafted, draft_section, write_report
from rag.drafting.writers import make_forecast, make_writer
from rag.errors import ConfigError
from rag.evidence import Evidence
from rag.llm.account import Account
from rag.llm.usage import Usage
from rag.progress import progress
from rag.session import Session, open_session

HELP = "write the cited report of one section, of several or of all"

Written = tuple[Path, Drafted]


def arguments(parser: ArgumentParser) -> None:
    """``SECTION_ID… | --all [--writer llm|extractive] [--dry-run]``."""
    parser.add_argument("sections", nargs="*", metavar="SECTION_ID", help="see 'verantwoord sections'")
    parser.add_argument("--all", action="store_true", help="every section of the agreement")
    parser.add_argument("--writer", choices=("extractive", "llm"), help="default: 'draft: writer' in the config")
    parser.add_argument("--dry-run", action="store_true", help="only tell what it would cost; no model is asked")


def run(args: Namespace, config: Config) -> int:
    """Draft, write, and say where. Exit code 2 if a draft was degraded."""
    if bool(args.sections) == args.all:
        raise ConfigError("name the sections to draft, or give --all; 'verantwoord sections' lists them")
    with open_session(config, dry=args.dry_run) as session:
        wanted = list(session.agreement if args.all else dict.fromkeys(args.sections))
        for identity in wanted:
            session.section(identity)  # a wrong id stops everything before the first draft is paid for
        writer = args.writer or config.draft.writer
        if args.dry_run:
            _print_forecast(forecast_sections(session, wanted, writer), config, as_json=args.json)
            return 0
        written = draft_sections(session, wanted, writer)
    _print(written, config, as_json=args.json)
    return 2 if any(drafted.sidecar.flags for _, drafted in written) else 0


def draft_sections(session: Session, wanted: list[str], name: str) -> list[Written]:
    """Draft and write sections, with a model several at a time; what is written stays, whatever happens to the next."""
    config = session.config
    folder = config.resolve(config.reports.path)

    writer, hashes = make_writer(name, session)
    inputs = {**hashes, **session.inputs}

    def write(evidence: Evidence, account: Account) -> Written:
        drafted = draft_section(evidence, writer, inputs, account)
        return write_report(folder, drafted), drafted

    # Waiting for a model can be shared out; choosing sentences cannot be made faster that way.
    workers = config.llm.workers if name == "llm" else 1
    note = _cost_so_far(session) if name == "llm" or session.asks_model else None
    with progress("verslagen schrijven", note) as report, ThreadPoolExecutor(workers) as pool:
        futures: list[Future[Written]] = []
        try:
            for identity in wanted:
                account = Account()
                evidence = session.evidence(session.section(identity), account)
                futures.append(pool.submit(write, evidence, account))
                report(sum(future.done() for future in futures), len(wanted))
            for future in futures:
                future.result()
                report(sum(future.done() for future in futures), len(wanted))
        finally:
            pool.shutdown(cancel_futures=True)
    return [future.result() for future in futures]


def forecast_sections(session: Session, wanted: list[str], name: str) -> dict[str, Usage]:
    """What drafting would take at most if no answer has to be asked for twice, by section; the session is dry."""
    forecast = make_forecast(name, session)
    found = {}
    with progress("kosten ramen") as report, _quiet():
        for done, identity in enumerate(wanted, 1):
            account = Account()
            evidence = session.evidence(session.section(identity), account)
            found[identity] = account.tally.usage + forecast(evidence)
            report(done, len(wanted))
    return found


@contextmanager
def _quiet() -> Iterator[None]:
    """In a dry run the rules step in for the model everywhere; that is no news."""
    logger = logging.getLogger("rag")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _cost_so_far(session: Session) -> Callable[[], str]:
    budget = session.chat.budget
    return lambda: f"{budget.total.calls} vragen, {budget.total.euros:.4f} euro"


def _print(written: list[Written], config: Config, *, as_json: bool) -> None:
    doubtful = most_doubtful(drafted.sidecar for _, drafted in written)
    if as_json:
        print(json.dumps([_row(path, drafted, doubtful) for path, drafted in written], ensure_ascii=False))
        return
    for path, drafted in written:
        flags = f"  [{', '.join(drafted.sidecar.flags)}]" if drafted.sidecar.flags else ""
        print(f"{path}: {len(drafted.sidecar.claims)} sentences, {len(drafted.sidecar.references)} references{flags}")
    if (usage := sum((drafted.usage for _, drafted in written), Usage())) != Usage():
        print(f"{usage.calls} calls of the model, {usage.cached} answers from the cache, {_cost(usage)}")
        if config.llm.prices == PriceConfig():
            print("no prices are set, so llm.max_euros stops nothing: give llm.prices")
    if doubtful:
        print("Kijk deze zinnen eerst na:")
    for item in doubtful:
        print(f"  {item.section}: “{item.sentence}” – {item.reason}")


def _row(path: Path, drafted: Drafted, doubtful: list[Doubtful]) -> dict[str, object]:
    sidecar = drafted.sidecar
    own = [item for item in doubtful if item.section == sidecar.section["id"]]
    return {
        "section": sidecar.section["id"],
        "path": str(path),
        "claims": len(sidecar.claims),
        "references": len(sidecar.references),
        "flags": list(sidecar.flags),
        "usage": asdict(drafted.usage),
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
