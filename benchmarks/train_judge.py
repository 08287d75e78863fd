"""Make the tables of the offline judge, and show how well it does on sections it was not fitted on.

python benchmarks/train_judge.py framing REPORTS.jsonl     common words of reports -> rag/support/framing.json
python benchmarks/train_judge.py table --config CONFIG GOLD.jsonl    what is known of every labelled claim and source
                                                           -> benchmarks/judge.csv (the only step that needs an index)
python benchmarks/train_judge.py fit                       judge.csv -> rag/support/weights.json, with held-out figures

Plain ridge logistic regression by Newton's method: no seed, no search, the same weights every time. Both sides of a
limit weigh equally, for balanced accuracy is what counts.
"""

import csv
import json
import sys
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from eval.agreement import Agreement, Row, agreement
from rag.config import load_config
from rag.lexical import stems
from rag.session import open_session
from rag.support.features import Values
from rag.support.judge import GRADES, examine, grade
from rag.support.model import BIAS, NAMES, Curves, Known, Unit, scores

HERE = Path(__file__).parent
TABLE = HERE / "judge.csv"
SUPPORT = HERE.parent / "rag" / "support"
WEIGHTS, FRAMING = SUPPORT / "weights.json", SUPPORT / "framing.json"

RIDGE = 20.0
STEPS = 25
DECIMALS = 4
# A stem in the reports of fewer sections than this belongs to their subject.
COMMON = 5
KNOWN: tuple[Known, ...] = ("words", "corpus", "meaning")

Matrix = npt.NDArray[np.float64]
Weights = Mapping[tuple[Unit, Known], Curves]


@dataclass(frozen=True)
class Example:
    """A labelled claim (``document`` is None) or a claim with one of its sources, and what is known of it."""

    section: str
    claim: str
    document: str | None
    label: str
    capped: bool
    values: Values


def table(config: Path, gold: Path) -> list[Example]:
    """What is known of every labelled claim, all its sources first and then each alone."""
    found = []
    with open_session(load_config(config)) as session:
        retriever, catalogue = session.retriever, session.index.catalogue
        idf = lru_cache(maxsize=None)(retriever.bm25.idf)
        for row in _rows(gold):
            documents = [item for item in map(catalogue.document, row["pairs"] or ()) if item]
            if not documents:
                continue
            seen = examine(row["claim"], documents, idf, retriever.standings)
            about = row["section"], row["claim_id"]
            found.append(Example(*about, None, row["support"], seen.all_capped, seen.together))
            for document, capped, values in zip(documents, seen.capped, seen.alone, strict=True):
                found.append(Example(*about, document.id, row["pairs"][document.id], capped, values))
    return found


def fit(examples: Sequence[Example], wanted: Collection[Known] = KNOWN) -> dict[tuple[Unit, Known], Curves]:
    """The weights for every unit, by what may be known."""
    weights = {}
    for (unit, known), names in NAMES.items():
        if known not in wanted:
            continue
        own = [example for example in examples if (example.document is None) == (unit == "together")]
        matrix = np.array([[example.values[name] for name in names] for example in own])
        limits = [np.array([GRADES.index(example.label) >= place for example in own], float) for place in (1, 2)]
        weights[unit, known] = Curves(*(_logistic(matrix, limit, names) for limit in limits))
    return weights


def held_out(examples: Sequence[Example], known: Known) -> tuple[Agreement, Agreement]:
    """How the judge agrees on pairs and on whole claims, each section judged by weights of all others."""
    pairs: list[Row] = []
    claims: list[Row] = []
    for section in sorted({example.section for example in examples}):
        weights = fit([example for example in examples if example.section != section], (known,))
        for whole, alone in _claims(example for example in examples if example.section == section):
            names = {*NAMES["alone", known], *NAMES["together", known]}
            each, together = scores(
                [_only(example.values, names) for example in alone],
                _only(whole.values, names),
                [example.capped for example in alone],
                whole.capped,
                weights,
            )
            claims.append((section, whole.label, grade(together), together))
            pairs += [(section, e.label, grade(score), score) for e, score in zip(alone, each, strict=True)]
    return agreement(pairs), agreement(claims)


