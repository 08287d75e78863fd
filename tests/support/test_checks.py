"""All checks together."""

from rag.documents import Citation, Document, Span
from rag.support.checks import CHECKS, check_claim, quote_changed, stated_facts
from rag.support.severity import SEVERITIES, bears_on_support, severity
from rag.support.sources import Source
from tests.samples import CYCLING, HOUSING, PREMIUM
from tests.support.texts import source


def test_an_amount_that_no_source_states_is_found_where_it_stands() -> None:
    claim = "Vlaanderen kent 15 miljoen euro toe voor fietspaden."
    (found,) = check_claim(claim, (Source(HOUSING), Source(CYCLING)))
    assert (found.code, claim[found.start : found.end]) == ("fact.number", "15 miljoen euro")
    assert (found.document, found.quote) == (CYCLING.id, "150 miljoen euro")


def test_the_day_of_a_decision_confirms_a_date() -> None:
    assert check_claim("Op 12 maart 2021 werden fietspaden gesubsidieerd.", (Source(CYCLING),)) == ()
    (found,) = check_claim("Op 13 maart 2021 werden fietspaden gesubsidieerd.", (Source(CYCLING),))
    assert found.code == "fact.date"


def test_without_sources_there_is_nothing_to_hold_a_fact_against() -> None:
    assert check_claim("Er kwam 15 miljoen euro.", ()) == ()


def test_objections_stand_in_the_order_of_the_claim_and_quote_their_source() -> None:
    claim = "De federale regering kent 99 miljoen euro toe voor fietspaden in Gent, een indrukwekkende stap."
    found = check_claim(claim, (Source(CYCLING),))
    assert [objection.code for objection in found] == ["fact.actor", "fact.number", "fact.name", "wording.evaluative"]
    for objection in found:
        assert claim[objection.start : objection.end]
        if objection.quote is not None:
            assert CYCLING.text[objection.source_start : objection.source_end] == objection.quote


def test_every_sentence_of_a_source_passes_against_itself() -> None:
    documents: tuple[Document, ...] = (CYCLING, HOUSING, PREMIUM)
    for document in documents:
        for segment in document.segments:
            assert check_claim(document.text[segment.start : segment.end], (Source(document),)) == ()


def test_stated_facts_are_counted_by_kind() -> None:
    counts = stated_facts("In Gent kwam op 1 mei 2021 maximaal 5 miljoen euro en 30% steun.")
    assert dict(counts) == {"fact.name": 1, "fact.date": 1, "fact.number": 2}


def test_every_code_that_checks_use_has_a_severity() -> None:
    claims = (
        "Zoals afgesproken in het regeerakkoord is de premie verhoogd.",
        "“Dit staat er zo niet in” werd ingevoerd.",
    )
    found = [*check_claim(claims[0], ()), *check_claim(claims[1], (Source(HOUSING),))]
    assert {objection.code for objection in found} == {"source.agreement", "quote.missing", "stage.overclaim"}
    assert {severity(objection.code) for objection in found} == {"hard"}
    assert all(bears_on_support(objection.code) for objection in found)
    assert not bears_on_support("wording.evaluative")
    assert not bears_on_support("support.none")
    assert set(SEVERITIES.values()) == {"hard", "doubt"}
    assert len(CHECKS) == len(set(CHECKS))


def test_a_quote_is_changed_when_one_letter_or_the_place_is() -> None:
    start = CYCLING.text.index("Gemeenten")
    quote = "Gemeenten leggen nieuwe fietspaden aan."
    assert not quote_changed(Citation(CYCLING.id, quote, start, start + len(quote)), CYCLING)
    assert quote_changed(Citation(CYCLING.id, quote.replace("nieuwe", "Nieuwe"), start, start + len(quote)), CYCLING)
    assert quote_changed(Citation(CYCLING.id, quote, start + 1, start + 1 + len(quote)), CYCLING)


def test_only_the_cited_stretch_of_a_source_is_read() -> None:
    whole = source("Er komt 5 miljoen euro. Er komen tien scholen.")
    second = whole.document.text.index("Er komen")
    part = Source(whole.document, (Span(second, len(whole.document.text)),))
    assert check_claim("Er komt 5 miljoen euro.", (whole,)) == ()
    assert [objection.code for objection in check_claim("Er komt 5 miljoen euro.", (part,))] == ["fact.number"]
