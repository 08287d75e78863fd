"""The catalogue of one index: documents, chunks and postings, changed together or not at all.

It is a SQLite file or, where machines share an index, tables of a database.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from rag.documents import Chunk, Document, Page, Segment, Span
from rag.faults import fault_point
from rag.lexical import Analyser, Postings, frequencies, postings
from rag.postgres import Server

SCHEMA_VERSION = 4
SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, hash TEXT NOT NULL, withdrawn TEXT, payload TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS chunks (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, payload TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS chunks_of_document ON chunks(document);
CREATE TABLE IF NOT EXISTS postings (
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, passage INTEGER NOT NULL,
    terms BLOB NOT NULL, counts BLOB NOT NULL, PRIMARY KEY (document, passage)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS words (word TEXT PRIMARY KEY, documents INTEGER NOT NULL) WITHOUT ROWID;
"""


class Catalogue:
    """Open a catalogue, creating it if ``place`` is a path where nothing is; on a server it must have been created.

    Withdrawn documents are kept by id, to be named where they were once cited; they have no chunks and no postings, and
    count nowhere.
    """

    def __init__(self, place: Path | Server) -> None:
        if isinstance(place, Server):
            self._db: sqlite3.Connection | Server = place
            return
        self._db = sqlite3.connect(place, timeout=5)
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def hashes(self) -> dict[str, str]:
        """Content hash of every document, withdrawn or not."""
        return dict(self._db.execute("SELECT id, hash FROM documents ORDER BY id"))

    def chunk_ids(self) -> set[str]:
        """The ids of all chunks."""
        return {row[0] for row in self._db.execute("SELECT id FROM chunks")}

    def extent(self, *, questions: bool = True) -> tuple[int, date | None]:
        """How many documents there are, with or without written questions, and the day of the newest."""
        other = "coalesce(json_extract(payload, '$.kind'), '') <> 'schriftelijke vraag'"
        ((count, newest),) = self._db.execute(
            "SELECT COUNT(*), MAX(json_extract(payload, '$.date')) FROM documents WHERE withdrawn IS NULL"
            + ("" if questions else f" AND {other}")
        )
        return int(count), date.fromisoformat(newest) if newest else None

    def document(self, identity: str) -> Document | None:
        """One document, withdrawn or not; None if it is not in the catalogue."""
        row = self._db.execute("SELECT payload FROM documents WHERE id = ?", (identity,)).fetchone()
        return _document(json.loads(row[0])) if row else None

    def documents(self, *, withdrawn: bool = False) -> Iterator[Document]:
        """All documents in order of id, with those that are ``withdrawn`` if asked for."""
        where = "" if withdrawn else "WHERE withdrawn IS NULL"
        for (payload,) in self._db.execute(f"SELECT payload FROM documents {where} ORDER BY id"):
            yield _document(json.loads(payload))

    def chunks(self, document: str | None = None) -> Iterator[Chunk]:
        """All chunks, or those of one document, in a fixed order."""
        where, values = ("WHERE document = ?", (document,)) if document else ("", ())
        for (payload,) in self._db.execute(f"SELECT payload FROM chunks {where} ORDER BY document, id", values):
            yield _chunk(json.loads(payload))

    def postings(self) -> tuple[list[str], list[Postings]]:
        """The document and the postings of every passage; passages of a document stand together."""
        rows = self._db.execute("SELECT document, terms, counts FROM postings ORDER BY document, passage").fetchall()
        texts = [Postings(np.frombuffer(row[1], np.uint32), np.frombuffer(row[2], np.float32)) for row in rows]
        return [row[0] for row in rows], texts

    def analyser(self) -> Analyser:
        """The analyser that made the postings; it knows the words of this corpus."""
        return Analyser(dict(self._db.execute("SELECT word, documents FROM words")))

    def replace(self, changed: Iterable[tuple[Document, tuple[Chunk, ...]]], removed: Iterable[str]) -> None:
        """Put documents with their chunks and postings in, and take others out, in one transaction."""
        with self._db:
            self._db.executemany("DELETE FROM documents WHERE id = ?", ((identity,) for identity in removed))
            for document, chunks in changed:
                self._db.execute("DELETE FROM documents WHERE id = ?", (document.id,))
                withdrawn = document.withdrawn and document.withdrawn.isoformat()
                row = (document.id, document.content_hash, withdrawn, json.dumps(_document_payload(document)))
                self._db.execute("INSERT INTO documents VALUES (?, ?, ?, ?)", row)
                rows = ((chunk.id, document.id, json.dumps(_chunk_payload(chunk))) for chunk in chunks)
                self._db.executemany("INSERT INTO chunks VALUES (?, ?, ?)", rows)
            self._analyse()
            fault_point("catalogue.commit")

    def _analyse(self) -> None:
        """Make the postings anew: which compounds can be taken apart depends on the words of the whole corpus."""
        frequency = frequencies(
            "\n".join(document.text[segment.start : segment.end] for segment in document.own)
            for document in self.documents()
        )
        self._db.execute("DELETE FROM words")
        self._db.executemany("INSERT INTO words VALUES (?, ?)", frequency.items())
        self._db.execute("DELETE FROM postings")
        analyser = Analyser(frequency)
        for document in self.documents():
            found = ((number, *postings(analyser.terms(text))) for number, text in passages(document))
            rows = ((document.id, number, terms.tobytes(), counts.tobytes()) for number, terms, counts in found)
            self._db.executemany("INSERT INTO postings VALUES (?, ?, ?, ?)", rows)


def passages(document: Document) -> Iterator[tuple[int, str]]:
    """Each passage under the document's title: an answer is ranked for itself, not for its whole file."""
    for number, segments in groupby(document.own, key=lambda segment: segment.passage):
        parts = [document.text[segment.start : segment.end] for segment in segments]
        titled = parts if parts[0] == document.title else [document.title or "", *parts]
        yield number, "\n".join(titled)


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
        "withdrawn": document.withdrawn.isoformat() if document.withdrawn else None,
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
        withdrawn=date.fromisoformat(payload["withdrawn"]) if payload["withdrawn"] else None,
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
