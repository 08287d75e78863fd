"""rag/sources/contents.py: where a table of contents stands and what it lists."""

from collections.abc import Sequence

import pytest

from rag.sources.contents import find_contents
from rag.sources.headings import Numbering
from rag.sources.typography import Style, StyledLine

STYLE = Style(10.0, "Sans")
NUMBERING = Numbering(r"\d{1,2}", r"\d{1,2}(?:\.\d{1,2})+")


def on_pages(pages: Sequence[Sequence[str]]) -> list[StyledLine]:
    return [StyledLine(number, text, STYLE) for number, texts in enumerate(pages, start=1) for text in texts]


def test_titles_are_listed_over_pages_and_lines() -> None:
    contents = find_contents(
        on_pages(
            [
                ["Voorwoord", "Beste lezer"],
                ["Inhoudsopgave", "DEEL EEN 4", "1 — Wonen en bou-", "wen 4", "1.1 Huren .......... 5"],
                ["Vlaamse regering", "1.2 Kopen", "van woningen 1 2", "1.3 Bouwen in 2020 1 18", "Bijlage 120"],
                ["1 Wonen", "In 2020", "Wij bouwen."],
            ]
        ),
        NUMBERING,
    )
    assert contents.pages == {2, 3}
    assert contents.numbers == ("1.1", "1.2", "1.3")
    assert contents.titles >= {"wonenenbouwen", "huren", "kopenvanwoningen", "bouwenin2020", "bijlage"}


@pytest.mark.parametrize(
    "page",
    [
        ["Tabel 3", "Uitgaven 2020", "Inkomsten 2021", "Saldo 12"],  # nothing says that it is a table of contents
        ["Inhoud", "Dit akkoord gaat over", "wonen, zorg en werk.", "Pagina 3"],
    ],
)
def test_figures_and_prose_are_no_contents(page: list[str]) -> None:
    contents = find_contents(on_pages([page]), NUMBERING)
    assert (contents.pages, contents.titles, contents.numbers) == (frozenset(), frozenset(), ())
