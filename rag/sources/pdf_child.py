"""The child process that reads one PDF, see ``rag.sources.child``.

With ``styled`` behind the file, the text of a page is that of ``rag.sources.typography.styled_text``.
"""

import resource
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.sources import child
from rag.sources.typography import styled_text

if TYPE_CHECKING:
    from pypdf import PageObject

MAX_PAGES = 2_000
# Seconds of processor time for each page; a dense one takes 0.03.
_CPU_PAGE = 0.1


def read_pages(path: str, extract: Callable[["PageObject"], str]) -> child.Reply:
    """What ``extract`` makes of every page of the PDF at ``path``."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, LimitReachedError

    reader = PdfReader(path)
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            return {"code": "pdf.encrypted", "message": "needs a password; save it without one"}
        count = len(reader.pages)
    except DependencyError as error:
        return {"code": "pdf.encrypted", "message": f"encrypted, and {error}"}
    if count > MAX_PAGES:
        return {"code": "pdf.pages", "message": f"{count:,} pages, at most {MAX_PAGES:,} are read; split it"}
    child.limit(resource.RLIMIT_CPU, child.CPU + int(count * _CPU_PAGE))
    pages: list[str] = []
    room = child.MAX_CHARACTERS
    for page in reader.pages:
        try:
            pages.append(extract(page))
        except LimitReachedError:
            return {"code": "pdf.limit", "message": f"page {len(pages) + 1} is too large; print it to a new PDF"}
        room -= len(pages[-1])
        if room < 0:
            return child.too_long("pdf")
    return {"pages": pages}


def main() -> None:
    """Read the file named on the command line."""
    extract = styled_text if sys.argv[2:] == ["styled"] else _text
    child.serve("pdf", lambda: read_pages(sys.argv[1], extract))


def _text(page: "PageObject") -> str:
    return page.extract_text()


if __name__ == "__main__":
    main()
