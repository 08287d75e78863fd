"""How far a sentence says that things are, against how far its sources are."""

import pytest

from rag.documents import Document
from rag.support.sources import Source
from rag.support.stage import check_stage, check_superseded
from tests.samples import document
from tests.support.texts import question

PRINCIPLED = document(
    "p",
    ("title", "Premie voor daken"),
    ("body", "De Vlaamse Regering keurt principieel het besluit over de premie voor daken goed."),
)
FINAL = document(
    "d",
    ("title", "Premie voor daken"),
    ("body", "De Vlaamse Regering keurt definitief het besluit over de premie voor daken goed."),
    day="2022-07-01",
)
NOTE = document(
    "c", ("title", "Conceptnota premies"), ("body", "De Vlaamse Regering keurt de conceptnota premies goed.")
)
ENABLED = document(
    "m",
    ("title", "Loket"),
    ("body", "De Vlaamse Regering machtigt de minister om het contract voor het loket te ondertekenen."),
)


def messages(claim: str, *documents: Document) -> list[str]:
    return [found.message for found in check_stage(claim, [Source(item) for item in documents])]


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("De premie voor daken werd ingevoerd.", "ingevoerd"),
        ("De regering heeft de premie verhoogd en het loket opgericht.", "verhoogd"),
        ("De Vlaamse Regering keurde een premie goed.", "keurde een premie goed"),
        ("Een premie is goedgekeurd.", "goedgekeurd"),
        ("De premie is definitief goedgekeurd.", "definitief goedgekeurd"),
        ("De regels traden in werking.", "traden in werking"),
        ("De premies werden uitbetaald.", "uitbetaald"),
        ("Ze voerde een premie in voor daken.", "voerde"),
        ("Het decreet werd bekrachtigd.", "bekrachtigd"),
    ],
)
def test_what_is_approved_in_principle_is_not_told_as_done(claim: str, said: str) -> None:
    (message,) = messages(claim, PRINCIPLED)
    assert (
        message == f"Het verslag zegt “{said}”; de bron is niet meer dan een principiële goedkeuring van 12 maart 2021."
    )


@pytest.mark.parametrize(
    "claim",
    [
        "De Vlaamse Regering keurt principieel een premie voor daken goed.",
        "De premie werd principieel goedgekeurd.",
        "Er komt een premie voor daken.",
        "Een besluit voert een premie voor daken in.",
        "De premie zal worden ingevoerd.",
        "Het voorontwerp werd goedgekeurd.",
        "Er is een verhoogde premie.",
    ],
)
def test_what_is_told_as_approved_in_principle_or_without_status_passes(claim: str) -> None:
    assert messages(claim, PRINCIPLED) == []


def test_the_latest_of_all_sources_counts() -> None:
    claim = "De premie voor daken werd ingevoerd."
    assert messages(claim, PRINCIPLED, FINAL) == []
    assert messages(claim, PRINCIPLED, NOTE) != []


def test_the_proof_is_the_sentence_that_tells_the_stage() -> None:
    (found,) = check_stage("De premie werd ingevoerd.", [Source(NOTE), Source(PRINCIPLED)])
    assert (found.code, found.document) == ("stage.overclaim", "p")
    assert PRINCIPLED.text[found.source_start : found.source_end] == found.quote
    assert found.quote is not None
    assert "principieel" in found.quote


def test_a_deed_that_was_only_ordered_is_not_done() -> None:
    assert messages("De minister heeft het contract voor het loket ondertekend.", ENABLED) == [
        "Het verslag zegt “ondertekend”; de bron zegt “machtigt”."
    ]


def test_a_final_approval_is_no_execution_of_the_same_words() -> None:
    claim = "De Vlaamse Regering heeft het besluit over de premie voor daken uitgevoerd."
    assert messages(claim, FINAL) == ["Het verslag zegt “uitgevoerd”; de bron zegt “keurt”."]


def test_a_draft_is_not_the_rule() -> None:
    draft = document(
        "o",
        ("title", "Wonen"),
        ("body", "De Vlaamse Regering keurt definitief het ontwerp van decreet over wonen in eigen streek goed."),
    )
    claim = "De Vlaamse Regering keurt definitief het decreet over wonen in eigen streek goed."
    found = list(check_stage(claim, [Source(draft)]))
    assert [item.code for item in found] == ["stage.draft"]
    assert list(check_stage(claim.replace("decreet", "ontwerpdecreet"), [Source(draft)])) == []


def test_an_answer_has_no_stage() -> None:
    answer = question("Komt er een premie?", "De premie werd ingevoerd.")
    assert messages("De premie werd ingevoerd.", answer) == []


def test_a_later_decision_of_the_dossier_is_named_with_its_day() -> None:
    (found,) = check_superseded("De premie is principieel goedgekeurd.", [Source(PRINCIPLED)], {"p": FINAL, "d": FINAL})
    assert (found.code, found.document) == ("stage.superseded", "d")
    assert found.message == (
        "De bron is een principiële goedkeuring; in dit dossier volgde op 1 juli 2022 een definitieve goedkeuring: "
        "“Premie voor daken”."
    )
    both = [Source(PRINCIPLED), Source(FINAL)]
    assert list(check_superseded("De premie is goedgekeurd.", both, {"p": FINAL, "d": FINAL})) == []
    assert list(check_superseded("De premie is goedgekeurd.", [Source(FINAL)], {"d": PRINCIPLED})) == []
