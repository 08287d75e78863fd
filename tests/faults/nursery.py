"""Processes forked from one that has imported everything, so that killing one costs a second and not five."""

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import forkserver, get_context
from multiprocessing.connection import wait
from typing import TypeVar
from unittest.mock import patch

from tests.conftest import ROOT
from tests.faults.child import Job, Result, work

LANES = 2
PATIENCE = 120.0  # seconds

_context = get_context("forkserver")
# To start a process, multiprocessing looks whether others have ended, which must not happen twice at a time.
_one_by_one = threading.Lock()

Item = TypeVar("Item")
Made = TypeVar("Made")


def open_nursery() -> None:
    """Start the process from which all others are forked."""
    _context.set_forkserver_preload(["tests.faults.everything"])
    # A library that computes on several threads would be forked in the middle of something.
    with patch.dict(os.environ, PYTHONPATH=str(ROOT), OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1"):
        forkserver.ensure_running()


@dataclass(frozen=True)
class Ending:
    """How a process ended: its exit code, negative where a signal ended it, and the result if it got that far."""

    code: int
    result: Result | None

    @property
    def whole(self) -> Result:
        """The result of a process that was not killed."""
        assert self.result is not None, f"the process ended with code {self.code}"
        return self.result


class Child:
    """A process that does a job."""

    def __init__(self, job: Job) -> None:
        self._line, theirs = _context.Pipe()
        self._process = _context.Process(target=work, args=(theirs, job), daemon=True)
        with _one_by_one:
            self._process.start()
        theirs.close()

    def stand_still(self) -> None:
        """Wait until it has come to the point where it is to wait."""
        heard = self._heard()
        assert heard == "waiting", f"the process does not come to this point: {heard}"

    def go_on(self) -> None:
        """Let it go on from there."""
        self._line.send("go on")

    def killed_after(self, seconds: float) -> Ending:
        """Kill it unless it has ended by then."""
        wait([self._process.sentinel, self._line], seconds)
        self._process.kill()
        return self.ending()

    def ending(self) -> Ending:
        """Wait until it ends."""
        try:
            result = self._heard()
        except EOFError:
            result = None
        assert wait([self._process.sentinel], PATIENCE), "the process does not end"
        with _one_by_one:
            self._process.join()
        self._line.close()
        assert self._process.exitcode is not None
        assert result is None or isinstance(result, Result), result
        return Ending(self._process.exitcode, result)

    def _heard(self) -> object:
        assert self._line.poll(PATIENCE), "the process says nothing"
        return self._line.recv()


def side_by_side(do: Callable[[Item], Made], items: Iterable[Item]) -> list[Made]:
    """``do`` for every item, as many at a time as this machine has processors."""
    with ThreadPoolExecutor(LANES) as pool:
        return list(pool.map(do, items))
