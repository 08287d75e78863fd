"""The writer without a model says nothing its sources do not say."""

import datetime as dt

import pytest

from rag.drafting.draft import Draft
from rag.drafting.extractive import ExtractiveWriter, heading
from tests.evidence_samples import evidence_of
from tests.samples import CYCLING, HOUSING, document


def write(*documents: object) -> Draft:
    return ExtractiveWriter().write(evidence_of(*documents))  # type: ignore[arg-type]


def test_the_operative_sentence_is_told_with_its_day() -> None:
    draft = write(
        document(
            "d",
            ("title", "Fietsplan"),
            ("body", "Fietsen is gezond. De Vlaamse Regering kent 5 miljoen euro toe aan fietspaden. Dat is nodig."),
        )
    )
    (finding,) = draft.findings
    told = finding.sentences[0].text
    assert finding.heading == "Fietsplan"
    assert told == "De Vlaamse Regering kent 5 miljoen euro toe aan fietspaden (12 maart 2021)."
    assert finding.sentences[0].keys == ("k1",)


def test_decisions_with_one_title_are_one_finding_in_order_of_date() -> None:
    stages = [
        document(
            "c",
            ("title", "Codex Wonen"),
            ("body", "De Vlaamse Regering keurt de wijziging definitief goed."),
            day="2022-06-01",
        ),
        document(
            "a",
            ("title", "Codex Wonen"),
            ("body", "De Vlaamse Regering keurt de wijziging principieel goed."),
            day="2021-06-01",
        ),
    ]
    (finding,) = write(*stages).findings
    assert ["principieel" in sentence.text for sentence in finding.sentences] == [True, False]


def test_other_titles_are_other_findings_in_order_of_rank() -> None:
    assert [finding.heading for finding in write(HOUSING, CYCLING).findings] == [HOUSING.title, CYCLING.title]


def test_an_answer_is_told_as_an_answer() -> None:
    answer = document(
        "q", ("title", "Fietspaden"), ("answer", "1. Er werden 33 aanvragen ingediend."), kind="schriftelijke vraag"
    )
    (sentence,) = write(answer).findings[0].sentences
    assert sentence.text == "De minister antwoordde op 12 maart 2021: “Er werden 33 aanvragen ingediend.”"


def test_a_decision_of_only_a_title_is_told_as_such() -> None:
    (sentence,) = write(document("m", ("title", "Fietsplan 2030"), kind="mededeling")).findings[0].sentences
    assert sentence.text == "Er is een mededeling met als titel “Fietsplan 2030” (12 maart 2021)."


def test_a_document_without_date_gets_none() -> None:
    (finding,) = write(document("d", ("body", "De Vlaamse Regering keurt het plan goed."), day=None)).findings
    assert finding.sentences[0].text == "De Vlaamse Regering keurt het plan goed."


def test_a_long_sentence_loses_its_aside_and_its_last_subordinate_clause() -> None:
    core = "De Vlaamse Regering keurt het besluit over de subsidies voor fietspaden langs gewestwegen in de Rand goed"
    purpose = "de gemeenten kunnen bouwen en " * 8
    long = f"{core} (na overleg met de betrokken gemeenten en provincies), zodat {purpose}rijden."
    told = write(document("d", ("title", "T"), ("body", long))).findings[0].sentences[0].text
    assert told == f"{core} (12 maart 2021)."


def test_a_sentence_that_leans_on_another_is_not_chosen_over_one_that_stands() -> None:
    body = "Dit besluit volgt daarop. De Vlaamse Regering wijzigt het besluit over fietspaden. Zo komt er ruimte."
    assert write(document("d", ("title", "T"), ("body", body))).findings[0].sentences[0].keys == ("k1",)


def test_without_evidence_there_is_nothing_to_tell() -> None:
    assert write().findings == ()


@pytest.mark.parametrize(
    ("title", "expected"), [("Kort plan.", "Kort plan"), ("woord " * 40, ("woord " * 15).strip() + "…")]
)
def test_headings_are_short(title: str, expected: str) -> None:
    item = evidence_of(document("d", ("title", title.strip()), ("body", "Tekst."))).documents[0]
    assert heading(item) == expected


def test_every_sentence_rests_on_a_sentence_that_was_shown() -> None:
    evidence = evidence_of(CYCLING, HOUSING)
    draft = ExtractiveWriter().write(evidence)
    keys = [key for finding in draft.findings for sentence in finding.sentences for key in sentence.keys]
    assert keys
    assert all(evidence.sentence(key) for key in keys)
    assert evidence.cutoff == dt.date(2023, 12, 22)
