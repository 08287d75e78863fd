"""``verantwoord regenerate``."""

from argparse import ArgumentParser, Namespace

from rag.config import Config

HELP = "regenerate"


def arguments(parser: ArgumentParser) -> None:
    """None yet."""


def run(args: Namespace, config: Config) -> int:
    """Nothing yet."""
    return 0
