"""Sources made of a text, for tests of the checks."""

from rag.support.sources import Source
from tests.samples import document


def source(text: str, day: str | None = "2021-03-12", identity: str = "b1") -> Source:
    """A whole decision of one body."""
    return Source(document(identity, ("body", text), day=day))
