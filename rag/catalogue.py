"""The SQLite catalogue of one index: documents, chunks and postings, changed together or not at all."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from rag.documents import Chunk, Document, Page, Segment, Span
from rag.lexical import FIELDS, Field, Postings, postings

SCHEMA_VERSION = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, hash TEXT NOT NULL, payload TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chunks (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, payload TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS chunks_of_document ON chunks(document);
CREATE TABLE IF NOT EXISTS postings (
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, field TEXT NOT NULL, passage INTEGER NOT NULL,
    terms BLOB NOT NULL, counts BLOB NOT NULL, PRIMARY KEY (field, document, passage)
) WITHOUT ROWID;
"""


class Catalogue:
    """Open a catalogue, creating it if ``path`` is not there."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, timeout=5)
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def hashes(self) -> dict[str, str]:
        """Content hash of every document."""
        return dict(self._db.execute("SELECT id, hash FROM documents ORDER BY id"))

    def chunk_ids(self) -> set[str]:
        """The ids of all chunks."""
        return {row[0] for row in self._db.execute("SELECT id FROM chunks")}

    def chunk_documents(self) -> dict[str, str]:
        """The document of every chunk."""
        return dict(self._db.execute("SELECT id, document FROM chunks"))

    def extent(self) -> tuple[int, date | None]:
        """How many documents there are, and the day of the newest."""
        count, newest = self._db.execute(
            "SELECT COUNT(*), MAX(json_extract(payload, '$.date')) FROM documents"
        ).fetchone()
        return int(count), date.fromisoformat(newest) if newest else None

    def document(self, identity: str) -> Document | None:
        """One document, None if it is not in the catalogue."""
        row = self._db.execute("SELECT payload FROM documents WHERE id = ?", (identity,)).fetchone()
        return _document(json.loads(row[0])) if row else None

    def documents(self) -> Iterator[Document]:
        """All documents in order of id."""
        for (payload,) in self._db.execute("SELECT payload FROM documents ORDER BY id"):
            yield _document(json.loads(payload))

    def chunks(self, document: str | None = None) -> Iterator[Chunk]:
        """All chunks, or those of one document, in a fixed order."""
        where, values = ("WHERE document = ?", (document,)) if document else ("", ())
        for (payload,) in self._db.execute(f"SELECT payload FROM chunks {where} ORDER BY document, id", values):
            yield _chunk(json.loads(payload))

    def postings(self, field: Field) -> tuple[list[str], list[Postings]]:
        """The document and the postings of every passage, in one field; passages of a document stand together."""
        query = "SELECT document, terms, counts FROM postings WHERE field = ? ORDER BY document, passage"
        rows = self._db.execute(query, (field,)).fetchall()
        texts = [
            Postings(np.frombuffer(terms, np.uint32), np.frombuffer(counts, np.uint16)) for _, terms, counts in rows
        ]
        return [row[0] for row in rows], texts

    def replace(self, changed: Iterable[tuple[Document, tuple[Chunk, ...]]], removed: Iterable[str]) -> None:
        """Put documents with their chunks and postings in, and take others out, in one transaction."""
        with self._db:
            self._db.executemany("DELETE FROM documents WHERE id = ?", ((identity,) for identity in removed))
            for document, chunks in changed:
                self._db.execute("DELETE FROM documents WHERE id = ?", (document.id,))
                row = (document.id, document.content_hash, json.dumps(_document_payload(document)))
                self._db.execute("INSERT INTO documents VALUES (?, ?, ?)", row)
                rows = ((chunk.id, document.id, json.dumps(_chunk_payload(chunk))) for chunk in chunks)
                self._db.executemany("INSERT INTO chunks VALUES (?, ?, ?)", rows)
                for field, number, (terms, counts) in _analysed(document):
                    values = (document.id, field, number, terms.tobytes(), counts.tobytes())
                    self._db.execute("INSERT INTO postings VALUES (?, ?, ?, ?, ?)", values)


def _analysed(document: Document) -> Iterator[tuple[Field, int, Postings]]:
    """Postings of each passage under the document's title: an answer is ranked for itself, not for its whole file."""
    for number, segments in groupby(document.segments, key=lambda segment: segment.passage):
        parts = [document.text[segment.start : segment.end] for segment in segments]
        titled = parts if parts[0] == document.title else [document.title or "", *parts]
        for field in FIELDS:
            yield field, number, postings("\n".join(titled), field)


def _document_payload(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "text": document.text,
        "segments": [[s.start, s.end, s.role, s.passage] for s in document.segments],
        "kind": document.kind,
        "title": document.title,
        "date": document.date.isoformat() if document.date else None,
        "meeting": document.meeting.isoformat() if document.meeting else None,
        "url": document.url,
        "uri": document.uri,
        "pages": [list(page) for page in document.pages],
        "source": document.source,
    }


def _document(payload: dict[str, Any]) -> Document:
    return Document(
        id=payload["id"],
        text=payload["text"],
        segments=tuple(Segment(*values) for values in payload["segments"]),
        kind=payload["kind"],
        title=payload["title"],
        date=date.fromisoformat(payload["date"]) if payload["date"] else None,
        meeting=datetime.fromisoformat(payload["meeting"]) if payload["meeting"] else None,
        url=payload["url"],
        uri=payload["uri"],
        pages=tuple(Page(*values) for values in payload["pages"]),
        source=payload["source"],
    )


def _chunk_payload(chunk: Chunk) -> dict[str, Any]:
    day = chunk.date.isoformat() if chunk.date else None
    return {
        "id": chunk.id,
        "document": chunk.document,
        "start": chunk.start,
        "end": chunk.end,
        "sentences": [list(span) for span in chunk.sentences],
        "text": chunk.text,
        "title": chunk.title,
        "date": day,
    }


def _chunk(payload: dict[str, Any]) -> Chunk:
    return Chunk(
        id=payload["id"],
        document=payload["document"],
        start=payload["start"],
        end=payload["end"],
        sentences=tuple(Span(*values) for values in payload["sentences"]),
        text=payload["text"],
        title=payload["title"],
        date=date.fromisoformat(payload["date"]) if payload["date"] else None,
    )
