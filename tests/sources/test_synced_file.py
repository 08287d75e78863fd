"""A synced document in its file: read back as it was written, a name of its own, and a reader's document."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus import read_corpus
from rag.errors import DocumentError
from rag.sources.metadata import check_metadata
from rag.sources.synced_file import (
    Provenance,
    Sheet,
    Skipped,
    Synced,
    SyncedFile,
    document_of,
    dumps,
    file_name,
    load,
    read_synced,
)

NOW = dt.datetime(2021, 3, 12, 9, tzinfo=dt.UTC)
ORIGIN = Provenance("decisions", "https://publisher.example/1", "1", NOW, NOW, NOW)
NOTA = SyncedFile(
    "f1",
    "VR 2021 DOC.1/1",
    "https://publisher.example/f1",
    "nota.pdf",
    "ab",
    10,
    (Sheet(1, "Eerste."), Sheet(2, "Tweede.")),
)
ANNEX = SyncedFile("f2", "VR 2021 DOC.1/2", "https://publisher.example/f2", pages=(Sheet(1, "Een tabel."),))
DECISION = Synced(
    "A1",
    ORIGIN,
    "nota",
    "Fietspaden",
    "Ontwerpbesluit over fietspaden",
    "De Vlaamse Regering keurt dit goed.\n\nZe maakt geld vrij.",
    NOW,
    files=(NOTA, ANNEX),
    about={"ministers": ("Lydia Peeters",)},
).sealed()

printable = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)


def write(path: Path, synced: Synced) -> Path:
    path.write_text(dumps(synced), encoding="utf-8")
    return path


@given(
    title=printable,
    body=printable,
    about=st.dictionaries(printable, st.lists(printable, max_size=3).map(tuple), max_size=2),
    pages=st.lists(printable, max_size=3),
    pending=st.booleans(),
    withdrawn=st.none() | st.dates(),
)
def test_what_is_written_is_read_back_and_the_same_content_gives_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory,
    title: str,
    body: str,
    about: dict[str, tuple[str, ...]],
    pages: list[str],
    pending: bool,
    withdrawn: dt.date | None,
) -> None:
    sheets = tuple(Sheet(number, text) for number, text in enumerate(pages, 1))
    file = SyncedFile("f", title, "https://a.example", pages=sheets, skipped=Skipped("web.down", title))
    made = replace(DECISION, title=title, body=body, about=about, files=(file,), pending=pending, withdrawn=withdrawn)
    made = made.sealed()
    path = write(tmp_path_factory.mktemp("synced") / "a.json", made)
    again = load(path)
    assert again == made
    assert dumps(again) == dumps(made)
    assert not again.edited
    assert replace(again, body=body + "!").edited


def test_the_hash_is_that_of_what_the_publisher_says_alone() -> None:
    later = replace(ORIGIN, version="2", fetched=NOW + dt.timedelta(days=1))
    marked = replace(DECISION, provenance=later, withdrawn=NOW.date(), pending=True)
    assert marked.content_hash == DECISION.content_hash
    without = [replace(ANNEX, pages=(), skipped=Skipped(code, code)) for code in ("web.down", "web.busy")]
    assert len({replace(DECISION, files=(file,)).content_hash for file in without}) == 1
    assert replace(DECISION, files=(NOTA,)).content_hash != DECISION.content_hash


@given(st.lists(st.text(max_size=40), unique=True, max_size=20))
def test_no_two_ids_share_a_file_even_where_capitals_do_not_count(ids: list[str]) -> None:
    ids = [identity for identity in ids if not any(0xD800 <= ord(character) < 0xE000 for character in identity)]
    names = {file_name(identity).casefold() for identity in ids}
    assert len(names) == len(ids)
    assert all(name.isascii() and len(name) < 100 and not name.startswith((".", "-")) for name in names)
    assert not any(set(name) & set('/\\:*?"<>| ') for name in names)


@pytest.mark.parametrize("identity", ["Ab", "../../etc/passwd", "con", "a" * 200, ".verborgen", "é" * 200, "…"])
def test_any_id_that_metadata_allows_has_a_safe_name(identity: str) -> None:
    assert check_metadata({"id": identity}).id == identity
    name = file_name(identity)
    assert Path(name).name == name
    assert name != file_name(identity.swapcase()) or identity == identity.swapcase()


def test_a_decision_is_titles_body_and_each_attachment_as_a_passage_with_its_pages(tmp_path: Path) -> None:
    document = read_synced(write(tmp_path / "a.json", DECISION), "a.json")
    parts = [
        (segment.role, segment.passage, document.text[segment.start : segment.end]) for segment in document.segments
    ]
    assert parts == [
        ("title", 0, "Fietspaden"),
        ("long_title", 0, "Ontwerpbesluit over fietspaden"),
        ("body", 0, "De Vlaamse Regering keurt dit goed.\n\nZe maakt geld vrij."),
        ("attachment", 1, "Eerste. Tweede."),
        ("attachment", 2, "Een tabel."),
    ]
    places = {word: document.page_at(document.text.index(word)) for word in ("Ze maakt", "Eerste", "Tweede", "tabel")}
    told = {word: (page.number, page.file) for word, page in places.items() if page}
    assert told == {"Eerste": (1, NOTA.title), "Tweede": (2, NOTA.title), "tabel": (1, ANNEX.title)}
    assert (document.id, document.kind, document.date, document.source) == ("A1", "nota", NOW.date(), "a.json")


def test_a_question_is_its_sheet_and_annexes_are_attachments() -> None:
    sheet = replace(NOTA, pages=(Sheet(1, "1. Hoeveel fietspaden?"), Sheet(2, "ANTWOORD\n1. Er zijn er tien.")))
    document = document_of(replace(DECISION, kind="schriftelijke vraag", body="", files=(sheet, ANNEX)), "")
    roles = [segment.role for segment in document.segments]
    assert roles == ["title", "long_title", "question", "answer", "attachment"]
    assert len({segment.passage for segment in document.segments[-2:]}) == 2
    answer, table = (document.page_at(document.text.index(words)) for words in ("Er zijn", "Een tabel"))
    assert answer is not None
    assert table is not None
    assert (answer.number, answer.file, table.number, table.file) == (2, "", 1, ANNEX.title)


def test_nothing_of_a_question_without_an_answer_can_be_cited_however_its_sheet_is_numbered() -> None:
    twice = replace(NOTA, pages=(Sheet(1, "1. De stand van zaken.\n2. De plannen.\n1. Hoeveel?\n2. Wanneer?"),))
    for files in ((twice,), (twice, ANNEX), ()):
        asked = replace(DECISION, kind="schriftelijke vraag", body="", files=files, pending=True)
        assert {segment.role for segment in document_of(asked, "").segments} == {"question"}


def test_a_question_whose_sheet_cannot_be_read_is_what_is_known_of_it() -> None:
    sheet = replace(NOTA, pages=(), skipped=Skipped("attachment.doc", "old Word"))
    document = document_of(replace(DECISION, kind="schriftelijke vraag", body="", files=(sheet, ANNEX)), "")
    assert [segment.role for segment in document.segments] == ["question", "question", "attachment"]
    assert document.page_at(0) is None


def test_a_withdrawn_document_says_so() -> None:
    assert document_of(replace(DECISION, withdrawn=NOW.date()), "").withdrawn == NOW.date()


def test_a_corpus_reads_these_and_no_other_json(tmp_path: Path) -> None:
    write(tmp_path / "a.json", DECISION)
    (tmp_path / "b.json").write_text('{"id": "B"}')
    (tmp_path / "c.json").write_bytes(b"\xef\xbb\xbf" + dumps(replace(DECISION, id="C")).encode())
    corpus = read_corpus(["."], tmp_path)
    assert corpus.documents.keys() == {"A1", "C"}
    assert corpus.failures == ()
    (failure,) = read_corpus(["b.json"], tmp_path).failures
    assert failure.code == "format.unknown"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"kind": "nota"', '"kind": "brief"', "synced.invalid"),
        ('"title": "Fietspaden"', '"title": "Fietspaden', "synced.invalid"),
        ('"id": "A1"', '"id": "A 1"', "id.invalid"),
    ],
)
def test_a_file_that_somebody_broke_is_named_with_what_to_do(tmp_path: Path, old: str, new: str, code: str) -> None:
    path = write(tmp_path / "a.json", DECISION)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    (failure,) = read_corpus(["."], tmp_path).failures
    assert (failure.source, failure.code) == ("a.json", code)


def test_half_a_character_is_refused_before_anything_is_written() -> None:
    with pytest.raises(DocumentError):
        dumps(replace(DECISION, url="https://a.example/\ud800"))
