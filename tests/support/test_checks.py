"""The exact checks of a claim."""

from rag.documents import Citation
from rag.support.checks import check_claim, is_title_only, quote_changed
from rag.support.sources import Source
from tests.samples import CYCLING, HOUSING, document


def test_an_amount_that_no_source_states_is_found_where_it_stands() -> None:
    claim = "Vlaanderen kent 15 miljoen euro toe voor fietspaden."
    (finding,) = check_claim(claim, (Source(HOUSING), Source(CYCLING)))
    assert (finding.code, claim[finding.start : finding.end]) == ("fact.number", "15 miljoen euro")
    assert finding.document == CYCLING.id
    assert finding.quote == "150 miljoen euro"


def test_the_day_of_a_decision_confirms_a_date() -> None:
    assert check_claim("Op 12 maart 2021 werden fietspaden gesubsidieerd.", (Source(CYCLING),)) == ()
    (finding,) = check_claim("Op 13 maart 2021 werden fietspaden gesubsidieerd.", (Source(CYCLING),))
    assert finding.code == "fact.date"


def test_without_sources_there_is_nothing_to_hold_a_fact_against() -> None:
    assert check_claim("Er kwam 15 miljoen euro.", ()) == ()


def test_a_quote_is_changed_when_one_letter_or_the_place_is() -> None:
    start = CYCLING.text.index("Gemeenten")
    quote = "Gemeenten leggen nieuwe fietspaden aan."
    assert not quote_changed(Citation(CYCLING.id, quote, start, start + len(quote)), CYCLING)
    assert quote_changed(Citation(CYCLING.id, quote.replace("nieuwe", "Nieuwe"), start, start + len(quote)), CYCLING)
    assert quote_changed(Citation(CYCLING.id, quote, start + 1, start + 1 + len(quote)), CYCLING)


def test_only_titles_is_told_from_a_body() -> None:
    assert is_title_only(document("x", ("title", "Wijziging"), ("long_title", "Wijziging van het decreet")))
    assert not is_title_only(CYCLING)
