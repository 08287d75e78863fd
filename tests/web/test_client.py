"""rag/web/client.py against a real server on the loopback that does everything servers do."""

import datetime as dt
import gzip
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.utils import format_datetime
from pathlib import Path

import pytest

from rag.config import SyncConfig
from rag.errors import ConfigError, FetchError
from rag.faults import inject
from rag.web.client import WebClient
from rag.web.failures import WAIT_BOUND
from tests.llm.time import Time
from tests.web.certificates import write_certificate
from tests.web.server import Reply, Step, WebServer, moved, packed, page, status

JSON = "application/json"
# The head of a compressed file and blocks that hold nothing.
EMPTY = gzip.compress(b"")[:10] + b"\x00\x00\x00\xff\xff" * 2000


@contextmanager
def asking(server: WebServer, time: Time | None = None, **settings: float | str) -> Iterator[WebClient]:
    """A client that may ask this server, in time that passes at once."""
    time = time or Time()
    config = SyncConfig.model_validate({"requests_per_second": 1000.0, "retries": 2, **settings})
    with WebClient(config, {server.host}, clock=time, sleep=time.sleep) as client:
        yield client


def failure(server: WebServer, path: str = "/x", **settings: float | str) -> FetchError:
    """How asking this server fails."""
    with asking(server, None, **settings) as client, pytest.raises(FetchError) as caught:
        client.get(server.url + path, accept=JSON)
    assert server.url + path in str(caught.value)
    return caught.value


def test_an_answer_comes_with_all_that_a_later_request_needs() -> None:
    step = packed(
        b'{"a": 1}', media_type="Application/VND.api+json; charset=utf-8", ETag='"7"', Last_Modified="gisteren"
    )
    with WebServer(step) as server, asking(server, contact="data@example.org") as client:
        answer = client.get(f"{server.url}/x?filter[:gte,lt:d]=A,B", accept="application/vnd.api+json")
        sent = server.requests[0]
    assert (answer.status, answer.media_type, answer.json()) == (200, "application/vnd.api+json", {"a": 1})
    assert (answer.etag, answer.modified, answer.url) == ('"7"', "gisteren", f"{server.url}/x?filter[:gte,lt:d]=A,B")
    assert sent.path == "/x?filter[:gte,lt:d]=A,B"
    assert sent.headers["Accept"] == "application/vnd.api+json"
    assert sent.headers["User-Agent"].startswith("verantwoord/")
    assert sent.headers["User-Agent"].endswith(" (+data@example.org)")
    assert sent.headers["If-None-Match"] is None


def test_what_did_not_change_is_not_sent_again() -> None:
    """A server may describe what it does not send."""
    step = status(304, Content_Encoding="gzip", Content_Length="99999999")
    with WebServer(step) as server, asking(server) as client:
        answer = client.get(server.url, accept=JSON, etag='"é"', modified="gisteren", max_bytes=10)
        sent = server.requests[0].headers
    assert (answer.status, answer.content) == (304, b"")
    assert sent["If-Modified-Since"] == "gisteren"
    assert sent["If-None-Match"] == '"é"'.encode().decode("latin-1")


@pytest.mark.parametrize("trouble", [status(429), status(503), status(500), status(502), status(408)])
def test_a_server_in_trouble_is_asked_again_later_and_then_answers(trouble: Step) -> None:
    time = Time()
    with WebServer(trouble, trouble, page(b"[]")) as server, asking(server, time) as client:
        assert client.get(server.url, accept=JSON).json() == []
    assert time() > 3


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (status(429), "web.busy"),
        (status(503), "web.busy"),
        (status(500), "web.server"),
        (status(504), "web.server"),
        (lambda request: Reply(b"x" * 100, cut=50), "web.down"),
        (lambda request: Reply(b"x" * 100, cut=0), "web.down"),
        (
            lambda request: Reply(gzip.compress(b"x" * 999)[:-9], headers={"Content-Encoding": "gzip"}, length=False),
            "web.down",
        ),
    ],
)
def test_a_server_that_stays_in_trouble_is_given_up(trouble: Step, code: str) -> None:
    with WebServer(trouble) as server:
        error = failure(server)
    assert (error.code, error.retryable, len(server.requests)) == (code, True, 3)
    assert "(asked 3 times)" in str(error)


