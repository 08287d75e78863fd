"""The text of a file that goes with a document. What it is, its first bytes tell; its name and type are often wrong."""

import tempfile
from pathlib import Path

from rag.errors import DocumentError
from rag.sources.child import read_in_child
from rag.sources.pdf_file import pdf_pages
from rag.sources.text import MAX_BYTES

_ZIP = b"PK\x03\x04"
_UNREAD = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an Office file of before 2007 (.doc, .xls, .ppt) or one with a password",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"II*\x00": "an image",
    b"MM\x00*": "an image",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML file",
}


def read_attachment(data: bytes, name: str, media_type: str) -> list[tuple[int, str]]:
    """(page number, text) of every page; a Word file is one, of number 0, with a blank line between its paragraphs.

    ``name`` and ``media_type`` are what the publisher says, only for the message about a file that is none of those
    read here. Raises DocumentError ``attachment.…``, ``pdf.…``, ``docx.…`` or ``file.large``.
    """
    if not data:
        raise DocumentError("attachment.empty", "holds nothing; ask the publisher for it")
    if len(data) > MAX_BYTES:
        raise DocumentError("file.large", f"larger than {MAX_BYTES // 1_000_000} MB")
    packed = data.startswith(_ZIP)
    if not packed and b"%PDF-" not in data[:1024]:
        raise DocumentError("attachment.format", f"{_kind(data, name, media_type)}, of which nothing is read")
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        path = Path(file.name)
        if not packed:
            return pdf_pages(path)
        (text,) = read_in_child("docx", path)
    if not any(map(str.isalpha, text)):
        raise DocumentError("docx.no_text", "has no text, only images")
    return [(0, text)]


def _kind(data: bytes, name: str, media_type: str) -> str:
    """What a file is that is not read."""
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    what = next(
        (what for magic, what in _UNREAD.items() if start.startswith(magic.lower())), "a file of an unknown kind"
    )
    said = ", ".join(filter(None, (Path(name).suffix, media_type)))
    return f"{what} ({said})" if said else what
