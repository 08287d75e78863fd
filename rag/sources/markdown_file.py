"""A decision or written question as one Markdown file with YAML front matter."""

from pathlib import Path

from rag.documents import Document
from rag.sources.assembly import assemble
from rag.sources.front_matter import split_front_matter
from rag.sources.metadata import KEYS, check_metadata
from rag.sources.text import decode, read_bytes


def read_markdown(path: Path, source: str) -> Document:
    """Read one file. Raises DocumentError or OSError."""
    front, body = split_front_matter(decode(read_bytes(path)), KEYS)
    return assemble(check_metadata(front.values, front.lines), body, source)
