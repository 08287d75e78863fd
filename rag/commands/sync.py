"""``verantwoord sync``: fetch what changed at the publishers, and bring the index up to date."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from rag.commands.batching import batchable
from rag.commands.index import as_text, as_tree, bring_up_to_date
from rag.commands.regenerate import regenerate
from rag.commands.status import status
from rag.commands.told import Told
from rag.config import Config
from rag.ledger import open_ledger
from rag.portals.parliament import ParliamentPortal
from rag.portals.remote import Portal
from rag.portals.standby import Standby, decisions_portal
from rag.progress import errors, progress
from rag.sync import diff
from rag.sync.diff import Diff
from rag.sync.files import Downloads
from rag.sync.journal import SCHEMA
from rag.sync.sync import Sync, Wish
from rag.web.addresses import hosts_of
from rag.web.client import WebClient

HELP = "fetch new, changed and withdrawn decisions and questions, index them, and tell which reports they touch"
BUSY = "another process is synchronising {folder}; wait until it has finished and try again"
STANDBY = "{name}: fetched from its second address, for the first one gave up: {reason}"

_PORTALS: dict[str, Callable[[WebClient, Any], Portal]] = {
    "decisions": decisions_portal,
    "parliament": ParliamentPortal,
}


def arguments(parser: ArgumentParser) -> None:
    """``[--since DATE] [--full] [--source NAME]... [--no-index | --regenerate [--batch [--wait]]]``."""
    parser.add_argument("--since", type=_day, metavar="DATE", help="only what is of this day or later")
    parser.add_argument("--full", action="store_true", help="fetch all documents anew, not only what changed")
    parser.add_argument(
        "--source", action="append", choices=list(_PORTALS), help="only this publisher; default: sync.sources"
    )
    then = parser.add_mutually_exclusive_group()
    then.add_argument("--no-index", action="store_true", help="leave the index and the reports as they are")
    then.add_argument("--regenerate", action="store_true", help="go on with 'verantwoord regenerate'")
    batchable(parser)


def run(args: Namespace, config: Config) -> int:
    """Synchronise, print the corpus diff, index, and tell what that means for the reports, or regenerate them."""
    wish = Wish(args.since or config.sync.since, args.full)
    told = []
    for name, step in _steps(args, config, wish):
        told.append((name, step))
        if not args.json:
            step.print(as_json=False)
    code = max(step.code for _, step in told)
    return code if not args.json else Told(code, {name: step.tree for name, step in told}, ()).print(as_json=True)


def _steps(args: Namespace, config: Config, wish: Wish) -> Iterator[tuple[str, Told]]:
    """What is done, one after the other, by name."""
    found = synchronise(config, args.source or config.sync.sources, wish)
    yield "sync", Told(found.code, diff.as_tree(found), tuple(diff.as_lines(found)))
    if args.no_index or not found.listed:
        return
    change, corpus = bring_up_to_date(config)
    yield "index", Told(2 if corpus.failures else 0, as_tree(change, corpus), (as_text(change, corpus),))
    if args.regenerate:
        asked = {"sections": [], "all": False, "writer": None, "dry_run": False, "discard_edits": False}
        yield "regenerate", regenerate(Namespace(**vars(args) | asked), config)
    elif any(config.resolve(config.reports.path).rglob("*.md")):
        yield "status", status(config)


def synchronise(config: Config, sources: Sequence[str], wish: Wish) -> Diff:
    """Make the synced folder equal to what these publishers have.

    Raises LockedError while another process does.
    """
    folder = config.resolve(config.sync.folder)
    found = Diff((), 0)
    with (
        open_ledger(config, SCHEMA) as ledger,
        ledger.alone(folder / ".sync.lock", BUSY.format(folder=folder)),
        WebClient(config.sync, hosts_of(config.sync)) as client,
    ):
        downloads = Downloads(client, attachments=config.sync.attachments)
        for source in dict.fromkeys(sources):
            portal = _PORTALS[source](client, config.sync)
            found += Sync(portal, folder, ledger, downloads).run(wish, progress)
            if isinstance(portal, Standby) and portal.reason:
                told = STANDBY.format(name=portal.name, reason=portal.reason)
                errors.print(told, style="yellow", markup=False, soft_wrap=True)
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date such as 2024-01-10") from error
