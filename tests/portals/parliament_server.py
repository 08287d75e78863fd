"""A real HTTP server on the loopback that speaks as the Flemish Parliament does: search, open data and files.

    with ParliamentServer() as server:
        question = server.ask("Fietspaden - Onderhoud", asks=["1. Hoeveel?"])
        server.answer(question.id, ["1. Tien."])

What it holds changes between requests, as at the parliament: questions are asked, answered, given an annex, withdrawn.
``python -m tests.portals.parliament_server --port 0`` serves the demo corpus and prints its address; a change is then a
POST to ``/-/answer`` and so on, with the arguments as JSON.
"""

import argparse
import datetime as dt
import hashlib
import json
import threading
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rag.config import SyncConfig
from tests.portals import parliament_samples as samples
from tests.portals import parliament_shapes as shapes
from tests.portals.parliament_samples import PDF, SESSIONS, StoredFile, StoredQuestion
from tests.portals.parliament_shapes import Answer

LIMIT = 10_000
_DEMO = Path(__file__).parents[2] / "corpus" / "questions"


@dataclass(frozen=True)
class Request:
    """One request as received; ``path`` is the target on the wire."""

    path: str
    headers: Message


class ParliamentServer:
    """Serves for the length of a ``with`` block; ``requests`` holds everything that was asked.

    ``form`` is how an entity is told (json or xml); ``unwrap`` takes lists of one apart, ``strings`` makes counts text,
    ``sessions`` says whether there is a list of sessions, ``limit`` how many results a search reaches.
    """

    def __init__(
        self, *, form: str = "json", unwrap: bool = False, strings: bool = False, sessions: bool = True, port: int = 0
    ) -> None:
        self.form, self.unwrap, self.strings, self.sessions, self.limit = form, unwrap, strings, sessions, LIMIT
        self.requests: list[Request] = []
        self.questions: dict[int, StoredQuestion] = {}
        self._next_file = 2_229_635
        self._busy: list[str] = []
        self._meanwhile: list[tuple[str, Callable[[], object]]] = []
        self._lock = threading.RLock()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def host(self) -> str:
        """What a client must be allowed to ask."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def addresses(self) -> dict[str, str]:
        """The settings under ``sync`` that point here."""
        base = f"http://{self.host}"
        return {"search_url": f"{base}/api/search", "entities_url": f"{base}/e/opendata", "files_url": base}

    def config(self) -> SyncConfig:
        """A configuration that asks this server, fast."""
        return SyncConfig.model_validate({**self.addresses, "requests_per_second": 1000.0, "retries": 0})

    def asked(self, part: str) -> list[str]:
        """The targets of the requests that hold ``part``, in order."""
        return [request.path for request in self.requests if part in request.path]

    def ask(
        self,
        subject: str,
        *,
        asks: Iterable[str] = (),
        introduction: str = "",
        number: int = 15,
        asked: dt.date = dt.date(2024, 2, 26),
        asker: tuple[str, str] = ("Kurt", "De Loor"),
        minister: tuple[str, str] = ("Lydia", "Peeters"),
        themes: Iterable[str] = ("Mobiliteit", "Openbare werken"),
        sheet: bool = False,
    ) -> StoredQuestion:
        """A member asks; with ``sheet`` the parliament puts the question itself on its site too."""
        with self._lock:
            question = StoredQuestion(
                id=1_947_140 + len(self.questions),
                number=number,
                subject=subject,
                session=samples.session_of(asked),
                asker=asker,
                minister=minister,
                themes=tuple(themes),
                steps=[("Vraag gesteld aan de minister", asked)],
                asks=tuple(asks),
                introduction=introduction,
            )
            self.questions[question.id] = question
            if sheet:
                self._store(question, "vraag aan minister", question.sheet(), published=asked)
            return question

    def answer(
        self,
        identity: int,
        answers: Iterable[str] = (),
        *,
        day: dt.date | None = None,
        status: str = "Tijdig beantwoord",
        data: bytes | None = None,
        name: str = "antwoord.pdf",
        media_type: str = PDF,
        publish: bool = True,
    ) -> None:
        """The minister answers, in the sheet that takes the place of all others; it is published after fifteen days."""
        with self._lock:
            question = self.questions[identity]
            day = day or question.asked + dt.timedelta(days=20)
            question.steps.append((status, day))
            if publish:
                published = day + dt.timedelta(days=15)
                question.steps.append(("Antwoord gepubliceerd", published))
                question.files.clear()
                content = question.sheet(answers) if data is None else data
                self._store(question, "vraag en antwoord", content, name, media_type, published)

    def add_annex(
        self,
        identity: int,
        data: bytes,
        name: str = "bijlage.xlsx",
        *,
        media_type: str = samples.XLSX,
        title: str = "Bijlage bij het antwoord",
        published: dt.date | None = None,
    ) -> StoredFile:
        """An annex is published, by default together with what is already there."""
        with self._lock:
            question = self.questions[identity]
            published = published or question.files[-1].published
            return self._store(question, "bijlage", data, name, media_type, published, title)

    def busy(self, part: str, times: int = 1) -> None:
        """The next ``times`` requests for an address that holds ``part`` are sent away with 503."""
        with self._lock:
            self._busy += [part] * times

    def withdraw(self, identity: int) -> None:
        """A question disappears, without a word."""
        with self._lock:
            del self.questions[identity]

    def meanwhile(self, part: str, action: Callable[[], object]) -> None:
        """Right after the next answer to a request that holds ``part``, ``action`` happens."""
        with self._lock:
            self._meanwhile.append((part, action))

    def fill(self, folder: Path = _DEMO) -> Self:
        """Put the questions of the demo corpus in, answered."""
        with self._lock:
            for question, sheet, day in samples.demo_questions(folder):
                self.questions[question.id] = question
                self.answer(question.id, data=sheet, day=day)
        return self

    def _store(
        self,
        question: StoredQuestion,
        kind: str,
        data: bytes,
        name: str = "vraag.pdf",
        media_type: str = PDF,
        published: dt.date = dt.date(2024, 4, 2),
        title: str = "",
    ) -> StoredFile:
        file = StoredFile(self._next_file, kind, title, name, media_type, data, published)
        self._next_file += 1
        question.files.append(file)
        return file

    def reply(self, request: Request) -> Answer:
        """Record a request and answer it."""
        with self._lock:
            self.requests.append(request)
            busy = next((part for part in self._busy if part in request.path), None)
            if busy is not None:
                self._busy.remove(busy)
                return Answer(b"Service Unavailable", status=503, headers={"Retry-After": "0"})
            answer = self._reply(request)
            for later in [later for later in self._meanwhile if later[0] in request.path][:1]:
                self._meanwhile.remove(later)
                later[1]()
            return answer

    def control(self, action: str, arguments: dict[str, Any]) -> Answer:
        """A change asked over HTTP, for a server in a process of its own; days are texts such as 2024-02-26."""
        for name in {"asked", "day", "published"} & arguments.keys():
            arguments[name] = dt.date.fromisoformat(arguments[name])
        if action == "add_annex":
            arguments["data"] = samples.workbook(*arguments.pop("rows", ["1"]))
        made = getattr(self, action)(**arguments)
        return shapes.as_json({"id": made.id} if isinstance(made, StoredQuestion | StoredFile) else {})

    def _reply(self, request: Request) -> Answer:
        path, _, query = request.path.partition("?")
        values = dict(urllib.parse.parse_qsl(query))
        if path.startswith("/api/search/query/"):
            return self._search(path.removeprefix("/api/search/query/"), values)
        if path in ("/files/pfile", "/pfile"):
            return self._file(values.get("id", ""), request)
        json_asked = "json" in request.headers.get("Accept", "") and self.form == "json"
        if path == "/e/opendata/zj/alle" and self.sessions:
            items = [shapes.session(number, *session) for number, session in enumerate(SESSIONS)]
            return shapes.tree(
                "zittingsjaren", {"items": [{"zittingsjaar": item} for item in items]}, in_json=json_asked
            )
        if path.startswith("/e/opendata/schv/"):
            return self._entity(path.removeprefix("/e/opendata/schv/"), values, in_json=json_asked)
        return Answer(status=404)

    def _search(self, query: str, values: Mapping[str, str]) -> Answer:
        if "%3A" in query or "%3D" in query or "%26" in query:
            return Answer(b"the query is one segment, not encoded", status=400)
        terms, _, fields = query.partition("&requiredfields=")
        wanted = [urllib.parse.unquote(term) for term in terms.split("+") if term]
        required = [urllib.parse.unquote(name).split(":", 1) for name in fields.split(".") if name]
        hits = [hit for question in self.questions.values() for hit in shapes.hits(question, unwrap=self.unwrap)]
        hits = [hit for hit in hits if all(shapes.matches(hit, term) for term in wanted)]
        hits = [hit for hit in hits if all(value in shapes.values(hit, name) for name, value in required)]
        hits.sort(key=lambda hit: (hit["date"], hit.get("id", "")), reverse=True)
        size = min(int(values.get("max", 25)), 100)
        first = (int(values.get("page", 1)) - 1) * size
        shown = hits[first : min(first + size, self.limit)]
        numbers = {"count": len(hits), "firstindex": first + 1, "lastindex": first + len(shown)}
        told: dict[str, Any] = {name: str(n) if self.strings else n for name, n in numbers.items()}
        facets = [{"name": "Aggregaat Type", "facet": [{"name": "Schriftelijke vraag", "count": len(hits)}]}]
        return shapes.as_json(
            {**told, **({"result": shown} if shown else {}), "facet_category": facets}, "; charset=UTF-8"
        )

    def _entity(self, name: str, values: Mapping[str, str], *, in_json: bool) -> Answer:
        ids = values.get("id", "").split(",") if name == "lijst" else [name]
        if not all(identity.isdecimal() for identity in ids):
            return Answer(b"Bad Request", status=400)
        found = [self._told(int(i), in_json) for i in ids if int(i) in self.questions]
        if name == "lijst":
            return shapes.tree("lijst", {"items": [{"schriftelijke-vraag": told} for told in found]}, in_json=in_json)
        return shapes.tree("schriftelijke-vraag", found[0], in_json=in_json) if found else Answer(status=404)

    def _told(self, identity: int, in_json: bool) -> dict[str, Any]:
        return shapes.entity(self.questions[identity], in_json=in_json, unwrap=self.unwrap)

    def _file(self, identity: str, request: Request) -> Answer:
        files = {str(file.id): file for question in self.questions.values() for file in question.files}
        if identity not in files:
            return Answer(status=404)
        file = files[identity]
        etag = f'"{hashlib.sha256(file.data).hexdigest()[:16]}"'
        headers = {"ETag": etag, "Content-Disposition": f'inline; filename="{file.name}"'}
        if request.headers.get("If-None-Match") == etag:
            return Answer(status=304, headers=headers)
        return Answer(file.data, file.media_type, headers=headers)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: ParliamentServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client may hang up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._send(self.server.owner.reply(Request(self.path, self.headers)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        actions = {f"/-/{name}": name for name in ("ask", "answer", "add_annex", "busy", "withdraw")}
        known = actions.get(self.path)
        self._send(self.server.owner.control(known, json.loads(body)) if known else Answer(status=404))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.media_type, **answer.headers}.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if answer.status != 304:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what was asked is in ``requests``."""


def main() -> None:
    """Serve the demo corpus until stopped."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=0)
    with ParliamentServer(port=parser.parse_args().port).fill() as server:
        print(f"http://{server.host}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
