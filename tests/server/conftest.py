"""A server for the tests of what machines share; they are skipped where none can be started."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.ledger import ADVICE, Ledger
from tests.server.postgres import PASSWORD, Postgres, binaries, postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """One PostgreSQL server for all tests; its password is in the environment, as an operator would have it."""
    client = "the client of PostgreSQL is not installed: pip install 'verantwoord[server]'"
    pytest.importorskip("psycopg", reason=client)
    programs = binaries()
    if programs is None:
        pytest.skip("there is no PostgreSQL here: apt-get install postgresql")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", PASSWORD)
        with postgres(programs) as started:
            yield started


@pytest.fixture
def database(server: Postgres) -> str:
    """The address of an empty database."""
    return server.database()


@pytest.fixture(scope="module")
def ledgers_on_the_server(server: Postgres) -> Iterator[None]:
    """Every ``ledger.sqlite`` that this process opens is a schema of a database; other files stay what they are."""
    database, opened, places = server.database(), Ledger.__init__, dict[Path, str]()

    def open_there(self: Ledger, place: Path | str, schema: str, advice: str = ADVICE) -> None:
        if isinstance(place, Path) and place.name == "ledger.sqlite":
            if place not in places:
                name = f"ledger_{len(places)}"
                server.tell(f"CREATE SCHEMA {name}", database)
                places[place] = f"{database}&options=-csearch_path%3D{name}"
            place = places[place]
        opened(self, place, schema, advice)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "__init__", open_there)
        yield
    assert places
