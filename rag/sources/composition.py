"""The text of a document as it is put together: segments by role, and pages where the source has them."""

from collections.abc import Sequence

from rag.documents import Page, Role, Segment
from rag.sources.paragraphs import Paragraph


class Composition:
    """Segments joined by a newline, their paragraphs by a blank line; offsets point into ``text``."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._length = 0
        self.segments: list[Segment] = []
        self.pages: list[Page] = []

    @property
    def text(self) -> str:
        """Everything added so far."""
        return "\n".join(self._texts)

    def add(self, role: Role, content: str | Sequence[Paragraph], passage: int = 0, file: str = "") -> None:
        """Append one segment, of ``file`` where it is not the document itself; nothing where there is no content."""
        paragraphs = [Paragraph(content)] if isinstance(content, str) else content
        text = "\n\n".join(paragraph.text for paragraph in paragraphs)
        if not text:
            return
        start = self._length + 1 if self._texts else 0
        offset = start
        for paragraph in paragraphs:
            self._mark(offset, paragraph.pages, file)
            offset += len(paragraph.text) + 2
        self._texts.append(text)
        self._length = start + len(text)
        self.segments.append(Segment(start, self._length, role, passage))

    def _mark(self, offset: int, pages: Sequence[Page], file: str) -> None:
        """Note the pages of a paragraph where they differ from the page before; a title stands on the first."""
        for page in pages:
            if not self.pages and not file:
                self.pages.append(Page(0, page.number))
            elif not self.pages or (page.number, file) != self.pages[-1][1:]:
                self.pages.append(Page(offset + page.start, page.number, file))
