"""``verantwoord retrieve``: rank documents for sections, as a TREC run."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from rag.cli import rows_of
from rag.config import Config
from rag.documents import Hit, Section
from rag.errors import ConfigError
from rag.files import write_whole
from rag.progress import progress
from rag.session import Session, open_session

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
    sections = [_section(row, args.sections) for row in rows]
    lines: list[str] = []
    with open_session(config, sections) as session, progress("secties opzoeken") as report:
        for number, section in enumerate(sections, 1):
            for hit in _ranked(session, section, args.k):
                lines.append(f"{section.id} Q0 {hit.document} {hit.rank} {hit.score:.6f} verantwoord\n")
            report(number, len(sections))
    write_whole(args.run, "".join(lines))
    if args.json:
        print(json.dumps({"sections": len(rows), "lines": len(lines), "run": str(args.run)}, ensure_ascii=False))
    else:
        print(f"{len(rows)} sections, {len(lines)} lines in {args.run}")
    return 0


def _ranked(session: Session, section: Section, k: int) -> list[Hit]:
    """The ``k`` best documents; where the model judges more than that, the best of those."""
    judged = session.config.retrieval.model_documents
    hits = session.retriever.rank(section, max(k, judged))
    if judged:
        hits = session.reranked(section, session.commitments(section), hits)
    return hits[:k]


def _section(row: Mapping[str, object], path: Path) -> Section:
    """The section of a row; raises ConfigError naming a row that would spoil the run."""
    identity, text, title, chapter = row["id"], row["text"], row.get("title") or "", row.get("chapter") or ""
    if not (isinstance(identity, str) and identity and identity.split() == [identity]):
        raise ConfigError(f"{path}: section {identity!r}: 'id' must be a text without spaces")
    if not (isinstance(text, str) and isinstance(title, str) and isinstance(chapter, str)):
        raise ConfigError(f"{path}: section '{identity}': 'text', 'title' and 'chapter' must be texts")
    return Section(identity, chapter, "", title, text)
