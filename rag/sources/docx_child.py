"""The child process that reads one Word file, see ``rag.sources.child``, as one page: where pages end only Word knows.

What a reader of the file sees is read, in the order of the file: also what stands in content controls, text boxes and
tables (a row is a line) and what was inserted under revision, but nothing that was deleted or is hidden.
"""

import re
import sys
import zipfile
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from rag.sources import child

MAX_XML = 100_000_000
# The name is a matter of habit; online Word writes document2.xml.
_MAIN = re.compile(r"word/document\d*\.xml")
_OTHERS = {"xl/": "an Excel workbook", "ppt/": "a PowerPoint presentation", "META-INF/manifest.xml": "an OpenDocument"}
# Deleted, moved away, a second form of the same for old programs, and settings, which speak of tabs as well.
_UNREAD = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sdtPr", "sectPr"})
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off"})


def read_text(path: str) -> child.Reply:
    """The text of the file at ``path``, a blank line between paragraphs."""
    with zipfile.ZipFile(path) as archive:
        part = next((part for part in archive.infolist() if _MAIN.fullmatch(part.filename)), None)
        if part is None:
            return {"code": "attachment.format", "message": f"{_other(archive)}, of which nothing is read"}
        if part.file_size > MAX_XML:
            return {"code": "docx.limit", "message": f"unpacks to {part.file_size:,} bytes; print it to a new PDF"}
        data = archive.read(part)
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise
    text = "\n\n".join(line for line in map(str.strip, _lines(root)) if line)
    return {"pages": [text]} if len(text) <= child.MAX_CHARACTERS else child.too_long("docx")


def _other(archive: zipfile.ZipFile) -> str:
    """What an archive is that is no Word file."""
    names = archive.namelist()
    return next(
        (what for start, what in _OTHERS.items() if any(name.startswith(start) for name in names)), "a ZIP file"
    )


def _children(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """What an element holds that is read, each under its name without a namespace, of which there are two for each."""
    for inner in element:
        if isinstance(inner.tag, str) and (name := etree.QName(inner).localname) not in _UNREAD and not _hidden(inner):
            yield name, inner


def _hidden(element: etree._Element) -> bool:
    """Whether a run is set so that nobody sees it."""
    setting = element.find("{*}rPr/{*}vanish")
    return setting is not None and _OFF.isdisjoint(setting.attrib.values())


def _lines(element: etree._Element) -> Iterator[str]:
    """The paragraphs and table rows in an element."""
    for name, inner in _children(element):
        if name == "p":
            yield "".join(_pieces(inner))
        elif name == "tr":
            yield " ".join(" ".join(line.split()) for line in _lines(inner))
        else:
            yield from _lines(inner)


def _pieces(element: etree._Element) -> Iterator[str]:
    """The text in a paragraph; one of a text box in it stands apart."""
    for name, inner in _children(element):
        if name == "t":
            yield inner.text or ""
        elif name == "p":
            yield from ("\n\n", *_pieces(inner), "\n\n")
        else:
            yield _BREAKS.get(name, "")
            yield from _pieces(inner)


if __name__ == "__main__":
    child.serve("docx", lambda: read_text(sys.argv[1]))
