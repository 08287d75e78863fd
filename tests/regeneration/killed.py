"""``regenerate`` in a process that is killed on the way: ``python -m tests.regeneration.killed CONFIG POINT N``."""

import os
import signal
import sys

from rag.cli import main
from rag.faults import inject


def die_at() -> None:
    """Never comes back from the fault point of this name where it is reached for the n-th time."""
    config, point, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seen = 0

    def trap(name: str) -> None:
        nonlocal seen
        seen += name == point
        if seen == times:
            os.kill(os.getpid(), signal.SIGKILL)

    with inject(trap):
        main(["regenerate", "--config", config])


if __name__ == "__main__":
    die_at()
