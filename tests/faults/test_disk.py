"""A disk that is full, broken, or full in the middle of a write: said clearly, nothing half, and done the next time."""

import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults.child import WRITES, Disaster, Kind
from tests.faults.friday import Friday, outputs
from tests.faults.nursery import side_by_side
from tests.faults.test_kills import LONG

KINDS: tuple[Kind, ...] = ("full", "broken", "short")


@dataclass(frozen=True)
class Loss:
    """What became of the job when the ``nth`` write went wrong: its exit codes, and what was not right."""

    kind: Kind
    nth: int
    point: str
    codes: tuple[int, ...] = ()
    trouble: str = ""


def lost(friday: Friday, kind: Kind, nth: int) -> Loss:
    """Let the nth write of the job go wrong, look at what it left, and run it again."""
    root = friday.copy(f"{kind}-{nth}")
    before = outputs(root)
    writes = [point for point in friday.reference.result.points if point in WRITES]
    ending = friday.start(root, Disaster(kind, nth, WRITES)).ending()
    loss = partial(Loss, kind, nth, writes[nth - 1])
    if ending.result is None:
        return loss(trouble=f"ended with {ending.code}")
    codes = tuple(ending.result.codes)
    try:
        _told(codes, ending.result.outcomes[-1].told)
        _whole(root, before, friday.reference.files)
        friday.finished(root)
    except AssertionError as error:
        return loss(codes, f"{error}; said: {ending.result.outcomes[-1].told!r}")
    shutil.rmtree(root)
    return loss(codes)


def _told(codes: tuple[int, ...], told: str) -> None:
    """Whoever ran it knows what to do."""
    assert "Traceback" not in told, "a traceback"
    if codes[-1]:
        assert codes[-1] in (3, 4), f"exit code {codes[-1]}"
        assert ";" in told, "no advice"


def _whole(root: Path, before: dict[str, bytes], after: dict[str, bytes]) -> None:
    """Every file is what it was or what it becomes."""
    for name, data in outputs(root).items():
        assert data in (before.get(name), after.get(name)), f"{name} is half"


def test_a_write_that_fails_is_told_and_leaves_every_file_old_or_new(a_friday: Friday) -> None:
    count = sum(point in WRITES for point in a_friday.reference.result.points)
    # Each write fails in one of three ways, unless there is time for all.
    planned = [
        (kind, nth)
        for nth in range(1, count + 1)
        for place, kind in enumerate(KINDS)
        if LONG or nth % len(KINDS) == place
    ]
    losses = side_by_side(lambda plan: lost(a_friday, *plan), planned)
    for loss in losses:
        print(f"{loss.kind:7} {loss.nth:3} {loss.point:16} {loss.codes} {loss.trouble}")
    assert [loss for loss in losses if loss.trouble] == []
    stopped = [loss for loss in losses if loss.codes[-1]]
    assert len(stopped) > len(losses) * 0.9
