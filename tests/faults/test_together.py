"""Several processes at once: one works, the others say why they do not, and nothing is lost or paid for twice."""

from pathlib import Path

import pytest

from tests.faults.child import Disaster
from tests.faults.friday import Friday
from tests.faults.nursery import Child

MANY = 8
REPORTS = "another process is writing the reports in"
SYNCHRONISING = "another process is synchronising"
INDEX = "another process is using the index"


def started(friday: Friday, root: Path, command: str, stop: str = "") -> Child:
    """A command, which waits when it first comes to the point ``stop``."""
    disaster = Disaster("wait", 1, frozenset({stop})) if stop else None
    child = friday.start(root, disaster, [(command,)])
    if stop:
        child.stand_still()
    return child


def refused(child: Child, why: str) -> bool:
    """Whether a command was not run, because of another that is named."""
    (outcome,) = child.ending().whole.outcomes
    return outcome.code == 3 and why in outcome.told and "wait until it has finished and try again" in outcome.told


def completed(child: Child) -> bool:
    """Whether a command did all it was to do."""
    return child.ending().whole.codes == [0]


@pytest.mark.parametrize(
    ("command", "stop", "why"), [("sync", "sync.fetch", SYNCHRONISING), ("regenerate", "model.ask", REPORTS)]
)
def test_while_one_is_at_work_seven_more_are_turned_away(a_friday: Friday, command: str, stop: str, why: str) -> None:
    root = a_friday.copy(f"eight-{command}")
    if command == "regenerate":
        assert completed(started(a_friday, root, "sync"))
    first = started(a_friday, root, command, stop)
    others = [started(a_friday, root, command) for _ in range(MANY - 1)]
    assert [refused(other, why) for other in others] == [True] * (MANY - 1)
    first.go_on()
    assert completed(first)
    assert a_friday.finished(root) == 0


@pytest.mark.parametrize("command", ["sync", "regenerate"])
def test_of_eight_that_start_at_once_one_or_more_do_it_all_and_none_breaks(a_friday: Friday, command: str) -> None:
    root = a_friday.copy(f"race-{command}")
    if command == "regenerate":
        assert completed(started(a_friday, root, "sync"))
    # Whoever comes when the first is ready finds nothing to do.
    endings = [child.ending().whole for child in [started(a_friday, root, command) for _ in range(MANY)]]
    outcomes = [outcome for ending in endings for outcome in ending.outcomes]
    assert {outcome.code for outcome in outcomes} <= {0, 3}
    assert any(outcome.code == 0 for outcome in outcomes)
    assert all("wait until it has finished" in outcome.told for outcome in outcomes if outcome.code)
    assert a_friday.finished(root) == 0


def test_regenerating_waits_for_no_index_that_is_being_written(a_friday: Friday) -> None:
    root = a_friday.copy("index-first")
    indexing = started(a_friday, root, "sync", "catalogue.commit")
    assert refused(started(a_friday, root, "regenerate"), INDEX)
    indexing.go_on()
    assert completed(indexing)
    assert a_friday.finished(root) == 0


def test_the_index_is_not_written_while_reports_are(a_friday: Friday) -> None:
    root = a_friday.copy("reports-first")
    assert completed(started(a_friday, root, "sync"))
    writing = started(a_friday, root, "regenerate", "model.ask")
    assert refused(started(a_friday, root, "index"), INDEX)
    writing.go_on()
    assert completed(writing)
    assert a_friday.finished(root) == 0


def test_the_lock_of_a_killed_process_is_nobodys(a_friday: Friday) -> None:
    root = a_friday.copy("orphan")
    assert completed(started(a_friday, root, "sync"))
    assert started(a_friday, root, "regenerate", "model.ask").killed_after(0).code < 0
    assert completed(started(a_friday, root, "regenerate"))
    assert a_friday.finished(root) == 0
