"""``verantwoord draft``: write the reports of sections."""

import json
from argparse import ArgumentParser, Namespace
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from rag.config import Config
from rag.drafting.reports import Drafted, draft_section, write_report
from rag.drafting.writers import make_writer
from rag.errors import ConfigError
from rag.evidence import Evidence
from rag.llm.account import Account
from rag.llm.budget import Tally
from rag.llm.usage import Usage
from rag.progress import progress
from rag.session import Session, open_session

HELP = "write the cited report of one section, of several or of all"


def arguments(parser: ArgumentParser) -> None:
    """``SECTION_ID… | --all [--writer llm|extractive]``."""
    parser.add_argument("sections", nargs="*", metavar="SECTION_ID", help="see 'verantwoord sections'")
    parser.add_argument("--all", action="store_true", help="every section of the agreement")
    parser.add_argument("--writer", choices=("extractive", "llm"), help="default: 'draft: writer' in the config")


def run(args: Namespace, config: Config) -> int:
    """Draft, write, and say where. Exit code 2 if a draft was degraded."""
    if bool(args.sections) == args.all:
        raise ConfigError("name the sections to draft, or give --all; 'verantwoord sections' lists them")
    with open_session(config) as session:
        wanted = list(session.agreement if args.all else dict.fromkeys(args.sections))
        for identity in wanted:
            session.section(identity)  # a wrong id stops everything before the first draft is paid for
        written = draft_sections(session, wanted, args.writer or config.draft.writer)
    _print(written, as_json=args.json)
    return 2 if any(drafted.sidecar.flags for _, drafted in written) else 0


def draft_sections(session: Session, wanted: list[str], name: str) -> list[tuple[Path, Drafted]]:
    """Draft and write sections, with a model several at a time; what is written stays, whatever happens to the next."""
    config = session.config
    folder = config.resolve(config.reports.path)

    writer, hashes = make_writer(name, session)
    inputs = {**hashes, **session.inputs}

    def write(evidence: Evidence, account: Account) -> tuple[Path, Drafted]:
        drafted = draft_section(evidence, writer, inputs, account)
        return write_report(folder, drafted), drafted

    # Waiting for a model can be shared out; choosing sentences cannot be made faster that way.
    workers = config.llm.workers if name == "llm" else 1
    with progress("verslagen schrijven") as report, ThreadPoolExecutor(workers) as pool:
        futures: list[Future[tuple[Path, Drafted]]] = []
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


def _print(written: list[tuple[Path, Drafted]], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "section": d.sidecar.section["id"],
                "path": str(path),
                "claims": len(d.sidecar.claims),
                "references": len(d.sidecar.references),
                "flags": list(d.sidecar.flags),
                "usage": asdict(d.usage),
            }
            for path, d in written
        ]
        print(json.dumps(rows, ensure_ascii=False))
        return
    for path, drafted in written:
        flags = f"  [{', '.join(drafted.sidecar.flags)}]" if drafted.sidecar.flags else ""
        print(f"{path}: {len(drafted.sidecar.claims)} sentences, {len(drafted.sidecar.references)} references{flags}")
    tally = Tally()
    for _, drafted in written:
        tally.add(drafted.usage)
    if tally.usage != Usage():
        print(_spent(tally.usage))


def _spent(usage: Usage) -> str:
    tokens = f"{usage.prompt_tokens:,} + {usage.completion_tokens:,} tokens"
    return f"{usage.calls} calls of the model, {usage.cached} answers from the cache, {tokens}, {usage.euros:.4f} euro"
