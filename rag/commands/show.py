"""``verantwoord show``: one document as the index holds it, so that a quote's offsets can be looked up."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from rag.config import Config
from rag.errors import UnknownId
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
    if args.json:
        print(json.dumps(asdict(document), ensure_ascii=False, default=str))
    elif args.span:
        print(document.text[args.span[0] : args.span[1]])
    else:
        about = [document.id, document.kind, str(document.date or "datum onbekend"), document.url, document.source]
        print("\n".join(part for part in about if part), document.text, sep="\n\n")
    return 0
