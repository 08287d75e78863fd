"""The tests of the journals over again, with every ledger in a database."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from rag.ledger import ADVICE, Ledger
from tests.commands.test_regenerate import *  # noqa: F403
from tests.llm.test_batch import *  # noqa: F403
from tests.llm.test_batch_journal import *  # noqa: F403
from tests.server.postgres import Postgres
from tests.sync.test_sync import *  # noqa: F403

_numbers = count()


@pytest.fixture(scope="module")
def shared_database(server: Postgres) -> str:
    return server.database()


@pytest.fixture(autouse=True, scope="module")
def on_the_server(shared_database: str, server: Postgres) -> Iterator[None]:
    """Every ``ledger.sqlite`` that this process opens is a schema of a database; what else is in files stays there."""
    opened, places = Ledger.__init__, dict[Path, str]()

    def open_there(self: Ledger, place: Path | str, schema: str, advice: str = ADVICE) -> None:
        if isinstance(place, Path) and place.name == "ledger.sqlite":
            if place not in places:
                name = f"ledger_{len(places)}"
                server.tell(f"CREATE SCHEMA {name}", shared_database)
                places[place] = f"{shared_database}&options=-csearch_path%3D{name}"
            place = places[place]
        opened(self, place, schema, advice)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "__init__", open_there)
        yield
    assert len(places) > 50
