"""Decisions told in their own words, with their dates."""

from collections.abc import Sequence

import pytest

from rag.documents import Document
from rag.drafting.telling import answered, deciding, details, principal, tell_dossier, verbatim
from rag.evidence import EvidenceDocument
from tests.evidence_samples import evidence_of
from tests.samples import document

SUBJECT = "het besluit over premies voor veilige fietspaden"


def decision(identity: str, sentence: str, day: str | None, **more: object) -> Document:
    return document(identity, ("title", f"Codex {identity}"), ("body", sentence), day=day, **more)


def dossier(*documents: Document, score: float = 0.3) -> Sequence[EvidenceDocument]:
    return evidence_of(*documents, dossiers=[1] * len(documents), score=score).documents


def told(*documents: Document, most: int = 3) -> str:
    return tell_dossier(dossier(*documents), 220, most).text


FIRST = decision("a", f"De Vlaamse Regering keurt {SUBJECT} principieel goed.", "2021-06-01")
AGAIN = decision("b", f"De Vlaamse Regering keurt {SUBJECT} opnieuw principieel goed.", "2021-12-01")
LAST = decision("c", f"De Vlaamse Regering keurt {SUBJECT} definitief goed.", "2022-06-01")


def test_a_decision_is_told_with_its_day() -> None:
    assert told(FIRST) == f"Op 1 juni 2021 keurt de Vlaamse Regering {SUBJECT} principieel goed."


def test_a_decision_without_a_day_is_told_without() -> None:
    assert told(decision("d", FIRST.text.split("\n")[1], None)) == FIRST.text.split("\n")[1]


def test_the_stages_of_a_dossier_are_one_sentence_that_cites_them_all() -> None:
    sentence = tell_dossier(dossier(LAST, FIRST, AGAIN), 220, 3)
    assert sentence.text == (
        "Na de principiële goedkeuringen van 1 juni 2021 en 1 december 2021 keurt de Vlaamse Regering op 1 juni 2022 "
        f"{SUBJECT} definitief goed."
    )
    assert sentence.keys == ("k0", "k1", "k2")


def test_no_more_is_cited_than_is_allowed_and_the_last_stages_go_first() -> None:
    assert told(LAST, FIRST, AGAIN, most=2).startswith("Na de principiële goedkeuring van 1 december 2021 keurt")
    assert tell_dossier(dossier(LAST, FIRST), 220, 1).keys == ("k0",)


def test_the_clause_calls_a_stage_by_what_its_own_sentence_says() -> None:
    plain = decision("a", f"De Vlaamse Regering stelt {SUBJECT} vast.", "2021-06-01")
    assert told(LAST, plain).startswith("Na een eerdere beslissing van 1 juni 2021 keurt de Vlaamse Regering")


def test_what_cannot_be_dated_is_told_before_only_if_its_stage_says_so() -> None:
    undated = decision("a", f"De Vlaamse Regering keurt {SUBJECT} principieel goed.", None)
    assert told(LAST, undated).startswith("Na een eerdere principiële goedkeuring keurt de Vlaamse Regering op 1 juni")
    later = decision("z", f"De Vlaamse Regering bekrachtigt het decreet over {SUBJECT}.", None)
    latest, before = principal(dossier(later, FIRST, LAST))
    assert (latest.document.id, [item.document.id for item in before]) == ("z", ["a", "c"])


def test_a_communication_does_not_stand_for_a_dossier_in_which_something_was_decided() -> None:
    note = document("m", ("title", "Rechtzetting"), kind="mededeling", day="2023-01-01")
    assert principal(dossier(LAST, note))[0].document.id == "c"
    assert told(note) == "De mededeling van 1 januari 2023 heeft als titel “Rechtzetting”."


@pytest.mark.parametrize("sentence", ["De Vlaamse Regering wijzigt deze twee besluiten.", "Ze keurt het besluit goed."])
def test_what_is_not_clear_by_itself_is_told_with_the_title_and_cites_it(sentence: str) -> None:
    unclear = document("d", ("title", "Premies: fietspaden"), ("body", sentence), day="2021-06-01")
    found = tell_dossier(dossier(unclear), 220, 3)
    assert found.text.startswith("In het dossier “Premies: fietspaden” ")
    assert " de Vlaamse Regering op 1 juni 2021 " in found.text
    assert "deze" not in found.text
    assert found.keys == ("k0", "t1")


CHANGED = "De Vlaamse Regering keurt het decreet goed dat het decreet over sociale huur en woonmaatschappijen wijzigt."


