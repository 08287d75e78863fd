"""Warnings held back where they would be no news: the rules stand in for a model that is not asked, on purpose."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """For the length of the block only errors are told; the run proper tells the rest."""
    logger = logging.getLogger("rag")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
