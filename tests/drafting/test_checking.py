from rag.drafting.checking import Checker
from rag.drafting.draft import DraftSentence
from tests.drafting.writing_samples import APPROVED, GRANTED, PARKED, evidence_of, weight

EVIDENCE = evidence_of((APPROVED, GRANTED), (PARKED,))
CHECKER = Checker(weight)


def checked(text: str, *keys: str) -> DraftSentence:
    sentence = DraftSentence(text, keys)
    return CHECKER.check(sentence, EVIDENCE).told(sentence)


def test_a_sentence_that_its_source_says_leaves_no_doubt() -> None:
    told = checked(GRANTED, "d0s1")
    assert (told.score, told.doubts) == (1.0, ())


def test_what_a_check_objects_to_is_a_doubt() -> None:
    told = checked(GRANTED.replace("150", "154"), "d0s1")
    assert "fact.number" in [doubt.code for doubt in told.doubts]


def test_what_the_judge_misses_is_told_with_the_words() -> None:
    (doubt,) = checked("Meeuwen broeden langs rustige duinen en kreken.", "d1s0").doubts
    assert doubt.code == "support.none"
    assert "“kreken”" in doubt.message


def test_of_several_documents_it_cannot_be_said_which_words_are_missing() -> None:
    told = checked("Meeuwen broeden langs rustige duinen en kreken.", "d0s0", "d1s0")
    assert [doubt.message for doubt in told.doubts] == ["De bronzinnen zeggen niet wat de zin zegt."]


def test_a_heading_may_use_the_words_of_all_of_a_document() -> None:
    heading = DraftSentence("150 miljoen euro", ("d0s0",))
    assert CHECKER.codes(heading, EVIDENCE) == ()
    assert CHECKER.codes(DraftSentence("150 miljoen euro", ("d1s0",)), EVIDENCE) == ("fact.number",)
