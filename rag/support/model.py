"""From what is known of a claim and its sources to how far they carry it: two logistic curves and one scale.

The weights are those that ``benchmarks/train_judge.py`` finds on the development labels. There are three sets, for what
may be known: the words alone, how a source stands in the corpus by its words, and how it stands by its meaning.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Literal

from rag.support.features import ALONE, AMONG_MEANING, AMONG_WORDS, COMPANY, SOURCES, TOGETHER, Values

Unit = Literal["alone", "together"]
Known = Literal["words", "corpus", "meaning"]

NAMES: Mapping[tuple[Unit, Known], tuple[str, ...]] = {
    ("alone", "words"): ALONE,
    ("alone", "corpus"): (*ALONE, AMONG_WORDS),
    ("alone", "meaning"): (*ALONE, AMONG_WORDS, AMONG_MEANING, COMPANY),
    ("together", "words"): (*TOGETHER, SOURCES),
    ("together", "corpus"): (*TOGETHER, SOURCES, AMONG_WORDS),
    ("together", "meaning"): (*TOGETHER, SOURCES, AMONG_WORDS, AMONG_MEANING),
}
BIAS = "bias"
# What sources that lack a fact of the claim can reach.
PARTIAL_AT_MOST = 0.66
# The best of many sources looks better than it is. Where it outdoes what all carry together, both give in: the best
# keeps this part of what it is ahead.
KEPT = 1 / 3


@dataclass(frozen=True, slots=True)
class Curves:
    """Weights by name of what speaks for any support (``some``) and for full support (``all``), each with a bias."""

    some: Mapping[str, float]
    all: Mapping[str, float]

    def score(self, values: Values, capped: bool) -> float:
        """From 0 to 1: under 1/3 if none is likelier than some, from 2/3 if all is likelier than less.

        ``capped`` sources carry a part at most.
        """
        some, full = _chance(self.some, values), _chance(self.all, values)
        if some < 0.5:
            return 2 / 3 * some
        if full >= 0.5 and not capped:
            return 1 / 3 + 2 / 3 * full
        return min(PARTIAL_AT_MOST, (0.5 + some + min(full, 0.5)) / 3)


def known_of(values: Values) -> Known:
    """Which weights fit what is known."""
    return "meaning" if AMONG_MEANING in values else "corpus" if AMONG_WORDS in values else "words"


@lru_cache(maxsize=1)
def curves() -> Mapping[tuple[Unit, Known], Curves]:
    """The weights in use."""
    table = json.loads(files("rag.support").joinpath("weights.json").read_text(encoding="utf-8"))
    return {(unit, known): Curves(**table[unit][known]) for unit, known in NAMES}


def scores(
    alone: Sequence[Values],
    together: Values,
    capped: Sequence[bool],
    all_capped: bool,
    weights: Mapping[tuple[Unit, Known], Curves],
) -> tuple[list[float], float]:
    """How far each source carries the claim, and how far all do, which is never less than the best of them."""
    each = [weights["alone", known_of(values)].score(values, cap) for values, cap in zip(alone, capped, strict=True)]
    whole = weights["together", known_of(together)].score(together, all_capped)
    best = max(each)
    met = KEPT * best + (1 - KEPT) * whole
    if len(each) == 1:
        each = [min(met, PARTIAL_AT_MOST) if capped[0] else met]
    elif best > whole:
        each = [min(score, met) for score in each]
    rounded = [round(score, 6) for score in each]
    return rounded, max(*rounded, round(whole, 6)) if len(each) > 1 else rounded[0]


def _chance(weights: Mapping[str, float], values: Values) -> float:
    total = weights[BIAS] + sum(weight * values[name] for name, weight in weights.items() if name != BIAS)
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
