"""``verantwoord sync``."""

from argparse import ArgumentParser, Namespace

from rag.config import Config

HELP = "sync"


def arguments(parser: ArgumentParser) -> None:
    """None yet."""


def run(args: Namespace, config: Config) -> int:
    """Nothing yet."""
    return 0
