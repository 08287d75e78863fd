"""A real HTTP server on the loopback that answers GET requests from a script, with every failure we know of.

    with WebServer(status(503), page(b"{}")) as server:
        ...  # ask server.url
        assert len(server.requests) == 2

Each request takes the next step of the script; the last step repeats.
"""

import gzip
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Request:
    """One request as received."""

    path: str
    headers: Message


@dataclass(frozen=True)
class Reply:
    """What goes over the wire, byte for byte but for Content-Length, which is added if ``length`` is ``right``.

    ``delay`` (seconds) comes before the status line; ``drip`` (seconds) between the bytes of the head or, if
    ``drip_body``, of the body. After ``cut`` bytes of the body the connection is reset.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: bool = True
    delay: float = 0.0
    drip: float = 0.0
    drip_body: bool = True
    cut: int | None = None


Step = Callable[[Request], Reply]


class WebServer:
    """Serves a script for the length of a ``with`` block; ``requests`` is what was asked, ``connections`` how often
    somebody connected.
    """

    def __init__(self, *script: Step, certificate: tuple[str, str] | None = None) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self.closing = threading.Event()
        self._script = script or (page(b"{}"),)
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self._scheme = "http"
        if certificate:
            self._scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def host(self) -> str:
        """Where it listens, ``address:port``."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """Where it listens, without a path."""
        return f"{self._scheme}://{self.host}"

    def reply(self, request: Request) -> Reply:
        """Record a request and take the next step of the script."""
        with self._lock:
            step = self._script[min(len(self.requests), len(self._script) - 1)]
            self.requests.append(request)
        return step(request)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def page(body: bytes, media_type: str = "application/json", **headers: str) -> Step:
    """200 with a body; a header's name is written with underscores."""
    return status(200, body, Content_Type=media_type, **headers)


def status(code: int, body: bytes = b"", **headers: str) -> Step:
    """A status, with headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: Reply(body, code, named)


def moved(location: str, code: int = 302) -> Step:
    """Sent on to another address."""
    return status(code, Location=location)


def packed(body: bytes, **headers: str) -> Step:
    """200 with a body that is sent compressed."""
    return page(gzip.compress(body), Content_Encoding="gzip", **headers)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: WebServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of the script."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        self.server.owner.connections += 1
        super().setup()

    def do_GET(self) -> None:
        owner = self.server.owner
        reply = owner.reply(Request(self.path, self.headers))
        if owner.closing.wait(reply.delay):
            return
        lines = [f"HTTP/1.1 {reply.status} x", *(f"{name}: {value}" for name, value in reply.headers.items())]
        if reply.length and "Content-Length" not in reply.headers:
            lines.append(f"Content-Length: {len(reply.body)}")
        self.close_connection = not reply.length
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        self._send(head, 0 if reply.drip_body else reply.drip)
        self._send(reply.body[: reply.cut], reply.drip if reply.drip_body else 0)
        if reply.cut is not None:
            # Without lingering, closing sends a reset instead of an orderly end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True

    def _send(self, data: bytes, drip: float) -> None:
        if not drip:
            self.wfile.write(data)
            return
        for start in range(len(data)):
            self.wfile.write(data[start : start + 1])
            if self.server.owner.closing.wait(drip):
                return

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""
