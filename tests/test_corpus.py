"""rag/corpus.py: everything that can be read is read, everything else is reported."""

import datetime as dt
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.corpus import Corpus, Failure, read_corpus
from rag.documents import Document
from rag.errors import DocumentError
from rag.sources.jsonl import decision
from rag.sources.synced_file import Provenance, Synced, dumps
from rag.sources.text import normalise
from tests.pdfs import write_pdf


def markdown(identity: str, body: str = "Tekst.", extra: str = "") -> str:
    return f"---\nid: {identity}\nkind: nota\ntitle: Titel van {identity}\n{extra}---\n\n{body}\n"


def assert_sound(document: Document) -> None:
    """Segments cover the text but for the newlines between them; pages are in order and within it."""
    position = 0
    for segment in document.segments:
        assert segment.start == position
        assert segment.start < segment.end
        position = segment.end + 1
    assert position == len(document.text) + 1
    assert all(document.text[segment.end] == "\n" for segment in document.segments[:-1])
    starts = [page.start for page in document.pages]
    assert starts == sorted(set(starts))
    assert not starts or (starts[0] == 0 and starts[-1] < len(document.text))


def codes(corpus: Corpus) -> dict[str, str]:
    return {failure.source: failure.code for failure in corpus.failures}


def test_all_formats_are_read_from_files_folders_and_globs(tmp_path: Path) -> None:
    (tmp_path / "map" / "diep").mkdir(parents=True)
    (tmp_path / "map" / "b.md").write_text(markdown("b", extra="meeting: 2024-01-10T18:00:00Z\n"))
    (tmp_path / "map" / "diep" / "a.html").write_text("<title>Pagina</title><p>Tekst.</p>")
    write_pdf(tmp_path / "v.pdf", [["SCHRIFTELIJKE VRAAG", "1. Wat?"], ["ANTWOORD", "1. Dit."]])
    (tmp_path / "v.yaml").write_text("id: v\nkind: schriftelijke vraag\ntitle: Vraag\n")
    (tmp_path / "d.jsonl").write_text(json.dumps({"id": "d", "body": "Tekst."}) + "\n")
    seen: list[tuple[int, int]] = []
    corpus = read_corpus(["v.pdf", "map", "*.jsonl"], tmp_path, lambda done, total: seen.append((done, total)))
    assert corpus.failures == ()
    assert [(d.id, d.source) for d in corpus.documents.values()] == [
        ("v", "v.pdf"),
        ("b", "map/b.md"),
        ("a", "map/diep/a.html"),
        ("d", "d.jsonl:1"),
    ]
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    for document in corpus.documents.values():
        assert_sound(document)
    question = corpus.documents["v"]
    assert [segment.role for segment in question.segments] == ["title", "question", "answer"]
    last = question.page_at(len(question.text) - 1)
    assert last
    assert last.number == 2


def test_only_documents_count_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("README.md", ".verborgen.md", ".git/x.md", "los.yaml", "notities.txt", "blad.xlsx"):
        (tmp_path / name).write_text("geen document")
    (tmp_path / "ECHT.MD").write_text(markdown("echt"))
    corpus = read_corpus(["."], tmp_path)
    assert (list(corpus.documents), corpus.failures) == (["echt"], ())


