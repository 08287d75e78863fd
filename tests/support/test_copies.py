"""A claim laid beside the sentence it repeats."""

from rag.support.copies import copy_of
from tests.support.texts import source

TEXT = "De regering geeft ouderen in de stad een premie voor een elektrische fiets."


def test_the_shared_runs_and_the_changes_are_told_apart() -> None:
    copy = copy_of("De regering geeft jongeren in de stad een premie, en ook een helm.", (source(TEXT),))
    assert copy is not None
    assert next((tuple(m[0] for m in mine), tuple(m[0] for m in theirs)) for mine, theirs in copy.changes) == (
        ("jongeren",),
        ("ouderen",),
    )
    assert [" ".join(m[0] for m in copy.mine[a:b]) for a, b in copy.own()] == ["jongeren", "en ook een helm"]
    assert copy.copied == 8


def test_words_that_say_where_a_sentence_stands_are_no_part_of_it() -> None:
    copy = copy_of(f"Letterlijk staat er: “{TEXT}”", (source(TEXT),))
    assert copy is not None
    assert copy.share == 1
    assert copy.changes == ()


def test_a_claim_that_shares_no_word_has_nothing_beside_it() -> None:
    assert copy_of("Zwembaden openen hun deuren.", (source(TEXT),)) is None


def test_a_word_that_the_source_has_broken_is_no_difference() -> None:
    broken = source("De regering kent een subsidie toe a an de stad Aals t voor de bouw van een school.")
    copy = copy_of("De regering kent een subsidie toe aan de stad Aalst voor de bouw van een school.", (broken,))
    assert copy is not None
    assert copy.changes == ()
