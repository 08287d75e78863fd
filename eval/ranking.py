"""Ranking quality against graded judgements: nDCG on judged documents, recall of the documents that must be found."""

from collections.abc import Mapping, Sequence
from math import log2


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], k: int = 20) -> float:
    """nDCG@k with gain 2^grade - 1 over the judged documents of ``ranking``; unjudged ones are passed over."""
    gains = [2 ** grades[document] - 1 for document in ranking if document in grades][:k]
    best = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:k]
    ideal = _discounted(best)
    return _discounted(gains) / ideal if ideal else 0.0


def recall(ranking: Sequence[str], grades: Mapping[str, int], k: int, grade: int = 3) -> float | None:
    """Share of the documents of at least ``grade`` among the first ``k``; None where there are none."""
    wanted = {document for document, value in grades.items() if value >= grade}
    return len(wanted.intersection(ranking[:k])) / len(wanted) if wanted else None


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(position + 2) for position, gain in enumerate(gains))
