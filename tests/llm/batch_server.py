"""The scripted server with the Batch API: files and batches, answered by a scripted model, with what goes wrong there.

    with BatchServer(model(), Course(polls=2), Course(status="expired", answered=3)) as server:
        ...  # the first batch is in progress for two polls, the second expires with three answers
        assert len(server.batches) == 2

Each batch takes the next course; the last one repeats. Lines come back in another order than they came in.
"""

import email
import email.policy
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.openai_server import Answer, Body, OpenAIServer, Request, Step, as_json

PAGE = 2  # batches in one answer to a listing, so that a few are already many


@dataclass(frozen=True)
class Course:
    """How a batch goes: so many ``polls`` under way, then it ends with ``status``.

    ``answered`` is how many of its lines come back (all if None); the rest is told to have expired if ``told``, and is
    just not there otherwise. ``faults`` are codes of a batch that is not begun. ``cut`` breaks the connection once the
    batch has been made. ``lost`` takes its files away. ``extra`` lines stand in front of the output.
    """

    polls: int = 0
    status: str = "completed"
    answered: int | None = None
    told: bool = True
    faults: tuple[str, ...] = ()
    cut: bool = False
    lost: bool = False
    extra: bytes = b""


@dataclass
class Made:
    """A batch at the provider."""

    id: str
    course: Course
    lines: list[Body]
    metadata: dict[str, str]
    endpoint: str
    output: bytes = b""
    errors: bytes = b""
    polls: int = 0

    @property
    def keys(self) -> list[str]:
        """The custom ids."""
        return [str(line["custom_id"]) for line in self.lines]


