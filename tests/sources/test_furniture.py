"""rag/sources/furniture.py: what pages bear besides their text goes, and only that."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.sources.furniture import strip_furniture
from rag.sources.typography import Style, StyledLine

BODY, SMALL, LARGE = Style(10.0, "Sans"), Style(7.0, "Sans"), Style(14.0, "Sans")

Pages = Sequence[Sequence[str | tuple[str, Style]]]


def on_pages(pages: Pages) -> list[StyledLine]:
    rows = [(number, row) for number, page in enumerate(pages, start=1) for row in page]
    return [StyledLine(number, *(row if isinstance(row, tuple) else (row, BODY))) for number, row in rows]


def texts(pages: Pages, titles: dict[str, Style] | None = None) -> list[str]:
    return [line.text for line in strip_furniture(on_pages(pages), BODY, titles or {}).lines]


def test_numbers_that_count_along_go_wherever_they_stand_and_whatever_they_stand_in() -> None:
    pages = [[f"Regeerakkoord 2019-2024 | {number + 9}", f"Zin {word}."] for number, word in enumerate("abcd")]
    assert texts(pages) == ["Zin a.", "Zin b.", "Zin c.", "Zin d."]
    pages = [[f"Zin {word}.", f"Pagina {number} van 4"] for number, word in enumerate("abcd", start=1)]
    assert texts(pages) == ["Zin a.", "Zin b.", "Zin c.", "Zin d."]


def test_other_numbers_at_an_edge_stay() -> None:
    pages = [[str(number), *rows] for number, rows in enumerate([["Tegen"], ["2030."], ["In"], ["40 jaar"]], start=1)]
    assert texts(pages) == ["Tegen", "2030.", "In", "40 jaar"]


def test_a_heading_that_begins_every_chapter_is_no_running_head() -> None:
    pages: Pages = [[("Uitdagingen en visie", LARGE), f"Zin {word}."] for word in "abcd"]
    assert texts(pages).count("Uitdagingen en visie") == 4


def test_a_running_head_that_stands_once_is_known_by_the_title_it_repeats() -> None:
    pages: Pages = [[("Wonen", LARGE), "Een zin"], ["WONEN", "die doorgaat."], ["Werken", "Nog een zin."]]
    assert texts(pages, {"wonen": LARGE}) == ["Wonen", "Een zin", "die doorgaat.", "Werken", "Nog een zin."]


def test_a_note_goes_with_its_mark_and_small_print_that_nothing_refers_to_stays() -> None:
    pages: Pages = [
        [
            "Het ecosysteem1 en “de helix”*, met CO2",
            ("1 Een ecosysteem is een", SMALL),
            ("geheel.", SMALL),
            ("* Een model.", SMALL),
            "en 2 fondsen.",
            ("2 Bron: Statbel.", SMALL),
        ]
    ]
    assert texts(pages) == ["Het ecosysteem en “de helix”, met CO2", "en 2 fondsen.", "2 Bron: Statbel."]


def test_the_last_numbered_page_is_told_where_most_have_a_number() -> None:
    pages: list[list[str]] = [[str(number), "Zin."] for number in range(1, 5)]
    assert strip_furniture(on_pages([*pages, ["Adres"]]), BODY, {}).last_numbered == 4
    assert strip_furniture(on_pages([["Zin."], ["Zin."]]), BODY, {}).last_numbered is None


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.text("ab 1", min_size=1, max_size=6), max_size=4), max_size=6))
def test_lines_that_stand_on_one_page_only_and_hold_no_number_are_never_lost(pages: list[list[str]]) -> None:
    told = [
        [f"{text}x{page}y{row}".replace("1", "een") for row, text in enumerate(rows)] for page, rows in enumerate(pages)
    ]
    told = [[text.translate(str.maketrans("0123456789", "qwertyuiop")) for text in rows] for rows in told]
    assert texts(told) == [text for rows in told for text in rows]
