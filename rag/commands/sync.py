"""``verantwoord sync``: fetch what changed at the publishers, and bring the index up to date."""

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from rag.commands.index import as_text, as_tree, bring_up_to_date
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
from rag.web.client import WebClient

HELP = "fetch new, changed and withdrawn decisions and written questions, and index them"
BUSY = "another process is synchronising {folder}; wait until it has finished and try again"
STANDBY = "{name}: fetched from its second address, for the first one gave up: {reason}"

_PORTALS: dict[str, Callable[[WebClient, Any], Portal]] = {
    "decisions": decisions_portal,
    "parliament": ParliamentPortal,
}


def arguments(parser: ArgumentParser) -> None:
    """``[--since DATE] [--full] [--source NAME]... [--no-index]``."""
    parser.add_argument("--since", type=_day, metavar="DATE", help="only what is of this day or later")
    parser.add_argument("--full", action="store_true", help="fetch all documents anew, not only what changed")
    parser.add_argument(
        "--source", action="append", choices=list(_PORTALS), help="only this publisher; default: sync.sources"
    )
    parser.add_argument("--no-index", action="store_true", help="leave the index as it is")


def run(args: Namespace, config: Config) -> int:
    """Synchronise, print the corpus diff, and index."""
    wish = Wish(args.since or config.sync.since, args.full)
    found = synchronise(config, args.source or config.sync.sources, wish)
    if not args.json:
        print("\n".join(diff.as_lines(found)))
    change, corpus = (None, None) if args.no_index or not found.listed else bring_up_to_date(config)
    if args.json:
        tree = {"sync": diff.as_tree(found), "index": as_tree(change, corpus) if change and corpus else None}
        print(json.dumps(tree, ensure_ascii=False))
    elif change and corpus:
        print(as_text(change, corpus))
    return max(found.code, 2 if corpus and corpus.failures else 0)


def synchronise(config: Config, sources: Sequence[str], wish: Wish) -> Diff:
    """Make the synced folder equal to what these publishers have.

    Raises LockedError while another process does.
    """
    folder = config.resolve(config.sync.folder)
    found = Diff((), 0)
    with (
        open_ledger(config, SCHEMA) as ledger,
        ledger.alone(folder / ".sync.lock", BUSY.format(folder=folder)),
        WebClient(config.sync, _hosts(config)) as client,
    ):
        downloads = Downloads(client, attachments=config.sync.attachments)
        for source in dict.fromkeys(sources):
            portal = _PORTALS[source](client, config.sync)
            found += Sync(portal, folder, ledger, downloads).run(wish, progress)
            if isinstance(portal, Standby) and portal.reason:
                told = STANDBY.format(name=portal.name, reason=portal.reason)
                errors.print(told, style="yellow", markup=False, soft_wrap=True)
    return found


def _hosts(config: Config) -> set[str]:
    """The hosts that are configured: no other may be asked, whatever a publisher's answer says."""
    sync = config.sync
    addresses = (sync.decisions_url, sync.themis_url, sync.search_url, sync.entities_url, sync.files_url)
    return {urlsplit(address).netloc for address in addresses}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date such as 2024-01-10") from error
