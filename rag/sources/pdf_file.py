"""A document as one PDF with its metadata in a sidecar; the PDF is read in a child process."""

from pathlib import Path

from rag.documents import Document
from rag.errors import DocumentError
from rag.sources.assembly import assemble
from rag.sources.child import read_in_child
from rag.sources.sidecar_file import missing_sidecar, read_sidecar
from rag.sources.text import MAX_BYTES
from rag.sources.typography import StyledLine


def read_pdf(path: Path, source: str) -> Document:
    """Read one file. Raises DocumentError or OSError."""
    metadata = read_sidecar(path)
    if metadata is None:
        raise missing_sidecar(path)
    return assemble(metadata, pdf_pages(path), source)


def pdf_pages(path: Path) -> list[tuple[int, str]]:
    """(page number, text) of every page, lines as they stand on the page. Raises DocumentError or OSError."""
    pages = _pages(path)
    if not any(character.isalpha() for page in pages for character in page):
        raise _no_text()
    return list(enumerate(pages, start=1))


def pdf_lines(path: Path) -> list[StyledLine]:
    """Every line that is not blank, with the letter it is set in. Raises DocumentError or OSError."""
    pages = enumerate(_pages(path, "styled"), start=1)
    lines = [StyledLine.parse(number, row) for number, page in pages for row in page.split("\n")]
    found = [line for line in lines if line.text.strip()]
    if not found:
        raise _no_text()
    return found


def _no_text() -> DocumentError:
    return DocumentError("pdf.no_text", "has no text layer, only images; run OCR on it first")


def _pages(path: Path, *how: str) -> list[str]:
    """The pages of a file that may be a PDF."""
    if path.stat().st_size > MAX_BYTES:
        raise DocumentError("file.large", f"larger than {MAX_BYTES // 1_000_000} MB; split it")
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            raise DocumentError("pdf.not_pdf", "not a PDF, whatever its name says; download it again")
    return read_in_child("pdf", path, *how)
