"""The one way in which this program fetches anything: polite, bounded, and only from the hosts that may be asked."""

import ssl
import time
from collections.abc import Callable, Collection, Mapping
from importlib.metadata import version
from types import TracebackType
from typing import Self
from urllib.request import getproxies, proxy_bypass

import httpcore2
import httpx2
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from rag.config import SyncConfig
from rag.errors import ConfigError, FetchError
from rag.faults import fault_point
from rag.pace import Pace
from rag.web.addresses import admitted, is_loopback, shown
from rag.web.answer import Cut, WebAnswer, whole
from rag.web.failures import WAIT_BOUND, Failed, of_network, of_status
from rag.web.network import Network, deadline

FIRST_WAIT = 1.0  # seconds
CONNECT = 15.0  # seconds
REDIRECTS = 5
NOT_MODIFIED = 304
_MOVED = frozenset({301, 302, 303, 307, 308})
_PACKED = {"": "", "identity": "", "gzip": "gzip", "x-gzip": "gzip"}


class WebClient:
    """Asks ``hosts`` (``name`` or ``name:port``) over https, or over http where that is a port of this machine.

    Safe for threads: each host is asked at one pace by all of them together. ``clock`` and ``sleep`` keep that pace, in
    seconds.

    A proxy of the environment (HTTPS_PROXY, NO_PROXY) is used: behind many a company's wall there is no other way out.
    It then looks up the names, so that only the name and the certificate of a host are checked here, not its address.
    """

    def __init__(
        self,
        config: SyncConfig,
        hosts: Collection[str],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not (config.contact.isascii() and config.contact.isprintable()):
            raise ConfigError("sync.contact: goes into a header; write a plain e-mail or web address")
        contact = f" (+{config.contact})" if config.contact else ""
        self._agent = f"verantwoord/{version('verantwoord')}{contact}"
        self._config = config
        self._hosts = frozenset(host.lower() for host in hosts)
        per_minute = 60 * config.requests_per_second
        self._paces = {host: Pace(per_minute, clock=clock, sleep=sleep) for host in self._hosts}
        certificates = httpx2.create_ssl_context()
        direct = httpcore2.ConnectionPool(ssl_context=certificates, network_backend=Network(self._hosts))
        self._pools = {host: _proxied(host, certificates) or direct for host in self._hosts}

    def get(
        self,
        url: str,
        *,
        accept: str,
        etag: str | None = None,
        modified: str | None = None,
        max_bytes: int | None = None,
    ) -> WebAnswer:
        """What is at ``url``; with status 304 if it still is what had this ``etag`` or was ``modified`` then.

        ``max_bytes`` bounds the decoded content. Raises FetchError with a code ``web.…``.
        """
        target = admitted(url, self._hosts)
        headers = {"User-Agent": self._agent, "Accept": accept, "Accept-Encoding": "gzip"}
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        bound = self._config.max_megabytes * 1_000_000 if max_bytes is None else max_bytes
        attempts = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, Failed) and error.soon),
            stop=stop_after_attempt(self._config.retries + 1),
            wait=_wait,
            # Whoever asks this host next waits, not only who was sent away.
            sleep=self._paces[_host(target)].pause,
            reraise=True,
        )
        try:
            answer = attempts(self._follow, target, headers, bound)
        except Failed as error:
            asked = attempts.statistics["attempt_number"]
            raise FetchError(error.code, f"{error} (asked {asked} times)", retryable=True) from error
        if answer.status == NOT_MODIFIED and not (etag or modified):
            raise of_status(url, answer.status, None)
        return answer

    def _follow(self, url: httpx2.URL, headers: Mapping[str, str], bound: int) -> WebAnswer:
        """The answer at the end of the redirects."""
        first = url
        for _ in range(REDIRECTS + 1):
            answer = self._ask(url, headers, bound)
            if isinstance(answer, WebAnswer):
                return answer
            try:
                url = admitted(answer, self._hosts)
            except FetchError as error:
                raise FetchError("web.redirect", f"{shown(str(first))}: sent on to {error}") from error
        message = f"{shown(str(first))}: sent on more than {REDIRECTS} times; look at the address in a browser"
        raise FetchError("web.redirect", message)

    def _ask(self, url: httpx2.URL, headers: Mapping[str, str], bound: int) -> WebAnswer | str:
        """The answer of one request, or the address it sends on to."""
        host = _host(url)
        # As bytes: an ETag may hold anything.
        sent = [(b"Host", url.netloc), *((name.encode(), value.encode()) for name, value in headers.items())]
        self._paces[host].enter()
        fault_point("web.ask")
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        waits = {"connect": CONNECT, **dict.fromkeys(("read", "write", "pool"), self._config.timeout)}
        try:
            with (
                deadline(self._config.timeout),
                self._pools[host].stream("GET", target, headers=sent, extensions={"timeout": waits}) as response,
            ):
                answer = _answer(url, response, bound)
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ProxyError) as e:
            raise of_network(str(url), e) from e
        fault_point("web.answered")
        return answer

    def close(self) -> None:
        """Close the connections."""
        for pool in set(self._pools.values()):
            pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _answer(url: httpx2.URL, response: httpcore2.Response, bound: int) -> WebAnswer | str:
    """The answer that comes in, or the address it sends on to."""
    headers = httpx2.Headers(response.headers)
    place = str(url)
    if response.status in _MOVED and (location := headers.get("location")) is not None:
        try:
            return str(url.join(location))
        except (httpx2.InvalidURL, ValueError):
            return location
    if response.status not in (200, NOT_MODIFIED):
        raise of_status(place, response.status, headers.get("retry-after"))
    content = b"" if response.status == NOT_MODIFIED else _content(place, response, headers, bound)
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return WebAnswer(place, response.status, media_type, content, headers.get("etag"), headers.get("last-modified"))


