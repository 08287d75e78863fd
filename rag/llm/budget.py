"""What the language model costs: counted per call, and stopped before the limit instead of after it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rag.config import PriceConfig
from rag.errors import BudgetError
from rag.llm.usage import Usage


class Tally:
    """Running totals that several threads may add to: what is spent now, and what the answers cost when made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._usage = Usage()
        self._cost = Usage()

    @property
    def usage(self) -> Usage:
        """The total spent so far."""
        return self._usage

    @property
    def cost(self) -> Usage:
        """The total that the answers so far took when they were made, paid now or found in the cache."""
        return self._cost

    def add(self, usage: Usage, cost: Usage | None = None) -> None:
        """Count ``usage`` in, and the ``cost`` of the answer it brought."""
        with self._lock:
            self._usage += usage
            self._cost += cost or Usage()


class Budget:
    """A limit in euros that holds for all threads together: a call reserves its worst case before it is made."""

    def __init__(self, limit: float, prices: PriceConfig) -> None:
        self._limit = limit
        self._prices = prices
        self._lock = threading.Lock()
        self._reserved = 0.0
        self._total = Tally()

    @property
    def total(self) -> Usage:
        """Everything spent under this budget so far."""
        return self._total.usage

    def euros(self, prompt_tokens: int, completion_tokens: int) -> float:
        """The price of so many tokens."""
        return (prompt_tokens * self._prices.prompt + completion_tokens * self._prices.completion) / 1_000_000

    def spent(self, usage: Usage) -> None:
        """Book what a call, or an answer from the cache, took."""
        self._total.add(usage)

    @property
    def left(self) -> float:
        """Euros that are neither spent nor set aside."""
        return self._limit - self.total.euros - self._reserved

    @contextmanager
    def reserved(self, prompt_tokens: int, completion_tokens: int) -> Iterator[None]:
        """Set the worst case of one call aside for the length of the block, in which it is booked with ``spent``.

        Raises BudgetError if it does not fit in what is left.
        """
        cost = self.euros(prompt_tokens, completion_tokens)
        with self._lock:
            left = self.left
            if cost > left:
                raise BudgetError(
                    f"the next call could cost {cost:.4f} euro and {max(left, 0):.4f} of {self._limit:.2f} is left;"
                    " raise llm.max_euros to go on"
                )
            self._reserved += cost
        try:
            yield
        finally:
            with self._lock:
                self._reserved -= cost
