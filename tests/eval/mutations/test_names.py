"""Errors in who, where and by what law."""

from eval.mutations import names
from tests.eval.mutations.fields import wrong


def planted(made: list[str]) -> set[str]:
    return {claim[claim.index("‹") + 1 : claim.index("›")] for claim in made}


def test_a_place_becomes_one_of_its_kind_that_the_source_does_not_name() -> None:
    found = planted(wrong(names.places, "Vijf gemeenten in de provincie Limburg krijgen steun."))
    assert found
    assert found <= {"West-Vlaanderen", "Oost-Vlaanderen", "Vlaams-Brabant"}


def test_an_advisory_body_becomes_another_one() -> None:
    found = planted(wrong(names.organisations, "De Raad van State geeft advies."))
    assert len(found) == 2
    assert "VDAB" not in found


def test_another_government_or_minister_acts() -> None:
    found = planted(wrong(names.actors, "De Vlaamse Regering vraagt de minister van Mobiliteit om een plan."))
    assert {"De federale regering", "De Waalse Regering"} <= found
    assert len(found - {"De federale regering", "De Waalse Regering", "de gouverneur", "de burgemeester"}) == 2
    assert "Mobiliteit" not in found


def test_a_law_gets_another_year_and_an_article_another_number() -> None:
    assert "2019" not in planted(wrong(names.laws, "De minister voert het decreet van 26 april 2019 uit."))
    assert len(wrong(names.laws, "De minister voert het decreet van 26 april 2019 uit.")) == 2
    (article,) = wrong(names.laws, "Dat staat in artikel 12.")
    assert article.startswith("Dat staat in ‹artikel ")
    assert "12›" not in article
