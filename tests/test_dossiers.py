"""Decisions on one file, found back under its changing titles."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents import Document
from rag.dossiers import thread
from tests.samples import document

SUBJECTS = ("regenputten en hemelwater", "dorpswinkels in landelijke kernen", "nachtbussen naar luchthavens")
FIRST = "De Vlaamse Regering hecht haar principiële goedkeuring aan het voorontwerp van decreet over {}."
AGAIN = "Na advies hecht de Vlaamse Regering opnieuw haar principiële goedkeuring aan het voorontwerp over {}."
LAST = "Na advies van de Raad van State hecht de Vlaamse Regering haar definitieve goedkeuring aan het ontwerp over {}."
LAW = "De Vlaamse Regering beslist tot bekrachtiging en afkondiging van het decreet over {}."


def stage(identity: str, day: str | None, title: str, long_title: str, body: str) -> Document:
    """A decision with all three parts."""
    return document(identity, ("title", title), ("long_title", long_title), ("body", body), day=day)


def decree(subject: str, prefix: str, year: int = 2021) -> list[Document]:
    """The four decisions on a decree."""
    return [
        stage(
            f"{prefix}1",
            f"{year}-02-05",
            f"{subject}: voorontwerp",
            f"Voorontwerp van decreet over {subject}",
            FIRST.format(subject),
        ),
        stage(
            f"{prefix}2",
            f"{year}-06-04",
            f"Decreet {subject}",
            f"Voorontwerp van decreet over {subject}",
            AGAIN.format(subject),
        ),
        stage(f"{prefix}3", f"{year}-10-01", subject, f"Ontwerpdecreet over {subject}", LAST.format(subject)),
        stage(
            f"{prefix}4",
            f"{year + 1}-01-14",
            f"Wijzigingsdecreet {subject}",
            f"Bekrachtiging en afkondiging van het decreet over {subject}, aangenomen door het Vlaams Parlement",
            LAW.format(subject),
        ),
    ]


def groups(documents: list[Document]) -> set[tuple[str, ...]]:
    """The dossiers, each in its own order."""
    return {tuple(ids) for ids in thread(documents)}


def test_the_stages_of_one_decree_are_one_dossier_in_order_of_time() -> None:
    documents = [item for number, subject in enumerate(SUBJECTS) for item in decree(subject, "abc"[number])]
    expected = {tuple(f"{letter}{n}" for n in range(1, 5)) for letter in "abc"}
    assert groups(documents[::-1]) == expected


def test_an_undated_row_whose_title_is_glued_to_its_long_title_joins_its_dossier() -> None:
    subject = SUBJECTS[0]
    first = stage(
        "b", "2021-02-05", f"{subject}: besluit", f"Voorontwerp van besluit over {subject}", FIRST.format(subject)
    )
    glued = document(
        "zonder-id-1",
        ("title", f"{subject}: besluit Ontwerpbesluit van de Vlaamse Regering over {subject}"),
        ("body", LAST.format(subject)),
        day=None,
    )
    assert groups([glued, first]) == {("b", "zonder-id-1")}


def test_the_order_that_carries_out_a_decree_is_a_dossier_of_its_own() -> None:
    subject = SUBJECTS[0]
    order = stage(
        "o",
        "2022-03-04",
        f"Decreet {subject}: uitvoeringsbesluit",
        f"Voorontwerp van besluit over {subject}",
        FIRST.format(subject),
    )
    assert groups([*decree(subject, "a"), order]) == {("a1", "a2", "a3", "a4"), ("o",)}


def test_a_decree_of_the_same_name_after_the_bekrachtiging_is_a_new_dossier() -> None:
    documents = decree(SUBJECTS[0], "a", 2020) + decree(SUBJECTS[0], "b", 2022)
    assert groups(documents) == {("a1", "a2", "a3", "a4"), ("b1", "b2", "b3", "b4")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Subsidie nachtbussen luchthavens 2021", "Subsidie nachtbussen luchthavens 2022"),
        ("Brownfieldconvenant 54: nachtbussen", "Brownfieldconvenant 80: nachtbussen"),
    ],
)
def test_another_year_or_number_is_another_dossier(one: str, other: str) -> None:
    body = "De Vlaamse Regering kent een subsidie toe voor nachtbussen naar luchthavens."
    days = ("2021-03-05", "2021-05-07")
    documents = [stage(title, day, title, title, body) for title, day in zip((one, other), days, strict=True)]
    assert groups(documents) == {(one,), (other,)}
    assert groups([documents[0], stage("same", days[1], one, one, body)]) == {(one, "same")}


def test_what_comes_back_after_years_is_a_new_dossier() -> None:
    subject = SUBJECTS[2]
    first, *_, law = decree(subject, "a")
    late = stage("late", "2024-11-08", law.title or "", f"Ontwerpdecreet over {subject}", LAST.format(subject))
    assert groups([first, late]) == {("a1",), ("late",)}


def test_a_written_question_is_in_no_dossier() -> None:
    first = decree(SUBJECTS[0], "a")[0]
    question = document("q", ("title", first.title or ""), ("question", "Wanneer?"), kind="schriftelijke vraag")
    assert groups([first, question]) == {("a1",), ("q",)}


POOL = [item for number, subject in enumerate(SUBJECTS) for item in decree(subject, "abc"[number])]


@settings(deadline=None, max_examples=25)
@given(st.sets(st.integers(0, len(POOL) - 1)), st.integers(0, 1000))
def test_every_document_is_in_one_dossier_whatever_the_order_of_reading(chosen: set[int], seed: int) -> None:
    documents = [POOL[number] for number in sorted(chosen)]
    shuffled = random.Random(seed).sample(documents, len(documents))
    found = thread(shuffled)
    assert sorted(identity for ids in found for identity in ids) == sorted(item.id for item in documents)
    assert {frozenset(ids) for ids in found} == {frozenset(ids) for ids in thread(documents)}


def test_attachments_do_not_make_or_break_a_dossier() -> None:
    first, second, *_ = decree(SUBJECTS[0], "a")
    other = decree(SUBJECTS[1], "b")[0]
    copies = f"Bijlage over {SUBJECTS[0]}. " * 5
    with_annex = [
        document(
            item.id,
            *((segment.role, item.text[segment.start : segment.end]) for segment in item.segments),
            ("attachment", copies),
            day=str(item.date),
        )
        for item in (first, second, other)
    ]
    assert thread(with_annex) == thread([first, second, other]) == [["a1", "a2"], ["b1"]]
