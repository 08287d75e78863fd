"""Sources that add nothing, and sources that should have been another."""

from collections.abc import Sequence

from rag.documents import Document
from rag.support.attribution import misattribution, padding
from rag.support.sources import Source, nearest
from tests.samples import CYCLING, HOUSING, PREMIUM

CLAIM = "De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden."
BOTH = "Er is 150 miljoen euro voor fietspaden, en de premie voor energierenovatie van woningen stijgt."


def score(claim: str, documents: Sequence[Document]) -> float:
    """The share of the claim's words that the nearest sentence of any document has, added up."""
    found = [nearest(claim, [Source(document)]) for document in documents]
    return min(1.0, sum(passage.share for passage in found if passage and passage.share > 0.5))


def test_a_source_that_adds_nothing_is_padding() -> None:
    found = list(padding(CLAIM, {0: CYCLING, 1: PREMIUM}, score))
    assert [(number, objection.code, objection.document) for number, objection in found] == [
        (1, "citation.padding", PREMIUM.id)
    ]


def test_sources_that_each_carry_a_part_are_no_padding() -> None:
    assert list(padding(BOTH, {0: CYCLING, 1: PREMIUM}, score)) == []
    assert list(padding(CLAIM, {0: CYCLING}, score)) == []


def test_the_right_source_of_the_list_is_named() -> None:
    ((number, found),) = misattribution(CLAIM, {0: PREMIUM}, {0: PREMIUM, 1: HOUSING, 2: CYCLING}, score)
    assert (number, found.code, found.document) == (0, "citation.misattributed", CYCLING.id)
    title = "Kopenhagenplan: subsidie voor fietspaden"
    assert found.message == f"Bron [0] draagt de zin niet; bron [2] lijkt dat wel te doen: “{title}”."


def test_a_source_that_carries_its_sentence_or_has_no_better_is_not_misattributed() -> None:
    assert list(misattribution(CLAIM, {0: CYCLING}, {0: CYCLING, 1: HOUSING}, score)) == []
    assert list(misattribution(CLAIM, {0: PREMIUM}, {0: PREMIUM, 1: HOUSING}, score)) == []