@pytest.mark.parametrize("seconds", [7, 100])
def test_a_server_that_says_when_to_come_back_is_left_alone_until_then(seconds: int) -> None:
    time = Time()
    with WebServer(status(429, Retry_After=str(seconds)), page(b"[]")) as server, asking(server, time) as client:
        client.get(server.url, accept=JSON)
    assert seconds <= time() < seconds + 3


def test_the_moment_to_come_back_may_be_a_date() -> None:
    time = Time()
    moment = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=60), usegmt=True)
    with WebServer(status(503, Retry_After=moment), page(b"[]")) as server, asking(server, time) as client:
        client.get(server.url, accept=JSON)
    assert 50 <= time() < 65


@pytest.mark.parametrize("value", ["nu", "-5", "0", "Mon, 01 Jan 2001 00:00:00 GMT", "9" * 5000, "1.5"])
def test_a_senseless_moment_to_come_back_does_no_harm(value: str) -> None:
    time = Time()
    with WebServer(status(503, Retry_After=value), page(b"[]")) as server, asking(server, time) as client:
        client.get(server.url, accept=JSON)
    assert 1 <= time() < 3


def test_nobody_waits_for_a_server_that_wants_to_be_left_alone_for_long() -> None:
    with WebServer(status(429, Retry_After="7200")) as server:
        error = failure(server)
    assert (error.code, error.retryable, len(server.requests)) == ("web.busy", True, 1)
    match = re.search(r"run again after (\d{4}-\d\d-\d\d \d\d:\d\d) UTC", str(error))
    assert match
    moment = dt.datetime.fromisoformat(match.group(1)).replace(tzinfo=dt.UTC)
    assert abs(moment - dt.datetime.now(dt.UTC) - dt.timedelta(hours=2)) < dt.timedelta(minutes=5)
    assert WAIT_BOUND < 7200


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (status(404), "web.missing"),
        (status(410), "web.missing"),
        (status(400), "web.refused"),
        (status(401), "web.refused"),
        (status(403), "web.refused"),
        (status(204), "web.refused"),
        (status(300), "web.refused"),
        (status(302), "web.refused"),
        (status(304), "web.refused"),
        (page(b"x", Content_Encoding="br"), "web.encoding"),
        (page(b"x", Content_Encoding="gzip, gzip, gzip"), "web.encoding"),
    ],
)
def test_a_refusal_is_final(refusal: Step, code: str) -> None:
    with WebServer(refusal) as server:
        error = failure(server)
    assert (error.code, error.retryable, len(server.requests)) == (code, False, 1)


def test_a_server_that_is_not_there_is_down() -> None:
    with WebServer() as server:
        pass
    error = failure(server)
    assert (error.code, error.retryable) == ("web.down", True)


@pytest.mark.parametrize(
    "slow",
    [
        lambda request: Reply(b"{}", delay=20),
        lambda request: Reply(b"x" * 10_000, drip=0.02),
        lambda request: Reply(b"{}", headers={"X": "x" * 5000}, drip=0.02, drip_body=False),
        lambda request: Reply(EMPTY, headers={"Content-Encoding": "gzip"}, drip=0.02, length=False),
    ],
)
def test_no_server_holds_a_worker_longer_than_the_timeout(slow: Step) -> None:
    with WebServer(slow) as server:
        error = failure(server, timeout=0.2, retries=0)
    assert (error.code, error.retryable) == ("web.timeout", True)


@pytest.mark.parametrize(
    "large",
    [
        page(b"x" * 1001),
        lambda request: Reply(b"x" * 1001, length=False),
        packed(bytes(1001)),
        packed(bytes(20_000_000)),
        lambda request: Reply(gzip.compress(bytes(20_000_000)), headers={"Content-Encoding": "gzip"}, length=False),
        lambda request: Reply(b"", headers={"Content-Length": "99999999999"}, length=False),
    ],
)
def test_what_is_too_large_is_refused(large: Step) -> None:
    with WebServer(large) as server, asking(server) as client, pytest.raises(FetchError, match="1,000 bytes") as caught:
        client.get(server.url, accept=JSON, max_bytes=1000)
    assert (caught.value.code, caught.value.retryable, len(server.requests)) == ("web.size", False, 1)


