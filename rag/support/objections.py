"""One thing that code can show to be wrong with a claim."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Objection:
    """What is wrong with ``claim[start:end]``: a ``code`` for machines and a Dutch ``message`` for a report's reader.

    Where a source says something to hold beside it, ``document`` is the id of that source and
    ``text[source_start:source_end] == quote`` in the document's text.
    """

    code: str
    message: str
    start: int
    end: int
    document: str | None = None
    quote: str | None = None
    source_start: int | None = None
    source_end: int | None = None
