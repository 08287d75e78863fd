"""rag/sources/agreement.py: sections from rows or from a folder."""

import json
from pathlib import Path

import pytest

from rag.documents import Section
from rag.errors import ConfigError
from rag.sources.agreement import read_agreement

ROW = {"id": "wonen/4.2", "chapter": "Wonen", "number": "4.2", "title": "Huren", "text": "Wij  bouwen.", "path": ["4"]}


def write_section(folder: Path, name: str, chapter: str, number: str, text: str = "Tekst.") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\nchapter: {chapter}\nnumber: {number}\ntitle: Titel {number}\n---\n\n{text}\n")


def test_rows_become_sections(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    without_id = {**ROW, "id": None, "chapter": "Financiën en begroting"}
    path.write_text("\n".join(map(json.dumps, (ROW, without_id))))
    sections = read_agreement(path)
    assert sections["wonen/4.2"] == Section("wonen/4.2", "Wonen", "4.2", "Huren", "Wij bouwen.")
    assert list(sections) == ["wonen/4.2", "financien-en-begroting/4.2"]


def test_a_folder_is_read_in_reading_order(tmp_path: Path) -> None:
    for number in ("2.10", "2.9", "10.1"):
        write_section(tmp_path, f"wonen/{number}.md", "Wonen", number)
    write_section(tmp_path, "energie/1.md", "Energie en klimaat", "1")
    write_section(tmp_path, "wonen/.verborgen.md", "Wonen", "3")
    (tmp_path / "README.md").write_text("Uitleg")
    assert list(read_agreement(tmp_path)) == ["energie-en-klimaat/1", "wonen/2.9", "wonen/2.10", "wonen/10.1"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"number": None}, r"a\.jsonl:2: no number"),
        ({"title": "", "chapter": None}, r"a\.jsonl:2: no chapter and no title"),
        ({"text": " "}, r"a\.jsonl:2: no text"),
        ({"number": 4.2}, r"a\.jsonl:2: 'number' must be a text"),
        ({"id": "../../etc/passwd"}, r"a\.jsonl:2: id '\.\./"),
        ({"id": "/wonen"}, r"a\.jsonl:2: id '/wonen'"),
        ({}, r"a\.jsonl:2: section 'wonen/4\.2' is also in .*a\.jsonl:1"),
    ],
)
def test_a_wrong_row_stops_with_file_and_line(tmp_path: Path, change: dict[str, object], message: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, (ROW, {**ROW, **change}))))
    with pytest.raises(ConfigError, match=message):
        read_agreement(path)


def test_a_row_that_is_no_json_stops(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{half")
    with pytest.raises(ConfigError, match=r"a\.jsonl:1: not JSON"):
        read_agreement(path)


def test_a_wrong_key_in_a_folder_stops_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nchapter: Wonen\nnummer: 1\n---\nTekst")
    with pytest.raises(ConfigError, match=r"a\.md: line 3: unknown key 'nummer'; did you mean 'number'"):
        read_agreement(tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("akkoord.pdf", "cannot be read"),
        ("akkoord.docx", "no agreement there; set 'corpus: agreement'"),
        ("weg.jsonl", "cannot be read"),
    ],
)
def test_what_is_no_agreement_is_refused_with_advice(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_agreement(tmp_path / name)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no sections"):
        read_agreement(tmp_path)
