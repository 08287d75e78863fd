from rag.drafting.concluding import Conclusion, pages, read
from rag.drafting.draft import DraftSentence, Finding
from rag.drafting.reviewing import Told
from tests.drafting.writing_samples import APPROVED, GRANTED, PARKED, evidence_of
from tests.openai_server import keyed_sentences
from tests.writing_models import key_of

EVIDENCE = evidence_of((APPROVED, GRANTED), (PARKED,))
FINDINGS = (
    Finding("Fietspaden", (DraftSentence(APPROVED, ("a", "b", "c")), DraftSentence(GRANTED, ("d",)))),
    Finding("Stallingen", (DraftSentence(PARKED, ("e", "a")),)),
)


def conclude(*sentences: tuple[str, list[str]]) -> tuple[Told, ...]:
    shown = pages(EVIDENCE, FINDINGS, 3)[0]()
    rows = [{"text": text, "keys": [key_of(shown.values["zinnen"], key) for key in keys]} for text, keys in sentences]
    return read(shown, Conclusion.model_validate({"sentences": rows}), FINDINGS)


def test_only_the_sentences_of_the_report_are_shown_ever_fewer() -> None:
    shown = [list(keyed_sentences(make().values["zinnen"]).values()) for make in pages(EVIDENCE, FINDINGS, 3)]
    assert shown == [[APPROVED, GRANTED, PARKED], [APPROVED, PARKED], [APPROVED]]


def test_a_closing_sentence_inherits_the_sources_of_all_it_rests_on_by_turns() -> None:
    assert conclude(("Slot.", ["principieel", "stallingen"])) == (Told("Slot.", ("a", "e", "b", "c"), 0),)


def test_unknown_keys_are_counted_and_what_rests_on_nothing_has_no_sources() -> None:
    assert conclude(("Slot.", ["verzonnen", "150 miljoen"]), ("Nog.", [])) == (
        Told("Slot.", ("d",), 1),
        Told("Nog.", (), 0),
    )


def test_a_closing_is_three_sentences_at_most() -> None:
    assert len(conclude(*[(f"Slot {n}.", ["150 miljoen"]) for n in range(5)])) == 3
