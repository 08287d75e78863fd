"""Files appear whole or not at all; one writer at a time."""

import errno
import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest

from rag.errors import LockedError
from rag.files import locked, sha256, write_whole


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b.md", "é\n")
    assert (tmp_path / "a" / "b.md").read_bytes() == "é\n".encode()


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_no_remains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "report.md"
    path.write_text("old")

    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "write":
        real = os.fdopen

        def fdopen(*args: Any, **kwargs: Any) -> Any:
            file = real(*args, **kwargs)
            file.close()
            full()

        monkeypatch.setattr(os, "fdopen", fdopen)
    else:
        monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new")
    monkeypatch.undo()
    assert [file.name for file in tmp_path.iterdir()] == ["report.md"]
    assert path.read_text() == "old"


def hold(path: Path, ready: Any, release: Any) -> None:
    with locked(path, "busy"):
        ready.set()
        release.wait(10)


def test_a_second_process_is_told_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, release = context.Event(), context.Event()
    holder = context.Process(target=hold, args=(tmp_path / "lock", ready, release))
    holder.start()
    assert ready.wait(20)
    with pytest.raises(LockedError, match="busy"), locked(tmp_path / "lock", "busy"):
        pass
    holder.kill()
    holder.join()
    with locked(tmp_path / "lock", "busy"):
        pass


def test_readers_share_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with (
        locked(lock, "busy", shared=True),
        locked(lock, "busy", shared=True),
        pytest.raises(LockedError),
        locked(lock, "busy"),
    ):
        pass


def test_text_and_its_bytes_have_one_hash() -> None:
    assert sha256("é") == sha256("é".encode())
