"""Evidence: what serves the promises of a section, as numbered sentences whose offsets point back."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.commitments import find_commitments
from rag.documents import Document, Hit, Section, Segment
from rag.evidence import Evidence
from rag.gathering import (
    MIN_BEST_RELEVANCE,
    MIN_RELEVANCE,
    MIN_WORTH,
    READ,
    Library,
    course,
    gather,
    reach,
    worth,
)
from rag.section_reader import SENTENCES_PER_DOCUMENT
from tests.samples import CYCLING, HOUSING, PREMIUM, Part, corpus, document

SECTION = Section("m/1.3", "Mobiliteit", "1.3", "Fiets", "We geven subsidie voor fietspaden. Gemeenten leggen ze aan.")


class Shelf:
    """The documents of a catalogue, without a file."""

    def __init__(self, *documents: Document) -> None:
        self._documents = corpus(*documents)

    def document(self, identity: str) -> Document | None:
        return self._documents.get(identity)


def evidence(
    section: Section,
    *documents: Document,
    dossiers: Mapping[str, Sequence[str]] | None = None,
    ranked: int | None = None,
    relevance: float = 1.0,
    limit: int = 12,
    questions: bool = True,
) -> Evidence:
    """Evidence from documents that rank in this order; only the first ``ranked`` do."""
    shelf = Shelf(*documents)
    library = Library(shelf, lambda stem: 6.0, dossiers or {}, len(documents), date(2023, 12, 22))  # type: ignore[arg-type]
    hits = [Hit(item.id, 1 / rank, rank, relevance) for rank, item in enumerate(documents[:ranked], 1)]
    return gather(section, find_commitments(section.text), hits, library, limit, questions=questions)


def chosen(found: Evidence) -> list[str]:
    return [item.document.id for item in found.documents]


def test_offsets_point_back_and_keys_are_distinct() -> None:
    found = evidence(SECTION, CYCLING, HOUSING, PREMIUM)
    sentences = [(item.document, sentence) for item in found.documents for sentence in item.sentences]
    assert found.documents[0].document == CYCLING
    assert all(made.text[s.start : s.end] == s.text for made, s in sentences)
    assert len({s.key for _, s in sentences}) == len(sentences)
    assert all(found.sentence(s.key) == s for _, s in sentences)
    assert found.sentence("nergens") is None
    assert (found.searched, found.cutoff) == (3, date(2023, 12, 22))


def test_keys_are_the_same_every_time_but_differ_between_sections() -> None:
    first = evidence(SECTION, CYCLING).documents[0].sentences[0].key
    again = evidence(SECTION, CYCLING).documents[0].sentences[0].key
    other = Section("m/1.4", "Mobiliteit", "1.4", "Fiets", SECTION.text)
    assert first == again != evidence(other, CYCLING).documents[0].sentences[0].key


def test_respelled_evidence_tells_other_words_of_the_same_places() -> None:
    found = evidence(SECTION, CYCLING, HOUSING, PREMIUM)
    told = found.respelled(str.upper)
    for item in found.documents:
        for sentence in filter(None, (*item.sentences, item.title)):
            other = told.sentence(sentence.key)
            assert other is not None
            assert other.text == sentence.text.upper()
            assert (other.start, other.end, other.document) == (sentence.start, sentence.end, sentence.document)


def test_documents_that_serve_no_sentence_of_the_section_are_left_out() -> None:
    assert chosen(evidence(SECTION, HOUSING, CYCLING, PREMIUM)) == [CYCLING.id]


@pytest.mark.parametrize(("relevance", "count"), [(1.0, 1), (MIN_RELEVANCE - 0.01, 0), (MIN_BEST_RELEVANCE - 0.01, 0)])
def test_what_is_hardly_relevant_is_no_evidence(relevance: float, count: int) -> None:
    found = evidence(SECTION, CYCLING, relevance=relevance)
    assert len(found.documents) == count
    assert len(found.served) == count


def test_every_promise_is_told_with_what_serves_it_or_that_nothing_does() -> None:
    text = "We geven subsidie voor fietspaden. We lanceren raketten naar Jupiter."
    found = evidence(Section("m/1", "M", "1", "Fiets", text), CYCLING, HOUSING)
    assert len(found.commitments) == 2
    assert found.served == {0: CYCLING.id}
    (reason,) = found.documents[0].reasons
    assert text[reason.start : reason.end] == "We geven subsidie voor fietspaden."
    sentence = found.sentence(reason.key)
    assert sentence is not None
    assert sentence.text == "De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden."
    assert set(reason.terms) >= {"fietspaden", "subsidie"}


def test_in_a_section_that_promises_nothing_any_sentence_can_be_served_and_none_is_missing() -> None:
    vision = Section("m/1", "M", "1", "Fiets", "Fietspaden met subsidie zijn belangrijk. Fietsen is gezond.")
    found = evidence(vision, CYCLING)
    assert (found.commitments, found.served) == ((), {})
    assert [reason.commitment for reason in found.documents[0].reasons] == [None]


def test_of_a_dossier_the_latest_stage_joins_within_the_limit() -> None:
    first = document(
        "a",
        ("title", "Fietspaden"),
        ("body", "De Vlaamse Regering keurt de subsidie voor fietspaden principieel goed."),
    )
    last = document(
        "z", ("title", "Besluit"), ("body", "De Vlaamse Regering keurt het besluit definitief goed."), day="2022-01-01"
    )
    dossiers = {"a": ["a", "z"], "z": ["a", "z"]}
    found = evidence(SECTION, first, CYCLING, last, dossiers=dossiers, ranked=2)
    assert chosen(found) == ["a", "z", CYCLING.id]
    assert [item.dossier for item in found.documents] == [1, 1, 2]
    members = {number: [item.document.id for item in items] for number, items in found.dossiers().items()}
    assert members == {1: ["a", "z"], 2: [CYCLING.id]}
    assert [item.stage.name for item in found.documents[:2]] == ["principieel", "definitief"]
    assert (found.documents[1].hit.rank, len(found.documents[1].reasons)) == (0, 1)
    assert chosen(evidence(SECTION, first, CYCLING, last, dossiers=dossiers, ranked=2, limit=1)) == ["a"]


def test_what_serves_a_promise_beyond_the_limit_is_found_though_not_told() -> None:
    text = "We geven subsidie voor fietspaden. We wijzigen de Vlaamse Codex Wonen."
    found = evidence(Section("m/1", "M", "1", "Fiets", text), CYCLING, HOUSING, limit=1)
    assert chosen(found) == [CYCLING.id]
    assert found.served == {0: CYCLING.id, 1: HOUSING.id}


def test_titles_are_evidence_only_where_there_is_nothing_else() -> None:
    bare = document("m", ("title", "Subsidie voor fietspaden"), kind="mededeling")
    roles = {item.document.id: {s.role for s in item.sentences} for item in evidence(SECTION, CYCLING, bare).documents}
    assert roles == {CYCLING.id: {"body"}, "m": {"title"}}


def asked(*pairs: tuple[str, str]) -> Document:
    """A written question with a passage a pair of question and answer."""
    text, segments = "", []
    for number, pair in enumerate(pairs, 1):
        for part, role in zip(pair, ("question", "answer"), strict=True):
            segments.append(Segment(len(text), len(text) + len(part), role, number))  # type: ignore[arg-type]
            text += part + "\n"
    return Document("q", text, tuple(segments), kind="schriftelijke vraag", title="Vraag")


def test_a_question_is_never_evidence() -> None:
    question, answer = "Komen er fietspaden met subsidie?", "Gemeenten leggen fietspaden aan met subsidie."
    (item,) = evidence(SECTION, asked((question, answer))).documents
    assert [s.text for s in item.sentences] == [answer]


@pytest.mark.parametrize("marks", ["“”", '""'])
def test_what_a_document_quotes_is_no_evidence_but_for_the_sentence_that_opens_the_quote(marks: str) -> None:
    opened, closed = marks[0], marks[1]
    own, after = "De Vlaamse Regering kent een subsidie toe voor fietspaden.", "Het geld komt uit de begroting."
    promise = "We bouwen samen met alle steden en gemeenten van Vlaanderen brede en veilige fietspaden, " * 3
    opening = f"Het akkoord zegt: {opened}{promise}ook in de stad."
    body = f"{own} {opening} Fietsers krijgen een subsidie voor fietspaden.{closed} {after}"
    (item,) = evidence(SECTION, document("d", ("title", "Fietspaden"), ("body", body))).documents
    assert {sentence.text for sentence in item.sentences} == {own, opening, after}


def test_of_a_written_question_only_the_answers_that_serve_are_shown() -> None:
    serving = ("Komen er fietspaden met subsidie?", "Ja, 33 gemeenten kregen er een subsidie voor.")
    (item,) = evidence(SECTION, asked(("Hoeveel musea zijn er?", "Er zijn er 12."), serving)).documents
    assert [s.text for s in item.sentences] == [serving[1]]


def test_a_long_document_shows_its_best_sentences_first_and_always_the_one_that_decides() -> None:
    filler = [f"Subsidie nummer {n} gaat over riolering." for n in range(40)]
    decides = "De Vlaamse Regering keurt het plan definitief goed."
    body = " ".join([*filler[:20], "Gemeenten krijgen subsidie voor fietspaden.", *filler[20:], decides])
    (item,) = evidence(SECTION, document("d", ("title", "Plan"), ("body", body))).documents
    assert len(item.sentences) == SENTENCES_PER_DOCUMENT
    assert item.sentences[0].text == "Gemeenten krijgen subsidie voor fietspaden."
    assert item.sentences[-1].text == decides
    scores = [sentence.score for sentence in item.sentences[:-1]]
    assert scores == sorted(scores, reverse=True)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["principieel ", "definitief ", ""])), max_size=5))
def test_the_course_of_a_dossier_keeps_every_decision_and_the_order_of_dates(made: list[tuple[int, str]]) -> None:
    decisions = [
        document(
            str(number),
            ("body", f"De Vlaamse Regering keurt het besluit {stage}goed."),
            day=f"202{year}-01-01" if year else None,
        )
        for number, (year, stage) in enumerate(made)
    ]
    told = course(decisions)
    assert sorted(item.id for item in told) == sorted(item.id for item in decisions)
    days = [item.date for item in told if item.date]
    assert days == sorted(days)


def test_the_more_a_section_promises_the_further_down_the_ranking_it_is_told() -> None:
    hit = Hit("d", 1.0, 20, 0.8)
    assert worth(hit, 0.2, 0) < MIN_WORTH < worth(hit, 0.2, 12)


def test_what_stands_too_low_is_not_worth_telling() -> None:
    many = [document(f"d{n}", ("title", "T"), ("body", CYCLING.text.split("\n")[1])) for n in range(30)]
    found = chosen(evidence(SECTION, *many, limit=60))
    assert 0 < len(found) < 30
    assert found == [item.id for item in many[: len(found)]]


@pytest.mark.parametrize(("searched", "count"), [(3, 12), (162, 16), (5000, READ)])
def test_of_a_small_corpus_only_the_best_are_read(searched: int, count: int) -> None:
    assert reach(searched) == count


def test_written_questions_can_be_left_out() -> None:
    question = asked(("Komen er fietspaden met subsidie?", "Gemeenten leggen fietspaden aan met subsidie."))
    assert chosen(evidence(SECTION, question, CYCLING)) == ["q", CYCLING.id]
    assert chosen(evidence(SECTION, question, CYCLING, questions=False)) == [CYCLING.id]


def test_a_communication_that_announces_a_question_is_no_evidence() -> None:
    title = "Schriftelijke vraag van 3 mei 2021 over subsidie voor fietspaden"
    assert chosen(evidence(SECTION, document("m", ("title", title), kind="mededeling"), CYCLING)) == [CYCLING.id]


def test_the_title_of_a_decision_can_be_cited_for_what_it_is_about() -> None:
    found = evidence(SECTION, CYCLING)
    title = found.documents[0].title
    assert title is not None
    assert CYCLING.text[title.start : title.end] == title.text == CYCLING.title
    assert found.sentence(title.key) == title
    assert title not in found.documents[0].sentences


def test_what_an_attachment_says_makes_no_decision_one_about_the_section() -> None:
    other: Part = ("body", "De Vlaamse Regering keurt het decreet over open scholen goed.")
    serving: Part = ("attachment", "Gemeenten krijgen meer subsidie voor fietspaden.")
    assert chosen(evidence(SECTION, document("d", ("title", "Open scholen"), other, serving))) == []
    assert chosen(evidence(SECTION, document("d", ("title", "Open scholen"), serving))) == []
    own = document("d", ("title", "Fiets"), ("body", "De Vlaamse Regering geeft subsidie voor fietspaden."), serving)
    (item,) = evidence(SECTION, own).documents
    assert [sentence.role for sentence in item.sentences] == ["body", "attachment"]
    assert {reason.key for reason in item.reasons} == {item.sentences[0].key}
    (bare,) = evidence(SECTION, document("d", ("title", "Subsidie voor fietspaden"), serving)).documents
    assert {sentence.role for sentence in bare.sentences} == {"title", "attachment"}
    assert bare.title is None


def test_an_attachment_that_repeats_the_section_word_for_word_is_not_shown() -> None:
    body: Part = ("body", "De Vlaamse Regering geeft subsidie voor fietspaden.")
    note: Part = ("attachment", "Gemeenten leggen ze aan. Gemeenten leggen ze dit jaar aan.")
    (item,) = evidence(SECTION, document("d", ("title", "Fiets"), body, note)).documents
    assert [sentence.text for sentence in item.sentences if sentence.role == "attachment"] == [
        "Gemeenten leggen ze dit jaar aan."
    ]


def test_attachments_leave_half_of_the_places_to_the_decision_itself() -> None:
    own = [f"Gemeente nummer {n} kreeg iets." for n in range(20)]
    attached = [f"Gemeenten krijgen {n} euro subsidie voor fietspaden." for n in range(20)]
    long = document("d", ("title", "Plan"), ("body", " ".join(own)), ("attachment", " ".join(attached)))
    (item,) = evidence(SECTION, long).documents
    roles = [sentence.role for sentence in item.sentences]
    assert roles.count("attachment") == roles.count("body") == SENTENCES_PER_DOCUMENT // 2
    short = document("d", ("title", "Plan"), ("body", own[0]), ("attachment", " ".join(attached)))
    (item,) = evidence(SECTION, short).documents
    assert [sentence.role for sentence in item.sentences].count("attachment") == SENTENCES_PER_DOCUMENT - 1
