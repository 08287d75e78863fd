"""``--batch``: what a model is to be asked goes through its provider's batches first, at a lower price."""

from argparse import ArgumentParser
from collections.abc import Callable, Sequence

from rag.errors import Waiting
from rag.progress import errors
from rag.session import Session


def batchable(parser: ArgumentParser) -> None:
    """``[--batch [--wait]]``."""
    parser.add_argument("--batch", action="store_true", help="ask through the provider's batches: cheaper, up to a day")
    parser.add_argument("--wait", action="store_true", help="with --batch: stay until all batches are answered")


def ask_through_batches(session: Session, sections: Sequence[str], ask: Callable[[str], object], *, wait: bool) -> None:
    """Have everything that ``ask`` asks about the sections answered, and keep the answers.

    The run that follows finds them in the cache. Raises Waiting while a batch is unfinished, ConfigError if no model
    is set or its provider takes no batches.
    """
    from rag.llm.batch import run_batches

    outcome = run_batches(session.config, session.chat, sections, ask, wait=wait, tell=_tell)
    if not outcome.finished:
        raise Waiting(outcome.told)
    _tell(outcome.told)


def _tell(line: str) -> None:
    errors.print(line, markup=False, soft_wrap=True)
