"""What a check has to say about a report, in words for its reader."""

from dataclasses import dataclass

from rag.documents import Span


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: a ``code`` for machines, a Dutch ``message`` for people, and the claim or reference it is about.

    ``quote`` is the text in question; ``start`` and ``end`` are its offsets in the claim's text. ``document`` is the id
    of the source that says otherwise, ``passage`` where in its text.
    """

    code: str
    message: str
    claim_id: str | None = None
    number: int | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    document: str | None = None
    passage: Span | None = None
