"""Headings are short noun phrases from titles."""

import pytest

from rag.drafting.headings import LONGEST, Subject, heading, named, short_title, trimmed
from tests.samples import document


def titled(title: str, terms: tuple[str, ...] = (), **more: object) -> Subject:
    return Subject(document(title, ("title", title), ("body", title.lower()), **more), terms)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Fietsplan.", "Fietsplan"),
        ("Plan Vlaamse Veerkracht: subsidie fietspaden gemeenten", "Subsidie fietspaden gemeenten"),
        ("Voorontwerp van decreet over de bovenlokale cultuurwerking", "Bovenlokale cultuurwerking"),
        ("Wijzigingsdecreet Integraal handelsvestigingsbeleid", "Integraal handelsvestigingsbeleid"),
        ("Principiële goedkeuring Brownfieldconvenant Zaventem", "Brownfieldconvenant Zaventem"),
        ("Middelentoets sociale huurwoning: wijziging besluit", "Middelentoets sociale huurwoning"),
        ("Decreet Wonen in eigen streek: uitvoeringsbesluit", "Wonen in eigen streek"),
        ("Ontwerpdecreet dat een waarborg invoert", "Ontwerpdecreet dat een waarborg invoert"),
        ("Verzameldecreet energie", "Verzameldecreet energie"),
    ],
)
def test_what_tells_only_the_kind_of_decision_is_left_out(title: str, expected: str) -> None:
    assert trimmed(short_title(titled(title).document)) == expected


def test_the_long_title_behind_a_title_is_left_out() -> None:
    title = "Licentie radio-omroepen Voorontwerp van besluit van de Vlaamse Regering tot wijziging van artikel 17"
    assert short_title(titled(title).document) == "Licentie radio-omroepen"


@pytest.mark.parametrize(
    "title",
    [
        "Taalscreening bij begin leerplicht in het gewoon onderwijs en voldoende aanwezigheid van vijfjarigen",
        "Aanwijzing dienst die slachtoffer informeert over beslissing tot herziening maatregel of sanctie jeugdrecht",
        "Subsidie begeleiding veehouders met het oog op vrijwaring van het welzijn van de door hen gehouden dieren",
    ],
)
def test_a_long_title_ends_as_a_phrase(title: str) -> None:
    short = trimmed(title)
    assert len(short) <= LONGEST
    assert title.startswith(short)
    assert short.split()[-1] not in {"van", "de", "het", "en", "met", "oog", "die", "of", "over", "in"}


def test_the_title_with_the_words_of_the_promise_is_the_heading() -> None:
    subjects = [titled("Steun aan proefprojecten mobiliteit"), titled("Veilige fietspaden, en meer", ("fietspaden",))]
    assert heading(subjects) == "Veilige fietspaden, en meer"


def test_what_is_about_one_organisation_does_not_stand_for_several_decisions() -> None:
    assert heading([titled("vzw Fietsersbond: subsidie"), titled("Fietspaden: aanleg")]) == "Fietspaden: aanleg"
    assert heading([titled("vzw Fietsersbond: subsidie")]) == "Vzw Fietsersbond: subsidie"


def test_what_several_titles_share_stands_for_them() -> None:
    titles = [
        "Veilige fietspaden: subsidie Gent",
        "Veilige fietspaden: subsidie Brugge",
        "Onderzoek fietspaden in Aalst",
    ]
    assert heading(list(map(titled, titles))) == "Veilige fietspaden"


def test_a_heading_that_is_taken_is_not_given_again_where_there_is_another() -> None:
    subjects = [titled("Veilige fietspaden"), titled("Veilige fietspaden in Gent")]
    assert heading(subjects, ["Veilige fietspaden"]) == "Veilige fietspaden in Gent"
    assert heading(subjects[:1], ["Veilige fietspaden"]) == "Veilige fietspaden"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Decreet Veilige fietspaden: wijzigingsdecreet", "Veilige fietspaden"),
        ("Wijziging besluit Codex Wonen: sociale huur", "Codex Wonen: sociale huur"),
        ("Charter Verenigingen Charter Verenigingen", "Charter Verenigingen"),
    ],
)
def test_a_title_is_named_as_it_stands_in_the_document(title: str, expected: str) -> None:
    found = named(titled(title).document)
    assert found == expected
    assert found in title
