"""The writer without a model says nothing its sources do not say."""

import datetime as dt
from collections.abc import Sequence

import pytest

from rag.documents import Document
from rag.drafting.draft import Draft
from rag.drafting.extractive import ExtractiveWriter, heading
from tests.evidence_samples import evidence_of
from tests.samples import CYCLING, HOUSING, document


def write(*documents: Document, dossiers: Sequence[int] = ()) -> Draft:
    return ExtractiveWriter().write(evidence_of(*documents, dossiers=dossiers))


def decision(identity: str, sentence: str, day: str | None) -> Document:
    return document(identity, ("title", f"Codex {identity}"), ("body", sentence), day=day)


def test_the_operative_sentence_is_told_with_its_day() -> None:
    draft = write(
        document(
            "d",
            ("title", "Fietsplan"),
            ("body", "Fietsen is gezond. De Vlaamse Regering kent 5 miljoen euro toe aan fietspaden. Dat is nodig."),
        )
    )
    (finding,) = draft.findings
    assert finding.heading == "Fietsplan"
    assert finding.sentences[0].text == "De Vlaamse Regering kent 5 miljoen euro toe aan fietspaden (12 maart 2021)."
    assert finding.sentences[0].keys == ("k1",)


FIRST = "De Vlaamse Regering keurt het besluit principieel goed."
AGAIN = "De Vlaamse Regering keurt het besluit opnieuw principieel goed."
LAST = "De Vlaamse Regering keurt het besluit definitief goed."


def told(draft: Draft) -> list[str]:
    return [sentence.text for finding in draft.findings for sentence in finding.sentences]


def test_decisions_of_one_dossier_are_one_finding_in_order_of_date() -> None:
    stages = [decision("c", LAST, "2022-06-01"), decision("a", FIRST, "2021-06-01")]
    draft = write(*stages, dossiers=(1, 1))
    assert [finding.heading for finding in draft.findings] == ["Codex c"]
    assert ["principieel" in text for text in told(draft)] == [True, False]


def test_a_decision_without_date_stands_where_its_stage_puts_it() -> None:
    stages = [decision("c", LAST, None), decision("b", AGAIN, "2021-06-01"), decision("a", FIRST, None)]
    assert [text.split(" goed")[0] for text in told(write(*stages, dossiers=(1, 1, 1)))] == [
        "De Vlaamse Regering keurt het besluit principieel",
        "De Vlaamse Regering keurt het besluit opnieuw principieel",
        "De Vlaamse Regering keurt het besluit definitief",
    ]


def test_a_stage_that_was_overtaken_is_told_in_fewer_words() -> None:
    purpose = ", zodat gemeenten langs gewestwegen sneller veilige fietspaden kunnen aanleggen en onderhouden"
    subject = "het besluit over de subsidies voor de aanleg van fietspaden langs gewestwegen in de Vlaamse Rand"
    stages = [
        decision(
            "a", f"De Vlaamse Regering keurt {subject} principieel goed{purpose}, en dit al dit jaar.", "2021-06-01"
        ),
        decision(
            "c", f"De Vlaamse Regering keurt {subject} definitief goed{purpose}, en dit al dit jaar.", "2022-06-01"
        ),
    ]
    earlier, latest = told(write(*stages, dossiers=(1, 1)))
    assert earlier == f"De Vlaamse Regering keurt {subject} principieel goed{purpose} (1 juni 2021)."
    assert latest.endswith("en dit al dit jaar (1 juni 2022).")


def test_other_dossiers_are_other_findings_in_order_of_rank() -> None:
    assert [finding.heading for finding in write(HOUSING, CYCLING).findings] == [HOUSING.title, CYCLING.title]


def test_an_answer_is_told_as_an_answer() -> None:
    answer = document(
        "q", ("title", "Fietspaden"), ("answer", "1. Er werden 33 aanvragen ingediend."), kind="schriftelijke vraag"
    )
    (sentence,) = write(answer).findings[0].sentences
    assert sentence.text == "De minister antwoordde op 12 maart 2021: “Er werden 33 aanvragen ingediend.”"


def test_a_second_answer_is_not_introduced_in_the_same_words() -> None:
    body = "Gemeenten dienden 33 aanvragen in. Steden legden 12 kilometer fietspad aan."
    answer = document("q", ("title", "Fietspaden"), ("answer", body), kind="schriftelijke vraag")
    assert told(write(answer)) == [
        "De minister antwoordde op 12 maart 2021: “Gemeenten dienden 33 aanvragen in.”",
        "Ook antwoordde de minister: “Steden legden 12 kilometer fietspad aan.”",
    ]


def test_the_sentence_that_tells_the_stage_is_chosen_over_one_that_only_names_the_government() -> None:
    occasion = "In haar akkoord heeft de Vlaamse Regering bepaald wat ze wil."
    body = f"{occasion} In dat kader beslist ze nu om fietspaden aan te leggen."
    assert told(write(decision("a", body, None)))[0] == "De Vlaamse Regering beslist nu om fietspaden aan te leggen."


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
    assert told(write(document("d", ("title", "T"), ("body", long))))[0] == f"{core} (12 maart 2021)."


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
