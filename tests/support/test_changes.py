"""Words put in, or in the place of others, in a sentence that is otherwise the source's."""

import pytest

from rag.support.changes import check_changes
from tests.support.texts import source

TEXT = (
    "De Vlaamse Regering geeft ouderen in de stad een premie voor een elektrische fiets of een abonnement op de tram."
)


def objections(claim: str) -> list[tuple[str, str]]:
    return [(found.code, claim[found.start : found.end]) for found in check_changes(claim, [source(TEXT)])]


def test_a_word_in_the_place_of_another_is_shown_beside_it() -> None:
    claim = TEXT.replace("ouderen", "jongeren")
    (found,) = check_changes(claim, [source(TEXT)])
    assert (found.code, found.message) == (
        "claim.changed",
        "Het verslag zegt “jongeren”; de bron zegt “ouderen”.",
    )
    assert TEXT[found.source_start : found.source_end] == found.quote == "ouderen"


def test_a_statement_that_is_added_is_reported_whole() -> None:
    claim = TEXT.replace(".", ", en verplicht scholen om zwemlessen te organiseren.")
    assert objections(claim) == [("claim.added", "verplicht scholen om zwemlessen te organiseren")]


@pytest.mark.parametrize(
    "claim",
    [
        TEXT,
        "De Vlaamse Regering geeft ouderen in de stad een premie voor een elektrische fiets.",
        "Ouderen in de stad krijgen van de Vlaamse Regering een premie voor een elektrische fiets of tramabonnement.",
        "Wie kiest voor duurzame verplaatsingen, krijgt hulp van de overheid.",
    ],
)
def test_what_is_shortened_reordered_or_told_in_other_words_is_left_to_a_judge(claim: str) -> None:
    assert objections(claim) == []


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (", op verzoek van de kerkraad.", "op verzoek van de kerkraad"),
        (" en roeit daarmee armoede uit.", "roeit daarmee armoede uit"),
    ],
)
def test_a_clause_put_behind_a_copied_sentence_is_reported(end: str, told: str) -> None:
    assert objections(TEXT.replace(".", end)) == [("claim.added", told)]


def test_a_clause_of_another_sentence_of_the_source_passes() -> None:
    text = f"{TEXT} Wie verhuist, betaalt de premie terug."
    claim = TEXT.replace(".", ", en wie verhuist, betaalt de premie terug.")
    assert list(check_changes(claim, [source(text)])) == []


def test_a_word_from_elsewhere_in_the_source_stands_out_in_a_copy_true_to_the_letter() -> None:
    text = f"{TEXT} Jongeren krijgen niets."
    (found,) = check_changes(TEXT.replace("ouderen", "jongeren"), [source(text)])
    assert (found.code, found.quote) == ("claim.changed", "ouderen")


def test_a_word_put_in_a_copy_is_reported() -> None:
    assert objections(TEXT.replace("een premie", "een kleurige premie")) == [("claim.changed", "kleurige")]
