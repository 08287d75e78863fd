"""Sources made of a text, for tests of the checks."""

from rag.documents import Document, Segment
from rag.support.sources import Source
from tests.samples import document


def source(text: str, day: str | None = "2021-03-12", identity: str = "b1") -> Source:
    """A whole decision of one body."""
    return Source(document(identity, ("body", text), day=day))


def question(asked: str, answered: str) -> Document:
    """A written question with its answer."""
    segments = (
        Segment(0, len(asked), "question", 1),
        Segment(len(asked) + 1, len(asked) + 1 + len(answered), "answer", 1),
    )
    return Document("v1", f"{asked}\n{answered}", segments, kind="schriftelijke vraag")