def test_a_named_file_of_another_kind_and_a_pattern_without_files_are_reported(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK")
    (tmp_path / "leeg").mkdir()
    corpus = read_corpus(["a.docx", "leeg", "weg", "*.jsonl"], tmp_path)
    assert corpus.documents == {}
    assert codes(corpus) == {"a.docx": "format.unknown", "weg": "pattern.empty", "*.jsonl": "pattern.empty"}


def test_no_patterns_give_an_empty_corpus(tmp_path: Path) -> None:
    assert read_corpus([], tmp_path) == Corpus({}, ())


def test_a_file_named_twice_is_read_once_and_an_id_used_twice_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(markdown("zelfde", "Eerste."))
    (tmp_path / "b.md").write_text(markdown("zelfde", "Tweede."))
    (tmp_path / "c.md").symlink_to(tmp_path / "a.md")
    corpus = read_corpus(["a.md", ".", "*.md", str(tmp_path / "a.md")], tmp_path)
    assert corpus.documents["zelfde"].text.endswith("Eerste.")
    [failure] = corpus.failures
    assert (failure.source, failure.code) == ("b.md", "id.duplicate")
    assert "a.md" in failure.message


def test_what_was_synced_counts_before_another_copy_of_it_and_that_is_no_failure(tmp_path: Path) -> None:
    moment = dt.datetime(2021, 3, 12, 9, tzinfo=dt.UTC)
    origin = Provenance("decisions", "https://publisher.example/1", "1", moment, moment, moment)
    withdrawn = Synced("zelfde", origin, title="Nieuw", withdrawn=moment.date())
    (tmp_path / "synced.json").write_text(dumps(withdrawn))
    (tmp_path / "other.md").write_text(markdown("zelfde", "Eerste."))
    corpus = read_corpus(["synced.json", "other.md"], tmp_path)
    assert corpus.failures == ()
    assert corpus.documents["zelfde"].withdrawn == moment.date()
    (tmp_path / "twice.json").write_text(dumps(withdrawn))
    assert codes(read_corpus(["synced.json", "twice.json"], tmp_path)) == {"twice.json": "id.duplicate"}


def test_one_bad_file_of_each_kind_never_stops_the_rest(tmp_path: Path) -> None:
    files: dict[str, bytes] = {
        "01.md": b"geen kop",
        "02.md": markdown("x", extra="titel: a\n").encode(),
        "03.md": markdown("x", extra="title: b\n").encode(),
        "04.md": markdown("x", extra="date: [2024]\n").encode(),
        "05.md": b"\x00\x01\x02",
        "06.md": markdown("x").encode() + "één".encode() + b"\xc3",
        "07.md": b"---\nid: x\n---\n \n",
        "08.pdf": b"<html>geen pdf</html>",
        "09.html": b"<p>geen titel</p>",
        "10.pdf": b"%PDF-1.7 afgebroken",
        "10.yaml": b"id: x\n",
        "11.jsonl": b'{"id": "goed", "body": "Tekst."}\n{"id": "stuk"\n',
        "12.md": markdown("laatste").encode("utf-16"),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    corpus = read_corpus(["."], tmp_path)
    assert list(corpus.documents) == ["goed", "laatste"]
    assert codes(corpus) == {
        "01.md": "metadata",
        "02.md": "metadata",
        "03.md": "metadata",
        "04.md": "metadata",
        "05.md": "encoding",
        "06.md": "encoding",
        "07.md": "text.empty",
        "08.pdf": "sidecar.missing",
        "09.html": "sidecar.missing",
        "10.pdf": "pdf.damaged",
        "11.jsonl:2": "row.invalid",
    }
    assert "line 5: unknown key 'titel'" in corpus.failures[1].message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_reported(tmp_path: Path) -> None:
    for name in ("a.md", "b.jsonl"):
        (tmp_path / name).write_text(markdown("a"))
        (tmp_path / name).chmod(0)
    assert codes(read_corpus(["."], tmp_path)) == {"a.md": "file.unreadable", "b.jsonl": "file.unreadable"}


def test_a_file_that_vanishes_while_reading_is_reported(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.jsonl"):
        (tmp_path / name).write_text(markdown(name))

    def remove_others(done: int, total: int) -> None:
        (tmp_path / "b.md").unlink(missing_ok=True)
        (tmp_path / "c.jsonl").unlink(missing_ok=True)

    corpus = read_corpus(["."], tmp_path, remove_others)
    assert list(corpus.documents) == ["a.md"]
    assert codes(corpus) == {"b.md": "file.unreadable", "c.jsonl": "file.unreadable"}


def test_a_name_that_is_not_utf_8_can_still_be_reported(tmp_path: Path) -> None:
    os.makedirs(os.fsencode(tmp_path) + b"/m\xff")
    (tmp_path / os.fsdecode(b"m\xff") / "a.md").write_text("geen kop")
    [failure] = read_corpus(["."], tmp_path).failures
    assert failure == Failure("m\\udcff/a.md", "metadata", failure.message)


def test_a_name_with_glob_characters_is_a_name_first(tmp_path: Path) -> None:
    (tmp_path / "vraag[1].md").write_text(markdown("a"))
    assert list(read_corpus(["vraag[1].md"], tmp_path).documents) == ["a"]


def test_a_megabyte_without_a_full_stop_is_a_document(tmp_path: Path) -> None:
    body = "woord " * 170_000 + "w" * 100_000
    (tmp_path / "a.md").write_text(markdown("a", body))
    (tmp_path / "b.md").write_text(markdown("b", body).replace("nota", "schriftelijke vraag"))
    corpus = read_corpus(["."], tmp_path)
    assert corpus.failures == ()
    assert corpus.documents["a"].text == f"Titel van a\n{body}"
    assert corpus.documents["b"].text == f"Titel van b\n{body}"


TEXT = st.none() | st.text(st.characters() | st.sampled_from("aé .\n\t\u200b1"), max_size=60)


@given(TEXT, TEXT, TEXT, TEXT, st.sampled_from([None, "nota", "schriftelijke vraag"]))
@settings(max_examples=150, deadline=None)
def test_any_row_gives_a_sound_document_or_a_reason(
    title: str | None, long_title: str | None, heading: str | None, body: str | None, kind: str | None
) -> None:
    row = {"id": "a", "type": kind, "title": title, "alternative_title": long_title, "heading": heading, "body": body}
    if not normalise(" ".join(filter(None, (title, long_title, heading, body)))):
        with pytest.raises(DocumentError, match="no title and no text"):
            decision(row, "x:1")
        return
    document = decision(row, "x:1")
    assert_sound(document)
    document.text.encode()
