"""The ``<stem>.yaml`` beside a PDF or HTML file, which holds its metadata."""

from pathlib import Path

from rag.errors import DocumentError
from rag.sources.front_matter import parse_front_matter
from rag.sources.metadata import KEYS, Metadata, check_metadata
from rag.sources.text import decode, read_bytes


def read_sidecar(path: Path) -> Metadata | None:
    """The metadata beside the document at ``path``, None where there is no such file. Raises DocumentError."""
    sidecar = path.with_suffix(".yaml")
    if not sidecar.is_file():
        return None
    try:
        front = parse_front_matter(decode(read_bytes(sidecar)), KEYS)
        return check_metadata(front.values, front.lines)
    except DocumentError as error:
        raise DocumentError(error.code, f"{sidecar.name}: {error}") from error


def missing_sidecar(path: Path) -> DocumentError:
    """The error of a document that needs a sidecar and has none."""
    return DocumentError("sidecar.missing", f"no {path.stem}.yaml beside it; write at least 'id: …' in one")
