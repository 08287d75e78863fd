"""rag/sources/agreement_pdf.py and its modules: sections from small agreements in PDF."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fpdf import FPDF

from rag.config import AgreementPdfConfig, load_config
from rag.documents import Section
from rag.errors import ConfigError
from rag.sources import agreement_pdf
from rag.sources.agreement import configured_agreement, read_agreement
from rag.sources.pdf_file import pdf_lines
from rag.sources.typography import Style, StyledLine
from tests.pdfs import write_image_pdf

TEXT, NOTE, SECTION, CHAPTER, PART = (10, ""), (7, ""), (13, ""), (24, ""), (36, "")
BOLD = (10, "B")
Row = str | tuple[str, tuple[int, str]]


def write_agreement(path: Path, pages: Sequence[Sequence[Row]]) -> Path:
    """A PDF of lines, each with the size and weight of its letters; a line without them is text."""
    pdf = FPDF()
    pdf.set_auto_page_break(False)
    for rows in pages:
        pdf.add_page()
        height = 15
        for row in rows:
            text, (size, weight) = row if isinstance(row, tuple) else (row, TEXT)
            pdf.set_font("helvetica", weight, size)
            pdf.text(20, height, text)
            height += size // 2
    pdf.output(str(path))
    return path


def numbered(pages: Sequence[Sequence[Row]], *, heads: Sequence[str]) -> Iterator[list[Row]]:
    """The pages with their number and, on odd ones, a running head on top, as a printer sets them."""
    for number, (rows, head) in enumerate(zip(pages, heads, strict=True), start=1):
        yield [str(number), *([head] if head and number % 2 else []), *rows]


CONTENTS: list[Row] = [
    ("Inhoudstafel", CHAPTER),
    ("VLAANDEREN WOONT 3", SECTION),
    "1 - Wonen 4",
    "1.1 Huren 4",
    "1.2 Een sterke markt voor wie wil",
    "kopen of bouwen 5",
    "1.2.1 Premies 5",
    "VLAANDEREN LEERT 6",
    "1 - Onderwijs 7",
    "1.1 Scholen 7",
    "1.2 Leraren 8",
]
HOUSING: list[Row] = [
    ("1", CHAPTER),
    ("Wonen", CHAPTER),
    "Iedereen moet goed kunnen wonen in Vlaanderen, in de stad en daarbuiten.",
    ("1.1", SECTION),
    ("Huren", SECTION),
    "We bouwen aan een omwen-",
    "teling op bestuurs- of gemeenteniveau, met een huurgarantie1 voor iedereen die",
    "1 De garantie dekt negen maanden huur, en dat voor elke huurder in het",
    "hele land.",
]
HOUSING[-2:] = [(str(row), NOTE) for row in HOUSING[-2:]]
BUYING: list[Row] = [
    "op de private markt huurt en in een energie-",
    "efficiënte woning wil wonen.",
    ("1.2", SECTION),
    ("Een sterke markt voor wie wil", SECTION),
    ("kopen en bouwen", SECTION),
    ("1.2.1", SECTION),
    ("Premies", SECTION),
    "We verhogen de premie.",
]
SCHOOLS: list[Row] = [
    ("1", CHAPTER),
    ("Onderwijs", CHAPTER),
    ("1.1", SECTION),
    ("Scholen", SECTION),
    "We investeren 2.500 miljoen euro in scholen tegen",
    "2030.",
    "1.2",
    "is geen afdeling maar een zin die zo begint.",
]
TEACHERS: list[Row] = [("1.2", SECTION), ("Leraren", SECTION), "Leraren worden beter begeleid."]
PAGES: list[list[Row]] = [
    [("Regeerakkoord", PART)],
    CONTENTS,
    [("Vlaanderen", PART), ("woont", PART)],
    HOUSING,
    BUYING,
    [("Vlaanderen", PART), ("leert", PART)],
    SCHOOLS,
    TEACHERS,
]
HEADS = ["", "", "", "", "Wonen", "", "Onderwijs", ""]


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    back: list[Row] = [("Havenlaan 88", (12, "")), ("1000 Brussel", (12, "B"))]
    return write_agreement(tmp_path / "akkoord.pdf", [*numbered(PAGES, heads=HEADS), back])


def test_numbers_that_begin_again_in_each_chapter_are_told_apart(agreement: Path) -> None:
    sections = read_agreement(agreement)
    assert [(section.id, section.title, section.page) for section in sections.values()] == [
        ("wonen/0", "Wonen", 4),
        ("wonen/1.1", "Huren", 4),
        ("wonen/1.2.1", "Premies", 5),
        ("onderwijs/1.1", "Scholen", 7),
        ("onderwijs/1.2", "Leraren", 8),
    ]


def test_a_text_is_whole_over_pages_without_what_they_bear_besides(agreement: Path) -> None:
    assert read_agreement(agreement)["wonen/1.1"].text == (
        "We bouwen aan een omwenteling op bestuurs- of gemeenteniveau, met een huurgarantie voor iedereen die "
        "op de private markt huurt en in een energie-efficiënte woning wil wonen."
    )


def test_a_number_in_the_letters_of_the_text_is_no_heading(agreement: Path) -> None:
    text = read_agreement(agreement)["onderwijs/1.1"].text
    assert text.startswith("We investeren 2.500 miljoen euro in scholen tegen 2030.")
    assert "is geen afdeling maar een zin" in text


def test_a_last_page_without_a_number_is_read_if_it_is_set_as_the_text_is(tmp_path: Path) -> None:
    path = write_agreement(tmp_path / "a.pdf", [*numbered(PAGES, heads=HEADS), ["Ook dit hoort erbij."]])
    assert read_agreement(path)["onderwijs/1.2"].text == "Leraren worden beter begeleid. Ook dit hoort erbij."


def test_nothing_of_the_back_cover_ends_up_in_the_last_section(agreement: Path) -> None:
    assert read_agreement(agreement)["onderwijs/1.2"].text == "Leraren worden beter begeleid."


def test_a_title_ends_where_the_one_in_the_contents_does_and_is_else_that_of_the_body(tmp_path: Path) -> None:
    buying = list(BUYING)
    buying[-1:] = [("Onze plannen", SECTION), "We verhogen de premie.", ("1.3", SECTION), ("Bouwen", SECTION), "Ja."]
    buying.insert(5, "We helpen kopers.")
    path = write_agreement(tmp_path / "a.pdf", list(numbered([*PAGES[:4], buying, *PAGES[5:]], heads=HEADS)))
    sections = read_agreement(path)
    assert sections["wonen/1.2"].title == "Een sterke markt voor wie wil kopen en bouwen"
    assert sections["wonen/1.2.1"].title == "Premies"
    assert sections["wonen/1.2.1"].text == "Onze plannen\n\nWe verhogen de premie."
    assert sections["wonen/1.3"].text == "Ja."


def test_a_profile_reads_an_agreement_with_other_habits(tmp_path: Path) -> None:
    body = [f"Regel {word} van een tekst die gewoon doorgaat." for word in ("een", "twee", "drie")]
    pages: list[list[Row]] = [
        ["Coalitieakkoord", "Voorwoord"],
        [("Hoofdstuk I. Klimaat", BOLD), ("§ 1 Water", BOLD), *body, ("§ 2 Lucht", BOLD), "Schone lucht."],
        [("Hoofdstuk II. Zorg", BOLD), ("§ 1 Huisartsen", BOLD), "Er komen", ("meer huisartsen,", BOLD), "en snel."],
        [("Bijlage", BOLD), ("§ 1 Tabellen", BOLD), "Cijfers."],
        ["Colofon"],
    ]
    profile = AgreementPdfConfig(
        first_page=2,
        last_page=4,
        chapter=r"Hoofdstuk ([IVX]+)",
        section=r"§ (\d+)",
        chapters={"Zorg": "Zorg en welzijn", "Bijlage": "Bijlagen"},
    )
    sections = read_agreement(write_agreement(tmp_path / "a.pdf", pages), profile)
    assert [(section.id, section.title) for section in sections.values()] == [
        ("klimaat/1", "Water"),
        ("klimaat/2", "Lucht"),
        ("zorg-en-welzijn/1", "Huisartsen"),
        ("bijlagen/1", "Tabellen"),
    ]
    assert sections["zorg-en-welzijn/1"].text == "Er komen meer huisartsen, en snel."
    assert sections["klimaat/1"].text.endswith("drie van een tekst die gewoon doorgaat.")


def test_small_print_without_a_mark_in_the_text_stays(tmp_path: Path) -> None:
    schools = [*SCHOOLS, ("1 groot project: de nieuwe campus", NOTE)]
    path = write_agreement(tmp_path / "a.pdf", [SCHOOLS[:4] + ["Tekst. " * 9] * 3 + schools[-1:], TEACHERS])
    assert read_agreement(path)["onderwijs/1.1"].text.endswith("1 groot project: de nieuwe campus")


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ({"section": r"artikel \d+"}, r"a\.pdf: no numbered headings .* under corpus\.agreement_pdf"),
        ({"chapter": r"Titel \d+"}, r"a\.pdf: no numbered headings .* under corpus\.agreement_pdf"),
        ({"chapters": {"Energie": "Klimaat"}}, r"names 'Energie', but its chapters are 'Wonen', 'Onderwijs'"),
        ({"first_page": 40}, r"a\.pdf: has no text on the pages 40 to 8; set the pages"),
    ],
)
def test_a_profile_that_does_not_fit_says_what_to_change(
    tmp_path: Path, profile: dict[str, object], message: str
) -> None:
    path = write_agreement(tmp_path / "a.pdf", list(numbered(PAGES, heads=HEADS)))
    with pytest.raises(ConfigError, match=message):
        read_agreement(path, AgreementPdfConfig.model_validate(profile))


def test_sections_of_the_contents_that_are_not_found_are_an_error(tmp_path: Path) -> None:
    pages = [*PAGES[:4], [], *PAGES[5:]]
    path = write_agreement(tmp_path / "a.pdf", list(numbered(pages, heads=HEADS)))
    with pytest.raises(ConfigError, match=r"2 of 5 sections in its table of contents .* \('1\.2', '1\.2\.1' …\)"):
        read_agreement(path)


def test_two_chapters_of_one_name_are_an_error_that_names_both_pages(tmp_path: Path) -> None:
    path = write_agreement(tmp_path / "a.pdf", [SCHOOLS, SCHOOLS])
    with pytest.raises(ConfigError, match=r"page 2: section 'onderwijs/1\.1' is also in .*page 1"):
        read_agreement(path)


def test_a_scan_is_told_apart_from_an_agreement_without_headings(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"scan\.pdf: has no text layer, only images; run OCR"):
        read_agreement(write_image_pdf(tmp_path / "scan.pdf"))


def test_a_file_is_parsed_once_for_each_content_and_profile(
    agreement: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[Path] = []

    def counted(path: Path) -> list[StyledLine]:
        parsed.append(path)
        return pdf_lines(path)

    monkeypatch.setattr(agreement_pdf, "pdf_lines", counted)
    cache, profile = tmp_path / "cache", AgreementPdfConfig()
    first = read_agreement(agreement, profile, cache)
    assert read_agreement(agreement, profile, cache) == first
    assert [section.page for section in read_agreement(agreement, profile, cache).values()] == [4, 4, 5, 7, 8]
    assert len(parsed) == 1
    renamed = read_agreement(agreement, AgreementPdfConfig(chapters={"Wonen": "Huizen"}), cache)
    assert "huizen/1.1" in renamed
    assert len(parsed) == 2
    (kept, *_) = (cache / "agreement").iterdir()
    kept.write_text("half")
    write_agreement(agreement, [*numbered(PAGES[:-1], heads=HEADS[:-1]), [*TEACHERS[:2], "Anders."]])
    assert read_agreement(agreement, profile, cache)["onderwijs/1.2"].text == "Anders."


def test_the_configuration_names_the_file_its_profile_and_the_cache(agreement: Path, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("corpus:\n  agreement: akkoord.pdf\n  agreement_pdf:\n    chapters: {Wonen: Huizen}\n")
    assert "huizen/1.1" in configured_agreement(load_config(path))
    assert len(list((tmp_path / "cache" / "agreement").iterdir())) == 1
    path.write_text("corpus:\n  agreement_pdf:\n    section: '(\\d+'\n")
    with pytest.raises(ConfigError, match=r"config\.yaml:3: 'corpus\.agreement_pdf\.section': .* regular expression"):
        load_config(path)


def test_a_word_that_soft_hyphens_divide_is_whole() -> None:
    style, large = Style(10.0, "Sans"), Style(20.0, "Sans")
    rows = [("1 Wonen", large), ("1.1 Huren", large), ("open\xadbare en wo\xad", style), ("ningen open¬staan", style)]
    lines = [StyledLine(1, text, letters) for text, letters in rows]
    (section,) = agreement_pdf.parse_agreement(lines, AgreementPdfConfig())
    assert section.text == "openbare en woningen openstaan"


def test_a_cache_that_cannot_be_written_only_costs_time(agreement: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    assert "wonen/1.1" in read_agreement(agreement, cache=tmp_path / "cache")


def test_the_page_is_no_part_of_what_a_section_is() -> None:
    section = Section("wonen/1.1", "Wonen", "1.1", "Huren", "Tekst.", page=4)
    assert section == Section("wonen/1.1", "Wonen", "1.1", "Huren", "Tekst.")
    assert "4" not in repr(section)
