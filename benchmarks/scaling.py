"""Bytes, seconds and peak memory of every step over a corpus and over one many times as large.

    python benchmarks/scaling.py FOLDER DECISIONS SECTIONS --vectors CACHE [--copies 10] [--again] [--server URL]

DECISIONS is a file in JSON Lines, SECTIONS the agreement, CACHE a ``vectors.sqlite`` that knows all of both. In a copy
of a decision one long word in five is another of the corpus. Its vectors are those of the original with some noise:
making them would take hours and tell nothing of what is measured here. With ``--server`` the index is in a database;
with ``--again`` the corpus and the vectors are those of an earlier run in FOLDER. Seconds of the processor are less in
doubt than those of the clock where others use the machine.
"""

import argparse
import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import yaml

from rag.chunking import chunk_document, embedded_text
from rag.config import ChunkConfig
from rag.embedding import E5, CachedEmbeddings
from rag.files import sha256
from rag.sources.jsonl import decision

NOISE = 0.3  # the length of the noise on a vector of length one
LONG_WORD = re.compile(r"\b[a-z]{7,}\b")
SAMPLE = 22  # sections that are drafted of a corpus of copies
ROOT = Path(__file__).parents[1]

LOADING = """
import sys, time
from pathlib import Path
from rag.config import load_config
from rag.session import open_session
started = time.perf_counter()
with open_session(load_config(Path(sys.argv[1]))) as session:
    session.retriever, session.library
    loaded = time.perf_counter()
    for section in sys.argv[2:]:
        session.evidence(session.section(section))
print(f"loading {loaded - started:.1f} s, evidence {time.perf_counter() - loaded:.1f} s")
"""


def main() -> None:
    """Make the workplace, run every step in a process of its own and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("folder", "decisions", "sections"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--server", help="the address of an empty PostgreSQL database")
    parser.add_argument("--again", action="store_true", help="FOLDER has the corpus and the vectors already")
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    config, sections = prepare(folder, asked)
    print(f"{'step':34} {'exit':>4} {'seconds':>8} {'of CPU':>8} {'peak MB':>8}  output")
    command = [sys.executable, "-m", "rag.cli"]
    some = sections if asked.copies == 1 else sections[:: max(1, len(sections) // SAMPLE)]
    for name, line in (
        ("index, vectors known", [*command, "index"]),
        ("index, nothing changed", [*command, "index"]),
        (f"load, evidence of {len(some)}", [sys.executable, "-c", LOADING, str(config), *some]),
        (f"load, evidence of {len(some)} again", [sys.executable, "-c", LOADING, str(config), *some]),
        (f"draft {len(some)} sections", [*command, "draft", *(["--all"] if some is sections else some)]),
        (f"status of {len(some)}", [*command, "status", *some]),
        (f"status of {len(some)} again", [*command, "status", *some]),
        (f"regenerate {len(some)}, all fresh", [*command, "regenerate", *some]),
    ):
        step(name, line if line[1] == "-c" else [*line, "--config", str(config)])
    (folder / "decisions-new.jsonl").write_text("".join(extra(asked.decisions)))
    step("index, 25 more documents", [*command, "index", "--config", str(config)])
    for name in ("decisions.jsonl", "index", "reports", "cache"):
        print(f"{name:18} {size(folder / name) / 1e6:8.1f} MB")


def step(name: str, line: Sequence[str]) -> None:
    """Run a command; print its exit code, seconds, peak memory and last line."""
    started = time.perf_counter()
    # A child of its own asks for the peak, which is that of the largest child so far.
    measured = [sys.executable, "-c", MEASURE, *line]
    done = subprocess.run(measured, capture_output=True, text=True, check=False, cwd=ROOT)
    seconds = time.perf_counter() - started
    *told, took = done.stdout.strip().splitlines()
    print(f"{name:34} {done.returncode:>4} {seconds:>8.1f} {took}  {(told or [''])[-1][:110]}", flush=True)


MEASURE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stderr=subprocess.STDOUT).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{used.ru_utime + used.ru_stime:>8.1f} {used.ru_maxrss // 1024:>8}")
sys.exit(code)
"""


