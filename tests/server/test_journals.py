"""The tests of the journals over again, with every ledger and every paid answer in a database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.ledger import ADVICE, Ledger
from tests.commands.test_regenerate import *  # noqa: F403
from tests.llm.test_batch import *  # noqa: F403
from tests.llm.test_batch_journal import *  # noqa: F403
from tests.llm.test_batch_service import *  # noqa: F403
from tests.llm.test_batch_writing import *  # noqa: F403
from tests.server.postgres import Postgres
from tests.sync.test_sync import *  # noqa: F403


@pytest.fixture(autouse=True)
def on_the_server(database: str, server: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every file of a ledger becomes a schema of a new database."""
    opened, schemas = Ledger.__init__, dict[Path, str]()

    def open_there(self: Ledger, place: Path | str, schema: str, advice: str = ADVICE) -> None:
        assert isinstance(place, Path)
        if place not in schemas:
            schemas[place] = f"{database}&options=-csearch_path%3Dplace_{len(schemas)}"
            server.tell(f"CREATE SCHEMA place_{len(schemas) - 1}", database)
        opened(self, schemas[place], schema, advice)

    monkeypatch.setattr(Ledger, "__init__", open_there)
    yield
    assert schemas or True
