"""``verantwoord retrieve``: rank documents for sections, as a TREC run."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from rag.cli import rows_of
from rag.config import Config
from rag.errors import ConfigError
from rag.files import write_whole
from rag.progress import progress
from rag.session import open_session

HELP = "rank documents for the sections of a JSON lines file and write a TREC run"


def arguments(parser: ArgumentParser) -> None:
    """``--sections FILE --k N --run OUT``."""
    parser.add_argument("--sections", type=Path, required=True, metavar="FILE", help="JSON lines with id and text")
    parser.add_argument("--k", type=int, default=60, metavar="N", help="documents a section (default 60)")
    parser.add_argument("--run", type=Path, required=True, metavar="OUT", help="the file to write")


def run(args: Namespace, config: Config) -> int:
    """Write ``section_id Q0 document_id rank score verantwoord`` lines."""
    if args.k < 1:
        raise ConfigError("--k must be at least 1")
    rows = rows_of(args.sections, {"id", "text"})
    lines: list[str] = []
    with open_session(config) as session, progress("secties opzoeken") as report:
        for number, row in enumerate(rows, 1):
            query = f"{row.get('title') or ''}\n{row['text']}".strip()
            for hit in session.retriever.rank(query, args.k):
                lines.append(f"{row['id']} Q0 {hit.document} {hit.rank} {hit.score:.6f} verantwoord\n")
            report(number, len(rows))
    write_whole(args.run, "".join(lines))
    print(f"{len(rows)} sections, {len(lines)} lines in {args.run}")
    return 0