def _content(place: str, response: httpcore2.Response, headers: httpx2.Headers, bound: int) -> bytes:
    """The content of an answer."""
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in _PACKED:
        raise FetchError(
            "web.encoding", f"{shown(place)}: packed as {shown(encoding)}, which was not asked for; tell us"
        )
    content: bytes | None = None
    if int(headers.get("content-length", 0)) <= bound:
        try:
            content = whole(response.iter_stream(), _PACKED[encoding], bound)
        except Cut as error:
            raise Failed("web.down", f"{shown(place)}: the answer stops halfway; run again later") from error
    if content is None:
        raise FetchError("web.size", f"{shown(place)}: more than {bound:,} bytes; raise sync.max_megabytes")
    return content


def _wait(state: RetryCallState) -> float:
    """How long to leave a host alone, in seconds: longer each time, and no shorter than it asks for."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, Failed) else None
    return max(asked or 0.0, wait_exponential_jitter(FIRST_WAIT, WAIT_BOUND, jitter=FIRST_WAIT)(state))


def _host(url: httpx2.URL) -> str:
    """``name`` or ``name:port``, as in the set of hosts."""
    return url.netloc.decode()


def _proxied(host: str, certificates: ssl.SSLContext) -> httpcore2.ConnectionPool | None:
    """The way to a host through the proxy of the environment, if there is one for it."""
    address = getproxies().get("https")
    if not address or is_loopback(httpx2.URL(f"https://{host}").host) or proxy_bypass(host):
        return None
    try:
        proxy = httpx2.Proxy(address if "://" in address else f"http://{address}")
    except (httpx2.InvalidURL, ValueError):
        proxy = None
    if proxy is None or proxy.url.scheme not in ("http", "https"):
        # Not shown: it may hold a password.
        raise ConfigError("HTTPS_PROXY: not the address of an HTTP proxy; write http://name:port")
    url = proxy.url
    return httpcore2.HTTPProxy(
        httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/"),
        proxy_auth=proxy.raw_auth,
        ssl_context=certificates,
        proxy_ssl_context=proxy.ssl_context,
        network_backend=Network(None),
    )
