"""Files that appear whole or not at all, content hashes, and the lock that keeps writers apart."""

import fcntl
import glob
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rag.errors import LockedError
from rag.faults import fault_point


def sha256(data: str | bytes) -> str:
    """Hex digest of a text (as UTF-8) or of bytes."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def write_whole(path: Path, data: str | bytes) -> None:
    """Write ``path`` so that a reader, a crash or a full disk never shows half of it."""
    write_together({path: data})


def write_together(files: Mapping[Path, str | bytes]) -> None:
    """``write_whole`` for files that belong together: all are on disk before the first takes the place of an old one.

    Raises OSError that names the file.
    """
    staged: dict[Path, str] = {}
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, staged[path] = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
            with os.fdopen(handle, "wb") as file:
                fault_point("file.write")
                file.write(data.encode() if isinstance(data, str) else data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(staged[path], 0o644)
        for path, temporary in staged.items():
            fault_point("file.rename")
            os.replace(temporary, path)
    except BaseException as error:
        for temporary in staged.values():
            Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)
        raise
    for folder in {path.parent for path in files}:
        _sync(folder)


def remove(path: Path) -> None:
    """Take a file away, if it is there."""
    fault_point("file.remove")
    path.unlink(missing_ok=True)


def sweep(path: Path) -> None:
    """Remove what a killed ``write_whole`` of ``path`` left beside it; nobody else may be writing it."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
        left.unlink(missing_ok=True)


def sweep_all(folder: Path) -> None:
    """``sweep`` for every file in a folder."""
    for left in folder.glob(".*.tmp"):
        left.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Put the names in a folder on disk."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


@contextmanager
def locked(path: Path, message: str, *, shared: bool = False) -> Iterator[None]:
    """Hold an advisory lock on ``path`` for the length of the block; the kernel frees it when the process dies.

    Raises LockedError with ``message`` at once if another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(message) from None
        yield
