"""A killed job, wherever that was, is finished by running it again: nothing to repair, nothing paid for twice."""

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults.child import Disaster
from tests.faults.friday import Friday
from tests.faults.nursery import side_by_side

# Set it to kill at every occurrence of every point, and as often again at random as this.
LONG = int(os.environ.get("VERANTWOORD_KILLS", "0"))
FEW = 4
TAKING_BACK = frozenset({"file.write", "file.rename", "file.remove"})
RANDOM = 100


@dataclass(frozen=True)
class Kill:
    """The ``nth`` time that ``point`` is reached."""

    point: str
    nth: int


def kills(friday: Friday, *prefixes: str) -> Iterator[Kill]:
    """The first, the middle and the last occurrence of every point, or all of a few."""
    for point, times in friday.reference.points.items():
        if prefixes and not point.startswith(prefixes):
            continue
        every = times <= FEW or LONG
        for nth in range(1, times + 1) if every else sorted({1, times // 2, times}):
            yield Kill(point, nth)


@dataclass(frozen=True)
class Fate:
    """How it went after a kill: the calls that were paid for twice, and what was not right."""

    twice: int = 0
    trouble: str = ""


def killed(friday: Friday, kill: Kill) -> Fate:
    """Kill the job there and run it again."""
    root = friday.copy(f"{kill.point}-{kill.nth}")
    ending = friday.start(root, Disaster("kill", kill.nth, frozenset({kill.point}))).ending()
    if ending.code != -signal.SIGKILL:
        return Fate(trouble=f"the point was not reached: {ending}")
    return finished(friday, root)


def finished(friday: Friday, root: Path) -> Fate:
    """Run the job again, and throw away the folder if all is right."""
    try:
        fate = Fate(friday.finished(root))
    except AssertionError as error:
        return Fate(trouble=str(error))
    shutil.rmtree(root)
    return fate


def show(friday: Friday, fates: Mapping[Kill, Fate]) -> None:
    """The kill matrix, for ``pytest -s``."""
    for kill, fate in fates.items():
        times = friday.reference.points[kill.point]
        print(f"{kill.point:20} {kill.nth:3} of {times:3}: {fate.twice} paid twice {fate.trouble}")


def test_the_undisturbed_job_has_news_of_every_kind(a_friday: Friday) -> None:
    synced, regenerated = a_friday.reference.result.outcomes
    assert "sync: 1 new, 2 changed, 1 withdrawn" in synced.out
    assert "mobiliteit/1.3 (evidence-added, evidence-changed, evidence-withdrawn)" in regenerated.out
    assert "wonen/4.2 (evidence-changed, output-edited)" in regenerated.out
    assert "cultuur/2.1 (new)" in regenerated.out
    assert "3 reports regenerated, 0 failed" in regenerated.out


def test_after_a_kill_at_any_point_running_it_again_makes_the_same_files(a_friday: Friday) -> None:
    planned = list(kills(a_friday))
    fates = dict(zip(planned, side_by_side(partial(killed, a_friday), planned), strict=True))
    show(a_friday, fates)
    assert [kill for kill, fate in fates.items() if fate.trouble] == []
    # One section is written at a time, so one call at most is in flight.
    assert max(fate.twice for fate in fates.values()) <= 1
    assert {kill.point for kill, fate in fates.items() if fate.twice} >= {"model.answered", "reply.commit"}


def test_a_killed_run_by_batches_leaves_no_question_twice(a_friday_of_batches: Friday) -> None:
    friday = a_friday_of_batches
    assert friday.reference.result.codes == [0, 2, 2, 2, 0]
    planned = list(kills(friday, "batch.", "ledger."))
    fates = dict(zip(planned, side_by_side(partial(killed, friday), planned), strict=True))
    show(friday, fates)
    assert [kill for kill, fate in fates.items() if fate.trouble or fate.twice] == []


def killed_twice(friday: Friday, rename: int, nth: int) -> Fate:
    """Kill the job between the two files of a report, and again while the first of them is taken back."""
    root = friday.copy(f"half-{rename}-{nth}")
    endings = [
        friday.start(root, Disaster("kill", rename, frozenset({"file.rename"}))).ending(),
        friday.start(root, Disaster("kill", nth, TAKING_BACK), [("regenerate",)]).ending(),
    ]
    if any(ending.code != -signal.SIGKILL for ending in endings):
        return Fate(trouble=f"not killed: {endings}")
    return finished(friday, root)


def test_a_kill_while_half_a_report_is_taken_back_is_no_worse(a_friday: Friday) -> None:
    done = [point for point in a_friday.reference.result.points if point in ("file.rename", "ledger.commit")]
    pairs = [place for place in range(1, len(done)) if done[place - 1 : place + 1] == ["file.rename"] * 2]
    # The files of a report are renamed together; then the ledger is told, which it is not of each change report.
    halves = [done[: place + 1].count("file.rename") for place in pairs if done[place - 2] == "ledger.commit"]
    planned = [(rename, nth) for rename in halves[:3] for nth in (1, 2)]
    fates = side_by_side(lambda plan: killed_twice(a_friday, *plan), planned)
    assert len(fates) == 6
    assert [fate for fate in fates if fate.trouble or fate.twice > 2] == []


@dataclass(frozen=True)
class Chance:
    """One or two kills at random, each at the nth point that is reached or after so many seconds."""

    seed: int
    kills: tuple[int | float, ...]


def chances(count: int, points: int, seconds: float) -> Iterator[Chance]:
    """The same every time."""
    for seed in range(count):
        dice = random.Random(seed)
        times = dice.choice((1, 1, 2))
        yield Chance(
            seed, tuple(dice.choice((dice.randint(1, points), dice.uniform(0, seconds))) for _ in range(times))
        )


def killed_at_random(friday: Friday, chance: Chance) -> Fate:
    """Kill the job, perhaps kill it again, and let it finish; two sections are written at a time."""
    root = friday.copy(f"random-{chance.seed}", workers=2)
    for moment in chance.kills:
        if isinstance(moment, int):
            friday.start(root, Disaster("kill", moment)).ending()
        else:
            friday.start(root).killed_after(moment)
    return finished(friday, root)


def test_after_any_number_of_kills_at_random_it_comes_right(a_friday: Friday) -> None:
    started = time.monotonic()
    points = len(a_friday.reference.result.points)
    a_friday.start(a_friday.copy("timed")).ending()
    planned = list(chances(LONG or RANDOM, points, time.monotonic() - started))
    fates = side_by_side(partial(killed_at_random, a_friday), planned)
    for chance, fate in zip(planned, fates, strict=True):
        print(f"{chance.seed:4} {chance.kills}: {fate.twice} paid twice {fate.trouble}")
    assert [(chance, fate) for chance, fate in zip(planned, fates, strict=True) if fate.trouble] == []
    # Each kill can catch one call of each of two workers.
    assert all(fate.twice <= 2 * len(chance.kills) for chance, fate in zip(planned, fates, strict=True))
