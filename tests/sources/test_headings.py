"""rag/sources/headings.py: which lines are headings, and where their titles end."""

from collections.abc import Sequence

import pytest

from rag.sources.headings import HeadingFinder, Numbered, Numbering, squash
from rag.sources.typography import Style, StyledLine

BODY, BOLD, LARGE, HUGE = Style(10.0, "Sans"), Style(10.0, "Sans-Bold"), Style(14.0, "Sans"), Style(24.0, "Sans")
NUMBERING = Numbering(r"\d{1,2}", r"\d{1,2}(?:\.\d{1,2})+")


def found(rows: Sequence[tuple[str, Style]], **known: set[str]) -> list[tuple[str, str, str]]:
    lines = [StyledLine(1, text, style) for text, style in rows]
    return [(item.level, item.number, item.title) for item in HeadingFinder(NUMBERING, BODY, **known).find(lines)]


@pytest.mark.parametrize(
    ("text", "section", "chapter"),
    [
        ("1.2.1", Numbered("1.2.1", ""), None),
        ("2.2.1.", Numbered("2.2.1", ""), None),
        ("4.3 Huren", Numbered("4.3", "Huren"), None),
        ("1 — Onderwijs", None, Numbered("1", "Onderwijs")),
        ("12. Zorg", None, Numbered("12", "Zorg")),
        ("1.200 zitjes", None, None),
        ("2030", None, None),
        ("1ste plaats", None, None),
    ],
)
def test_a_line_is_read_as_a_number_and_a_title(text: str, section: Numbered | None, chapter: Numbered | None) -> None:
    assert (NUMBERING.section(text), NUMBERING.chapter(text)) == (section, chapter)


def test_the_first_group_of_a_pattern_is_the_number() -> None:
    numbering = Numbering(r"(?:Hoofdstuk|Titel) ([IVX]+)", r"artikel (\d+)|§ (\d+)")
    assert numbering.chapter("Titel IV: Zorg") == Numbered("IV", "Zorg")
    assert numbering.section("§ 12 Huren") == Numbered("12", "Huren")


def test_numbers_beside_above_and_in_other_letters_than_their_titles() -> None:
    rows = [
        ("1", HUGE),
        ("Wonen in de", HUGE),
        ("stad", HUGE),
        ("1.1 Huren", BOLD),
        ("1.1.1", LARGE),
        ("Sociale", BOLD),
        ("huur", BOLD),
        ("Tekst.", BODY),
        ("2", HUGE),
        ("Zorg", HUGE),
    ]
    assert found(rows) == [
        ("chapter", "1", "Wonen in de stad"),
        ("section", "1.1", "Huren"),
        ("section", "1.1.1", "Sociale huur"),
        ("chapter", "2", "Zorg"),
    ]


def test_what_is_set_as_the_text_or_reads_like_a_sentence_is_no_heading() -> None:
    rows = [("1 Wonen", LARGE), ("1.1 Huren", BODY), ("2.5 miljoen euro", BOLD), ("3 Vrije noot", Style(7.0, "Sans"))]
    assert found(rows) == [("chapter", "1", "Wonen")]


def test_a_larger_line_without_a_number_ends_a_chapter_unless_it_is_named_as_one() -> None:
    rows = [("1 Wonen", LARGE), ("Tekst.", BODY), ("Deel twee", HUGE), ("Slot-", LARGE), ("woord", LARGE)]
    assert found(rows)[1:] == [("part", "", "Deel twee"), ("part", "", "Slotwoord")]
    assert found(rows, named={"slotwoord"})[2] == ("chapter", "", "Slotwoord")


def test_a_title_ends_where_a_listed_one_does() -> None:
    rows = [("1 Wonen", HUGE), ("1.1", LARGE), ("Huren", LARGE), ("Onze plannen", LARGE), ("Tekst.", BODY)]
    assert found(rows)[1] == ("section", "1.1", "Huren Onze plannen")
    assert found(rows, listed={"huren"})[1] == ("section", "1.1", "Huren")


def test_without_chapters_there_are_no_headings() -> None:
    assert found([("1.1 Huren", LARGE), ("Tekst.", BODY)]) == []


def test_titles_are_the_same_however_they_are_printed() -> None:
    assert squash("Energie- en  KLIMAAT.") == squash("energie-en klimaat")