def test_what_names_only_the_rules_it_changes_is_told_with_a_title_that_says_more() -> None:
    telling = document("d", ("title", "Premies voor renovatie: wijzigingsdecreet"), ("body", CHANGED))
    (item,) = dossier(telling)
    assert tell_dossier([item], 220, 3).text.startswith("In het dossier “Premies voor renovatie” keurt")
    # Under a heading of its own, which is that title, there is no need.
    assert tell_dossier([item], 220, 3, alone=True).text.startswith("Op 12 maart 2021 keurt")
    bare = document("d", ("title", "Wijziging decreet sociale huur"), ("body", CHANGED))
    assert told(bare).startswith("Op 12 maart 2021 keurt")


def test_what_was_put_before_the_government_is_named_not_quoted_as_a_sentence() -> None:
    motion = document("m", ("title", "Fietsen"), ("body", "Resolutie over veilige fietspaden."), kind="mededeling")
    assert told(motion) == "De mededeling van 12 maart 2021 betreft “Resolutie over veilige fietspaden”."


def test_a_day_never_runs_into_a_number() -> None:
    grant = document("d", ("title", "Fietspaden"), ("body", "De Vlaamse Regering kent 400.000 euro toe."))
    assert told(grant) == "In het dossier “Fietspaden” van 12 maart 2021 kent de Vlaamse Regering 400.000 euro toe."


def test_what_decides_nothing_is_quoted() -> None:
    aside = document("d", ("title", "Fietspaden"), ("body", "Gemeenten kregen “groene” fietspaden. Dat is goed."))
    assert told(aside) == "In een document van 12 maart 2021 staat: “Gemeenten kregen ‘groene’ fietspaden.”"


def test_an_answer_is_told_as_an_answer_and_a_second_one_in_other_words() -> None:
    body = "1. Er werden 33 aanvragen ingediend."
    (item,) = dossier(document("q", ("title", "Vraag"), ("answer", body), kind="schriftelijke vraag"))
    assert (
        tell_dossier([item], 220, 3).text
        == "De minister antwoordde op 12 maart 2021: “Er werden 33 aanvragen ingediend.”"
    )
    more = answered(item.sentences[0], item.document, more=True)
    assert more == "Ook antwoordde de minister: “Er werden 33 aanvragen ingediend.”"


def test_the_verbatim_form_keeps_every_word() -> None:
    text = f"Na advies van de Raad van State keurt de Vlaamse Regering nu {SUBJECT} definitief goed."
    (item,) = dossier(decision("d", text, "2022-06-01"))
    assert verbatim(item).text == f"{text[:-1]} (1 juni 2022)."


BODY = (
    f"Fietsen is gezond. De Vlaamse Regering keurt {SUBJECT} goed. Gemeenten vragen de premie vanaf 2024 digitaal aan. "
    "Dat is nodig. De minister laat de premie publiceren in het Belgisch Staatsblad. "
    "Momenteel zijn er weinig fietspaden. Het regeerakkoord belooft veilige fietspaden. Lukt dat?"
)


def test_details_follow_the_decision_and_can_be_read_on_their_own() -> None:
    (item,) = dossier(document("d", ("title", "T"), ("body", BODY)))
    assert deciding(item).text == f"De Vlaamse Regering keurt {SUBJECT} goed."
    found = details(item, [tell_dossier([item], 220, 3).text], 220, 5, 0.1)
    assert [sentence.text for sentence in found] == ["Gemeenten vragen de premie vanaf 2024 digitaal aan."]


def test_details_that_say_too_little_of_the_promise_or_the_same_again_are_left_out() -> None:
    (item,) = dossier(document("d", ("title", "T"), ("body", BODY)))
    assert details(item, [], 220, 5, 0.9) == []
    assert details(item, ["Gemeenten vragen de premie vanaf 2024 digitaal aan."], 220, 5, 0.1) == []


def test_what_is_attached_to_a_decision_is_never_told_as_the_decision() -> None:
    proposed = f"De Vlaamse Regering keurt {SUBJECT} definitief goed."
    act = f"De Vlaamse Regering keurt {SUBJECT} principieel goed."
    (item,) = dossier(document("d", ("title", "T"), ("body", act), ("attachment", proposed)))
    assert item.stage.name == "principieel"
    assert deciding(item).text == act
    (note,) = dossier(document("n", ("title", "T"), ("attachment", proposed)))
    assert (
        tell_dossier([note], 220, 3).text == f"In een bijlage bij de beslissing van 12 maart 2021 staat: “{proposed}”"
    )
    assert verbatim(note).text == tell_dossier([note], 220, 3).text


def test_a_detail_of_an_attachment_is_told_as_what_stands_there() -> None:
    body = f"De Vlaamse Regering keurt {SUBJECT} goed."
    (item,) = dossier(document("d", ("title", "T"), ("body", body), ("attachment", "Gemeenten krijgen een premie.")))
    (found,) = details(item, [body], 220, 5, 0.1)
    assert found.text == "In een bijlage bij de beslissing van 12 maart 2021 staat: “Gemeenten krijgen een premie.”"
