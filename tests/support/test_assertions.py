"""Which sentences need a citation."""

import pytest

from rag.support.assertions import needs_citation


@pytest.mark.parametrize(
    "sentence",
    [
        "De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden.",
        "Het ontwerpdecreet werd op 7 juli 2023 principieel goedgekeurd.",
        "Er kwam een nieuw loket voor starters.",
        "Premies: Een besluit verhoogt de steun, wat in lijn ligt met eerdere stappen.",
        "In antwoord op een schriftelijke vraag verklaarde de minister dat er 12 loketten zijn.",
        "Deze wijziging van het decreet laat zien dat gemeenten meer mogen.",
    ],
)
def test_a_sentence_that_says_what_was_decided_needs_a_citation(sentence: str) -> None:
    assert needs_citation(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Samenvatting:",
        "De volgende beslissingen werden genomen:",
        "Steun aan starters",
        "Doorzocht: 4.787 documenten tot en met 26 januari 2024.",
        "Deze acties laten zien dat er aan het beleid gewerkt wordt.",
        'Dit verslag toont wat er gevonden werd over de uitvoering van "2.3 Wonen" uit het regeerakkoord.',
        "Het steunt op 12 beslissingen, van 1 maart 2020 tot 7 juli 2023.",
        "Wat hier niet staat, werd niet gevonden; dat betekent niet dat het niet gebeurd is.",
        "Het regeerakkoord wil meer fietspaden.",
        "Al met al lijkt de aanpak aan te sluiten bij wat beloofd was.",
        "De focus lag op de versterking van de zorg.",
        "Er is aandacht voor kwetsbare groepen.",
        "Het is niet duidelijk of zo’n lijst bestaat.",
    ],
)
def test_a_sentence_about_the_report_the_search_or_the_promise_does_not(sentence: str) -> None:
    assert not needs_citation(sentence)
