import gzip
import tracemalloc
from itertools import repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import FetchError
from rag.web.answer import Cut, WebAnswer, whole


def answer(content: bytes, media_type: str = "application/json") -> WebAnswer:
    return WebAnswer("https://a.be/x", 200, media_type, content, None, None)


def parts(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=3000), st.integers(1, 4000), st.integers(0, 3000), st.booleans())
def test_all_of_it_comes_out_or_nothing(data: bytes, size: int, bound: int, packed: bool) -> None:
    sent = gzip.compress(data) if packed else data
    expected = data if len(data) <= bound else None
    assert whole(parts(sent, size), "gzip" if packed else "", bound) == expected


def test_a_bomb_is_unpacked_no_further_than_the_bound() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    tracemalloc.start()
    try:
        assert whole([bomb], "gzip", 100_000) is None
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_stream_without_end_is_left_at_the_bound() -> None:
    assert whole(repeat(bytes(1000)), "", 100_000) is None


@settings(deadline=None, max_examples=40)
@given(st.binary(min_size=1, max_size=500), st.data())
def test_what_stops_halfway_is_never_taken_for_whole(data: bytes, draw: st.DataObject) -> None:
    sent = gzip.compress(data)
    end = draw.draw(st.integers(0, len(sent) - 1))
    with pytest.raises(Cut):
        whole([sent[:end]], "gzip", 10_000)


def test_what_is_not_packed_at_all_is_not_taken_for_whole() -> None:
    with pytest.raises(Cut):
        whole([b'{"a": 1}'], "gzip", 10_000)


@pytest.mark.parametrize(
    "media_type", ["application/json", "application/vnd.api+json", "application/sparql-results+json"]
)
def test_json_is_read(media_type: str) -> None:
    assert answer('{"a": ["é"]}'.encode(), media_type).json() == {"a": ["é"]}


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"<!doctype html>", "text/html"),
        (b"{}", "text/html"),
        (b"{}", ""),
        (b'{"a": ', "application/json"),
        (b"", "application/json"),
        (b'{"a": "\xff"}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"9" * 5000, "application/json"),
    ],
)
def test_what_is_not_json_is_named_with_its_address(content: bytes, media_type: str) -> None:
    with pytest.raises(FetchError, match=r"https://a\.be/x") as caught:
        answer(content, media_type).json()
    assert (caught.value.code, caught.value.retryable) == ("web.not_json", True)


def test_text_is_read_in_the_encodings_of_the_corpus() -> None:
    assert {answer("café".encode(name)).text() for name in ("utf-8", "utf-8-sig", "cp1252", "utf-16")} == {"café"}
    with pytest.raises(FetchError, match="not a text") as caught:
        answer(b"\x00\x01").text()
    assert caught.value.code == "web.not_text"
