"""rag/sources/paragraphs.py: lines of pages to paragraphs."""

import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents import Page
from rag.sources.paragraphs import Paragraph, page_lines, paragraphs


def read(*pages: str) -> list[Paragraph]:
    return paragraphs(page_lines(enumerate(pages, start=1)))


def texts(*pages: str) -> list[str]:
    return [paragraph.text for paragraph in read(*pages)]


def test_wrapped_lines_are_one_paragraph_and_a_blank_line_ends_it() -> None:
    assert texts("De Vlaamse Regering keurt het be-\nleid goed.\n \nDaarna volgt\nhet advies.") == [
        "De Vlaamse Regering keurt het beleid goed.",
        "Daarna volgt het advies.",
    ]


def test_a_line_that_was_ended_on_purpose_ends_a_paragraph() -> None:
    page = "Creativiteit\nVlaanderen staat bekend om haar innovatiekracht en\nwerklust, overal ter wereld.\nDe regering"
    assert texts(page) == [
        "Creativiteit",
        "Vlaanderen staat bekend om haar innovatiekracht en werklust, overal ter wereld.",
        "De regering",
    ]


def test_items_begin_on_a_line_of_their_own_but_not_within_a_sentence() -> None:
    page = (
        "Voorzien in het decreet van 4 april, meer bepaald in artikel\n1. Dat artikel geldt nu voor iedereen.\n"
        "2. Een tweede punt.\na) met een deel\n• en een bolletje"
    )
    assert texts(page) == [
        "Voorzien in het decreet van 4 april, meer bepaald in artikel 1. Dat artikel geldt nu voor iedereen.",
        "2. Een tweede punt.",
        "a) met een deel",
        "• en een bolletje",
    ]


def test_page_numbers_go_and_a_sentence_runs_on_over_the_page() -> None:
    pages = ("Wanneer wordt dat geëvalueerd,\n13", "en welke gevolgen heeft dat voor de ver-\n14", "voerregio's?\n\n15")
    assert read(*pages) == [
        Paragraph(
            "Wanneer wordt dat geëvalueerd, en welke gevolgen heeft dat voor de vervoerregio's?",
            (Page(0, 1), Page(31, 2), Page(70, 3)),
        )
    ]


def test_labelled_page_numbers_go_and_other_figures_stay() -> None:
    assert texts("Het bedrag in euro is\n1500\nPagina 1 van 2", "2/2\nDaarvan is besteed\n700") == [
        "Het bedrag in euro is 1500",
        "Daarvan is besteed 700",
    ]


def test_a_soft_hyphen_at_a_line_end_always_joins() -> None:
    assert texts("de auto\u00ad\nongevallen") == ["de autoongevallen"]


WORDS = st.lists(st.text("abdegiklnorstuv", min_size=1, max_size=12), min_size=1, max_size=60)


@given(st.lists(WORDS, min_size=1, max_size=5), st.integers(20, 90))
@settings(max_examples=100, deadline=None)
def test_wrapping_text_loses_no_word(sheets: list[list[str]], width: int) -> None:
    pages = ["\n".join(textwrap.wrap(" ".join(words), width)) for words in sheets]
    result = read(*pages)
    assert " ".join(paragraph.text for paragraph in result).split() == [word for words in sheets for word in words]
    for paragraph in result:
        assert paragraph.pages[0].start == 0
        assert all(0 <= page.start < len(paragraph.text) for page in paragraph.pages)
