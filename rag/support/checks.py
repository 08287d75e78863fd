"""The exact checks of a claim: what code can prove wrong, so that no judge has to guess."""

from collections.abc import Sequence

from rag.documents import Citation, Document
from rag.support.facts import FactFinding, check_facts

TITLES = frozenset({"title", "long_title"})


def check_claim(claim: str, documents: Sequence[Document]) -> tuple[FactFinding, ...]:
    """The amounts and dates of ``claim`` that none of ``documents`` states; nothing where there are no documents.

    ``FactFinding.source`` is a place in ``documents``.
    """
    return check_facts(claim, [(document.text, document.date) for document in documents])


def quote_changed(citation: Citation, document: Document) -> bool:
    """Whether a document no longer holds a quote, letter for letter, at the place it was taken from."""
    return document.text[citation.start : citation.end] != citation.quote


def is_title_only(document: Document) -> bool:
    """Whether nothing but titles is known of a document: they name a subject, they seldom carry content."""
    return all(segment.role in TITLES for segment in document.segments)
