from rag.drafting.asking import Page
from rag.drafting.checking import Checker
from rag.drafting.repairing import Repairs, pages, read
from rag.drafting.reviewing import Review, Reviewer, Told
from rag.tokens import count_tokens
from tests.drafting.writing_samples import APPROVED, GRANTED, evidence_of, weight
from tests.writing_models import failing, key_of

EVIDENCE = evidence_of((APPROVED, GRANTED))
WRONG = GRANTED.replace("150", "154")


def reviews() -> dict[int, Review]:
    reviewer = Reviewer(Checker(weight), EVIDENCE, 3)
    return {
        4: reviewer.review(Told(WRONG, ("d0s1",)), "write"),
        7: reviewer.review(Told("De Vlaamse Regering voert het besluit over de fietspaden uit.", ("d0s0",)), "write"),
    }


def richest() -> Page:
    return pages(EVIDENCE, reviews(), 3)[0]()


def mend(*rows: tuple[str, str, list[str]]) -> dict[int, Told]:
    shown = richest()
    prompt = shown.values["zinnen"]
    given = [
        {"key": key_of(prompt, key), "text": text, "keys": [key_of(prompt, each) for each in keys]}
        for key, text, keys in rows
    ]
    return read(shown, Repairs.model_validate({"sentences": given}))


def test_each_failing_sentence_is_shown_with_its_objections_and_sources() -> None:
    prompt = richest().values["zinnen"]
    assert len(list(failing(prompt))) == 2
    first, second = prompt.split("\n[")[0:4:2]
    assert WRONG in first
    assert "Bezwaar: Het verslag zegt 154 miljoen euro" in first
    assert "Bron: 2021-03-12, nota, principieel" in first
    assert "voert het besluit" in second
    assert [list(sources.values()) for _, sources in failing(prompt)] == [[GRANTED], [APPROVED]]


def test_prompts_get_shorter_until_the_gravest_is_left() -> None:
    shown = [make().values["zinnen"] for make in pages(EVIDENCE, reviews(), 3)]
    assert [count_tokens(text) for text in shown] == sorted(map(count_tokens, shown), reverse=True)
    assert WRONG in shown[-1]
    assert len(list(failing(shown[-1]))) == 1


def test_a_mended_sentence_is_found_by_the_number_of_the_failing_one() -> None:
    assert mend(("voert het besluit", APPROVED, ["keurt het besluit"])) == {7: Told(APPROVED, ("d0s0",), 0)}


def test_an_empty_text_withdraws_and_what_names_no_failing_sentence_is_passed_over() -> None:
    assert mend((WRONG, "", []), ("keurt het besluit", APPROVED, []), ("verzonnen", APPROVED, [])) == {}


def test_the_first_of_two_counts() -> None:
    assert mend((WRONG, GRANTED, ["150"]), (WRONG, APPROVED, ["150"]))[4].text == GRANTED


def test_a_failing_sentence_is_no_source() -> None:
    reviewer = Reviewer(Checker(weight), EVIDENCE, 3)
    assert reviewer.review(mend((WRONG, GRANTED, [WRONG]))[4], "repair").hard
