"""Time that passes only by sleeping."""

import threading

from rag.pace import Pace


class Time:
    """A clock and the sleep that moves it, for several threads; ``slept`` are the waits, in seconds."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._now = 0.0
        self._lock = threading.Lock()

    def __call__(self) -> float:
        with self._lock:
            return self._now

    def sleep(self, seconds: float) -> None:
        """Let time pass at once. Sleepers wake in turn: whoever slept first finds the clock moved for all."""
        with self._lock:
            self.slept.append(seconds)
            self._now += seconds

    def pace(self, per_minute: int = 0) -> Pace:
        """A pace kept in this time."""
        return Pace(per_minute, clock=self, sleep=self.sleep)
