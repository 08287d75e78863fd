"""A server for the tests of what machines share; they are skipped where none can be started."""

from collections.abc import Iterator

import pytest

from tests.server.postgres import PASSWORD, Postgres, binaries, postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """One PostgreSQL server for all tests; its password is in the environment, as an operator would have it."""
    pytest.importorskip(
        "psycopg", reason="the client of PostgreSQL is not installed: pip install 'verantwoord[server]'"
    )
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
