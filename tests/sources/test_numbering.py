"""rag/sources/numbering.py: which items a line begins."""

import pytest

from rag.sources.numbering import item_numbers


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("1. Wat?", {1}),
        ("1.", {1}),
        ("12) Wat?", {12}),
        ("1-3. Samen.", {1, 2, 3}),
        ("1. - 3. Samen.", {1, 2, 3}),
        ("1 tot en met 3. Samen.", {1, 2, 3}),
        ("1. en 2. Samen.", {1, 2}),
        ("1, 2 en 4. Samen.", {1, 2, 4}),
        ("1., 2. en 3. Samen.", {1, 2, 3}),
        ("1. - De minister", {1}),
        ("Vraag 1: Wat?", {1}),
        ("Antwoord op vragen 1 en 2: Dit.", {1, 2}),
        ("**2.** Wat?", {2}),
        ("1.5 miljoen euro", set()),
        ("13 december 2023", set()),
        ("1-3 procent", set()),
        ("2023. Dat jaar", set()),
        ("3-1. Andersom", set()),
        ("Artikel 1. Dit", set()),
        ("1 ,1 " * 1000, set()),
    ],
)
def test_a_line_begins_the_items_it_numbers(line: str, numbers: set[int]) -> None:
    assert item_numbers(line) == numbers
