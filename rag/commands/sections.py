"""``verantwoord sections``: list the sections of the agreement."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from rag.config import Config
from rag.sources.agreement import configured_agreement

HELP = "list the sections of the agreement"


def arguments(parser: ArgumentParser) -> None:
    """No arguments of its own."""


def run(args: Namespace, config: Config) -> int:
    """Print id and title of every section."""
    sections = configured_agreement(config)
    if args.json:
        rows = [{key: value for key, value in asdict(item).items() if value is not None} for item in sections.values()]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for section in sections.values():
            print(f"{section.id}\t{section.title}")
    return 0
