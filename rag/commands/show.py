"""``verantwoord show``: one document as the index holds it, so that a quote's offsets can be looked up."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from rag.config import Config
from rag.documents import Document
from rag.dutch.calendar import day_in_words
from rag.errors import ConfigError, UnknownId
from rag.names import nearest
from rag.session import open_session

HELP = "print a document as it is indexed: the text that offsets of quotes point into"


def arguments(parser: ArgumentParser) -> None:
    """``DOCUMENT_ID [--span START END]``."""
    parser.add_argument("document", metavar="DOCUMENT_ID")
    parser.add_argument("--span", type=int, nargs=2, metavar=("START", "END"), help="only these characters")


def run(args: Namespace, config: Config) -> int:
    """Print the document."""
    with open_session(config) as session:
        document = session.index.catalogue.document(args.document)
        if document is None:
            known = session.index.catalogue.hashes()
            raise UnknownId(f"there is no document '{args.document}' in the index; {nearest(args.document, known)}")
    start, end = args.span or (0, len(document.text))
    if not 0 <= start <= end <= len(document.text):
        raise ConfigError(f"--span {start} {end}: the text of '{document.id}' runs from 0 to {len(document.text)}")
    if args.json:
        page = document.page_at(start)
        quote = {"quote": document.text[start:end], "page": page and page._asdict()} if args.span else {}
        print(json.dumps(asdict(document) | quote, ensure_ascii=False, default=str))
    elif args.span:
        print(*filter(None, [document.text[start:end], place(document, start)]), sep="\n")
    else:
        withdrawn = f"ingetrokken op {day_in_words(document.withdrawn)}" if document.withdrawn else None
        day = str(document.date or "datum onbekend")
        about = [document.id, document.kind, day, withdrawn, document.url, document.source]
        print("\n".join(part for part in about if part), document.text, sep="\n\n")
    return 0


def place(document: Document, offset: int) -> str:
    """``blz. 3``, ``NAME`` or ``blz. 3 van NAME``: where a quote stands in the original; empty where nothing tells."""
    page = document.page_at(offset)
    return " van ".join(filter(None, [f"blz. {page.number}" if page.number else "", page.file])) if page else ""
