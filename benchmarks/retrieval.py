"""Ranking quality of a TREC run against graded judgements.

    python benchmarks/retrieval.py RUN QRELS.jsonl

QRELS rows are ``{"section", "document", "grade"}``, grades 0 to 3. nDCG@20 is over judged documents only.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from statistics import mean

from eval.ranking import ndcg, recall


def main(run: Path, qrels: Path) -> None:
    """Print nDCG@20 and the recall of grade 3 at 30 and 60, averaged over the judged sections."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in qrels.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        grades[row["section"]][row["document"]] = row["grade"]
    ranking: dict[str, list[str]] = defaultdict(list)
    for line in run.read_text(encoding="utf-8").splitlines():
        section, _, document, *_ = line.split()
        ranking[section].append(document)
    print(f"{len(grades)} sections, {sum(map(len, grades.values()))} judgements")
    print(f"nDCG@20            {mean(ndcg(ranking[s], g) for s, g in grades.items()):.3f}")
    for k in (30, 60):
        found = [value for s, g in grades.items() if (value := recall(ranking[s], g, k)) is not None]
        print(f"recall@{k} grade 3  {mean(found):.3f}  ({len(found)} sections)")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