class BatchServer(OpenAIServer):
    """``answer`` is the model behind every line; ``calls`` are asked directly of the same model.

    ``trouble`` is what comes instead of an answer to requests for files and batches, a step a request, until used up.
    """

    def __init__(self, answer: Step, *courses: Course, trouble: tuple[Step | None, ...] = ()) -> None:
        super().__init__(answer)
        self.batches: list[Made] = []
        self.files: dict[str, bytes] = {}
        self._model = answer
        self._courses = courses or (Course(),)
        self._trouble = list(trouble)

    @property
    def lines(self) -> list[Body]:
        """The lines of all batches in the order they came."""
        return [line for batch in self.batches for line in batch.lines]

    def sent(self) -> Counter[str]:
        """How often each custom id came."""
        return Counter(key for batch in self.batches for key in batch.keys)

    def asked(self, path: str) -> list[Request]:
        """The requests for one address."""
        return [request for request in self.requests if re.fullmatch(path, urlsplit(request.path).path)]

    def answer(self, request: Request) -> Answer:
        """Files and batches; anything else as the server without batches does."""
        path = urlsplit(request.path).path.removeprefix("/v1").removeprefix("/openai")
        if not path.startswith(("/files", "/batches")):
            return super().answer(request)
        with self._lock:
            self.requests.append(request)
            step = self._trouble.pop(0) if self._trouble else None
            return step(request) if step else self._batched(request, path)

    def _batched(self, request: Request, path: str) -> Answer:
        if path == "/files" and request.method == "POST":
            return self._upload(request)
        if path == "/batches":
            return self._create(request) if request.method == "POST" else self._list(request)
        if found := re.fullmatch(r"/files/(.+)/content", path):
            return self._content(found[1])
        if found := re.fullmatch(r"/batches/(.+)", path):
            return self._retrieve(found[1])
        return as_json({"error": {"message": "unknown address"}}, 404)

    def _upload(self, request: Request) -> Answer:
        head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
        parts = email.message_from_bytes(head + request.content, policy=email.policy.HTTP).iter_parts()
        found = {part.get_param("name", header="content-disposition"): part for part in parts}
        assert found["purpose"].get_content().strip() == "batch"
        identity = f"file-{len(self.files)}"
        self.files[identity] = bytes(found["file"].get_content())
        return as_json({"id": identity, "object": "file", "purpose": "batch", "status": "processed"})

    def _create(self, request: Request) -> Answer:
        body = request.json
        assert body["completion_window"] == "24h"
        lines = [json.loads(row) for row in self.files[body["input_file_id"]].splitlines()]
        assert all(line["method"] == "POST" and line["url"] == body["endpoint"] for line in lines)
        course = self._courses[min(len(self.batches), len(self._courses) - 1)]
        made = Made(f"batch_{len(self.batches)}", course, lines, body.get("metadata") or {}, body["endpoint"])
        assert len(set(made.keys)) == len(made.keys), "custom ids must be unique"
        self.batches.append(made)
        if course.status != "failed":
            self._work(made, request)
        answer = as_json(self._shown(made))
        return Answer(answer.body, headers=answer.headers, cut=20) if course.cut else answer

    def _work(self, made: Made, request: Request) -> None:
        """Have the model answer, last line first."""
        rows: dict[bool, list[Body]] = {True: [], False: []}
        answered = len(made.lines) if made.course.answered is None else made.course.answered
        for place, line in reversed(list(enumerate(made.lines))):
            row: Body = {"id": f"req_{place}", "custom_id": line["custom_id"], "response": None, "error": None}
            if place < answered:
                reply = self._model(Request("/v1/chat/completions", request.headers, line["body"]))
                row["response"] = {"status_code": reply.status, "request_id": "", "body": json.loads(reply.body)}
            elif made.course.told:
                row["error"] = {"code": "batch_expired", "message": "not executed within the completion window"}
            else:
                continue
            rows[bool(row["response"]) and row["response"]["status_code"] == 200].append(row)
        made.output = made.course.extra + b"".join(json.dumps(row).encode() + b"\n" for row in rows[True])
        made.errors = b"".join(json.dumps(row).encode() + b"\n" for row in rows[False])

    def _retrieve(self, identity: str) -> Answer:
        for made in self.batches:
            if made.id == identity:
                made.polls += 1
                return as_json(self._shown(made))
        return as_json({"error": {"message": "no such batch"}}, 404)

    def _list(self, request: Request) -> Answer:
        after = parse_qs(urlsplit(request.path).query).get("after", [""])[0]
        newest = [self._shown(made) for made in reversed(self.batches)]
        start = next((place + 1 for place, each in enumerate(newest) if each["id"] == after), 0)
        page = newest[start : start + PAGE]
        return as_json({"object": "list", "data": page, "has_more": start + PAGE < len(newest)})

    def _content(self, identity: str) -> Answer:
        for made in self.batches:
            for kind, data in (("output", made.output), ("errors", made.errors)):
                if identity == f"{made.id}-{kind}" and not made.course.lost:
                    return Answer(data, headers={"Content-Type": "application/octet-stream"})
        return as_json({"error": {"message": "no such file"}}, 404)

    def _shown(self, made: Made) -> Body:
        course = made.course
        underway = ("validating", "in_progress", "finalizing")[min(made.polls, 3) - 1 if made.polls else 0]
        ended = made.polls > course.polls
        answered = made.output.count(b"\n") if ended else 0
        failed = made.errors.count(b"\n") if ended else 0
        files = {"output_file_id": made.output, "error_file_id": made.errors}
        shown: dict[str, Any] = {
            "id": made.id,
            "object": "batch",
            "endpoint": made.endpoint,
            "completion_window": "24h",
            "created_at": len(self.batches),
            "input_file_id": "",
            "status": course.status if ended else underway,
            "metadata": made.metadata or None,
            "request_counts": {"total": len(made.lines), "completed": answered, "failed": failed},
            "errors": None,
        }
        for name, data in files.items():
            kind = "output" if name.startswith("output") else "errors"
            shown[name] = f"{made.id}-{kind}" if data and ended else None
        if course.faults and ended:
            shown["errors"] = {"object": "list", "data": [{"code": code, "message": "no"} for code in course.faults]}
        return shown


def failing(times: int, step: Step, then: Step) -> Step:
    """A model that fails a question so many times before it answers it."""
    failures: Counter[str] = Counter()

    def answer(request: Request) -> Answer:
        failures[request.prompt] += 1
        return step(request) if failures[request.prompt] <= times else then(request)

    return answer


def only(part: str, step: Step, then: Step) -> Step:
    """A model that treats questions with these words in another way."""
    return lambda request: (step if part in request.prompt else then)(request)


def refusing(name: str, then: Step) -> Step:
    """A model that refuses a part of the request and says so."""
    body = {"error": {"message": f"Unsupported parameter: '{name}'", "param": name, "code": "unsupported_parameter"}}
    return lambda request: as_json(body, 400) if name in request.json else then(request)
