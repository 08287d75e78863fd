"""A real HTTP server on the loopback that speaks the OpenAI protocol from a script, with every failure we know of.

    with OpenAIServer(rate_limited(retry_after=2), say({"findings": []})) as server:
        ...  # give the client server.base_url
        assert len(server.chats) == 2

Each chat request takes the next step of the script; the last step repeats. ``/v1/embeddings`` and ``/v1/models`` always
answer properly: embeddings are sums of hashed words, so that texts that share words are near each other.
"""

import base64
import hashlib
import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import numpy as np

Body = dict[str, Any]
DIMENSIONS = 64


@dataclass(frozen=True)
class Answer:
    """What goes over the wire. ``delay`` is in seconds; ``cut`` drops the connection after that many bytes.

    ``drip`` is the time (seconds) between the bytes of the body, if they go one by one.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: int | None = None
    drip: float = 0.0


@dataclass(frozen=True)
class Request:
    """One request as received; ``content`` is its body where that is no JSON."""

    path: str
    headers: Message
    json: Body
    method: str = "POST"
    content: bytes = b""

    @property
    def chat(self) -> bool:
        """Whether a model is asked for an answer; Azure has a query behind the path."""
        return self.path.partition("?")[0].endswith("/chat/completions")

    @property
    def prompt(self) -> str:
        """The text of the last message."""
        return str(self.json["messages"][-1]["content"])


Step = Callable[[Request], Answer]


class OpenAIServer:
    """Serves a script for the length of a ``with`` block; ``requests`` holds everything that was asked."""

    def __init__(self, *script: Step) -> None:
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._script = script or (say({}),)
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def base_url(self) -> str:
        """What to configure as llm.base_url."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def chats(self) -> list[Body]:
        """The bodies of the chat requests, in order."""
        return [request.json for request in self.requests if request.chat]

    def answer(self, request: Request) -> Answer:
        """Record a request and take the next step of the script."""
        with self._lock:
            step = self._script[min(len(self.chats), len(self._script) - 1)]
            self.requests.append(request)
        if request.chat:
            return step(request)
        if request.path.endswith("/embeddings"):
            return _embeddings(request.json)
        if request.path.endswith("/models"):
            return as_json({"object": "list", "data": [{"id": "test-model", "object": "model"}]})
        return as_json({"error": {"message": "unknown address"}}, 404)

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


def say(content: object, *, finish: str = "stop", refusal: str | None = None) -> Step:
    """Answer with a text, or with an object as JSON, or with what a function makes of the request."""

    def step(request: Request) -> Answer:
        made = content(request) if callable(content) else content
        text = made if isinstance(made, str) or made is None else json.dumps(made, ensure_ascii=False)
        return as_json(completion(text, finish=finish, refusal=refusal))

    return step


def as_json(body: Body, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer that holds an object."""
    data = json.dumps(body, ensure_ascii=False).encode()
    return Answer(data, status, {"Content-Type": "application/json", **(headers or {})})


def completion(text: str | None, *, finish: str = "stop", refusal: str | None = None) -> Body:
    """A chat completion object; it counts four characters as a token."""
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 0,
        "model": "test-model",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": text, "refusal": refusal},
            }
        ],
        "usage": {
            "prompt_tokens": 1000,
            "completion_tokens": len(text or "") // 4,
            "total_tokens": 1000 + len(text or "") // 4,
        },
    }


def rate_limited(retry_after: str | float | None = None) -> Step:
    """429: too many requests."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return _error(429, "rate_limit_exceeded", headers)


def out_of_quota() -> Step:
    """429, but for lack of credit."""
    return _error(429, "insufficient_quota")


def server_error(status: int = 500) -> Step:
    """A failing server."""
    return _error(status, "server_error")


def refused(status: int) -> Step:
    """The request or the key is refused; the server repeats the key, as some do."""
    return lambda request: as_json({"error": {"message": f"no: {request.headers.get('Authorization')}"}}, status)


def web_page() -> Step:
    """200 with HTML: a captive portal, or the address of a site instead of an API."""
    page = b"<!doctype html><html><body>Welkom</body></html>"
    return lambda request: Answer(page, headers={"Content-Type": "text/html; charset=utf-8"})


def foreign_json() -> Step:
    """200 with JSON of another protocol."""
    return lambda request: as_json({"message": "hello"})


def cut_json() -> Step:
    """A whole HTTP answer whose JSON stops halfway."""
    half = json.dumps(completion("x" * 200)).encode()[:120]
    return lambda request: Answer(half, headers={"Content-Type": "application/json"})


def reset() -> Step:
    """The connection breaks while the body is sent."""
    return lambda request: Answer(json.dumps(completion("x" * 200)).encode(), cut=60)


def dripping(seconds: float, then: Step) -> Step:
    """Answers byte by byte, each soon enough."""
    return lambda request: replace(then(request), drip=seconds)


def slow(seconds: float, then: Step) -> Step:
    """Answers late."""

    def step(request: Request) -> Answer:
        answer = then(request)
        return Answer(answer.body, answer.status, answer.headers, seconds)

    return step


def fenced(content: object) -> Step:
    """JSON in a Markdown fence with a sentence around it."""
    return say(f"Hier is het antwoord {{graag}}:\n```json\n{json.dumps(content)}\n```\nMet vriendelijke groet")


def keyed_sentences(text: str) -> dict[str, str]:
    """The lines under a key in (a part of) a prompt: key -> text."""
    return dict(re.findall(r"^\[(\w+)\] (.+)$", text, re.MULTILINE))


def embed(text: str, dimensions: int = DIMENSIONS) -> np.ndarray[Any, np.dtype[np.float32]]:
    """A unit vector: every word adds one or takes one at a place that its hash decides."""
    vector = np.zeros(dimensions, dtype=np.float32)
    for word in re.findall(r"\w+", text.lower()) or [""]:
        number = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
        vector[number % dimensions] += 1.0 if number >> 63 else -1.0
    norm = float(np.linalg.norm(vector))
    if not norm:  # the words cancel out
        vector[0] = norm = 1.0
    return vector / np.float32(norm)


def _embeddings(body: Body) -> Answer:
    texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
    data: list[Body] = []
    for index, text in enumerate(texts):
        vector = embed(str(text), body.get("dimensions", DIMENSIONS))
        packed = base64.b64encode(vector.astype("<f4").tobytes()).decode()
        coded = packed if body.get("encoding_format") == "base64" else [float(value) for value in vector]
        data.append({"object": "embedding", "index": index, "embedding": coded})
    usage = {"prompt_tokens": sum(len(str(text)) // 4 for text in texts), "total_tokens": 0}
    return as_json({"object": "list", "model": body.get("model", ""), "data": data, "usage": usage})


def _error(status: int, code: str, headers: Mapping[str, str] | None = None) -> Step:
    return lambda request: as_json({"error": {"message": code, "type": code, "code": code}}, status, headers)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: OpenAIServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of the script."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._respond(Request(self.path, self.headers, {}, "GET"))

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get_content_type() == "application/json":
            self._respond(Request(self.path, self.headers, json.loads(content)))
        else:
            self._respond(Request(self.path, self.headers, {}, content=content))

    def _respond(self, request: Request) -> None:
        owner = self.server.owner
        answer = owner.answer(request)
        if owner.closing.wait(answer.delay):
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        for start in range(len(answer.body) if answer.drip else 0):
            self.wfile.write(answer.body[start : start + 1])
            if owner.closing.wait(answer.drip):
                return
        if not answer.drip:
            self.wfile.write(answer.body[: answer.cut])
        if answer.cut is not None:
            # Without lingering, closing sends a reset instead of an orderly end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""
