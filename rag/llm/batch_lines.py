"""The lines of a batch: requests on the way out, answers and failures on the way back."""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag.llm.failures import NOT_A_COMPLETION, CallError, explain_status
from rag.llm.posting import Request
from rag.llm.reply import Answer

# What a provider takes in one file.
MOST_REQUESTS, MOST_BYTES = 50_000, 200_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the request under ``key``: an answer or a failure."""

    key: str
    result: Answer | CallError


def line(request: Request, endpoint: str) -> bytes:
    """A request as one line of a batch, its body untouched."""
    head = json.dumps({"custom_id": request.key, "method": "POST", "url": endpoint})
    return head.removesuffix("}").encode() + b', "body": ' + request.body + b"}\n"


def parcels(
    requests: Sequence[Request], endpoint: str, *, most: int = MOST_REQUESTS, size: int = MOST_BYTES
) -> Iterator[tuple[list[Request], bytes]]:
    """Requests in order, as many in one file (at least one) as a provider takes: ``most`` of them, ``size`` bytes."""
    parcel: list[Request] = []
    data = bytearray()
    for request in requests:
        added = line(request, endpoint)
        if parcel and (len(parcel) == most or len(data) + len(added) > size):
            yield parcel, bytes(data)
            parcel, data = [], bytearray()
        parcel.append(request)
        data += added
    if parcel:
        yield parcel, bytes(data)


def outcomes(data: bytes, base_url: str) -> Iterator[Outcome]:
    """What stands in an output or an error file; what cannot be read is logged and left out."""
    for number, row in enumerate(data.split(b"\n"), 1):
        if not row.strip():
            continue
        try:
            told = json.loads(row)
            yield Outcome(str(told["custom_id"]), _result(told, base_url))
        except (ValueError, KeyError, TypeError, RecursionError):
            logging.getLogger(__name__).warning("%s: line %d of a batch cannot be read; left out", base_url, number)


def _result(told: dict[str, Any], base_url: str) -> Answer | CallError:
    """The answer in a line, or what its failure means for a call."""
    response = told.get("response")
    if not isinstance(response, dict):
        return unanswered(base_url)
    status, body = response.get("status_code"), response.get("body")
    if isinstance(status, int) and 400 <= status < 600:
        return explain_status(status, body, base_url)
    try:
        return Answer.of_completion(body)
    except NOT_A_COMPLETION:
        return CallError("protocol", f"{base_url}: not a chat completion; check llm.base_url", billed=True)


def unanswered(base_url: str) -> CallError:
    """The failure of a request that its batch did not come to."""
    return CallError("batch", f"{base_url}: the batch ended without an answer", retryable=True)
