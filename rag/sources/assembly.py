"""Metadata, a body and attachments made into a document."""

from collections.abc import Sequence
from typing import NamedTuple

from rag.documents import Document
from rag.errors import DocumentError
from rag.sources.composition import Composition
from rag.sources.metadata import Metadata
from rag.sources.paragraphs import page_lines, paragraphs
from rag.sources.questions import compose_question
from rag.sources.text import normalise


class Attachment(NamedTuple):
    """Further text of a document: what its file is called, and its (page number, text) pairs."""

    title: str
    pages: Sequence[tuple[int, str]]


def assemble(
    metadata: Metadata, body: str | Sequence[tuple[int, str]], source: str, attachments: Sequence[Attachment] = ()
) -> Document:
    """A document from a body that is one text, or (page number, text) pairs with lines as they stand on the page.

    Each attachment is a passage of its own. Raises DocumentError ``text.empty`` where there is neither title nor text.
    """
    if metadata.kind == "schriftelijke vraag":
        pages = [(1, body)] if isinstance(body, str) else body
        composition = compose_question(pages, metadata.title, metadata.long_title)
    else:
        composition = Composition()
        composition.add("title", metadata.title or "")
        composition.add("long_title", metadata.long_title or "")
        composition.add("body", normalise(body) if isinstance(body, str) else paragraphs(page_lines(body)))
    if isinstance(body, str):
        composition.pages.clear()  # a text has none
    passage = max((segment.passage for segment in composition.segments), default=0)
    for number, attachment in enumerate(attachments, passage + 1):
        composition.add("attachment", paragraphs(page_lines(attachment.pages)), number, attachment.title)
    if not composition.segments:
        raise DocumentError("text.empty", "no title and no text")
    first = composition.segments[0]
    return Document(
        id=metadata.id,
        text=composition.text,
        segments=tuple(composition.segments),
        kind=metadata.kind,
        title=composition.text[: first.end] if first.role == "title" else None,
        date=metadata.date,
        meeting=metadata.meeting,
        url=metadata.url,
        uri=metadata.uri,
        pages=tuple(composition.pages),
        source=source,
    )