def test_what_just_fits_is_taken() -> None:
    with WebServer(page(b"x" * 1000), packed(bytes(1000))) as server, asking(server) as client:
        assert client.get(server.url, accept=JSON, max_bytes=1000).content == b"x" * 1000
        assert client.get(server.url, accept=JSON, max_bytes=1000).content == bytes(1000)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_to_a_host_that_may_be_asked_is_followed(code: int) -> None:
    with WebServer(moved("/elders?a=1", code), page(b"[]")) as server, asking(server) as client:
        answer = client.get(f"{server.url}/x", accept=JSON, etag='"1"')
        assert answer.url == f"{server.url}/elders?a=1"
        assert server.requests[1].headers["If-None-Match"] == '"1"'


@pytest.mark.parametrize(
    "location",
    [
        "https://elders.example.org/",
        "//elders.example.org/",
        "https://10.0.0.1/",
        "http://127.0.0.1:1/",
        "http://169.254.169.254/latest/meta-data/",
        "https://127.0.0.1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[::1",
        "https://naam:geheim@elders.example.org/",
        "\x7f",
    ],
)
def test_a_redirect_to_anywhere_else_is_refused(location: str) -> None:
    with WebServer(moved(location)) as server:
        error = failure(server)
    assert (error.code, error.retryable, len(server.requests)) == ("web.redirect", False, 1)
    assert "geheim" not in str(error)


def test_a_redirect_that_never_ends_is_given_up() -> None:
    with WebServer(moved("/x")) as server:
        error = failure(server)
    assert (error.code, len(server.requests)) == ("web.redirect", 6)


def test_the_client_talks_tls_and_checks_the_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = write_certificate(tmp_path)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with WebServer(certificate=certificate) as server:
        error = failure(server)
        monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
        with asking(server) as client:
            assert client.get(server.url, accept=JSON).json() == {}
    assert (error.code, error.retryable) == ("web.certificate", False)
    assert "SSL_CERT_FILE" in str(error)


def test_all_threads_share_the_pace_of_a_host() -> None:
    time = Time()
    with WebServer() as server, asking(server, time, requests_per_second=2.0) as client, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: client.get(f"{server.url}/{number}", accept=JSON), range(12)))
    assert len(server.requests) == 12
    assert time() >= 11 * 0.5


def test_every_hop_and_every_retry_keeps_the_pace() -> None:
    time = Time()
    steps = moved("/a"), status(500), moved("/b"), page(b"{}")
    with WebServer(*steps) as server, asking(server, time, requests_per_second=0.1) as client:
        client.get(server.url, accept=JSON)
    assert time() >= 30


def test_hosts_do_not_wait_for_each_other() -> None:
    time = Time()
    config = SyncConfig(requests_per_second=0.01)
    with (
        WebServer() as one,
        WebServer() as other,
        WebClient(config, {one.host, other.host}, clock=time, sleep=time.sleep) as client,
    ):
        client.get(one.url, accept=JSON)
        client.get(other.url, accept=JSON)
    assert time.slept == []


def test_the_connection_is_kept_for_the_next_request() -> None:
    with WebServer() as server, asking(server) as client:
        for _ in range(5):
            client.get(server.url, accept=JSON)
    assert server.connections == 1


def test_every_request_passes_the_fault_points() -> None:
    seen = list[str]()
    with WebServer(status(500), page(b"{}")) as server, asking(server) as client, inject(seen.append):
        client.get(server.url, accept=JSON)
    assert seen == ["web.ask", "web.ask", "web.answered"]


@pytest.mark.parametrize("contact", ["a\r\nX: y", "é@example.org"])
def test_a_contact_that_is_no_header_is_a_mistake_in_the_configuration(contact: str) -> None:
    with pytest.raises(ConfigError, match=r"sync\.contact"):
        WebClient(SyncConfig(contact=contact), set())
