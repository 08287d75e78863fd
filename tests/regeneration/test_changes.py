"""What changed between two versions of a report, sentence by sentence."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents import Document, Segment
from rag.regeneration.changes import Change, Edition, Sentence, Source, compare, source_of
from rag.report import Reference
from rag.sidecar import Sidecar

DECREE = Source("Decreet wonen", "2021-03-12", None, "d1")
GRANT = Source("Subsidie fietspaden", "2022-05-06", None, "d2")
RAISED = Sentence("De Vlaamse Regering verhoogt de premie voor renovatie tot 5.000 euro.", (DECREE,))
RAISED_MORE = Sentence("De Vlaamse Regering verhoogt de premie voor renovatie tot 6.000 euro.", (DECREE,))
PAVED = Sentence("Op 6 mei 2022 krijgen gemeenten subsidie voor fietspaden.", (GRANT,))
SENTENCES = st.lists(
    st.builds(
        Sentence,
        st.sampled_from(["De regering keurt dit goed.", "De regering keurt dat goed.", "Gent krijgt geld.", "Niets."]),
        st.sampled_from([(), (DECREE,), (GRANT,), (DECREE, GRANT)]),
    ),
    max_size=6,
)


def test_what_is_alike_is_one_sentence_that_changed() -> None:
    assert compare([RAISED, PAVED], [PAVED, RAISED_MORE]) == (Change(RAISED, RAISED_MORE),)


def test_what_has_little_in_common_came_and_went() -> None:
    assert [change.kind for change in compare([RAISED], [PAVED])] == ["new", "gone"]


def test_the_same_words_on_another_source_are_a_change() -> None:
    moved = Sentence(RAISED.text, (GRANT,))
    assert compare([RAISED], [moved]) == (Change(RAISED, moved),)


def test_a_sentence_that_is_told_twice_and_then_once_went_once() -> None:
    assert compare([PAVED, PAVED], [PAVED]) == (Change(PAVED, None),)


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES)
def test_the_changes_make_one_version_of_the_other(before: list[Sentence], after: list[Sentence]) -> None:
    changes = compare(before, after)
    made = Counter(before)
    made.subtract(change.before for change in changes if change.before)
    made.update(change.after for change in changes if change.after)
    assert +made == Counter(after)
    assert not any(change.before == change.after for change in changes)
    assert compare(before, before) == ()


def test_sentences_that_are_computed_around_the_findings_are_no_sentences_of_the_report() -> None:
    text = "# Wonen\n\nSamenvatting:\n\nDoorzocht: 4 documenten.\n\n1. Premie stijgt \\[0\\].\n\n{own}"
    references = "\n\n<details>\n<summary> Referenties</summary>\n\\[0\\] : **(2021-03-12)** Decreet wonen\n</details>"
    generated = text.format(own="") + references
    section = {"id": "wonen/4.2", "title": "Wonen"}
    sidecar = Sidecar(
        section=section, generated=generated, references=(Reference(0, "Decreet wonen", "2021-03-12", None, "d1"),)
    )
    edited = text.format(own="Een eigen zin van de redactie.") + references
    told = Edition(edited, sidecar).sentences()
    assert told == [Sentence("Premie stijgt.", (DECREE,)), Sentence("Een eigen zin van de redactie.", ())]


def test_a_document_that_is_gone_is_named_as_the_report_cited_it() -> None:
    sidecar = Sidecar(section={}, references=(Reference(3, "Oude titel", "2020-01-01", "https://x.be", "d9"),))
    assert source_of("d9", None, sidecar) == Source("Oude titel", "2020-01-01", "https://x.be", "d9")
    assert source_of("d8", None, sidecar) == Source("d8", "", None, "d8")
    document = Document("d9", "Nieuwe titel", (Segment(0, 12, "title"),), title="Nieuwe titel")
    assert source_of("d9", document, sidecar).title == "Nieuwe titel"
