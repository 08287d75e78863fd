"""Work side by side: what reads the index and what writes stays on one thread."""

import threading
from concurrent.futures import Future

import pytest

from rag.regeneration.pool import AHEAD, in_parallel


def test_only_the_work_itself_leaves_the_thread() -> None:
    here, elsewhere, settled = threading.get_ident(), set(), {}

    def prepare(item: int):  # type: ignore[no-untyped-def]
        assert threading.get_ident() == here

        def work() -> int:
            elsewhere.add(threading.get_ident())
            return item * item

        return work

    def settle(item: int, future: Future[int]) -> None:
        assert threading.get_ident() == here
        settled[item] = future.result()

    in_parallel(range(20), prepare, settle, 3)
    assert settled == {item: item * item for item in range(20)}
    assert here not in elsewhere


def test_what_fails_before_or_in_the_work_is_told_where_it_is_settled_and_stops_nothing() -> None:
    told: dict[int, str] = {}

    def prepare(item: int):  # type: ignore[no-untyped-def]
        if item == 1:
            raise ValueError("before")

        def work() -> int:
            if item == 2:
                raise ValueError("in it")
            return item

        return work

    def settle(item: int, future: Future[int]) -> None:
        told[item] = str(future.exception() or future.result())

    in_parallel([1, 2, 3], prepare, settle, 2)
    assert told == {1: "before", 2: "in it", 3: "3"}


def test_no_more_is_prepared_than_there_is_use_for() -> None:
    prepared, settled, most = 0, 0, 0

    def prepare(item: int):  # type: ignore[no-untyped-def]
        nonlocal prepared, most
        prepared += 1
        most = max(most, prepared - settled)
        return lambda: item

    def settle(item: int, future: Future[int]) -> None:
        nonlocal settled
        settled += 1

    in_parallel(range(50), prepare, settle, 2)
    assert (settled, most <= 2 * AHEAD + 1) == (50, True)


def test_where_nothing_can_be_settled_any_more_the_rest_is_not_begun() -> None:
    begun: list[int] = []

    def prepare(item: int):  # type: ignore[no-untyped-def]
        return lambda: begun.append(item)

    def settle(item: int, future: Future[None]) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        in_parallel(range(100), prepare, settle, 1)
    assert len(begun) < 20
