"""The stand-in of the Parliament, and the connector that asks it."""

from collections.abc import Iterator

import pytest

from rag.portals.parliament import ParliamentPortal
from rag.web.client import WebClient
from tests.portals.parliament_server import ParliamentServer


@pytest.fixture
def server() -> Iterator[ParliamentServer]:
    with ParliamentServer() as server:
        yield server


@pytest.fixture
def portal(server: ParliamentServer) -> Iterator[ParliamentPortal]:
    config = server.config()
    with WebClient(config, {server.host}) as client:
        yield ParliamentPortal(client, config)
