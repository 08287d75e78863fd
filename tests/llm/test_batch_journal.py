"""A run by batches that ends anywhere is gone on with: nothing is left at the provider twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import LockedError
from rag.faults import inject
from rag.files import locked
from tests.conftest import ROOT
from tests.llm.batch_server import Course
from tests.llm.batch_station import EXPECTED, HONEST, Station


class Killed(BaseException):
    """The process is gone."""


def asked(station: Station) -> list[str]:
    """The last words of every question that was left, in alphabetical order."""
    return sorted(str(line["body"]["messages"][-1]["content"]) for line in station.server.lines)


def test_killed_at_any_point_a_rerun_gives_the_same_and_leaves_nothing_twice(tmp_path: Path) -> None:
    points: list[str] = []
    courses = (Course(status="expired", answered=2), Course())
    with Station(tmp_path / "whole", HONEST, *courses) as station, inject(points.append):
        station.run()
        expected = asked(station)
    assert {"batch.upload", "batch.create", "batch.created", "batch.taken", "ledger.commit"} < set(points)
    for place in range(len(points)):
        with Station(tmp_path / str(place), HONEST, *courses) as station:
            passed: list[str] = []

            def trap(name: str, passed: list[str] = passed, place: int = place) -> None:
                passed.append(name)
                if len(passed) == place + 1:
                    raise Killed

            with pytest.raises(Killed), inject(trap):
                station.run()
            outcome = station.run()
            assert asked(station) == expected, (place, points[place])
            assert station.answers == EXPECTED
            assert outcome.usage.calls == 6, (place, points[place])
            assert station.live() == EXPECTED
            assert station.server.chats == []


SCRIPT = """
import os, signal, sys
from pathlib import Path
from rag.faults import inject
from tests.llm.batch_station import Station

def trap(name):
    if name == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)

station = Station(Path(sys.argv[1]))
station.config = lambda **llm: Station.config(station, base_url=sys.argv[2], **llm)
with inject(trap):
    station.run()
"""


@pytest.mark.parametrize("point", ["batch.created", "batch.taken"])
def test_a_process_that_is_really_killed_is_gone_on_with(tmp_path: Path, point: str) -> None:
    with Station(tmp_path) as station:
        line = [sys.executable, "-c", SCRIPT, str(tmp_path), station.server.base_url, point]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        assert subprocess.run(line, env=environment, timeout=120).returncode == -signal.SIGKILL
        assert len(station.server.batches) == 1
        station.run()
        assert set(station.server.sent().values()) == {1}
        assert station.answers == EXPECTED


def test_two_at_once_one_runs_and_one_says_so(tmp_path: Path) -> None:
    with Station(tmp_path) as station, locked(tmp_path / "cache" / "batches.lock", "bezig"):
        with pytest.raises(LockedError, match="another run is leaving or awaiting batches"):
            station.run()
        assert station.server.requests == []


def test_a_settled_job_leaves_only_tags_behind(tmp_path: Path) -> None:
    with Station(tmp_path) as station:
        station.run()
        assert station.journal("SELECT count(*) FROM batch_request") == [(0,)]
        assert station.journal("SELECT count(*), min(settled) FROM batch") == [(2, 1)]
