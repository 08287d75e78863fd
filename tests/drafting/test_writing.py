from dataclasses import replace

import pytest

from rag.config import DraftConfig
from rag.drafting.asking import Page
from rag.drafting.reviewing import Told
from rag.drafting.selecting import ChosenDocument, Selection, by_rules
from rag.drafting.writing import Findings, pages, read
from rag.errors import ModelError
from rag.tokens import count_tokens
from tests.drafting.writing_samples import APPROVED, FINAL, GRANTED, SECTION, evidence_of
from tests.openai_server import keyed_sentences
from tests.writing_models import dossiers, finding

EVIDENCE = evidence_of((APPROVED,), (FINAL,), (GRANTED,), dossiers=(1, 1, 2))


def richest(config: DraftConfig | None = None) -> Page:
    return pages(EVIDENCE, by_rules(EVIDENCE), config or DraftConfig())[0]()


def findings(*sentences: tuple[str, list[str]]) -> Findings:
    return Findings.model_validate({"findings": [finding(*sentences, heading="Fiets\npaden")]})


def test_only_chosen_sentences_are_shown_and_never_the_text_of_the_section() -> None:
    values = richest().values
    assert values["sectie"] == "1.2 Fiets"
    assert not any(SECTION.text[:20] in value for value in values.values())
    lines = [line.partition("] ")[2] or line for line in values["dossiers"].splitlines()]
    assert lines == [
        "Dossier 1:",
        "Titel 1 {x}",
        "2021-07-02, nota, definitief",
        FINAL,
        "2021-03-12, nota, principieel",
        APPROVED,
        "Dossier 2:",
        "Titel 2 {x}",
        "2022-01-14, nota, toekenning",
        GRANTED,
    ]


def test_length_and_citations_are_as_configured() -> None:
    lengths = {length: richest(DraftConfig(length=length)).values["lengte"] for length in ("kort", "uitgebreid")}
    assert lengths == {"kort": "één zin", "uitgebreid": "twee tot vier zinnen"}
    assert richest(DraftConfig(citations_per_sentence=2)).values["bronnen_per_zin"] == "2"


def test_a_short_report_tells_fewer_dossiers() -> None:
    evidence = evidence_of(*[(f"{GRANTED[:-1]} in {n} steden.",) for n in range(40)])
    counts = [
        len(keyed_sentences(pages(evidence, by_rules(evidence), DraftConfig(length=length))[0]().values["dossiers"]))
        for length in ("kort", "gewoon", "uitgebreid")
    ]
    assert counts == [8, 20, 30]


def test_prompts_get_shorter_until_one_dossier_is_left() -> None:
    evidence = evidence_of(*[(GRANTED, f"{GRANTED} " * 5, APPROVED)] * 4)
    sizes = [count_tokens(make().values["dossiers"]) for make in pages(evidence, by_rules(evidence), DraftConfig())]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == len(set(sizes)) or sizes[-1] < sizes[0] / 4


def test_what_must_be_mentioned_is_shown_in_more_detail_and_dropped_last() -> None:
    evidence = evidence_of(*[(GRANTED, APPROVED)] * 3)
    weak = by_rules(evidence)
    best = evidence.documents[0]
    first = replace(weak.dossiers[0], score=3, documents=(ChosenDocument(best, best.sentences),))
    shown = pages(evidence, Selection((first, *weak.dossiers[1:])), DraftConfig())
    counts = [[len(told) for told in dossiers(make().values["dossiers"])] for make in shown]
    assert counts[3] == [2, 1, 1]
    assert counts[4:7] == [[2, 1], [2], [1]]


def test_keys_become_the_sentences_behind_them_and_text_one_line() -> None:
    shown = richest()
    keys = {name: key for key, name in shown.names.items()}
    given = [f"[{keys['d2s0']}]", keys["d0s0"], f" {keys['d2s0']}", "weg"]
    (found,) = read(shown, findings(("De regering\n\nkent\u202e het \u00adtoe.", given)))
    assert found.heading == "Fiets paden"
    assert found.sentences == (Told("De regering kent het toe.", ("d2s0", "d0s0"), 1),)


def test_another_language_is_refused() -> None:
    with pytest.raises(ModelError) as caught:
        read(richest(), findings(("The government approves the decision on the bicycle lanes in the cities.", [])))
    assert caught.value.code == "model.language"
