"""The order of findings is the editor's choice."""

from rag.drafting.arranging import arrange, cited_documents
from rag.drafting.draft import DraftSentence, Finding
from tests.evidence_samples import evidence_of
from tests.samples import CYCLING, HOUSING, PREMIUM

EVIDENCE = evidence_of(CYCLING, HOUSING, PREMIUM)
KEYS = {item.document.id: item.sentences[0].key for item in EVIDENCE.documents}


def finding(*identities: str, promise: int | None = 0) -> Finding:
    sentences = tuple(DraftSentence("Zin.", (KEYS[identity],)) for identity in identities)
    return Finding(identities[0], sentences, () if promise is None else (promise,))


def test_the_weightiest_finding_comes_first_and_what_is_about_no_promise_last() -> None:
    loose, light, heavy = finding(PREMIUM.id, promise=None), finding(CYCLING.id), finding(HOUSING.id, PREMIUM.id)
    assert arrange([loose, light, heavy], EVIDENCE, "commitment") == (heavy, light, loose)


def test_by_date_the_finding_with_the_newest_decision_comes_first() -> None:
    old, new = finding(CYCLING.id), finding(CYCLING.id, PREMIUM.id)
    assert arrange([old, finding(HOUSING.id), new], EVIDENCE, "date") == (new, finding(HOUSING.id), old)


def test_the_documents_behind_a_finding_stand_once_in_the_order_of_the_evidence() -> None:
    found = cited_documents(finding(PREMIUM.id, CYCLING.id, PREMIUM.id), EVIDENCE)
    assert [item.document.id for item in found] == [CYCLING.id, PREMIUM.id]
