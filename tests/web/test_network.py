"""Where this program connects to, and above all where not."""

import os
import socket
from collections.abc import Sequence
from typing import Any

import httpcore2
import pytest

from rag.config import SyncConfig
from rag.errors import ConfigError, FetchError
from rag.web.addresses import hosts_of
from rag.web.client import WebClient
from tests.llm.time import Time
from tests.web.server import WebServer

HOST = "themis.vlaanderen.be"
PUBLIC = "193.191.246.4"


class Names:
    """A name server that gives what the test says, a list for each time it is asked; the last one repeats."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.asked: list[str] = []
        self._answers = answers

    def __call__(self, host: str, port: int, *rest: Any, **named: Any) -> list[tuple[Any, ...]]:
        answer = self._answers[min(len(self.asked), len(self._answers) - 1)]
        self.asked.append(host)
        if not answer:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answer]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment of the tests has, there is no proxy unless a test says so."""
    monkeypatch.setattr(
        os, "environ", {name: value for name, value in os.environ.items() if "_proxy" not in name.lower()}
    )


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every connection that is tried; none is made."""
    tried: list[tuple[str, int]] = []

    def connect(self: object, host: str, port: int, *rest: object) -> httpcore2.NetworkStream:
        tried.append((host, port))
        raise httpcore2.ConnectError("not in a test")

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    return tried


def ask(address: str, hosts: Sequence[str] = (HOST,), retries: int = 0) -> FetchError:
    time = Time()
    config = SyncConfig(requests_per_second=1000, retries=retries)
    with WebClient(config, hosts, clock=time, sleep=time.sleep) as client, pytest.raises(FetchError) as caught:
        client.get(address, accept="application/json")
    return caught.value


ELSEWHERE = """
    http://themis.vlaanderen.be/ ftp://themis.vlaanderen.be/ file:///etc/passwd gopher://themis.vlaanderen.be/
    data:text/html,x javascript:alert(1) ws://themis.vlaanderen.be/ //themis.vlaanderen.be/ themis.vlaanderen.be /x
    https:themis.vlaanderen.be https:///themis.vlaanderen.be https://
    https://localhost/ http://localhost/ http://localhost:{port}/ https://localhost:{port}/ http://LOCALHOST:{port}/
    http://127.0.0.1/ http://127.0.0.1:{port}/ https://127.0.0.1:{port}/ http://127.1:{port}/ http://127.0.1:{port}/
    http://2130706433:{port}/ http://0x7f000001:{port}/ http://0x7f.0x0.0x0.0x1:{port}/ http://017700000001:{port}/
    http://0177.0.0.1:{port}/ http://127.0.0.1.:{port}/ http://0:{port}/ http://0.0.0.0:{port}/ http://[::]:{port}/
    http://[::1]:{port}/ https://[::1]:{port}/ http://[0:0:0:0:0:0:0:1]:{port}/ http://[::ffff:127.0.0.1]:{port}/
    http://[::ffff:7f00:1]:{port}/ http://[::127.0.0.1]:{port}/ http://[64:ff9b::7f00:1]:{port}/
    http://[2002:7f00:1::]:{port}/ http://[fe80::1%25lo]:{port}/ http://[fc00::1]/ https://[::1 https://::1/
    https://10.0.0.1/ https://192.168.1.1/ https://172.16.0.1/ https://100.64.0.1/ https://8.8.8.8/
    http://169.254.169.254/latest/meta-data/ https://169.254.169.254/ http://metadata.google.internal/
    https://themis.vlaanderen.be@127.0.0.1:{port}/ https://themis.vlaanderen.be:443@localhost:{port}/
    https://naam:geheim@themis.vlaanderen.be/ https://127.0.0.1:{port}\\@themis.vlaanderen.be/
    https://localhost:{port}#@themis.vlaanderen.be/ https://localhost:{port}?@themis.vlaanderen.be/
    https://localhost:{port}\\.themis.vlaanderen.be/ https://themis.vlaanderen.be.:443/ https://.themis.vlaanderen.be/
    https://themis.vlaanderen.be.localhost:{port}/ https://themis.vlaanderen.be.nip.io/ https://127.0.0.1.nip.io:{port}/
    https://xthemis.vlaanderen.be/ https://vlaanderen.be/ https://themis.vlaanderen.be%00.localhost/
    https://themis.vlaanderen.be%2elocalhost/ https://themis%2evlaanderen.be/ https://themis.vlaanderen.be:{port}/
    https://themis.vlaanderen.be:22/ https://themis.vlaanderen.be:99999/ https://themis.vlaanderen.be:-1/
    https://themis.vlaanderen.be:x/ https://thеmis.vlaanderen.be/ https://①②⑦.⓪.⓪.①:{port}/ https://ⓛocalhost:{port}/
    https://xn--themis-vlaanderen-be/ https://xn--a/ https://\ud800/
