"""What a language model is asked about a sentence and its sources, and what it may say."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rag.documents import Document, Span
from rag.files import sha256

Ruled = Literal["full", "partial", "none", "contradicted"]
GRADES: Mapping[str, Ruled] = {"volledig": "full", "deels": "partial", "niet": "none", "tegenspraak": "contradicted"}


@dataclass(frozen=True)
class Question:
    """A sentence and the documents that are to carry it: one of those it cites, or all of them together."""

    claim: str
    documents: tuple[Document, ...]

    @cached_property
    def id(self) -> str:
        """The same for the same words and sources."""
        return sha256("\x1f".join([self.claim, *(document.content_hash for document in self.documents)]))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the model says of a question; ``missing`` is the stretch of the claim that it finds in no source."""

    grade: Ruled
    missing: Span | None = None
