"""One Friday for all tests: making it takes longer than killing it."""

from collections.abc import Iterator

import pytest

from tests.faults.friday import Friday, friday
from tests.faults.nursery import open_nursery


@pytest.fixture(scope="session")
def nursery() -> None:
    """Processes can be forked."""
    open_nursery()


@pytest.fixture(scope="session")
def a_friday(nursery: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Friday]:
    """Friday morning, lexical only."""
    with friday(tmp_path_factory.mktemp("friday")) as made:
        yield made


@pytest.fixture(scope="session")
def a_friday_of_batches(nursery: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Friday]:
    """Friday morning, on which the model is asked through batches: three questions after each other."""
    with friday(tmp_path_factory.mktemp("batches"), (("sync",), *[("regenerate", "--batch")] * 4)) as made:
        yield made
