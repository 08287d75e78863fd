"""``verantwoord status``."""

from argparse import ArgumentParser, Namespace

from rag.config import Config

HELP = "status"


def arguments(parser: ArgumentParser) -> None:
    """None yet."""


def run(args: Namespace, config: Config) -> int:
    """Nothing yet."""
    return 0
