"""Agreement of a judge with gold labels of three grades: AUC, balanced accuracy, kappa, confusion."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.support.judge import GRADES

Row = tuple[str, str, str, float]
"""Section, gold grade, judged grade, score."""


@dataclass(frozen=True, slots=True)
class Split:
    """One way to cut the grades in two. Figures are None where only one side occurs.

    ``left_out`` is the balanced accuracy when the limit for each section is chosen on all other sections.
    """

    name: str
    auc: float | None
    balanced: float | None
    left_out: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """``confusion`` counts (gold, judged); ``exact`` and ``kappa`` (linearly weighted) are None without rows."""

    n: int
    exact: float | None
    kappa: float | None
    splits: tuple[Split, ...]
    confusion: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Binary:
    """Precision, recall and specificity of a yes-or-no answer; None where the denominator is 0."""

    precision: float | None
    recall: float | None
    specificity: float | None


def agreement(rows: Sequence[Row]) -> Agreement:
    """How well judged grades and scores agree with gold."""
    confusion = Counter((gold, judged) for _, gold, judged, _ in rows)
    exact = sum(confusion[grade, grade] for grade in GRADES)
    names = ("none | rest", "rest | full")
    splits = tuple(_split(name, rows, place) for place, name in enumerate(names, 1))
    return Agreement(len(rows), _share(exact, len(rows)), _kappa(confusion, len(rows)), splits, confusion)


def auc(scored: Iterable[tuple[float, bool]]) -> float | None:
    """The chance that a random positive scores above a random negative, ties counting half; None without either."""
    by_score: dict[float, list[int]] = {}
    for score, positive in scored:
        by_score.setdefault(score, [0, 0])[positive] += 1
    below = won = 0.0
    for _, (negatives, positives) in sorted(by_score.items()):
        won += positives * (below + negatives / 2)
        below += negatives
    positives = sum(counts[1] for counts in by_score.values())
    return _share(won, positives * below)


def balanced_accuracy(answers: Iterable[tuple[bool, bool]]) -> float | None:
    """The mean of recall and specificity over (gold, answer); None where gold has one side only."""
    counts = Counter(answers)
    recall = _share(counts[True, True], counts[True, True] + counts[True, False])
    specificity = _share(counts[False, False], counts[False, False] + counts[False, True])
    return None if recall is None or specificity is None else (recall + specificity) / 2


def binary(answers: Iterable[tuple[bool, bool]]) -> Binary:
    """Figures of (gold, answer)."""
    counts = Counter(answers)
    hit, missed, false, right = (counts[pair] for pair in ((True, True), (True, False), (False, True), (False, False)))
    return Binary(_share(hit, hit + false), _share(hit, hit + missed), _share(right, right + false))


def best_limit(scored: Iterable[tuple[float, bool]]) -> float:
    """The score from which calling an item positive gives the best balanced accuracy; the lowest of equals."""
    by_score: dict[float, list[int]] = {}
    for score, positive in scored:
        by_score.setdefault(score, [0, 0])[positive] += 1
    negatives, positives = (max(1, sum(counts[side] for counts in by_score.values())) for side in (0, 1))
    best, limit = -1.0, 0.0
    below = [0, 0]
    for score, counts in sorted(by_score.items()):
        quality = below[0] / negatives + 1 - below[1] / positives
        if quality > best:
            best, limit = quality, score
        below = [below[0] + counts[0], below[1] + counts[1]]
    return limit


def _split(name: str, rows: Sequence[Row], place: int) -> Split:
    """Grades from ``GRADES[place]`` up against those below it."""
    gold = [GRADES.index(row[1]) >= place for row in rows]
    judged = [GRADES.index(row[2]) >= place for row in rows]
    scores = [row[3] for row in rows]
    limits = {
        section: best_limit(
            (score, is_up) for row, score, is_up in zip(rows, scores, gold, strict=True) if row[0] != section
        )
        for section in {row[0] for row in rows}
    }
    answers = [score >= limits[row[0]] for row, score in zip(rows, scores, strict=True)]
    return Split(
        name,
        auc(zip(scores, gold, strict=True)),
        balanced_accuracy(zip(gold, judged, strict=True)),
        balanced_accuracy(zip(gold, answers, strict=True)),
    )


def _kappa(confusion: Mapping[tuple[str, str], int], n: int) -> float | None:
    """Cohen's kappa with linear weights."""
    places = range(len(GRADES))
    gold = [sum(confusion[GRADES[i], judged] for judged in GRADES) for i in places]
    judged = [sum(confusion[name, GRADES[j]] for name in GRADES) for j in places]
    seen = sum(abs(i - j) * confusion[GRADES[i], GRADES[j]] for i in places for j in places)
    chance = sum(abs(i - j) * gold[i] * judged[j] for i in places for j in places)
    return 1 - seen * n / chance if chance else None


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
