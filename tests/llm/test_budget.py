from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from rag.config import PriceConfig
from rag.errors import BudgetError
from rag.llm.budget import Budget, Tally
from rag.llm.usage import Usage

PRICES = PriceConfig(prompt=1.0, completion=4.0)


def test_a_price_is_per_million_tokens() -> None:
    assert Budget(1, PRICES).euros(500_000, 250_000) == 1.5


def test_a_call_that_fits_exactly_is_allowed_and_one_token_more_is_not() -> None:
    budget = Budget(1.0, PRICES)
    with budget.reserved(1_000_000, 0):
        pass
    with pytest.raises(BudgetError, match=r"raise llm\.max_euros"), budget.reserved(1_000_001, 0):
        pass


def test_what_was_spent_is_gone() -> None:
    budget = Budget(1.0, PRICES)
    budget.spent(Usage(calls=1, euros=0.75))
    with pytest.raises(BudgetError), budget.reserved(250_001, 0):
        pass
    with budget.reserved(250_000, 0):
        assert budget.total.euros == 0.75


def test_a_reservation_ends_also_when_the_call_fails() -> None:
    budget = Budget(1.0, PRICES)
    for _ in range(3):
        with pytest.raises(OSError, match="reset"), budget.reserved(900_000, 0):
            raise OSError("reset")


def test_threads_together_never_reserve_more_than_the_limit() -> None:
    budget, start, end = Budget(1.0, PRICES), Barrier(4), Barrier(4)

    def reserve(_: int) -> bool:
        start.wait()
        try:
            with budget.reserved(600_000, 0):
                end.wait()
                return True
        except BudgetError:
            end.wait()
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(reserve, range(4))) == 1


def test_a_tally_adds_up_every_figure() -> None:
    tally = Tally()
    tally.add(Usage(1, 2, 3, 4, 0.5))
    tally.add(Usage(1, 1, 1, 1, 0.25))
    assert tally.usage == Usage(2, 3, 4, 5, 0.75)
