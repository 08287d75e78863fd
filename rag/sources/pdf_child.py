"""The child process that reads one PDF: a hostile file can break or exhaust this process, not ours.

``python -m rag.sources.pdf_child FILE`` prints one JSON object: ``{"pages": [text, …]}`` or ``{"code", "message"}``.
"""

import json
import logging
import resource
import sys
from contextlib import suppress
from typing import TypedDict

MAX_PAGES = 2_000
MAX_CHARACTERS = 20_000_000
_MEMORY = 1_000_000_000
# Seconds of processor time: to open the file, and for each page (a dense page takes 0.03).
_CPU_FILE = 30
_CPU_PAGE = 0.1


class Reply(TypedDict, total=False):
    """What the child prints: pages, or the code and message of a failure."""

    pages: list[str]
    code: str
    message: str


def read_pages(path: str) -> Reply:
    """The text of every page of the PDF at ``path``."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, LimitReachedError

    reader = PdfReader(path)
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            return {"code": "pdf.encrypted", "message": "needs a password; save it without one"}
        count = len(reader.pages)
    except DependencyError as error:
        return {"code": "pdf.encrypted", "message": f"encrypted, and {error}"}
    if count > MAX_PAGES:
        return {"code": "pdf.pages", "message": f"{count:,} pages, at most {MAX_PAGES:,} are read; split it"}
    _limit(resource.RLIMIT_CPU, _CPU_FILE + int(count * _CPU_PAGE))
    pages: list[str] = []
    room = MAX_CHARACTERS
    for page in reader.pages:
        try:
            pages.append(page.extract_text())
        except LimitReachedError:
            return {"code": "pdf.limit", "message": f"page {len(pages) + 1} is too large; print it to a new PDF"}
        room -= len(pages[-1])
        if room < 0:
            return {"code": "pdf.limit", "message": f"more than {MAX_CHARACTERS:,} characters of text; split it"}
    return {"pages": pages}


def main() -> None:
    """Read the file named on the command line under limits on memory and processor time."""
    # pypdf logs every oddity of every file; what matters is in the reply.
    logging.disable()
    _limit(resource.RLIMIT_AS, _MEMORY)
    _limit(resource.RLIMIT_CPU, _CPU_FILE)
    try:
        reply = read_pages(sys.argv[1])
    except MemoryError:
        reply = {"code": "pdf.limit", "message": "needs more than 1 GB of memory; print it to a new PDF"}
    except Exception as error:  # noqa: BLE001 - pypdf raises anything on a broken file
        reply = {"code": "pdf.damaged", "message": f"damaged ({type(error).__name__}); print it to a new PDF"}
    # Escaped, for an extracted text may hold lone surrogates.
    json.dump(reply, sys.stdout)


def _limit(kind: int, amount: int) -> None:
    """Set a soft limit, which may be raised later; not every system knows every limit."""
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (amount, resource.getrlimit(kind)[1]))


if __name__ == "__main__":
    main()
