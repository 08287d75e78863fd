"""A document as one PDF with its metadata in a sidecar; the PDF is read in a child process."""

import json
import os
import subprocess
import sys
from pathlib import Path

from rag.documents import Document
from rag.errors import DocumentError
from rag.sources.assembly import assemble
from rag.sources.sidecar_file import missing_sidecar, read_sidecar
from rag.sources.text import MAX_BYTES

# A child that computes is stopped by its own limit on processor time, whatever the load; this is for one that hangs.
_SECONDS = 600


def read_pdf(path: Path, source: str) -> Document:
    """Read one file. Raises DocumentError or OSError."""
    metadata = read_sidecar(path)
    if metadata is None:
        raise missing_sidecar(path)
    return assemble(metadata, pdf_pages(path), source)


def pdf_pages(path: Path) -> list[tuple[int, str]]:
    """(page number, text) of every page, lines as they stand on the page. Raises DocumentError or OSError."""
    if path.stat().st_size > MAX_BYTES:
        raise DocumentError("file.large", f"larger than {MAX_BYTES // 1_000_000} MB; split it")
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            raise DocumentError("pdf.not_pdf", "not a PDF, whatever its name says; download it again")
    pages = _child_reply(path)
    if not any(character.isalpha() for page in pages for character in page):
        raise DocumentError("pdf.no_text", "has no text layer, only images; run OCR on it first")
    return list(enumerate(pages, start=1))


def _child_reply(path: Path) -> list[str]:
    """The pages the child process reads. Raises DocumentError for everything that can go wrong in it."""
    # The child finds what we find, and nothing in the folder we happen to stand in; it sees no secrets.
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-P", "-m", "rag.sources.pdf_child", str(path.resolve())]
    try:
        child = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError("pdf.limit", f"not read within {_SECONDS} seconds; print it to a new PDF") from error
    try:
        reply = json.loads(child.stdout)
    except ValueError as error:
        message = f"reading it took too much time or memory (exit {child.returncode}); print it to a new PDF"
        raise DocumentError("pdf.limit", message) from error
    if "code" in reply:
        raise DocumentError(reply["code"], reply["message"])
    pages: list[str] = reply["pages"]
    return pages
