"""Stand-ins for the decisions portal and Themis on the loopback, over real HTTP, with every failure we know of.

    with PortalServer(Publisher(meeting)) as server:
        config = SyncConfig(decisions_url=server.decisions_url, themis_url=server.themis_url)
        ...  # WebClient(config, server.hosts)
        server.busy(2)
        server.publisher.withdraw("6152C345364ED90008000367")

As a process, to experiment with the command line: ``python -m tests.portals.portal_server --rows FILE --until DATE``
prints the two addresses as lines for config.yaml. ``POST /control`` with ``{"do": "advance", "until": "2023-07-01"}``
and the like then lets time pass; see ``control``.
"""

import argparse
import datetime as dt
import json
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.portals import resource_replies, themis_replies
from tests.portals.publisher import (
    Attachment,
    File,
    Publisher,
    meetings_from_corpus,
    meetings_from_rows,
    read_rows,
)
from tests.portals.resource_replies import NotAcceptable, Thing
from tests.portals.search_replies import BadRequest, ElasticError, search

SEARCH = "/news-items/search"
JSON_API = "application/vnd.api+json"
PAGE = b"<!doctype html><html lang=nl><title>Beslissingen van de Vlaamse Regering</title><body></body></html>"
MODIFIED = "Fri, 01 Oct 2021 12:00:00 GMT"


