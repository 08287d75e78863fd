"""Sections written side by side: the index is read on the thread that opened it, a model is waited for on others."""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

AHEAD = 4  # items a worker that are prepared before it comes to them: evidence takes memory


def in_parallel(
    items: Iterable[Item],
    prepare: Callable[[Item], Callable[[], Made]],
    settle: Callable[[Item, Future[Made]], None],
    workers: int,
) -> None:
    """``prepare`` every item, run what that gives on one of the ``workers``, and ``settle`` it as soon as it is done.

    Only the middle part runs on another thread. What ``prepare`` raises is in the future that ``settle`` gets; what
    ``settle`` raises ends it all, after what is running.
    """
    waiting: dict[Future[Made], Item] = {}

    def settle_some(*, until: int) -> None:
        while len(waiting) > until:
            done = wait(waiting, return_when=FIRST_COMPLETED).done
            for future in [each for each in waiting if each in done]:  # what began first is settled first
                settle(waiting.pop(future), future)

    with ThreadPoolExecutor(workers) as pool:
        try:
            for item in items:
                try:
                    future = pool.submit(prepare(item))
                except Exception as error:  # noqa: BLE001 - told where it is settled, like what the work itself raises
                    future = Future()
                    future.set_exception(error)
                waiting[future] = item
                settle_some(until=workers * AHEAD)
            settle_some(until=0)
        finally:
            pool.shutdown(cancel_futures=True)
