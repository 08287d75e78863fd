"""Print how well the output of ``verantwoord judge`` agrees with gold labels.

verantwoord judge GOLD.jsonl --out OUT.jsonl
python benchmarks/judging.py OUT.jsonl GOLD.jsonl

On the labels the judge was fitted on these figures flatter it; ``train_judge.py fit`` prints the held-out ones.
"""

import json
import sys
from pathlib import Path
from typing import Any

from eval.agreement import Agreement, agreement, binary
from rag.support.judge import GRADES


def main(judged_path: Path, gold_path: Path) -> None:
    """Print the agreement on pairs, on whole claims, and on which sentences need a citation."""
    judged = {row["claim_id"]: row for row in _rows(judged_path)}
    pairs, claims, needs = [], [], []
    for gold in _rows(gold_path):
        row = judged[gold["claim_id"]]
        for identity, label in (gold["pairs"] or {}).items():
            pair = row["pairs"][identity]
            pairs.append((gold["section"], label, pair["support"], pair["score"]))
        if gold["support"]:
            score = GRADES.index(row["support"]) / 2
            claims.append((gold["section"], gold["support"], row["support"], score))
        if gold["needs_citation"] is not None:
            needs.append((gold["needs_citation"], row["needs_citation"]))
    _print("pairs (claim, document)", agreement(pairs))
    _print("claims with all their documents", agreement(claims))
    found = binary(needs)
    print(f"\nneeds a citation: {len(needs)} uncited sentences")
    print(f"  precision {found.precision:.3f}   recall {found.recall:.3f}   specificity {found.specificity:.3f}")


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _print(title: str, result: Agreement) -> None:
    print(f"\n{title}: {result.n}")
    print(f"  agree exactly {result.exact:.3f}   kappa {result.kappa:.3f}")
    for split in result.splits:
        print(
            f"  {split.name:14} AUC {split.auc:.3f}   balanced accuracy {split.balanced:.3f}"
            f"   (limit chosen on the other sections {split.left_out:.3f})"
        )
    print("  gold \\ judged " + "".join(f"{grade:>9}" for grade in GRADES))
    for gold in GRADES:
        print(f"  {gold:14}" + "".join(f"{result.confusion[gold, grade]:9}" for grade in GRADES))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
