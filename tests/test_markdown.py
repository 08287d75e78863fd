"""The published form, both ways: what is read is kept, and nothing written becomes markup."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.errors import ReportError
from rag.inline import escape, fold, marker_numbers, unescape
from rag.links import safe_url
from rag.markdown import parse, parse_blocks, render
from rag.report import Block, Claim, Marker, Reference, Report

# What an attacker, or a clumsy document, would put in a title, a claim or a date.
NASTY = [
    "<script>alert(1)</script>", "</details>", "<img src=x onerror=y>", "![a](https://evil.example/x.png)",
    "[klik](https://evil.example)", "[0]", "\\[0\\]", "[0, 1]", "[3-5]", "[Regeerakkoord 2.1]", "[0]: https://evil.example",
    "<https://evil.example>", "https://evil.example", "www.evil.example", "a@evil.example", "# kop", "## kop ##", "- x",
    "+ x", "1. x", "1) x", "> x", "---", "===", "***", "```", "~~~", "| a | b |", "|-|-|", "**vet**", "**X**: y", "_x_",
    "&lt;b&gt;", "&#91;0&#93;", "&copy;", "&amp;amp;", "\\", "\\\\[", "a\\", "$x$", "{{ x }}", "Kop:", "Kop\\:", "[^1]",
    "regel\n\n# kop", "\u202egnp.exe", "\x00", "Samenvatting:", "datum onbekend", "**[\\[9\\]]** : **(2020-01-01)** x",
    "x)** y", "(0", "[", "]", "(", ")", "!", "¶", "é", "5 * 3", "O&O&I",
]  # fmt: skip
OUR_TAGS = [
    *("<details>", "<summary>", "</summary>", "<p>", "</p>", "</details>"),
    *("<details>", "<summary>", "</summary>", "</details>"),
]
TEXT = st.lists(st.sampled_from(NASTY) | st.text(max_size=8), max_size=4).map(" ".join)
WORDS = TEXT.filter(lambda text: fold(text) != "")


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """A claim with markers anywhere but at its very start."""
    text = draw(WORDS)
    offsets = sorted(draw(st.lists(st.integers(1, len(text)), max_size=3)))
    return Claim("", text, tuple(Marker(f"[{n}]", (n,), offset) for n, offset in enumerate(offsets)))


BLOCKS = st.one_of(
    st.builds(Block, st.just("item"), st.tuples(claims()), st.just("1. "), st.none() | TEXT),
    st.builds(Block, st.just("paragraph"), st.lists(claims(), min_size=1, max_size=2).map(tuple), st.just(""), TEXT),
    st.builds(Block, st.just("heading"), st.just(()), st.sampled_from(["### ", "**", ""]), WORDS),
)
REFERENCES = st.builds(
    Reference, st.integers(0, 999), TEXT, TEXT, st.none() | TEXT.map("https://www.vlaanderen.be/{}".format) | TEXT
)
REPORTS = st.builds(
    Report, TEXT, TEXT, st.lists(BLOCKS, max_size=4).map(tuple), st.lists(REFERENCES, max_size=3).map(tuple)
)


def tokens(markdown: str) -> list[Token]:
    """All tokens, inline ones included, as the website's Markdown reader sees them."""
    found = []
    for token in MarkdownIt("commonmark", {"html": True}).parse(markdown):
        found += [token, *(token.children or [])]
    return found


def words(report: Report) -> list[str]:
    """The text of each block, folded, without regard to where its sentences are cut."""
    return [fold(" ".join(claim.text for claim in block.claims)) for block in report.blocks]


@settings(max_examples=150, deadline=None)
@given(REPORTS)
def test_nothing_in_a_report_becomes_markup(report: Report) -> None:
    found = tokens(render(report))
    html = "".join(token.content for token in found if token.type in ("html_block", "html_inline"))
    assert re.findall(r"<[^>]*>", html) == OUR_TAGS
    links = [token.attrs["href"] for token in found if token.type == "link_open"]
    assert links == [url for reference in report.references if (url := safe_url(reference.url))]
    kinds = {token.type for token in found}
    assert not kinds & {
        "image",
        "code_block",
        "fence",
        "code_inline",
        "blockquote_open",
        "hr",
        "em_open",
        "bullet_list_open",
    }
    headings = sum(token.type == "heading_open" for token in found)
    assert headings <= 1 + sum(block.kind == "heading" for block in report.blocks)


