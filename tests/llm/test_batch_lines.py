import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.llm.batch_lines import outcomes, parcels
from rag.llm.dialect import Dialect
from rag.llm.failures import CallError
from rag.llm.posting import Request
from rag.llm.reply import Answer
from rag.llm.usage import Usage
from tests.openai_server import completion

ENDPOINT, ADDRESS = "/v1/chat/completions", "http://127.0.0.1/v1"
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)

files = st.lists(anything, max_size=4).map(lambda rows: "\n".join(map(json.dumps, rows)).encode())


def request(number: int, text: str) -> Request:
    body = json.dumps({"messages": [text]}, ensure_ascii=False).encode()
    return Request(f"{number:064}", body, Dialect("text", "max_tokens"), Usage())


@given(st.lists(st.text(max_size=60), max_size=12), st.integers(1, 5), st.integers(150, 600))
@settings(deadline=None, max_examples=60)
def test_every_request_is_in_one_file_in_order_with_its_body_untouched(texts: list[str], most: int, size: int) -> None:
    requests = [request(number, text) for number, text in enumerate(texts)]
    found = list(parcels(requests, ENDPOINT, most=most, size=size))
    assert [each for parcel, _ in found for each in parcel] == requests
    for parcel, data in found:
        rows = data.splitlines(keepends=True)
        assert len(parcel) == len(rows) <= most
        assert len(data) <= size or len(parcel) == 1
        for each, row in zip(parcel, rows, strict=True):
            told = json.loads(row)
            assert each.body in row
            assert told == {
                "custom_id": each.key,
                "method": "POST",
                "url": ENDPOINT,
                "body": json.loads(each.body),
            }


def test_a_file_ends_only_where_the_next_request_does_not_fit() -> None:
    requests = [request(number, "x") for number in range(5)]
    ((_, one),) = parcels(requests[:1], ENDPOINT)
    assert [len(parcel) for parcel, _ in parcels(requests, ENDPOINT, size=2 * len(one))] == [2, 2, 1]
    assert [len(parcel) for parcel, _ in parcels(requests, ENDPOINT, size=2 * len(one) - 1)] == [1] * 5
    assert list(parcels([], ENDPOINT)) == []


@given(st.binary(max_size=80) | files)
@settings(deadline=None, max_examples=100)
def test_whatever_a_file_holds_it_is_read(data: bytes) -> None:
    assert all(isinstance(each.result, Answer | CallError) for each in outcomes(data, ADDRESS))


@given(anything, anything, anything)
@settings(deadline=None, max_examples=100)
def test_whatever_a_line_holds_its_request_gets_an_answer_or_a_failure(key: Any, response: Any, body: Any) -> None:
    for said in (response, {"status_code": 200, "body": body}, {"status_code": 400, "body": body}):
        row = json.dumps({"custom_id": key, "response": said, "error": None}).encode()
        (found,) = outcomes(row, ADDRESS)
        assert found.key == str(key)
        assert isinstance(found.result, Answer | CallError)


def outcome(response: object, error: object = None) -> Answer | CallError:
    (found,) = outcomes(json.dumps({"custom_id": "k", "response": response, "error": error}).encode(), ADDRESS)
    return found.result


def test_an_answer_is_read_as_that_of_a_call() -> None:
    assert outcome({"status_code": 200, "body": completion("tekst")}) == Answer("tekst", "stop", None, 1000, 1)
    refusal = outcome({"status_code": 200, "body": completion(None, refusal="nee")})
    assert refusal == Answer("", "stop", "nee", 1000, 0)


def test_counts_that_are_none_are_left_to_us() -> None:
    body = {**completion("tekst"), "usage": {"prompt_tokens": "veel", "completion_tokens": None}}
    assert outcome({"status_code": 200, "body": body}) == Answer("tekst", "stop", None, None, None)


def test_an_error_has_the_code_that_a_call_would_have() -> None:
    def code(status: int, **error: str) -> tuple[str, bool]:
        found = outcome({"status_code": status, "body": {"error": error}})
        assert isinstance(found, CallError)
        return found.code, found.retryable

    assert code(429, code="rate_limit_exceeded") == ("model.rate_limit", True)
    assert code(429, code="insufficient_quota") == ("model.quota", False)
    assert code(500) == ("model.server", True)
    assert code(401) == ("model.auth", False)
    assert code(400, message="This model's maximum context length is 8192 tokens") == ("model.context", False)
    assert code(400, message="no", param="temperature") == ("model.request", False)
    expired = outcome(None, {"code": "batch_expired", "message": "too late"})
    assert isinstance(expired, CallError)
    assert (expired.code, expired.retryable, expired.billed) == ("model.batch", True, False)


def test_what_is_refused_is_known_by_name() -> None:
    found = outcome({"status_code": 400, "body": {"error": {"message": "no", "param": "temperature"}}})
    assert isinstance(found, CallError)
    assert found.refused == frozenset({"temperature"})
