"""Named points at which a run can be made to fail: before every write, rename and commit, and around every paid call.

Nothing happens at them unless a test has put something in their way with ``inject``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Trap = Callable[[str], None]

_trap: Trap | None = None


def fault_point(name: str) -> None:
    """Tell that ``name`` is about to happen (``report.rename``) or has just happened (``model.answered``)."""
    if _trap is not None:
        _trap(name)


@contextmanager
def inject(trap: Trap) -> Iterator[None]:
    """For the length of the block ``trap`` is called with the name of every point that is reached, on any thread.

    It may raise what could go wrong there, an OSError say, or end the process.
    """
    global _trap
    before, _trap = _trap, trap
    try:
        yield
    finally:
        _trap = before