"""


@pytest.mark.parametrize("address", ELSEWHERE.split())
def test_nothing_is_looked_up_or_connected_to_for_an_address_that_may_not_be_asked(
    address: str, connected: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(["127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", names)
    with WebServer() as server:
        error = ask(address.replace("{port}", server.host.partition(":")[2]))
    assert error.code == "web.host"
    assert "geheim" not in str(error)
    assert (names.asked, connected, server.connections) == ([], [], 0)


@pytest.mark.parametrize(
    "answer",
    [["127.0.0.1"], ["10.1.2.3", "::1"], ["169.254.169.254"], ["::ffff:10.0.0.1"], ["64:ff9b::a00:1"], ["fd00::1"]],
)
def test_a_name_that_leads_to_a_private_address_is_not_followed(
    answer: list[str], connected: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(answer))
    error = ask(f"https://{HOST}/", retries=4)
    assert (error.code, error.retryable, connected) == ("web.address", False, [])
    assert all(address in str(error) for address in (HOST, *answer))


def test_the_address_that_was_checked_is_the_one_connected_to(
    connected: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when looked at and private a moment later gains nothing."""
    names = Names([PUBLIC], ["127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", names)
    assert ask(f"https://{HOST}/").code == "web.down"
    assert (connected, names.asked) == ([(PUBLIC, 443)], [HOST])
    assert ask(f"https://{HOST}/").code == "web.address"
    assert len(connected) == 1


def test_of_several_addresses_only_the_public_ones_are_tried_each_once(
    connected: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names([PUBLIC, "10.0.0.1", "2a02:1802::1", PUBLIC]))
    assert ask(f"https://{HOST}/").code == "web.down"
    assert connected == [(PUBLIC, 443), ("2a02:1802::1", 443)]


def test_a_name_that_is_not_known_is_told_with_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names([]))
    error = ask(f"https://{HOST}/", retries=1)
    assert (error.code, error.retryable) == ("web.down", True)
    assert f"the name {HOST} is not known" in str(error)


def test_a_stand_in_on_this_machine_must_be_there(
    connected: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """localhost is what this machine calls itself, not what a name server makes of it."""
    monkeypatch.setattr(socket, "getaddrinfo", Names(["10.0.0.1", PUBLIC]))
    assert ask("http://localhost:8081/", ["localhost:8081"]).code == "web.address"
    assert connected == []


def test_a_stand_in_is_asked_by_name_as_well() -> None:
    with WebServer() as server:
        address = server.url.replace("127.0.0.1", "localhost")
        hosts = hosts_of(SyncConfig(themis_url=address))
        with WebClient(SyncConfig(), hosts) as client:
            assert client.get(f"{address}/x", accept="application/json").json() == {}


def test_a_proxy_of_the_environment_is_asked_to_find_the_host(
    connected: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(["10.9.8.7"])
    monkeypatch.setattr(socket, "getaddrinfo", names)
    monkeypatch.setenv("HTTPS_PROXY", "http://naam:geheim@proxy.example.org:3128")
    monkeypatch.setenv("NO_PROXY", "ws.vlpar.be")
    error = ask(f"https://{HOST}/", [HOST, "ws.vlpar.be"])
    assert (connected, names.asked) == ([("10.9.8.7", 3128)], ["proxy.example.org"])
    assert "geheim" not in str(error)
    assert ask("https://ws.vlpar.be/", [HOST, "ws.vlpar.be"]).code == "web.address"


def test_a_stand_in_on_this_machine_is_never_asked_for_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with WebServer() as server, WebClient(SyncConfig(), {server.host}) as client:
        assert client.get(server.url, accept="application/json").json() == {}


@pytest.mark.parametrize("address", ["socks5://naam:geheim@proxy:1080", "http://naam:geheim@proxy:x"])
def test_a_proxy_of_another_kind_is_refused_without_its_password(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    with pytest.raises(ConfigError, match="HTTPS_PROXY") as caught:
        WebClient(SyncConfig(), {HOST})
    assert "geheim" not in str(caught.value)
