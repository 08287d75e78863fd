"""Names of a sentence against its sources."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents import Span
from rag.dutch.places import PLACES
from rag.support.names import check_names, names_of
from rag.support.sources import Source
from tests.samples import document
from tests.support.texts import source

TEXT = (
    "De Vlaamse Regering steunt Antwerpse scholen en de stad Leuven via de Vlaamse Dienst voor Arbeidsbemiddeling en "
    "Beroepsopleiding, Oost- en West-Vlaanderen, imec en het digibankproject, zie artikel 12 en Richtlijn 2018/2001."
)


def missing(claim: str, text: str = TEXT) -> list[str]:
    return [claim[found.start : found.end] for found in check_names(claim, [source(text)])]


@pytest.mark.parametrize(
    ("claim", "names"),
    [
        ("De regering steunt Gent.", ["Gent"]),
        ("Gent krijgt steun.", ["Gent"]),
        ("Steun gaat naar Hilde Janssens van de KBC.", ["Hilde Janssens", "KBC"]),
        ("De taken van Flanders Investment & Trade in Gent.", ["Flanders Investment & Trade", "Gent"]),
        ("Steun voor 'Generatie Zefier' in scholen.", ["Zefier"]),
        ("De OVAM voert dit uit.", ["OVAM"]),
        ("Steun voor Limburg en Leuven.", ["Limburg"]),
        ("Volgens artikel 13 en Richtlijn 2018/2002 kan dat.", ["artikel 13", "Richtlijn 2018/2002"]),
        ("Er is een CLIL-methode.", ["CLIL-methode"]),
    ],
)
def test_a_name_that_no_source_has_is_reported(claim: str, names: list[str]) -> None:
    assert missing(claim) == names


@pytest.mark.parametrize(
    "claim",
    [
        TEXT,
        "Scholen in Antwerpen en Leuvense scholen krijgen steun.",
        "De VDAB krijgt steun.",
        "Steun in Oost-Vlaanderen.",
        "Het project Digibanken loopt.",
        "De Vlaamse Regering en het Vlaams Parlement zetten het Regeerakkoord om in 5 miljoen EUR.",
        "Gesteund werd: Nieuwe scholen. Ook dat telt.",
        "Samenwerking en Overleg in Vervoersregio’s: scholen krijgen steun.",
        "Volgens artikel 12 en Richtlijn 2018/2001.",
    ],
)
def test_a_name_in_another_form_and_a_capital_that_names_nothing_pass(claim: str) -> None:
    assert missing(claim) == []


def test_short_and_long_names_of_one_body_are_the_same() -> None:
    assert missing("De OVAM beslist.", "De Openbare Vlaamse Afvalstoffenmaatschappij beslist.") == []
    assert missing("Steun via het Agentschap Natuur en Bos.", "Steun via het ANB.") == []


def test_the_halves_of_a_province_are_not_the_province() -> None:
    assert missing("Steun in West-Vlaanderen.", "Het westen van Vlaanderen krijgt steun.") == ["West-Vlaanderen"]


def test_a_name_may_stand_in_the_title_of_the_cited_sentence() -> None:
    found = document("x", ("title", "Kazerne Tervuren"), ("body", "Ze wordt gerestaureerd."))
    start = found.text.index("Ze")
    assert (
        list(check_names("De kazerne in Tervuren krijgt steun.", [Source(found, (Span(start, len(found.text)),))]))
        == []
    )


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(sorted(PLACES)), st.sampled_from(sorted(PLACES)))
def test_any_place_is_a_name_even_at_the_start_and_is_found_where_it_stands(place: str, other: str) -> None:
    claim = f"{place} krijgt steun."
    assert [match[0] for match in names_of(claim)] == [place]
    assert missing(claim, f"Er komt steun voor {place} en {other}.") == []
