"""Values, intervals and means over reports, from what each report adds."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.estimates import Metric, Part, harmonic, mean, share

parts = st.lists(
    st.integers(0, 30).flatmap(lambda n: st.builds(Part, st.integers(0, n), st.just(n), st.integers(0, 3))), max_size=12
)


def test_nothing_measured_is_undefined_and_says_how_much_could_not_be() -> None:
    for found in (share([]), mean([Part(0, 0, 2)]), harmonic([Part(0, 0, 2)], [Part(1, 1)])):
        assert (found.value, found.n, found.interval, found.macro, found.reports) == (None, 0, None, None, 0)
    assert share([Part(0, 0, 2), Part(0, 0, 1)]) == Metric(None, 0, 3)


def test_one_report_gets_the_interval_of_wilson() -> None:
    found = share([Part(57, 60)])
    assert found.interval == pytest.approx((0.863, 0.983), abs=1e-3)
    assert share([Part(0, 300)]).interval == pytest.approx((0, 0.0126), abs=1e-3)


def test_the_value_weighs_sentences_and_the_macro_weighs_reports() -> None:
    found = share([Part(9, 9), Part(0, 1), Part(0, 0, 5)])
    assert (found.value, found.n, found.macro, found.reports, found.undefined) == (0.9, 10, 0.5, 2, 5)


def test_reports_that_differ_widen_the_interval_and_reports_alike_do_not() -> None:
    def width(*given: Part) -> float:
        low, high = share(given).interval or (0, 0)
        return high - low

    alike, apart = [Part(15, 30)] * 10, [Part(30, 30), Part(0, 30)] * 5
    assert width(*alike) == pytest.approx(width(Part(150, 300)), abs=1e-6)
    assert width(*apart) > 3 * width(*alike)


def test_the_spread_of_reports_of_one_size_is_that_of_their_means() -> None:
    # Left out one by one, reports of equal size give the usual variance of a mean.
    totals = [3, 5, 2, 8, 4]
    found = mean([Part(total, 1) for total in totals])
    average = sum(totals) / 5
    error = math.sqrt(sum((total - average) ** 2 for total in totals) / 4 / 5)
    low, high = found.interval or (0, 0)
    assert (found.value, found.macro) == (average, average)
    assert (low, high) == pytest.approx((average - 1.959964 * error, average + 1.959964 * error), abs=1e-5)


def test_a_mean_of_one_report_has_no_interval() -> None:
    assert mean([Part(5, 1)]) == Metric(5.0, 1, macro=5.0, reports=1)


def test_f1_is_the_harmonic_mean_and_0_where_both_are() -> None:
    assert harmonic([Part(1, 2)], [Part(1, 1)]).value == pytest.approx(2 / 3, abs=1e-6)
    assert harmonic([Part(0, 2)], [Part(0, 1)]).value == 0
    assert harmonic([Part(1, 2), Part(0, 0)], [Part(1, 1), Part(0, 4)]).macro == pytest.approx(2 / 3, abs=1e-6)


@given(parts)
@settings(max_examples=60, deadline=None)
def test_a_share_lies_in_its_interval_and_the_interval_between_0_and_1(given_parts: list[Part]) -> None:
    found = share(given_parts)
    if found.value is None:
        assert all(part.n == 0 for part in given_parts)
        return
    low, high = found.interval or (2, -1)
    assert all(one <= other + 1e-6 for one, other in pairwise((0, low, found.value, high, 1)))
    assert share(list(reversed(given_parts))).interval == pytest.approx(found.interval, abs=2e-6)


@given(parts, parts)
@settings(max_examples=60, deadline=None)
def test_f1_lies_between_precision_and_recall(one: list[Part], other: list[Part]) -> None:
    size = min(len(one), len(other))
    precision, recall = share(one[:size]).value, share(other[:size]).value
    found = harmonic(one[:size], other[:size])
    if precision is None or recall is None:
        assert found.value is None
    else:
        assert min(precision, recall) - 1e-6 <= (found.value or 0.0) <= max(precision, recall) + 1e-6
