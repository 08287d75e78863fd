from dataclasses import replace

import pytest

from rag.commitments import Commitment
from rag.drafting.asking import Page
from rag.drafting.selecting import Carried, Choices, Selection, by_rules, pages, read
from rag.errors import ModelError
from rag.evidence import Evidence, EvidenceSentence
from rag.tokens import count_tokens
from tests.drafting.writing_samples import APPROVED, FINAL, GRANTED, PARKED, evidence_of
from tests.openai_server import keyed_sentences

LONG = "De Vlaamse Regering keurt " + "een lange nota over fietspaden en stallingen " * 12 + "goed."
EVIDENCE = evidence_of((APPROVED,), (FINAL, "Meer over de fietspaden."), (GRANTED,), (PARKED,), dossiers=(1, 1, 2, 3))


def richest(evidence: Evidence) -> Page:
    return pages(evidence)[0]()


def carried(sentences: list[str], score: int = 3, stage: str = "definitief", made: tuple[int, ...] = (0,)) -> Carried:
    """A choice by names instead of keys."""
    keys = {name: key for key, name in richest(EVIDENCE).names.items()}
    named = [keys.get(name, name) for name in sentences]
    return Carried(commitments=[keys[f"commitment {n}"] for n in made], sentences=named, stage=stage, score=score)


def choose(*found: Carried) -> Selection:
    return read(EVIDENCE, richest(EVIDENCE), Choices(carried=list(found), none=[]))


def told(selection: Selection) -> list[list[tuple[str, list[str]]]]:
    return [
        [(document.item.document.id, [sentence.key for sentence in document.sentences]) for document in each.documents]
        for each in selection.dossiers
    ]


def test_commitments_and_dossiers_are_shown_with_stage_and_date_under_keys() -> None:
    shown = richest(EVIDENCE)
    made = keyed_sentences(shown.values["voornemens"])
    assert shown.values["voornemens"].startswith("1.2 Fiets\n[")
    assert list(made.values()) == ["We investeren in veilige fietspaden.", "We bouwen stallingen bij stations {x}."]
    lines = [line.partition("] ")[2] or line for line in shown.values["dossiers"].splitlines()]
    assert lines[:4] == [
        "Dossier 1: Titel 0 {x}",
        "2021-07-02, nota, definitief",
        APPROVED,
        "Dossier 2: Titel 2 {x}",
    ]


def test_where_room_is_short_the_last_dossiers_are_shown_by_their_titles_alone() -> None:
    evidence = titled(evidence_of((APPROVED,), (GRANTED,)))
    shown = pages(evidence)[-2]()
    assert shown.values["dossiers"].splitlines()[:2] == ["Dossier 1:", "2021-03-12, nota, principieel"]
    assert list(shown.names.values())[-2:] == ["t0", "t1"]
    picked = Carried(commitments=[], sentences=[list(shown.names)[-1]], stage="toekenning", score=3)
    selection = read(evidence, shown, Choices(carried=[picked], none=[]))
    assert told(selection) == [[("doc1", ["d1s0"])]]
    assert (selection.left_out, selection.took["restaged"]) == ((), 0)


def titled(evidence: Evidence) -> Evidence:
    """The evidence with titles that can be cited."""
    items = evidence.documents
    keyed = [
        replace(item, title=EvidenceSentence(f"t{n}", item.document.id, 0, 1, "Titel", "title", 0.0))
        for n, item in enumerate(items)
    ]
    return replace(evidence, documents=tuple(keyed))


def test_the_hyphens_of_line_ends_are_not_shown() -> None:
    evidence = replace(evidence_of((APPROVED,)), commitments=(Commitment(0, 9, "We maken econo-mische plannen."),))
    assert "economische" in richest(evidence).values["voornemens"]


def test_prompts_get_shorter_until_one_document_is_left() -> None:
    evidence = evidence_of(*[(LONG, GRANTED)] * 5)
    sizes = [count_tokens(make().values["dossiers"]) for make in pages(evidence)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < sizes[0] / 10
    assert len(keyed_sentences(pages(evidence)[-1]().values["dossiers"])) == 1


def test_the_sentence_that_decides_is_shown_before_others() -> None:
    others = [f"Iets anders over fietspaden, nummer {n}." for n in range(3)]
    (_, *shown) = richest(evidence_of((*others, APPROVED))).values["dossiers"].split("[")
    assert [APPROVED in line for line in shown] == [False, True, False]


def test_a_dossier_is_told_with_its_latest_stage_and_the_sentence_that_decides() -> None:
    selection = choose(carried(["d0s0"]), carried(["d2s0"], score=2, made=(1, 0)))
    assert told(selection) == [[("doc1", ["d1s0"]), ("doc0", ["d0s0"])], [("doc2", ["d2s0"])]]
    assert [(each.score, each.commitments) for each in selection.dossiers] == [(3, (0,)), (2, (1, 0))]


def test_weak_dossiers_are_not_told_and_strong_ones_come_first() -> None:
    selection = choose(carried(["d0s0"], score=1), carried(["d2s0"], score=2), carried(["d3s0"], score=99))
    assert [(row[0][0], each.score) for row, each in zip(told(selection), selection.dossiers, strict=True)] == [
        ("doc3", 3),
        ("doc2", 2),
    ]


def test_sentences_of_two_dossiers_in_one_answer_are_two_dossiers() -> None:
    assert [row[0][0] for row in told(choose(carried(["d2s0", "d3s0"])))] == ["doc2", "doc3"]


def test_unknown_keys_are_passed_over_and_counted() -> None:
    selection = choose(carried(["d2s0", "verzonnen"], stage="toekenning"))
    assert told(selection) == [[("doc2", ["d2s0"])]]
    assert (selection.took["unknown"], selection.took["restaged"]) == (1, 0)


def test_a_stage_that_the_source_is_not_at_is_counted_and_not_believed() -> None:
    selection = choose(carried(["d0s0"], stage="bekrachtiging"))
    assert selection.took["restaged"] == 1
    assert selection.dossiers[0].documents[1].item.stage.name == "principieel"


def test_an_answer_that_names_no_sentence_that_was_shown_is_refused() -> None:
    with pytest.raises(ModelError) as caught:
        choose(carried(["verzonnen"]))
    assert caught.value.code == "key.unknown"


def test_nothing_chosen_is_an_answer() -> None:
    assert choose().dossiers == ()


def test_documents_that_are_not_shown_are_left_out() -> None:
    shown = pages(EVIDENCE)[-1]()
    selection = read(EVIDENCE, shown, Choices(carried=[], none=[]))
    assert selection.left_out == ("doc2", "doc3")
    assert selection.took["documents"] == 2


def test_the_rules_tell_every_dossier_by_what_it_was_found_for() -> None:
    selection = by_rules(EVIDENCE)
    assert [row[0][0] for row in told(selection)] == ["doc1", "doc2", "doc3"]
    assert {each.commitments for each in selection.dossiers} == {(0,)}
