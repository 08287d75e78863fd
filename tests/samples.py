"""Small real-looking documents and an embedding model without weights, for tests of the parts around them."""

import datetime as dt
import hashlib
from collections.abc import Sequence

import numpy as np
from langchain_core.embeddings import Embeddings

from rag.documents import Document, Role, Segment

# A role and its text.
Part = tuple[Role, str]


def document(identity: str, *parts: Part, day: str | None = "2021-03-12", **more: object) -> Document:
    """A document made of segments in one passage; attachments are passages of their own."""
    text = ""
    segments: list[Segment] = []
    for role, part in parts:
        text += "\n" if text else ""
        passage = len(segments) if role == "attachment" else 0
        segments.append(Segment(len(text), len(text) + len(part), role, passage))
        text += part
    title = next((part for role, part in parts if role == "title"), None)
    date = dt.date.fromisoformat(day) if day else None
    return Document(identity, text, tuple(segments), title=title, date=date, **more)  # type: ignore[arg-type]


CYCLING = document(
    "61AF8335364ED90009000648",
    ("title", "Kopenhagenplan: subsidie voor fietspaden"),
    ("body", "De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden. Gemeenten leggen nieuwe fietspaden aan."),
)
HOUSING = document(
    "b1f7a4c2-9a44-4c7e-8c7d-0a3c1d2e4f50",
    ("title", "Wijziging Vlaamse Codex Wonen"),
    ("body", "De Vlaamse Regering keurt principieel een wijziging van de Vlaamse Codex Wonen goed."),
    day="2022-07-01",
)
PREMIUM = document(
    "7D1B6C5E-0B7A-4B57-9C53-5D8E3F0A9B11",
    ("title", "Premie voor energierenovatie"),
    ("body", "De Vlaamse Regering verhoogt de premie voor energierenovatie van woningen tot 5.000 euro."),
    day="2023-02-17",
)


def corpus(*documents: Document) -> dict[str, Document]:
    """Documents by id."""
    return {item.id: item for item in documents or (CYCLING, HOUSING, PREMIUM)}


class HashEmbeddings(Embeddings):
    """Bags of hashed words as vectors: like texts are near, no model needed. Counts the texts it was given."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        self.seen.extend(texts)
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        self.seen.append(text)
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        vector = np.full(64, 0.01)
        for word in text.lower().split():
            vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % 64] += 1
        return list(vector / np.linalg.norm(vector))
