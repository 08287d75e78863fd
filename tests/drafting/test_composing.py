"""From draft to report: numbering, markers and citations are the code's, never the writer's."""

from datetime import UTC, date, datetime

import pytest

from rag.documents import Document, Hit, Page, Section, Segment
from rag.drafting.composing import Frame, compose, reference_to
from rag.drafting.draft import Draft, DraftSentence, Finding
from rag.evidence import Evidence, EvidenceDocument, EvidenceSentence, Reason
from rag.markdown import parse, render
from rag.stages import stage_of

SECTION = Section("wonen/2.1", "Wonen", "2.1", "Betaalbaar wonen", "2.1 Betaalbaar wonen We bouwen.")
FRAME = Frame("Dit verslag toont wat gevonden werd. Het steunt op twee beslissingen.", "Doorzocht: 2 documenten.")


def document(identity: str, title: str | None, *sentences: str) -> EvidenceDocument:
    """A decision of which each sentence is evidence, under keys ``<id>1``, ``<id>2`` …"""
    text = "\n".join([title, *sentences] if title else sentences)
    found, start = [], 0
    for number, sentence in enumerate(sentences, 1):
        start = text.index(sentence, start)
        end = start + len(sentence)
        found.append(EvidenceSentence(f"{identity}{number}", identity, start, end, sentence, "body", 1.0))
    made = Document(
        identity, text, (Segment(0, len(title or sentences[0]), "title"),), "nota", title,
        date(2021, 3, 12), datetime(2021, 3, 12, 9, tzinfo=UTC), pages=(Page(0, 1), Page(found[-1].start, 2)),
    )  # fmt: skip
    reason = Reason(0, 0, 10, 0.5, ("steun",), found[0].key)
    return EvidenceDocument(made, Hit(identity, 0.5, 1), tuple(found), stage_of(made), 1, (reason,))


FIRST = document("a", "Sociale huur", "Er komen woningen.", "De steun bedraagt 5 euro.")
SECOND = document("b", None, "De regering keurt het besluit goed.")
EVIDENCE = Evidence(SECTION, (FIRST, SECOND), 2, None)
DRAFT = Draft(
    "extractive",
    (
        Finding("Besluit", (DraftSentence("Het besluit is goedgekeurd.", ("b1",)),)),
        Finding("Steun", (DraftSentence("Er komen woningen met 5 euro steun.", ("a1", "b1", "a2")),)),
    ),
)


def test_references_are_numbered_from_zero_in_the_order_of_the_text() -> None:
    report = compose(SECTION, DRAFT, EVIDENCE, FRAME)
    assert [(r.number, r.document, r.title, r.date) for r in report.references] == [
        (0, "b", "De regering keurt het besluit goed.", "2021-03-12"),
        (1, "a", "Sociale huur", "2021-03-12"),
    ]


def test_a_sentence_has_one_marker_a_document_and_one_quote_a_key() -> None:
    claim = list(compose(SECTION, DRAFT, EVIDENCE, FRAME).claims())[3]
    assert [marker.raw for marker in claim.markers] == ["[1]", "[0]"]
    assert [(c.document, c.quote, c.page) for c in claim.citations] == [
        ("a", "Er komen woningen.", 1),
        ("b", "De regering keurt het besluit goed.", 2),
        ("a", "De steun bedraagt 5 euro.", 2),
    ]
    for citation in claim.citations:
        source = (FIRST if citation.document == "a" else SECOND).document
        assert source.text[citation.start : citation.end] == citation.quote


def test_the_report_has_the_published_form() -> None:
    markdown = render(compose(SECTION, DRAFT, EVIDENCE, FRAME))
    assert markdown.startswith("# Betaalbaar wonen\n\n<details>\n")
    assert "\n\nSamenvatting:\n\nDit verslag toont wat gevonden werd. Het steunt op twee beslissingen.\n\n" in markdown
    assert "\n\n2. **Steun**: Er komen woningen met 5 euro steun \\[1\\]\\[0\\].\n\n" in markdown


def test_a_composed_report_read_back_has_the_same_claims_under_the_same_ids() -> None:
    report = compose(SECTION, DRAFT, EVIDENCE, FRAME)
    again = parse(render(report))
    assert [(c.id, c.text, c.markers) for c in again.claims()] == [(c.id, c.text, c.markers) for c in report.claims()]


def test_a_draft_without_findings_is_its_frame_alone() -> None:
    report = compose(SECTION, Draft("extractive", ()), EVIDENCE, FRAME)
    assert len(list(report.claims())) == 3
    assert report.references == ()
    assert parse(render(report)).references == ()


def test_a_key_that_was_not_shown_is_refused() -> None:
    draft = Draft("llm", (Finding("X", (DraftSentence("Een zin.", ("z9",)),)),))
    with pytest.raises(ValueError, match="'z9'"):
        compose(SECTION, draft, EVIDENCE, FRAME)


def test_a_link_is_built_only_for_a_decision_with_title_and_meeting() -> None:
    url = reference_to(FIRST.document, 0).url
    assert url is not None
    assert "?search=Sociale%20huur&" in url
    assert reference_to(SECOND.document, 0).url is None
    question = Document("q", "Vraag", (), "schriftelijke vraag", "Vraag", None, datetime(2021, 1, 1, tzinfo=UTC))
    assert reference_to(question, 0).url is None


def test_a_reference_without_title_is_named_by_the_start_of_its_text() -> None:
    long = "woord " * 40
    reference = reference_to(Document("x", long, (Segment(0, len(long), "body"),)), 0)
    assert reference.title == "woord " * 19 + "woord…"
    assert reference_to(Document("x", "", ()), 0).title == "x"
