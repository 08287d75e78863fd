"""A figure over several reports: its value, its interval and its mean over reports, from what each report adds to it.

Sentences of one report are alike, so a report counts as one observation: the spread is that of the figure when each
report in turn is left out (the jackknife over clusters, which holds for any figure made of sums). A share gets the
interval of Wilson at the number of independent sentences that would spread as much; unlike a normal interval it stays
between 0 and 1 and says something at 0 and 1. Nothing is drawn at random.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Z = 1.959964  # two-sided 95%
DECIMALS = 6

_Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Metric:
    """``value`` is None where ``n``, what it was measured over, is 0.

    ``undefined`` things could not be measured: their source is not at hand. ``errors`` is the number of reports that
    could not be read at all. ``interval`` is that of 95%, None where one report cannot tell it. ``macro`` is the mean
    over reports, each counting once; ``reports`` is how many had anything to measure.
    """

    value: float | None
    n: int
    undefined: int = 0
    errors: int = 0
    interval: tuple[float, float] | None = None
    macro: float | None = None
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What one report adds to a figure: ``total`` over ``n`` measured things, and how many could not be measured."""

    total: float
    n: int
    undefined: int = 0


def share(parts: Sequence[Part]) -> Metric:
    """A figure between 0 and 1: the total over all reports divided by their n."""
    return _estimated(_sums(parts), _ratio, [part.n for part in parts], [part.undefined for part in parts], _wilson)


def mean(parts: Sequence[Part]) -> Metric:
    """A figure without a bound, 0 or more; its interval is a normal one."""
    return _estimated(_sums(parts), _ratio, [part.n for part in parts], [part.undefined for part in parts], _normal)


def harmonic(precision: Sequence[Part], recall: Sequence[Part]) -> Metric:
    """F1 of two shares over the same reports, 0 where both are; its n is the smaller of theirs."""
    sums = np.hstack([_sums(precision), _sums(recall)])
    measured = [min(one.n, other.n) for one, other in zip(precision, recall, strict=True)]
    lost = [one.undefined + other.undefined for one, other in zip(precision, recall, strict=True)]
    return _estimated(sums, _f1, measured, lost, _wilson)


def _estimated(
    sums: _Sums,
    figure: Callable[[_Sums], _Sums],
    measured: Sequence[int],
    lost: Sequence[int],
    interval: Callable[[float, float | None, int], tuple[float, float] | None],
) -> Metric:
    value = float(figure(sums.sum(axis=0)))
    if not math.isfinite(value):
        return Metric(None, 0, sum(lost))
    n = sum(measured)
    each = figure(sums)
    each = each[np.isfinite(each)]
    found = interval(value, _variance(sums, figure), n)
    return Metric(
        round(value, DECIMALS),
        n,
        sum(lost),
        interval=(round(found[0], DECIMALS), round(found[1], DECIMALS)) if found else None,
        macro=round(float(each.mean()), DECIMALS) if each.size else None,
        reports=int(each.size),
    )


def _sums(parts: Sequence[Part]) -> _Sums:
    return np.array([(part.total, part.n) for part in parts], dtype=np.float64).reshape(-1, 2)


def _ratio(sums: _Sums) -> _Sums:
    """NaN where nothing was measured."""
    total, n = sums[..., 0], sums[..., 1]
    return np.where(n > 0, total / np.where(n > 0, n, 1), np.nan)


def _f1(sums: _Sums) -> _Sums:
    precision, recall = _ratio(sums[..., :2]), _ratio(sums[..., 2:])
    both = precision + recall
    return np.where(both == 0, both, 2 * precision * recall / np.where(both == 0, 1, both))


def _variance(sums: _Sums, figure: Callable[[_Sums], _Sums]) -> float | None:
    """Of the figure, from leaving out each report that adds to it; None where fewer than two do."""
    sums = sums[sums.any(axis=1)]
    without = figure(sums.sum(axis=0) - sums)
    without = without[np.isfinite(without)]
    count = len(without)
    return float((count - 1) / count * ((without - without.mean()) ** 2).sum()) if count > 1 else None


def _wilson(value: float, variance: float | None, n: int) -> tuple[float, float]:
    """Where the spread tells nothing (one report, or all alike), each of the ``n`` things counts."""
    size = min(float(n), value * (1 - value) / variance) if variance else float(n)
    middle = (value + Z**2 / (2 * size)) / (1 + Z**2 / size)
    half = Z / (1 + Z**2 / size) * math.sqrt(value * (1 - value) / size + (Z / (2 * size)) ** 2)
    return max(0.0, middle - half), min(1.0, middle + half)


def _normal(value: float, variance: float | None, _: int) -> tuple[float, float] | None:
    if variance is None:
        return None
    half = Z * math.sqrt(variance)
    return max(0.0, value - half), value + half
