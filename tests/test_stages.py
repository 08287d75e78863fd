"""The stage that a decision's own words prove."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents import Document, Role
from rag.stages import NAMES, ORDER, StageName, stage_of
from tests.samples import document


def decision(title: str, body: str = "") -> Document:
    """A decision with a title and perhaps a body."""
    parts: list[tuple[Role, str]] = [("title", title)]
    if body:
        parts.append(("body", body))
    return document("d1", *parts)


@pytest.mark.parametrize(
    ("sentence", "stage"),
    [
        ("De Vlaamse Regering keurt principieel het besluit over regenputten goed.", "principieel"),
        ("De Vlaamse Regering hecht haar principiële goedkeuring aan het voorontwerp.", "principieel"),
        ("De Vlaamse Regering hecht opnieuw haar principiële goedkeuring aan het voorontwerp.", "opnieuw principieel"),
        ("Na advies van de Minaraad wijzigt ze opnieuw principieel het besluit.", "opnieuw principieel"),
        ("De Vlaamse Regering geeft een 2de principiële goedkeuring aan het voorontwerp.", "opnieuw principieel"),
        ("De Vlaamse Regering keurt voor de tweede keer principieel het besluit goed.", "opnieuw principieel"),
        ("Nu keurt de Vlaamse Regering het besluit definitief goed.", "definitief"),
        ("De Vlaamse Regering keurt het besluit d efinitief goed.", "definitief"),
        ("De Vlaamse Regering keurt het besluit defini\u200btief goed.", "definitief"),
        ("De Vlaamse Regering stelt het plan DEFINITIEF vast.", "definitief"),
        ("Na advies van de Raad van State wijzigt de Vlaamse Regering het besluit.", "definitief"),
        (
            "Na de principiële goedkeuring op 3 mei 2021 keurt de Vlaamse Regering het besluit nu definitief goed.",
            "definitief",
        ),
        ("De Vlaamse Regering beslist principieel tot definitieve vaststelling van het plan.", "principieel"),
        ("De Vlaamse Regering beslist tot bekrachtiging en afkondiging van het decreet.", "bekrachtiging"),
        ("De Vlaamse Regering kent 300.000 euro toe aan de stad Aalst.", "toekenning"),
        ("De Vlaamse Regering erkent het Zwin als landschapspark.", "toekenning"),
        ("De Vlaamse Regering machtigt de minister om de oproep te lanceren.", "machtiging"),
        ("De Vlaamse Regering neemt kennis van de stand van zaken.", "kennisneming"),
        ("De Vlaamse Regering benoemt An Peeters tot voorzitter.", "overig"),
        ("De Vlaamse Regering stemt in met het koninklijk besluit over de binnenvaart.", "overig"),
        ("De Vlaamse Regering beslist tot herverdeling van 2 miljoen euro.", "overig"),
        ("De Vlaamse Regering keurt het actieplan weidevogels goed.", "overig"),
        ("De Vlaamse Regering keurt de nota goed en machtigt de minister om ze voor te leggen.", "overig"),
        ("De Vlaamse Regering neemt kennis van de stand van zaken en machtigt de minister.", "machtiging"),
        ("De Vlaamse Regering neemt akte van de aanpak en reserveert 2 miljoen euro.", "toekenning"),
        ("De Vlaamse Regering keurt de overeenkomst met vzw Regenput goed.", "toekenning"),
        ("De Vlaamse Regering keurt de overeenkomst met de Belgische Staat goed.", "overig"),
        ("De Vlaamse Regering lanceert een oproep en keurt de regels voor de subsidie goed.", "overig"),
        ("De Vlaamse Regering stelt het plan voorlopig vast.", "principieel"),
    ],
)
def test_the_operative_sentence_tells_the_stage(sentence: str, stage: StageName) -> None:
    background = "Regenputten sparen drinkwater."
    found = stage_of(decision("Regenputten", f"{background} {sentence}"))
    assert (found.name, found.quote) == (stage, sentence)


@pytest.mark.parametrize(
    ("before", "stage"),
    [
        ("Op 3 mei 2021 keurde de Vlaamse Regering het besluit principieel goed.", "definitief"),
        ("Het besluit werd op 3 mei 2021 principieel goedgekeurd.", "definitief"),
        ("Het decreet machtigt de Vlaamse Regering om regels vast te leggen.", "definitief"),
    ],
)
def test_what_happened_before_is_not_the_stage_of_this_decision(before: str, stage: StageName) -> None:
    now = "Ze keurt het besluit nu definitief goed."
    found = stage_of(decision("Regenputten", f"{before} {now}"))
    assert (found.name, found.quote) == (stage, now)


def test_a_later_stage_that_is_announced_is_not_reached() -> None:
    body = "De Vlaamse Regering keurt principieel het besluit goed, dat later voor definitieve goedkeuring terugkomt."
    assert stage_of(decision("Regenputten", body)).name == "principieel"


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("Voorontwerp van decreet over regenputten", "principieel"),
        ("Ontwerpbesluit over regenputten", "overig"),
        ("Ontwerpbesluit tot toekenning van een subsidie aan Aquafin", "toekenning"),
        ("Ontwerpbesluit tot wijziging van de toekenning van subsidies voor regenputten", "overig"),
        ("Bekrachtiging en afkondiging van het decreet over regenputten", "bekrachtiging"),
        ("Conceptnota: regenputten", "conceptnota"),
        ("Visienota 'Regenputten 2030'", "visienota"),
        ("Standpuntbepaling: voorontwerp van wet over regenputten", "overig"),
    ],
)
def test_the_title_tells_the_stage_where_the_body_names_none(title: str, stage: StageName) -> None:
    assert stage_of(decision(title, "De Vlaamse Regering keurt de tekst over regenputten goed.")).name == stage


def test_a_note_is_the_stage_only_of_the_decision_on_it() -> None:
    body = "De Vlaamse Regering keurt de visienota 'Regenputten' goed."
    assert stage_of(decision("Visienota 'Regenputten'", body)).name == "visienota"
    body = "In uitvoering van de visienota keurt de Vlaamse Regering principieel het besluit goed."
    assert stage_of(decision("Voorontwerp van besluit over regenputten", body)).name == "principieel"


def test_what_is_still_sent_out_for_advice_comes_back() -> None:
    sent = "Over deze tekst wordt het advies ingewonnen van de Minaraad."
    found = stage_of(decision("Regenputten", f"De Vlaamse Regering keurt de tekst goed. {sent}"))
    assert (found.name, found.quote) == ("principieel", sent)


def test_a_communication_that_presents_a_note_is_that_note() -> None:
    assert stage_of(document("d1", ("title", "Conceptnota: 'Regenputten'"), kind="mededeling")).name == "conceptnota"
    assert stage_of(decision("Visienota 'Regenputten'")).name == "visienota"


def test_a_communication_is_one_whatever_draft_its_title_names() -> None:
    found = stage_of(document("d1", ("title", "Ontwerpdecreet over regenputten: advies"), kind="mededeling"))
    assert (found.name, found.quote) == ("mededeling", "Ontwerpdecreet over regenputten: advies")
    assert stage_of(decision("Zending naar Riga: programma")).name == "mededeling"


def test_no_stage_before_the_last_is_as_far_as_an_executed_one() -> None:
    course: list[StageName] = ["conceptnota", "principieel", "opnieuw principieel", "definitief", "bekrachtiging"]
    assert [ORDER[name] for name in course] == sorted({ORDER[name] for name in course})
    assert set(ORDER) == set(NAMES)
    assert max(ORDER.values()) == ORDER["toekenning"]


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=40), st.text(max_size=120))
def test_every_stage_is_proved_by_words_of_the_document(title: str, body: str) -> None:
    item = decision(title, f"{body} De Vlaamse Regering keurt {body} goed.")
    found = stage_of(item)
    assert found.name in NAMES
    assert item.text[found.start : found.end] == found.quote
