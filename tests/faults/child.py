"""What a forked process does: run commands while a disaster waits for it at a fault point."""

import datetime as dt
import errno
import os
import resource
import signal
import threading
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal
from unittest.mock import patch

from rag.faults import Trap, inject
from rag.sources.pdf_child import read_pages
from rag.sync.sync import Sync
from tests.commands.workplace import Outcome, command

# What puts something on disk; the other points only tell that something was asked or answered.
WRITES = frozenset(
    {
        "catalogue.commit",
        "chroma.delete",
        "chroma.upsert",
        "file.rename",
        "file.write",
        "index.begin",
        "index.end",
        "ledger.commit",
        "reply.commit",
        "vectors.commit",
    }
)
# Of a file that is written after the disk filled up, so many bytes are still on it.
ROOM = 64

Kind = Literal["kill", "full", "broken", "short", "wait"]


@dataclass(frozen=True)
class Disaster:
    """What happens at the ``nth`` time (from 1) that one of these points is reached, or any point at all.

    ``kill`` ends the process. ``broken`` is an input/output error, this once. From then on the disk is ``full``; or so
    it is found only after a part of what is written is on it: ``short``. ``wait`` goes on when the parent says so.
    """

    kind: Kind
    nth: int
    points: frozenset[str] | None = None


@dataclass(frozen=True)
class Job:
    """Command lines to run one after the other, until one of them cannot be run; ``now`` is the moment it is."""

    lines: Sequence[Sequence[str]]
    now: dt.datetime
    disaster: Disaster | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What came of every line that was run, and the points that were reached, in order."""

    outcomes: list[Outcome]
    points: list[str]

    @property
    def codes(self) -> list[int]:
        """The exit codes."""
        return [outcome.code for outcome in self.outcomes]


def work(parent: Connection, job: Job) -> None:
    """Do a job and tell the parent what came of it, also if that is a mistake of ours."""
    try:
        parent.send(_done(parent, job))
    except Exception:
        parent.send(traceback.format_exc())
        raise


def _done(parent: Connection, job: Job) -> Result:
    os.environ.update(job.environment)
    points: list[str] = []
    outcomes: list[Outcome] = []
    with (
        inject(_trap(job.disaster, points, parent)),
        patch("rag.commands.sync.Sync", partial(Sync, now=lambda: job.now)),
        patch("rag.sources.pdf_file.read_in_child", _read_here),
    ):
        for line in job.lines:
            outcomes.append(command(*line))
            if outcomes[-1].code > 2:
                break
    return Result(outcomes, points)


def _read_here(kind: str, path: Path) -> list[str]:
    """The pages of a PDF of our own, without half a second for a process that protects us from it."""
    return read_pages(str(path), lambda page: page.extract_text())["pages"]


def _trap(disaster: Disaster | None, points: list[str], parent: Connection) -> Trap:
    lock = threading.Lock()
    seen = 0

    def trap(name: str) -> None:
        nonlocal seen
        with lock:
            points.append(name)
            if disaster is None or (disaster.points is not None and name not in disaster.points):
                return
            seen += 1
            strikes, after = seen == disaster.nth, seen > disaster.nth
        if strikes or (after and disaster.kind == "full"):
            _strike(disaster.kind, parent)

    return trap


def _strike(kind: Kind, parent: Connection) -> None:
    if kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "broken":
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    elif kind == "full":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    elif kind == "short":
        # The kernel itself cuts the next write of any file, those of SQLite as well; Python ignores the signal.
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    else:
        parent.send("waiting")
        parent.recv()
