"""The real decisions, attachments, agreement and question sheet, and the corpus that comes with the project."""

from pathlib import Path

import pytest

from rag.corpus import read_agreement, read_corpus
from rag.sources.paragraphs import page_lines, paragraphs
from rag.sources.pdf_file import pdf_pages
from rag.sources.questions import compose_question
from tests.test_corpus import assert_sound

pytestmark = pytest.mark.real


def test_all_real_decisions_are_read(shared: Path) -> None:
    corpus = read_corpus(["vlaanderen/decisions.jsonl"], shared)
    assert corpus.failures == ()
    documents = corpus.documents.values()
    assert len(documents) == 4787
    assert sum(document.date is not None for document in documents) == 3165
    assert sum(document.meeting is not None for document in documents) == 2953
    assert all(document.title for document in documents)
    assert not any("\u200b" in document.text for document in documents)
    for document in documents:
        assert_sound(document)


def test_real_attachments_are_read(shared: Path) -> None:
    folder = shared / "vlaanderen" / "attachments"
    assert pdf_pages(folder / "Open scholen decreet.pdf") == [(1, "Een document\n")]
    assert pdf_pages(folder / "Open scholen decreet 2.pdf") == [(1, "Een ander test bestand\n")]
    corpus = read_corpus(["vlaanderen/attachments", "vlaanderen/attachments/Open scholen decreet.docx"], shared)
    assert sorted(failure.code for failure in corpus.failures) == [
        "format.unknown",
        "sidecar.missing",
        "sidecar.missing",
    ]


def test_the_real_agreement_reads_as_running_text(shared: Path) -> None:
    pages = pdf_pages(shared / "vlaanderen" / "agreement" / "regeerakkoord-2019-2024.pdf")
    assert len(pages) == 214
    text = "\n\n".join(paragraph.text for paragraph in paragraphs(page_lines(pages)))
    assert "schitterende bedrijven en een rijkdom aan talent." in text
    assert "bruisende steden" in text
    assert "N-VA" in text or "Vlaams-Brabant" in text


def test_the_real_sections_are_read(shared: Path) -> None:
    sections = read_agreement(shared / "vlaanderen" / "agreement" / "sections.jsonl")
    assert len(sections) == 224
    assert sections["energie-en-klimaat/1.5"].title == "Landbouw"


def test_the_real_question_sheet_gives_three_pairs(shared: Path) -> None:
    sheet = (shared / "seeds" / "written-question-13784.txt").read_text()
    composition = compose_question([(1, sheet)], None, None)
    found = [
        (segment.role, segment.passage, composition.text[segment.start : segment.end])
        for segment in composition.segments
    ]
    assert [(role, passage) for role, passage, _ in found] == [
        ("title", 0),
        ("question", 1),
        *[(role, passage) for passage in (2, 3, 4) for role in ("question", "answer")],
        ("body", 5),
    ]
    begins = {2: "1. De offerte van de profploeg", 3: "2. In de tweede indieningsperiode", 4: "3. VLAIO werkt in 2022"}
    ends = {2: "van gemeente tot gemeente.", 3: "over het moment van afronding.", 4: "in voorbereiding bij VLAIO."}
    for role, passage, text in found:
        if role == "answer":
            assert text.startswith(begins[passage])
            assert text.endswith(ends[passage])
    assert sorted(composition.text.split()) == sorted(sheet.split())
