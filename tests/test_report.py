"""The nouns of a report."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.markdown import parse_blocks
from rag.report import Claim


def claim(markdown: str) -> Claim:
    """The only sentence of a text."""
    ((only,),) = [block.claims for block in parse_blocks(markdown)]
    return only


def shown(markdown: str) -> list[tuple[str, tuple[int, ...]]]:
    """The clauses of the only sentence of a text."""
    only = claim(markdown)
    return [(only.text[clause.start : clause.end].strip(), clause.numbers) for clause in only.clauses]


def test_a_marker_in_the_middle_speaks_for_the_words_before_it() -> None:
    assert shown("De premie stijgt [0][1], en er komen twintig loketten bij [2].") == [
        ("De premie stijgt", (0, 1)),
        (", en er komen twintig loketten bij.", (2,)),
    ]


def test_words_behind_the_last_marker_have_no_number_unless_they_are_few() -> None:
    assert shown("De premie stijgt [0], wat toont dat er gewerkt wordt.") == [
        ("De premie stijgt", (0,)),
        (", wat toont dat er gewerkt wordt.", ()),
    ]
    assert shown("De premie stijgt [0-2] vanaf 2021.") == [("De premie stijgt vanaf 2021.", (0, 1, 2))]


def test_a_row_is_one_however_its_markers_are_joined() -> None:
    assert shown("De premie stijgt \\[0\\], [3] en [5].") == [("De premie stijgt, en.", (0, 3, 5))]
    assert shown("De premie stijgt.") == [("De premie stijgt.", ())]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["premies", "loketten en", "in Gent, en"]), st.integers(0, 9)), max_size=6))
def test_clauses_cover_the_claim_and_keep_every_number(parts: list[tuple[str, int]]) -> None:
    only = claim("Er komen " + " ".join(f"{words} [{number}]" for words, number in parts) + " bij.")
    clauses = only.clauses
    assert "".join(only.text[clause.start : clause.end] for clause in clauses) == only.text
    assert {number for clause in clauses for number in clause.numbers} == set(only.numbers)
