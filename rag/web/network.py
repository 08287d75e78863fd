"""The connections themselves: only to addresses that may be reached, and never longer than an answer may take.

Both are held here, under everything that talks HTTP, because nothing above can go round it: the address that is checked
is the one that is connected to, whatever the name stands for a moment later, and every wait on a socket is one of ours.
"""

import socket
import ssl
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore2

from rag.errors import FetchError
from rag.web.addresses import is_loopback, is_public

_end: ContextVar[float] = ContextVar("end")


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Whatever this thread waits for in the block, together it is no more than so many seconds.

    After that httpcore2.ReadTimeout is raised. A timeout of HTTP libraries is for each read: a server that drips bytes
    would hold a worker for ever.
    """
    token = _end.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


def _left(timeout: float | None) -> float:
    """How long the next wait may be."""
    left = _end.get() - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the whole answer took too long")
    return left if timeout is None else min(left, timeout)


class Network(httpcore2.SyncBackend):
    """Connects to public addresses, and to this machine where ``hosts`` has it by name and port.

    ``hosts`` is None for the way to a proxy: where that is was chosen by whoever set it, and it looks up the names.
    """

    def __init__(self, hosts: Collection[str] | None) -> None:
        self._hosts = hosts

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to the first address of ``host`` that answers. Raises FetchError ``web.address``."""
        failure: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port):
            try:
                stream = super().connect_tcp(address, port, _left(timeout), local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream)
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        """The IP addresses of a host that may be connected to."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"the name {host} is not known ({error})") from error
        addresses = list(dict.fromkeys(str(item[4][0]) for item in found))
        if self._hosts is None:
            return addresses
        name = f"[{host}]" if ":" in host else host
        right = is_loopback if is_loopback(host) and f"{name}:{port}" in self._hosts else is_public
        if not (usable := [address for address in addresses if right(address)]):
            message = (
                f"{host} is at {', '.join(addresses)}, not a public address; correct the name server, or set a proxy"
            )
            raise FetchError("web.address", message)
        return usable


class _Stream(httpcore2.NetworkStream):
    """A connection of which every wait is bounded by the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
