"""Denials and opposites."""

import pytest

from rag.support.negation import check_negation
from tests.support.texts import source

TEXT = (
    "De Vlaamse Regering verlengt de premie voor isolatie van daken en verhoogt het bedrag. "
    "Steden mogen geen taks heffen."
)


def messages(claim: str, text: str = TEXT) -> list[str]:
    return [found.message for found in check_negation(claim, [source(text)])]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (
            "De Vlaamse Regering verlengt de premie voor isolatie van daken niet en verhoogt het bedrag.",
            "Het verslag zegt “niet”; de bron zegt dat niet.",
        ),
        ("Steden mogen een taks heffen.", "De bron zegt “geen”; het verslag laat dat weg."),
        (
            "De Vlaamse Regering verlaagt het bedrag van de premie voor isolatie van daken.",
            "Het verslag zegt “verlaagt”; de bron zegt “verhoogt”.",
        ),
        (
            "De Vlaamse Regering zet de premie voor isolatie van daken stop.",
            "Het verslag zegt “zet de premie voor isolatie van daken stop”; de bron zegt “verlengt”.",
        ),
    ],
)
def test_the_opposite_of_the_source_is_reported(claim: str, expected: str) -> None:
    assert messages(claim) == [expected]


@pytest.mark.parametrize(
    "claim",
    [
        TEXT,
        "De Vlaamse Regering verlengt de premie voor isolatie van daken.",
        "De Vlaamse Regering verhoogt niet alleen het bedrag, maar verlengt ook de premie voor isolatie van daken.",
        "Niet elke burger kent de weg naar het loket.",
    ],
)
def test_the_same_said_otherwise_passes(claim: str) -> None:
    assert messages(claim) == []


def test_a_denial_that_any_source_has_passes() -> None:
    claim = "De premie voor daken wordt verlengd, en steden mogen geen taks op parkeren heffen."
    sources = [source("De premie voor daken wordt verlengd."), source("Steden mogen geen taks heffen.", identity="b2")]
    assert list(check_negation(claim, sources)) == []


def test_a_denial_put_in_a_copied_sentence_is_reported_though_the_sentence_has_others() -> None:
    text = "Wie geen diploma heeft, mag in de grote steden het nieuwe examen zonder kosten afleggen."
    claim = text.replace("mag in", "mag niet in")
    assert messages(claim, text) == ["Het verslag zegt “niet”; de bron zegt dat niet."]


def test_a_clause_left_out_takes_its_denial_with_it() -> None:
    text = "Gezinnen met schulden krijgen op tijd hulp van het lokaal bestuur, zodat ze niet worden afgesloten."
    assert messages("Gezinnen met schulden krijgen op tijd hulp van het lokaal bestuur.", text) == []
