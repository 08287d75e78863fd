"""rag/sources/text.py: one stored form for all texts, and no gibberish."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import DocumentError
from rag.sources import text as text_module
from rag.sources.text import decode, normalise, normalise_line, read_bytes


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("caf\u0065\u0301", "café"),
        ("Vlaamse\u200bRegering\ufeff", "VlaamseRegering"),
        ("links\u202erechts\u2066", "linksrechts"),
        ("geheim\U000e0041\U000e0042", "geheim"),
        ("samen\u00adwerking", "samenwerking"),
        ("\ud800halve surrogaat", "halve surrogaat"),
        ("\ue000eigen gebruik", "eigen gebruik"),
        ("\uf0b7 punt", "• punt"),
        ("1\u00a0000\u202feuro \t ja  ", "1 000 euro ja"),
        ("a\r\nb\rc\u2028d\u0085e", "a\nb\nc\nd\ne"),
        ("\n\na\n \n\n\nb\n\n", "a\n\nb"),
    ],
)
def test_a_text_has_one_stored_form(raw: str, stored: str) -> None:
    assert normalise(raw) == stored


def test_a_title_stays_on_one_line() -> None:
    assert normalise_line(" Ontwerp\r\nvan \u200bdecreet ") == "Ontwerp van decreet"


@given(st.text(st.characters() | st.sampled_from("a \n\t\u200b\u00ad\u00a0\u0301\ud800\uf0b7")))
@settings(max_examples=200, deadline=None)
def test_normalising_twice_changes_nothing_and_leaves_nothing_invisible(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not [c for c in once if unicodedata.category(c) in {"Cc", "Cs", "Co"} and c != "\n"]
    assert "  " not in once
    assert "\n\n\n" not in once


@given(st.text(st.characters(categories=("L", "N", "P"), exclude_characters="\u115f\u1160\u3164\uffa0")))
@settings(max_examples=100, deadline=None)
def test_normalising_loses_no_letter_number_or_mark(raw: str) -> None:
    assert normalise(raw) == unicodedata.normalize("NFC", raw)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"])
def test_the_usual_encodings_are_recognised(encoding: str) -> None:
    dutch = "De coördinatie kost één miljoen; “financiële” steun."
    if encoding == "latin-1":
        dutch = dutch.replace("“", '"').replace("”", '"')
    assert decode(dutch.encode(encoding)) == dutch


@pytest.mark.parametrize(
    "data",
    [
        "Eén €".encode() + b" afgebroken \xc3",
        "Привет, мир: решение правительства".encode("cp1251"),
        b"MZ\x90\x00\x03\x00\x00\x00",
        "tekst zonder merk".encode("utf-16-le"),
        b"\xff\xfe\x00",
        "één".encode("mac-roman") + b" tekst",
        b"tekst \x81 met een gat",
    ],
)
def test_gibberish_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="save the file as UTF-8") as caught:
        decode(data)
    assert caught.value.code == "encoding"


def test_a_file_above_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_module, "MAX_BYTES", 1_000_000)
    path = tmp_path / "groot.md"
    path.write_bytes(b"x" * 1_000_000)
    assert len(read_bytes(path)) == 1_000_000
    path.write_bytes(b"x" * 1_000_001)
    with pytest.raises(DocumentError, match="larger than 1 MB"):
        read_bytes(path)
