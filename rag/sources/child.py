"""A process of its own in which one file is read: a hostile file can break or exhaust that process, not ours.

``python -m rag.sources.KIND_child FILE …`` prints one JSON object: ``{"pages": [text, …]}`` or ``{"code", "message"}``.
"""

import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal, TypedDict

from rag.errors import DocumentError

Kind = Literal["pdf", "docx"]

MAX_CHARACTERS = 20_000_000
MEMORY = 1_000_000_000
# Seconds of processor time; a reader that knows how much work a file is may raise it.
CPU = 30
# A child that computes is stopped by its own limit on processor time, whatever the load; this is for one that hangs.
SECONDS = 600


class Reply(TypedDict, total=False):
    """What a child prints: pages, or the code and message of a failure."""

    pages: list[str]
    code: str
    message: str


def read_in_child(kind: Kind, path: Path, *how: str) -> list[str]:
    """The pages that a child reads. Raises DocumentError for everything that can go wrong in it."""
    # The child finds what we find, and nothing in the folder we happen to stand in; it sees no secrets.
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-P", "-m", f"rag.sources.{kind}_child", str(path.resolve()), *how]
    try:
        child = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(f"{kind}.limit", f"not read within {SECONDS} seconds; print it to a new PDF") from error
    try:
        reply = json.loads(child.stdout)
    except ValueError as error:
        message = f"reading it took too much time or memory (exit {child.returncode}); print it to a new PDF"
        raise DocumentError(f"{kind}.limit", message) from error
    if "code" in reply:
        raise DocumentError(reply["code"], reply["message"])
    pages: list[str] = reply["pages"]
    return pages


def serve(kind: Kind, read: Callable[[], Reply]) -> None:
    """In the child: print what ``read`` gives under limits on memory and processor time."""
    # Libraries log every oddity of every file; what matters is in the reply.
    logging.disable()
    limit(resource.RLIMIT_AS, MEMORY)
    limit(resource.RLIMIT_CPU, CPU)
    try:
        reply = read()
    except MemoryError:
        reply = {"code": f"{kind}.limit", "message": "needs more than 1 GB of memory; print it to a new PDF"}
    except Exception as error:  # noqa: BLE001 - libraries raise anything on a broken file
        reply = {"code": f"{kind}.damaged", "message": f"damaged ({type(error).__name__}); print it to a new PDF"}
    # Escaped, for an extracted text may hold lone surrogates.
    json.dump(reply, sys.stdout)


def too_long(kind: Kind) -> Reply:
    """The reply where there is more text than anybody would cite from."""
    return {"code": f"{kind}.limit", "message": f"more than {MAX_CHARACTERS:,} characters of text; split it"}


def limit(kind: int, amount: int) -> None:
    """Set a soft limit, which may be raised later; not every system knows every limit."""
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (amount, resource.getrlimit(kind)[1]))
