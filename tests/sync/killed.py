"""A run of ``sync`` in a process that is killed on the way: ``python -m tests.sync.killed FOLDER POINT N``."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from rag.faults import inject
from tests.sync.publisher import Desk, Publisher, decision


class Recorded(Publisher):
    """A publisher that keeps every request in a file, over all processes."""

    def __init__(self, record: Path) -> None:
        super().__init__()
        self._record = record

    def _ask(self, what: str) -> None:
        with self._record.open("a") as file:
            file.write(what + "\n")
        super()._ask(what)


def before(root: Path, *gone: str) -> Desk:
    """A publisher without what it took back, and the folder that is kept in step with it."""
    publisher = Recorded(root / "asked.txt")
    publisher.publish(*(decision(name) for name in ("een", "twee", "weg", "terug", "vermist")))
    for name in gone:
        publisher.withdraw(name)
    return Desk(root, publisher)


def prepared(root: Path) -> None:
    """A folder after some weeks: one document is withdrawn, one is missing."""
    weeks: list[list[str]] = [[], ["terug"], ["terug"], ["terug", "weg"]]
    for week, gone in enumerate(weeks):
        desk = before(root, *gone)
        desk.now = desk.now.replace(day=2 + 7 * week)
        desk.run()
    (root / "asked.txt").unlink()


def after(root: Path) -> Desk:
    """Now there is something new, changed, missing, withdrawn and returned, and there are files."""
    desk = before(root, "weg", "vermist")
    publisher = desk.publisher
    files = (publisher.file("a.bin", b"\x00"), publisher.file("b.bin", b"\x01"))
    publisher.publish(replace(decision("een", "Andere tekst."), files=files), decision("nieuw", month=3))
    return desk


def main() -> None:
    """Never comes back from the fault point of this name where it is reached for the n-th time."""
    root, point, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    seen = 0

    def trap(name: str) -> None:
        nonlocal seen
        seen += name == point
        if seen == times:
            os.kill(os.getpid(), signal.SIGKILL)

    with inject(trap):
        after(root).again()


if __name__ == "__main__":
    main()