def framing(reports: Path) -> dict[str, Any]:
    """In the reports of how many sections each common stem stands. Numbers are citations, not words."""
    by_section: dict[str, set[str]] = defaultdict(set)
    for row in _rows(reports):
        by_section[row["section"]].update(stems(row["raw_response"]))
    count = Counter(root for roots in by_section.values() for root in roots if not root[0].isdigit())
    return {"sections": len(by_section), "stems": {root: n for root, n in sorted(count.items()) if n >= COMMON}}


def read_table(path: Path = TABLE) -> list[Example]:
    """The examples of a table; an empty cell is not known."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Example(
                row.pop("section"),
                row.pop("claim"),
                row.pop("document") or None,
                row.pop("label"),
                row.pop("capped") == "1",
                {name: float(value) for name, value in row.items() if value},
            )
            for row in csv.DictReader(file)
        ]


def write_table(examples: Sequence[Example], path: Path = TABLE) -> None:
    """Write examples as a table."""
    names = list(dict.fromkeys(name for wanted in NAMES.values() for name in wanted))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["section", "claim", "document", "label", "capped", *names])
        for e in examples:
            cells = [f"{e.values[name]:.{DECIMALS}g}" if name in e.values else "" for name in names]
            writer.writerow([e.section, e.claim, e.document or "", e.label, int(e.capped), *cells])


def as_json(weights: Weights) -> str:
    """The weights as the file the judge reads."""
    tree: dict[str, dict[str, Any]] = defaultdict(dict)
    for (unit, known), found in weights.items():
        tree[unit][known] = {"some": dict(found.some), "all": dict(found.all)}
    return json.dumps(tree, indent=1) + "\n"


def _logistic(matrix: Matrix, limit: Matrix, names: Sequence[str]) -> dict[str, float]:
    """Ridge weights on standardised columns, told for the columns as they are."""
    mean, spread = matrix.mean(0), matrix.std(0) + 1e-9
    rows = np.c_[(matrix - mean) / spread, np.ones(len(matrix))]
    balance = np.where(limit == 1, 0.5 / max(limit.mean(), 1e-9), 0.5 / max(1 - limit.mean(), 1e-9))
    ridge = np.diag([*[RIDGE] * len(names), 1e-6])
    found = np.zeros(len(names) + 1)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (balance * (chance - limit)) + ridge @ found
        bend = (rows * (balance * chance * (1 - chance))[:, None]).T @ rows + ridge
        found -= np.linalg.solve(bend, slope)
    plain = found[:-1] / spread
    weights = {BIAS: float(found[-1] - plain @ mean), **dict(zip(names, map(float, plain), strict=True))}
    return {name: round(value, DECIMALS) for name, value in weights.items()}


def _claims(examples: Iterable[Example]) -> Iterator[tuple[Example, list[Example]]]:
    """Each claim with its sources."""
    for _, group in groupby(examples, key=lambda example: example.claim):
        whole, *alone = group
        yield whole, alone


def _only(values: Values, names: set[str]) -> Values:
    return {name: value for name, value in values.items() if name in names}


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _show(title: str, found: Agreement) -> None:
    shares = Counter[str]()
    for (_, judged), count in found.confusion.items():
        shares[judged] += count
    figures = "   ".join(f"{split.name} AUC {split.auc:.3f} balanced {split.balanced:.3f}" for split in found.splits)
    said = " / ".join(f"{shares[name] / found.n:.3f}" for name in GRADES)
    print(f"{title:16} {figures}   exact {found.exact:.3f} kappa {found.kappa:.3f}   says {said}")
    for gold in GRADES:
        print(f"  {gold:14}" + "".join(f"{found.confusion[gold, judged]:7}" for judged in GRADES))


def main(arguments: Sequence[str]) -> None:
    """One of the steps."""
    parser = ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("framing").add_argument("reports", type=Path)
    making = steps.add_parser("table")
    making.add_argument("--config", type=Path, required=True)
    making.add_argument("gold", type=Path)
    steps.add_parser("fit")
    args = parser.parse_args(arguments)
    if args.step == "framing":
        FRAMING.write_text(json.dumps(framing(args.reports), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    elif args.step == "table":
        write_table(table(args.config, args.gold))
    else:
        examples = read_table()
        WEIGHTS.write_text(as_json(fit(examples)), encoding="utf-8")
        for known in KNOWN:
            for title, found in zip(("pairs", "claims"), held_out(examples, known), strict=True):
                _show(f"{title}, {known}", found)


if __name__ == "__main__":
    main(sys.argv[1:])
