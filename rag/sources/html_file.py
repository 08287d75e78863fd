"""A document as one HTML file: the text a reader sees."""

import re
from html.parser import HTMLParser
from pathlib import Path

from rag.documents import Document
from rag.errors import DocumentError
from rag.sources.assembly import assemble
from rag.sources.metadata import check_metadata
from rag.sources.sidecar_file import missing_sidecar, read_sidecar
from rag.sources.text import decode, read_bytes

_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
_UNSEEN = re.compile("script|style|template|noscript|svg|math|select|object|iframe")
_BLOCK = re.compile(
    "address|article|aside|blockquote|body|caption|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|head|header|hr|html|legend|li|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul"
)
# Elements whose end tag may be left out: the next one of their kind ends them.
_IMPLIED_END = re.compile("p|li|dd|dt|td|th|tr")
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def read_html(path: Path, source: str) -> Document:
    """Read one file, with the metadata of its sidecar or else its <title>. Raises DocumentError or OSError."""
    title, body = page_text(decode(read_bytes(path)))
    metadata = read_sidecar(path)
    if metadata is None and not title:
        raise missing_sidecar(path)
    return assemble(metadata or check_metadata({"id": path.stem, "title": title}), body, source)


def page_text(html: str) -> tuple[str, str]:
    """The <title> and the visible text of a page, with a blank line between blocks. Raises DocumentError."""
    parser = _PageParser()
    try:
        parser.feed(html)
        parser.close()
    except AssertionError as error:  # how the standard parser gives up on a broken <![declaration
        raise DocumentError("html.damaged", f"not readable as HTML: {error}") from error
    return "".join(parser.title).strip(), "".join(parser.text)


class _PageParser(HTMLParser):
    """Collects visible text; inside an unseen element only that element's own start and end tags count."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.text: list[str] = []
        self._into = self.text
        self._unseen = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            if tag != self._unseen:
                return
            if not _IMPLIED_END.fullmatch(tag):
                self._depth += 1
                return
            self._unseen = ""
        if not _VOID.fullmatch(tag) and (_UNSEEN.fullmatch(tag) or _is_hidden(dict(attrs))):
            self._unseen, self._depth = tag, 1
        elif tag == "title":
            self._into = self.title if not self.title else []
        else:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._depth -= tag == self._unseen
            if not self._depth:
                self._unseen = ""
        elif tag == "title":
            self._into = self.text
        elif not _VOID.fullmatch(tag):
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._into.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        """What an element does to the flow of text; an inline one nothing, so that it never splits a word."""
        if _BLOCK.fullmatch(tag):
            self.text.append("\n\n")
        elif tag == "br":
            self.text.append("\n")
        elif tag in {"td", "th"}:
            self.text.append(" ")


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or bool(_HIDING_STYLE.search(attributes.get("style") or ""))
    )
