"""How fast a server is asked: one queue for all threads, and a bound on how long one call may take."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Result = TypeVar("Result")


class Pace:
    """Lets requests through at an even pace, ``per_minute`` over all threads together; 0 is as fast as they come."""

    def __init__(
        self,
        per_minute: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 60.0 / per_minute if per_minute else 0.0
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._open = clock()

    def enter(self) -> None:
        """Wait for the turn of this request."""
        while (wait := self._turn()) > 0:
            self._sleep(wait)

    def pause(self, seconds: float) -> None:
        """Let nobody through for so long: a server that sends one away wants to see none."""
        with self._lock:
            self._open = max(self._open, self._clock() + seconds)

    def _turn(self) -> float:
        """Seconds until it is worth asking again; 0 if it is the turn of this request, which then is taken."""
        with self._lock:
            now = self._clock()
            if now < self._open:
                return self._open - now
            self._open = now + self._interval
            return 0.0


def within(seconds: float, call: Callable[[], Result]) -> Result:
    """What ``call`` gives or raises, or TimeoutError after so many seconds, whatever it is waiting for.

    The timeouts of the client stack are for each read: a server that drips bytes would hold a worker for ever. Such a
    call is left behind in its thread, which ends with the connection, or with the program.
    """
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001 - it is the caller's
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future.result(seconds)
