"""A run that is killed, or meets a full disk, goes on where it was: nothing is asked twice, nothing is half."""

import errno
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from rag.errors import ConfigError
from rag.faults import inject
from tests.conftest import ROOT
from tests.sync.killed import after, prepared
from tests.sync.publisher import Desk, told


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("weeks")
    prepared(root)
    return root


@pytest.fixture(scope="module")
def whole(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, dict[str, list[str]], Counter[str]]:
    """An undisturbed run: the folder, its news, and the fault points it passes."""
    points: Counter[str] = Counter()
    desk = copied(template, tmp_path_factory.mktemp("whole"))
    with inject(lambda name: points.update([name])):
        news = told(desk.again())
    return desk, news, points


def copied(template: Path, root: Path) -> Desk:
    shutil.copytree(template, root, dirs_exist_ok=True)
    return after(root)


def requests(root: Path) -> Counter[str]:
    return Counter((root / "asked.txt").read_text().splitlines())


def test_the_run_under_test_passes_every_kind_of_news_and_of_fault_point(
    whole: tuple[Desk, dict[str, list[str]], Counter[str]],
) -> None:
    _, news, points = whole
    assert news == {
        "new": ["nieuw"],
        "changed": ["een"],
        "withdrawn": ["weg"],
        "returned": ["terug"],
        "missing": ["vermist"],
        "skipped": ["een", "een"],
    }
    assert points.keys() == {"sync.listing", "sync.fetch", "sync.file", "file.write", "file.rename", "ledger.commit"}


@pytest.mark.parametrize(
    "point", ["sync.listing", "sync.fetch", "sync.file", "file.write", "file.rename", "ledger.commit"]
)
def test_after_a_kill_the_rest_is_done_and_nothing_is_asked_twice(
    point: str, template: Path, whole: tuple[Desk, dict[str, list[str]], Counter[str]], tmp_path: Path
) -> None:
    undisturbed, news, points = whole
    for times in {1, points[point]}:
        root = tmp_path / str(times)
        desk = copied(template, root)
        line = [sys.executable, "-m", "tests.sync.killed", str(root), point, str(times)]
        assert subprocess.run(line, cwd=ROOT, check=False).returncode == -signal.SIGKILL
        assert told(desk.again()) == news
        assert desk.contents() == undisturbed.contents()
        twice = requests(root) - requests(undisturbed.root)
        # Only what was under way may be asked for again.
        assert sum(twice.values()) <= (3 if point in ("file.write", "file.rename", "sync.file") else 1)
        assert told(desk.diff()) == {"withdrawn": ["vermist"]}


@pytest.mark.parametrize("half", [0, 1])
def test_a_full_or_broken_disk_stops_the_run_and_loses_nothing(
    half: int, template: Path, whole: tuple[Desk, dict[str, list[str]], Counter[str]], tmp_path: Path
) -> None:
    undisturbed, news, points = whole
    writes = points["file.write"] + points["ledger.commit"]
    for nth in range(1 + half, writes + 1, 2):
        left, code = nth, errno.ENOSPC if half else errno.EIO

        def trap(name: str) -> None:
            nonlocal left
            left -= name in ("file.write", "ledger.commit")
            if left == 0:
                left = -1  # once
                raise OSError(code, "no room")  # noqa: B023

        desk = copied(template, tmp_path / str(nth))
        with inject(trap), pytest.raises((OSError, ConfigError)):
            desk.again()
        assert told(desk.again()) == news
        assert desk.contents() == undisturbed.contents()