@settings(max_examples=150, deadline=None)
@given(REPORTS)
def test_a_rendered_report_is_read_back_whole(report: Report) -> None:
    again = parse(render(report))
    assert (again.title, again.section_text) == (fold(report.title), fold(report.section_text))
    assert words(again) == words(report)
    assert [fold(block.heading or "") for block in report.blocks] == [block.heading or "" for block in again.blocks]
    for block, read in zip(report.blocks, again.blocks, strict=True):
        assert [m.numbers for c in block.claims for m in c.markers] == [
            m.numbers for c in read.claims for m in c.markers
        ]
    assert again.references == tuple(
        Reference(
            r.number,
            fold(r.title),
            fold(r.date).replace("datum onbekend", "") if fold(r.date) == "datum onbekend" else fold(r.date),
            safe_url(r.url),
        )
        for r in report.references
    )
    assert parse(render(again)) == again


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_escaping_any_text_is_undone_by_unescaping(text: str) -> None:
    assert unescape(escape(text)) == fold(text)


# Lines of any Markdown, ours or not, one under the other.
LEADS = ["", "", "1. ", "2) ", "- ", "  - ", "     * ", "    ", "## ", "**Kop**: ", "**Kop:** ", "**", "> ", "\t"]
LINE = st.tuples(st.sampled_from(LEADS), TEXT, st.sampled_from(["", ".", "**", r" \[0\]\[1\].", " [2]", ":"])).map(
    "".join
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.just("") | LINE | st.text(), max_size=8).map("\n".join))
def test_any_text_below_a_title_is_read_and_from_then_on_stable(text: str) -> None:
    report = parse(f"# Titel\n\n{text}")
    assert parse(render(report)) == report


REPORT = r"""# Titel van de sectie

<details>
        <summary>Regeerakkoord Sectie </summary>
        <p>2.1 O&amp;O en &lt;meer&gt; </p>
        </details> 

Samenvatting:

De regering deed iets \[0\]\[1\]. Ze deed ook iets anders \[2\], en nog iets. \[0, 1\] Het regeerakkoord
vroeg dat [Regeerakkoord 2.1].

1. **Steun** \[2\]: Er kwam steun.

   - Genest punt [0-2]

<details>
        <summary> Referenties</summary>
        
**[\[0\]](https://www.vlaanderen.be/a)** : **(2021-03-12)** Eerste titel 

**[\[1\]]** : **(datum onbekend)** Titel over
twee regels 

**[\[2\]]** : **(2020-09-04)**  
        </details> 

"""


def test_blocks_claims_markers_and_references_are_told_apart() -> None:
    report = parse(REPORT)
    assert report.section_text == "2.1 O&O en <meer>"
    assert [(block.kind, block.prefix, block.heading) for block in report.blocks] == [
        ("heading", "", "Samenvatting:"), ("paragraph", "", None), ("item", "1. ", "Steun"), ("item", "   - ", None),
    ]  # fmt: skip
    assert [(claim.id, claim.text, claim.numbers) for claim in report.claims()] == [
        ("c1", "De regering deed iets.", (0, 1)),
        ("c2", "Ze deed ook iets anders, en nog iets.", (2, 0, 1)),
        ("c3", "Het regeerakkoord vroeg dat [Regeerakkoord 2.1].", ()),
        ("c4", "Er kwam steun.", (2,)),
        ("c5", "Genest punt", (0, 1, 2)),
    ]
    assert [(r.number, r.title, r.date, r.url, r.dead) for r in report.references] == [
        (0, "Eerste titel", "2021-03-12", "https://www.vlaanderen.be/a", False),
        (1, "Titel over twee regels", "", None, False),
        (2, "", "2020-09-04", None, True),
    ]


def test_a_marker_keeps_its_place_inside_a_sentence() -> None:
    second = list(parse(REPORT).claims())[1]
    assert [second.text[: marker.offset] for marker in second.markers] == ["Ze deed ook iets anders", second.text]