def prepare(folder: Path, asked: argparse.Namespace) -> tuple[Path, list[str]]:
    """The configuration of a fresh workplace over the copies, and the ids of all sections."""
    for name in (
        ("index", "reports", "changes", "decisions-new.jsonl", "cache/ledger.sqlite") if asked.again else (".",)
    ):
        place = folder / name
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    if not asked.again:
        make(folder, asked)
    tree = {
        "corpus": {"documents": ["decisions*.jsonl"], "agreement": str(asked.sections.resolve())},
        "prompts": {"path": str(ROOT / "prompts")},
    }
    config = folder / "config.yaml"
    config.write_text(
        yaml.safe_dump({**tree, "index": {"path": "index", **({"url": asked.server} if asked.server else {})}})
    )
    return config, [json.loads(line)["id"] for line in asked.sections.open(encoding="utf-8")]


def make(folder: Path, asked: argparse.Namespace) -> None:
    """Write the corpus and the vectors of its copies."""
    (folder / "cache").mkdir(parents=True)
    shutil.copy(asked.vectors, folder / "cache" / "vectors.sqlite")
    (folder / "cache" / "vectors.sqlite").chmod(0o644)
    rows = [json.loads(line) for line in asked.decisions.open(encoding="utf-8")]
    copies = list(copied(rows, asked.copies))
    with (folder / "decisions.jsonl").open("w") as file:
        file.writelines(json.dumps(row) + "\n" for _, row in copies)
    known = vectors_of(
        [(rows[number], row) for number, row in copies[len(rows) :]], folder / "cache" / "vectors.sqlite"
    )
    print(f"{len(copies)} documents of which {len(rows)} real, {known} vectors made of others")


def copied(rows: Sequence[dict[str, str | None]], times: int) -> Iterator[tuple[int, dict[str, str | None]]]:
    """The rows, then copies of them with other ids and words; each with the place of its original."""
    yield from enumerate(rows)
    words = [word for row in rows for word in LONG_WORD.findall(row["body"] or "")]
    chance = random.Random(1)
    for copy in range(1, times):
        for number, row in enumerate(rows):
            change = {
                key: LONG_WORD.sub(
                    lambda found: chance.choice(words) if chance.random() < 0.2 else found[0], row[key] or ""
                )
                or None
                for key in ("title", "alternative_title", "heading", "body")
            }
            yield number, {**row, **change, "id": f"{row['id']}-{copy}", "url": row["url"] and f"{row['url']}/{copy}"}


def vectors_of(pairs: Sequence[tuple[dict[str, str | None], dict[str, str | None]]], cache: Path) -> int:
    """Put vectors for the chunks of copies in the cache: those of the original's chunks with noise. How many."""
    embeddings = CachedEmbeddings(lambda: (_ for _ in ()).throw(AssertionError("a vector is not known")), E5, cache)
    store = sqlite3.connect(cache)
    chance = np.random.default_rng(1)
    made = 0
    for original, copy in pairs:
        old, new = (chunk_document(decision(row, ""), ChunkConfig().max_tokens) for row in (original, copy))
        known = embeddings.embed([embedded_text(chunk) for chunk in old], "passage")
        for place, chunk in enumerate(new):
            noise = chance.normal(size=known.shape[1])
            vector = known[min(place, len(old) - 1)] + NOISE * noise / np.linalg.norm(noise)
            key = sha256("\x1f".join((E5, "passage", embedded_text(chunk))))
            row = (key, np.asarray(vector / np.linalg.norm(vector), np.float32).tobytes())
            store.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?)", row)
            made += 1
    store.commit()
    store.close()
    embeddings.close()
    return made


def extra(decisions: Path) -> list[str]:
    """The first decisions once more under other ids; their vectors are known."""
    rows = [json.loads(line) for line in decisions.open(encoding="utf-8")][:25]
    return [json.dumps({**row, "id": f"{row['id']}-nieuw"}) + "\n" for row in rows]


def size(place: Path) -> int:
    """The bytes of a file, or of all files below a folder."""
    return sum(path.stat().st_size for path in [place, *place.rglob("*")] if path.is_file())


if __name__ == "__main__":
    main()
