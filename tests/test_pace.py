import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.pace import within
from tests.llm.time import Time


def test_without_a_bound_nobody_waits() -> None:
    time = Time()
    pace = time.pace()
    for _ in range(100):
        pace.enter()
    assert time.slept == []


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 600), st.integers(1, 8), st.integers(1, 24))
def test_no_minute_holds_more_requests_than_allowed_however_many_threads_ask(
    per_minute: int, threads: int, requests: int
) -> None:
    time = Time()
    pace, entered = time.pace(per_minute), list[float]()

    def ask(_: int) -> None:
        pace.enter()
        entered.append(time())

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(ask, range(requests)))
    assert len(entered) == requests
    assert time() >= (requests - 1) * 60 / per_minute - 1e-6


def test_a_pause_holds_everybody_and_the_longest_counts() -> None:
    time = Time()
    pace, entered = time.pace(), list[float]()
    pace.enter()
    pace.pause(7)
    pace.pause(3)

    def ask(_: int) -> None:
        pace.enter()
        entered.append(time())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))
    assert min(entered) >= 7


def test_a_pause_that_comes_while_waiting_is_waited_for_as_well() -> None:
    time = Time()
    pace = time.pace(60)
    pace.enter()
    sleep, told = time.sleep, list[float]()

    def interrupted(seconds: float) -> None:
        sleep(seconds)
        if not told:
            told.append(seconds)
            pace.pause(10)

    pace._sleep = interrupted
    pace.enter()
    assert time() == pytest.approx(11)


def test_what_is_in_time_gives_its_result_or_its_own_error() -> None:
    assert within(5, lambda: "ja") == "ja"
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)


def test_what_is_late_is_left_behind() -> None:
    never = threading.Event()
    with pytest.raises(TimeoutError):
        within(0.05, never.wait)
    never.set()