def test_what_is_written_in_the_published_form_comes_out_the_same() -> None:
    published = REPORT.replace("Titel over\ntwee", "Titel over twee").replace("akkoord\nvroeg", "akkoord vroeg")
    expected = published.replace("[0-2]", r"\[0-2\]").replace("[Regeerakkoord 2.1].", r"\[Regeerakkoord 2.1\].")
    assert render(parse(published)) == expected


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [("[0]", (0,)), ("[0,1]", (0, 1)), ("[0, 2-4]", (0, 2, 3, 4)), ("[3–5]", (3, 4, 5)), ("[ 7 ]", (7,))],
)
def test_markers_come_in_several_notations(raw: str, numbers: tuple[int, ...]) -> None:
    assert marker_numbers(raw) == numbers
    escaped = raw.replace("[", "\\[").replace("]", "\\]")
    for written in (raw, escaped):
        (claim,) = parse_blocks(f"Een zin {written}.")[0].claims
        assert (claim.text, claim.numbers) == ("Een zin.", numbers)


@pytest.mark.parametrize(
    "raw", ["[Regeerakkoord 2.1]", "[1.1]", "[3-1]", "[2019-2024]", "[0](https://x.example)", "[0-999]"]
)
def test_other_brackets_stay_text(raw: str) -> None:
    (claim,) = parse_blocks(f"Een zin {raw} gaat door.")[0].claims
    assert (claim.text, claim.markers) == (f"Een zin {raw} gaat door.", ())


def test_a_heading_that_cites_is_a_claim() -> None:
    (block,) = parse_blocks(r"## Renovaties \[1\]\[2\]")
    assert (block.kind, block.heading) == ("heading", None)
    assert [(claim.text, claim.numbers) for claim in block.claims] == [("Renovaties", (1, 2))]


def test_a_label_on_the_line_above_a_text_is_a_heading_but_a_wrapped_line_is_not() -> None:
    label, text = parse_blocks("Inleiding\nDe regering deed iets.")
    assert (label.heading, text.claims[0].text) == ("Inleiding", "De regering deed iets.")
    (wrapped,) = parse_blocks("De regering deed\niets in Brussel.")
    assert [claim.text for claim in wrapped.claims] == ["De regering deed iets in Brussel."]


@pytest.mark.parametrize(
    "item",
    ["1. **Kop**: Tekst hier.", "1. **Kop:** Tekst hier.", "1. **Kop**\n   Tekst hier.", "1. **Kop**:\n Tekst hier."],
)
def test_a_bold_lead_is_the_heading_of_its_item(item: str) -> None:
    (block,) = parse_blocks(item)
    assert (block.heading, [claim.text for claim in block.claims]) == ("Kop", ["Tekst hier."])


def test_bold_that_only_stresses_is_dropped() -> None:
    (block,) = parse_blocks("- **Digitale strategie** is *goed*gekeurd, 5 * 3.")
    assert (block.heading, block.claims[0].text) == (None, "Digitale strategie is goedgekeurd, 5 * 3.")


def test_a_reference_to_another_site_is_shown_without_its_link() -> None:
    report = Report("T", "", (), (Reference(0, "Titel", "2021-01-01", "https://evil.example/"),))
    assert r"**[\[0\]]** : **(2021-01-01)** Titel " in render(report)
    assert "https://evil.example/" in render(report, hosts={"evil.example"})


def test_text_behind_the_references_is_kept() -> None:
    report = parse(REPORT + "Een naschrift.\n")
    assert list(report.claims())[-1].text == "Een naschrift."


@pytest.mark.parametrize("text", ["", "   \n", "zomaar een tekst", "<details>"])
def test_a_text_without_a_title_is_no_report(text: str) -> None:
    with pytest.raises(ReportError, match="first line"):
        parse(text)


def test_windows_line_ends_and_a_byte_order_mark_make_no_difference() -> None:
    assert parse("\ufeff" + REPORT.replace("\n", "\r\n")) == parse(REPORT)


def test_nested_items_are_never_indented_into_a_code_block() -> None:
    item = Block("item", (Claim("c1", "Eerste."),), "1. ")
    deep = replace(item, prefix=" " * 12 + "- ")
    alone = Block("paragraph", (Claim("c2", "Tweede."),), " " * 8)
    for blocks in ([item, deep], [alone], [item, alone]):
        found = tokens(render(Report("T", "", tuple(blocks), ())))
        assert "code_block" not in {token.type for token in found}
