"""Draft sections with each writer and print what the drafts are worth, beside those of another writer, as Markdown.

    python benchmarks/drafts.py --config CONFIG --dev QRELS.jsonl --out FOLDER [--sections all|ID,ID...]
        [--writers extractive,llm] [--prototype ANSWERS.jsonl] [--labels CITATIONS.jsonl]
        [--stages STAGES.jsonl]

QRELS rows are ``{"section", "document", "grade"}``; their sections are drafted unless ``--sections`` says otherwise.
STAGES rows are ``{"id", "stage"}``, as a person marked them (``tests/real/stages.jsonl``).
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.command import load_sources, open_verdicts
from eval.drafts import Figure, Written, figures, hard_against_quotes, stage_figures
from eval.evaluation import Sources, check_report
from eval.prototype import read_answers
from eval.reading import read_report
from rag.commands.draft import draft_sections
from rag.config import Config, StoreConfig, load_config
from rag.documents import Section
from rag.llm.usage import Usage
from rag.session import open_session
from rag.support.judge import GRADES


def main(args: argparse.Namespace) -> None:
    """Draft, check and print."""
    with ExitStack() as closing:
        print(table(_columns(args, closing)))


def _columns(args: argparse.Namespace, closing: ExitStack) -> dict[str, dict[str, Figure]]:
    config = load_config(args.config)
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for row in _rows(args.dev):
        grades[row["section"]][row["document"]] = row["grade"]
    with open_session(config) as session:
        agreement, dossiers = session.agreement, session.dossiers
    wanted = {"all": list(agreement), "dev": list(grades)}.get(args.sections) or args.sections.split(",")
    writers = [name for name in args.writers.split(",") if name == "extractive" or (name and config.llm.model)]
    drafted = {name: _draft(config, name, args.out / name, wanted) for name in writers}
    sources = load_sources(config, closing)
    assert sources is not None  # drafting needs the index too
    sources = replace(sources, cache=closing.enter_context(open_verdicts(config, sources)))
    stages = {row["id"]: row["stage"] for row in _rows(args.stages)} if args.stages else {}
    columns: dict[str, dict[str, Figure]] = {}
    for name, (paths, seconds) in drafted.items():
        written = [_written(path, sources) for path in paths]
        marked = stage_figures(written, stages, sources.documents)
        columns[name] = figures(written, grades, dossiers) | marked | {"seconds in all": Figure(seconds, "mean")}
    if args.prototype:
        written = _prototype(args.prototype, {identity: agreement[identity] for identity in wanted}, sources)
        marked = stage_figures(written, stages, sources.documents)
        columns["prototype"] = figures(written, grades, dossiers) | marked
    if args.labels:
        columns.setdefault("prototype", {}).update(_labelled(_rows(args.labels), set(wanted)))
    return columns


def table(columns: Mapping[str, Mapping[str, Figure]]) -> str:
    """Figures by writer as a Markdown table, in the order in which they first appear; empty where one has none."""
    names = dict.fromkeys(name for column in columns.values() for name in column)
    lines = ["| what | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for name in names:
        lines.append(f"| {name} | " + " | ".join(str(column.get(name, "")) for column in columns.values()) + " |")
    return "\n".join(lines)


def _draft(config: Config, writer: str, folder: Path, wanted: Sequence[str]) -> tuple[list[Path], float]:
    """The reports that a writer makes in a folder, and the seconds that took."""
    config = config.model_copy(update={"reports": StoreConfig(path=str(folder.resolve()))})
    with open_session(config) as session:
        _ = session.retriever, session.library  # loading is not drafting
        started = time.perf_counter()
        written = draft_sections(session, wanted, writer).written
        return [each.published.path for each in written], time.perf_counter() - started


def _written(path: Path, sources: Sources) -> Written:
    checked = check_report(read_report(path), sources)
    sidecar = checked.loaded.sidecar
    assert sidecar is not None  # just written
    calls, prompt, completion = (int(sidecar.usage[key]) for key in ("calls", "prompt_tokens", "completion_tokens"))
    usage = Usage(calls, prompt_tokens=prompt, completion_tokens=completion)
    return Written(sidecar.section["id"], checked, usage, hard_against_quotes(checked, sources.documents))


def _prototype(path: Path, sections: Mapping[str, Section], sources: Sources) -> list[Written]:
    answers = read_answers(path, sections, sources.documents)
    return [Written(answer.section, check_report(answer.loaded, sources), answer.usage) for answer in answers]


def _labelled(rows: Sequence[dict[str, Any]], sections: set[str]) -> dict[str, Figure]:
    """What readers found of the sections that they labelled."""
    rows = [row for row in rows if row["section"] in sections]
    pairs = Counter(label for row in rows for label in (row["pairs"] or {}).values())
    claims = Counter(row["support"] for row in rows if row["support"])
    shares = {f"pairs labelled {grade}": _part(pairs, grade) for grade in GRADES}
    return {**shares, "sentences labelled fully carried": _part(claims, "full")}


def _part(counts: Counter[str], name: str) -> Figure:
    return Figure(counts[name] / counts.total() if counts else None, "share")


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True, metavar="QRELS.jsonl")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--sections", default="dev", metavar="all|dev|ID,ID...")
    parser.add_argument("--writers", default="extractive,llm", help="llm only if a model is configured")
    parser.add_argument("--prototype", type=Path, metavar="ANSWERS.jsonl")
    parser.add_argument("--labels", type=Path, metavar="CITATIONS.jsonl")
    parser.add_argument("--stages", type=Path, metavar="STAGES.jsonl")
    main(parser.parse_args())