@dataclass(frozen=True)
class Answer:
    """What goes over the wire."""

    body: bytes
    status: int = 200
    media_type: str = JSON_API
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """One request as received; ``site`` is decisions or themis."""

    site: str
    path: str
    query: str
    headers: Message

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Decoded, in the order given."""
        return parse_qsl(self.query, keep_blank_values=True)


@dataclass
class Trouble:
    """What goes wrong with the next ``left`` requests below ``path`` of a site."""

    site: str
    path: str
    left: int
    answer: Answer | None = None
    delay: float = 0.0
    keep: float = 1.0
    short: bool = False


class PortalServer:
    """Serves what a publisher has made public for the length of a ``with`` block; ``requests`` holds what was asked."""

    def __init__(self, publisher: Publisher | None = None, ports: tuple[int, int] = (0, 0)) -> None:
        self.publisher = publisher or Publisher()
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._troubles: list[Trouble] = []
        self._lock = threading.Lock()
        self._servers = [_Server(self, site, port) for site, port in zip(("decisions", "themis"), ports, strict=True)]
        self.decisions_url, self.themis_url = (server.address for server in self._servers)

    @property
    def hosts(self) -> set[str]:
        """The hosts a client must be allowed to ask."""
        return {urlsplit(url).netloc for url in (self.decisions_url, self.themis_url)}

    def asked(self, path: str, site: str = "decisions") -> list[Request]:
        """The requests below a path."""
        return [one for one in self.requests if one.site == site and one.path.startswith(path)]

    def partial(self, requests: int, keep: float = 0.5) -> None:
        """While a meeting is published anew the index lacks a part; the count says so too."""
        self._trouble(Trouble("decisions", SEARCH, requests, keep=keep))

    def short(self, requests: int) -> None:
        """A page has less than the count promises."""
        self._trouble(Trouble("decisions", SEARCH, requests, short=True))

    def busy(self, requests: int, path: str = SEARCH, site: str = "decisions") -> None:
        """503, as newer versions do while the index is built."""
        self.fail(requests, 503, path, site)

    def fail(self, requests: int, status: int, path: str = "/", site: str = "decisions") -> None:
        """An error with the status."""
        answer = _json({"errors": [{"title": "Something went wrong"}]}, status)
        self._trouble(Trouble(site, path, requests, answer))

    def slow(self, requests: int, seconds: float, path: str = SEARCH, site: str = "decisions") -> None:
        """The index is being built: an answer comes, but late."""
        self._trouble(Trouble(site, path, requests, delay=seconds))

    def web_page(self, requests: int, path: str = "/", site: str = "decisions") -> None:
        """A web page with status 200, whatever was asked for."""
        self._trouble(Trouble(site, path, requests, Answer(PAGE, 200, "text/html; charset=utf-8")))

    def leave(self, site: str) -> None:
        """From now on nothing listens at the address of a site."""
        next(server for server in self._servers if server.site == site).stop()

    def _trouble(self, trouble: Trouble) -> None:
        with self._lock:
            self._troubles.append(trouble)

    def answer(self, request: Request) -> Answer | None:
        """Record a request and answer it; None where the server closes first."""
        with self._lock:
            self.requests.append(request)
            troubles = [one for one in self._troubles if one.site == request.site]
            trouble = next((one for one in troubles if one.left and request.path.startswith(one.path)), None)
            if trouble:
                trouble.left -= 1
        if trouble and self.closing.wait(trouble.delay):
            return None
        if trouble and trouble.answer:
            return trouble.answer
        if "html" in request.headers.get("Accept", "") and not request.path.startswith("/files/"):
            return Answer(PAGE, 200, "text/html; charset=utf-8")
        try:
            return self._route(request, trouble)
        except BadRequest as error:
            return _json({"errors": [{"title": str(error)}]}, 400)
        except ElasticError as error:
            return _json({"errors": [{"title": str(error)}]}, 500)
        except NotAcceptable as error:
            return _json({"errors": {"status": "Not Acceptable", "code": "406", "title": str(error)}}, 406)

    def _route(self, request: Request, trouble: Trouble | None) -> Answer:
        if request.path == SEARCH and request.site == "decisions":
            keep, short = (trouble.keep, trouble.short) if trouble else (1.0, False)
            return _json(search(self.publisher, request.path, request.query, request.parameters, keep, short))
        parts = request.path.strip("/").split("/")
        if parts[0] == "files" and parts[2:] == ["download"]:
            return self._file(request, parts[1])
        resources = self._resources(request).get(parts[0])
        if resources is None or (request.site == "themis" and "json" not in request.headers.get("Accept", "")):
            return Answer(b"Route not found.  See config/dispatcher.ex", 404, "text/plain")
        if len(parts) == 1:
            return _json(resource_replies.listed(request.path, resources(), request.parameters))
        one = resource_replies.single(resources(), parts[1])
        return _json(one) if one else _json({"data": None}, 404)

    def _resources(self, request: Request) -> dict[str, Callable[[], list[Thing]]]:
        publisher = self.publisher
        if request.site == "themis":
            return {
                "datasets": lambda: themis_replies.datasets(publisher, self.themis_url),
                "concepts": lambda: resource_replies.concepts(publisher),
                "mandatees": lambda: resource_replies.mandatees(publisher, "family-name"),
            }
        ids = set(filter(None, dict(request.parameters).get("filter[:id:]", "").split(",")))
        return {
            "news-item-infos": lambda: resource_replies.news_item_infos(publisher, ids),
            "meetings": lambda: resource_replies.meetings(publisher),
            "mandatees": lambda: resource_replies.mandatees(publisher),
            "concepts": lambda: resource_replies.concepts(publisher),
        }

    def _file(self, request: Request, id_: str) -> Answer:
        if request.site == "themis" and (turtle := themis_replies.turtle(self.publisher, id_)) is not None:
            return Answer(turtle.encode(), 200, "text/turtle")
        file = self.publisher.files().get(id_)
        if file is None:
            return _json({"errors": [{"title": "No file found"}]}, 404)
        if file.content is None:
            return _json({"errors": [{"title": "Could not find file in path."}]}, 500)
        if request.headers.get("If-Modified-Since") == MODIFIED:
            return Answer(b"", 304, file.media_type)
        name = dict(request.parameters).get("name", file.name)
        headers = {"Content-Disposition": f"attachment; filename={name!a}", "Last-Modified": MODIFIED}
        return Answer(file.content, 200, file.media_type, headers)

    def control(self, order: Mapping[str, Any]) -> Any:
        """Do what a process is told: ``do`` names a method of the publisher or a trouble, the rest are its arguments.

        ``advance`` takes ``until``, ``attach`` an ``item``, a ``title`` and the ``path`` of a local file.
        """
        told = dict(order)
        name = told.pop("do")
        if name == "advance":
            return self.publisher.advance(dt.date.fromisoformat(told["until"]))
        if name == "attach":
            path = Path(told["path"])
            types = {".pdf": "application/pdf", ".docx": "application/vnd.openxmlformats-officedocument"}
            file = File(str(uuid.uuid4()), path.name, path.read_bytes(), types.get(path.suffix, ""))
            return self.publisher.attach(told["item"], Attachment(str(uuid.uuid4()), told["title"], file))
        if name in ("edit", "withdraw", "unpublish"):
            return getattr(self.publisher, name)(**told)
        if name in ("partial", "short", "busy", "fail", "slow", "web_page", "leave"):
            return getattr(self, name)(**told)
        raise ValueError(f"do {name!r}: not known")

    def __enter__(self) -> Self:
        for server in self._servers:
            server.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        for server in self._servers:
            server.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: PortalServer, site: str, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.owner = owner
        self.site = site
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        self.thread.join()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client may hang up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are two writes; without this the second waits for the client to acknowledge the first.
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        answer = self.server.owner.answer(Request(self.server.site, address.path, address.query, self.headers))
        if answer is None:
            self.close_connection = True
        else:
            self._send(answer)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            self._send(_json({"done": self.server.owner.control(json.loads(body))}))
        except (KeyError, OSError, StopIteration, TypeError, ValueError) as error:
            self._send(_json({"errors": [{"title": repr(error)}]}, 400))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def _json(body: Any, status: int = 200) -> Answer:
    return Answer(json.dumps(body, ensure_ascii=False).encode(), status)


def main(arguments: list[str]) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.portals.portal_server")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--rows", type=Path, help="a decisions.jsonl")
    source.add_argument("--corpus", type=Path, help="a folder of decisions as Markdown")
    parser.add_argument("--until", type=dt.date.fromisoformat, default=dt.date.max, help="publish up to this day")
    parser.add_argument("--undated", type=dt.date.fromisoformat, help="give undated rows meetings from this day on")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--themis-port", type=int, default=0)
    chosen = parser.parse_args(arguments)
    if chosen.rows:
        meetings = meetings_from_rows(read_rows(chosen.rows), chosen.undated)
    else:
        meetings = meetings_from_corpus(chosen.corpus)
    publisher = Publisher()
    published = publisher.fill(meetings, chosen.until)
    with PortalServer(publisher, (chosen.port, chosen.themis_port)) as server:
        print(f"# {published} decisions\nsync:\n  decisions_url: {server.decisions_url}")
        print(f"  themis_url: {server.themis_url}", flush=True)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(0)
