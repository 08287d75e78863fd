"""Evidence: numbered sentences under opaque keys whose offsets point back."""

from pathlib import Path

from rag.config import Config, RetrievalConfig
from rag.documents import Document, Section, Segment
from rag.evidence import SENTENCES_PER_DOCUMENT, Evidence, gather
from rag.index import open_index, update_index
from rag.retrieval import Retriever
from tests.samples import CYCLING, HOUSING, PREMIUM, corpus, document

SECTION = Section("m/1.3", "Mobiliteit", "1.3", "Fiets", "We geven subsidie voor fietspaden. Gemeenten leggen ze aan.")


def evidence(root: Path, section: Section, *documents: Document) -> Evidence:
    config = Config(root=root)
    update_index(config, None, corpus(*documents))
    with open_index(config, None) as index:
        return gather(section, Retriever(index, None, RetrievalConfig()), index, 12)


def test_offsets_point_back_and_keys_are_distinct(tmp_path: Path) -> None:
    found = evidence(tmp_path, SECTION, CYCLING, HOUSING, PREMIUM)
    sentences = [(item.document, sentence) for item in found.documents for sentence in item.sentences]
    assert found.documents[0].document == CYCLING
    assert all(made.text[s.start : s.end] == s.text for made, s in sentences)
    assert len({s.key for _, s in sentences}) == len(sentences)
    assert all(found.sentence(s.key) == s for _, s in sentences)
    assert found.sentence("nergens") is None
    assert (found.searched, found.cutoff) == (3, PREMIUM.date)


def test_keys_are_the_same_every_time_but_differ_between_sections(tmp_path: Path) -> None:
    first = evidence(tmp_path, SECTION, CYCLING).documents[0].sentences[0].key
    again = evidence(tmp_path, SECTION, CYCLING).documents[0].sentences[0].key
    other = Section("m/1.4", "Mobiliteit", "1.4", "Fiets", SECTION.text)
    assert first == again != evidence(tmp_path, other, CYCLING).documents[0].sentences[0].key


def test_a_section_on_which_nothing_was_decided_stays_empty(tmp_path: Path) -> None:
    nothing = Section(
        "x/1", "X", "1", "Kernfusie", "We onderzoeken kernfusie en deeltjesversnellers in het buitenland."
    )
    found = evidence(tmp_path, nothing, CYCLING, HOUSING, PREMIUM)
    assert found.documents == ()
    assert found.searched == 3


def test_titles_are_evidence_only_where_there_is_nothing_else(tmp_path: Path) -> None:
    bare = document("m", ("title", "Subsidie voor fietspaden"), kind="mededeling")
    roles = {
        item.document.id: {s.role for s in item.sentences}
        for item in evidence(tmp_path, SECTION, CYCLING, bare).documents
    }
    assert roles == {CYCLING.id: {"body"}, "m": {"title"}}


def test_a_question_is_never_evidence(tmp_path: Path) -> None:
    question, answer = "Komen er fietspaden met subsidie?", "Gemeenten leggen fietspaden aan met subsidie."
    text = f"{question}\n{answer}"
    segments = (Segment(0, len(question), "question", 1), Segment(len(question) + 1, len(text), "answer", 1))
    asked = Document("q", text, segments, kind="schriftelijke vraag", title="Fietspaden")
    (item,) = evidence(tmp_path, SECTION, asked).documents
    assert [s.text for s in item.sentences] == [answer]


def test_a_long_document_shows_its_best_sentences_in_order(tmp_path: Path) -> None:
    filler = [f"Zin nummer {n} gaat over riolering." for n in range(40)]
    body = " ".join([*filler[:20], "Gemeenten leggen fietspaden aan met subsidie.", *filler[20:]])
    (item,) = evidence(tmp_path, SECTION, document("d", ("title", "Fietspaden subsidie"), ("body", body))).documents
    starts = [s.start for s in item.sentences]
    assert len(starts) == SENTENCES_PER_DOCUMENT
    assert starts == sorted(starts)
    assert any("fietspaden" in s.text for s in item.sentences)
