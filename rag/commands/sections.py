"""``verantwoord sections``: list the sections of the agreement."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from rag.config import Config
from rag.corpus import read_agreement

HELP = "list the sections of the agreement"


def arguments(parser: ArgumentParser) -> None:
    """No arguments of its own."""


def run(args: Namespace, config: Config) -> int:
    """Print id and title of every section."""
    sections = read_agreement(config.resolve(config.corpus.agreement))
    if args.json:
        print(json.dumps([asdict(section) for section in sections.values()], ensure_ascii=False))
    else:
        for section in sections.values():
            print(f"{section.id}\t{section.title}")
    return 0
