"""Measure the judge on labels and on planted errors, and keep the figures in ``eval/judge_card.json``.

python -m benchmarks.judge_card SHARED

``SHARED`` holds ``bench/citations-dev.jsonl``, ``vlaanderen/decisions.jsonl`` and ``vlaanderen/agreement``.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.train_judge import held_out, read_table
from eval.agreement import Agreement
from eval.judge_card import CARD, judge_card, version
from eval.mutations.field import Field
from eval.mutations.results import Results
from eval.mutations.suite import offline, run_suite
from rag.config import load_config
from rag.corpus import read_agreement, read_corpus
from rag.documents import Document, Section
from rag.files import write_whole
from rag.sources.jsonl import decision
from rag.support.judge import GRADES, judge_claim

ROOT = Path(__file__).parents[1]
REAL = 600  # decisions of the real corpus in which errors are planted
# A blind second reading of 150 of the labels, both splits.
CEILING = {"exact": 0.927, "kappa": 0.886, "balanced": [0.95, 0.962]}


def main(shared: Path) -> None:
    """Measure, write, print."""
    decisions = [decision(row, "") for row in _rows(shared / "vlaanderen" / "decisions.jsonl")]
    gold = _rows(shared / "bench" / "citations-dev.jsonl")
    sections = read_agreement(shared / "vlaanderen" / "agreement" / "sections.jsonl")
    # Each section is judged with weights fitted on all others, so that no label is judged by what it taught.
    pairs, claims = held_out(read_table(), "meaning")
    card = {
        "schema": 1,
        "measured_on": version(),
        "ceiling": CEILING,
        "agreement": {"pairs": _block(pairs), "claims": _block(claims)},
        "determinism": _determinism(gold, decisions),
        "mutations": {"demo": demo().block(), "real": real(decisions, sections.values()).block()},
    }
    path = ROOT / "eval" / CARD
    write_whole(path, json.dumps(card, ensure_ascii=False, indent=1) + "\n")
    for label, value in judge_card()["lines"]:
        print(f"{label:45} {value}")


def demo() -> Results:
    """The suite over the demo corpus."""
    config = load_config(ROOT / "config.yaml").corpus
    documents = read_corpus(config.documents, ROOT).documents.values()
    field = Field.over(documents, read_agreement(ROOT / config.agreement).values())
    return run_suite(field, offline(field))


def real(decisions: Sequence[Document], sections: Iterable[Section]) -> Results:
    """The suite over a part of the real decisions."""
    long = [document for document in decisions if len(document.text) > 300]
    field = Field.over(Random(1).sample(long, REAL), sections)
    return run_suite(field, offline(field))


def _determinism(gold: Sequence[dict[str, Any]], decisions: Sequence[Document]) -> dict[str, int]:
    """How many labelled claims get the same verdict again, with their sources in another order."""
    known = {document.id: document for document in decisions}
    idf = Field(decisions).idf
    cited = [(row["claim"], [known[identity] for identity in row["pairs"]]) for row in gold if row["pairs"]]
    same = 0
    for claim, documents in cited:
        one, other = judge_claim(claim, documents, idf), judge_claim(claim, documents[::-1], idf)
        same += one.score == other.score and dict(one.pairs) == dict(other.pairs)
    return {"n": len(cited), "same": same}


def _block(found: Agreement) -> dict[str, Any]:
    golds, judgements = Counter[str](), Counter[str]()
    for (gold, judged), count in found.confusion.items():
        golds[gold] += count
        judgements[judged] += count
    return {
        "n": found.n,
        "exact": _rounded(found.exact),
        "kappa": _rounded(found.kappa),
        "splits": [{key: _rounded(value) for key, value in asdict(split).items()} for split in found.splits],
        "shares": {grade: _rounded(judgements[grade] / found.n) for grade in GRADES},
        "gold_shares": {grade: _rounded(golds[grade] / found.n) for grade in GRADES},
        "confusion": {gold: {judged: found.confusion.get((gold, judged), 0) for judged in GRADES} for gold in GRADES},
    }


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
