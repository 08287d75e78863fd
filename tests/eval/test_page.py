"""The scorecard as a page."""

import re
from html.parser import HTMLParser
from pathlib import Path

from eval.evaluation import Sources, check_report
from eval.page import LONGEST_QUOTE, page
from eval.reading import Loaded, Skipped
from eval.scorecard import Scorecard, make_scorecard
from rag.report import Block, Claim, Marker, Reference, Report
from tests.eval.reports import GOOD, WRONG_AMOUNT, checked, entry, idf
from tests.samples import CYCLING, document

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)> & \"'"


class Tags(HTMLParser):
    """Collects tags, and fails on one that is closed out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags_of(text: str) -> list[tuple[str, dict[str, str | None]]]:
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    return tags.seen


def evil(tmp_path: Path) -> Scorecard:
    """A report, a source and a file name full of markup."""
    source = document("x", ("title", EVIL), ("body", f"Vissers {EVIL} vangen kabeljauw."))
    claim = Claim("c1", f"Vissers {EVIL} kregen 15 miljoen euro.", (Marker("[0]", (0,), 3),))
    reference = Reference(0, EVIL, EVIL, "javascript:alert(3)", "x")
    report = Report(EVIL, "", (Block("paragraph", (claim,)),), (reference,))
    checked = check_report(Loaded(tmp_path / "<b>.md", report), Sources({"x": source}, idf))
    return make_scorecard([checked], [Skipped(tmp_path / "<i>.md", EVIL)], tmp_path)


def test_nothing_of_a_report_or_a_document_becomes_markup(tmp_path: Path) -> None:
    text = page(evil(tmp_path))
    tags = tags_of(text)
    assert {tag for tag, _ in tags}.isdisjoint({"script", "img", "b", "i", "link", "iframe"})
    assert not any(name.startswith("on") for _, attributes in tags for name in attributes)
    assert "javascript:" not in text
    assert "&lt;script&gt;" in text


def test_the_page_asks_nothing_of_the_network(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{WRONG_AMOUNT} [0]"], [entry(0, CYCLING)])
    text = page(make_scorecard([report], [], tmp_path))
    assert not any({"src", "srcset", "data", "action"} & attributes.keys() for _, attributes in tags_of(text))
    assert not re.search(r"url\(|@import", text)


def test_claim_and_source_stand_side_by_side_with_the_wrong_amount_marked(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{WRONG_AMOUNT} [0]"], [entry(0, CYCLING)])
    text = page(make_scorecard([report], [], tmp_path))
    assert "<mark>15 miljoen euro</mark>" in text
    assert f"<blockquote>{GOOD}</blockquote>" in text
    assert "de bron zegt 150 miljoen euro" in text


def test_a_report_without_findings_says_so(tmp_path: Path) -> None:
    text = page(make_scorecard([checked(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])], [], tmp_path))
    assert "niets gevonden dat niet klopt" in text
    assert "niet te meten" in text


def test_without_an_index_the_page_says_what_was_not_checked(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)], None)
    assert "Zonder index" in page(make_scorecard([report], [], tmp_path))


def test_a_source_without_full_stops_is_cut_short(tmp_path: Path) -> None:
    source = document("x", ("title", "Visserij"), ("body", "vissers vangen kabeljauw " * 2000))
    path = tmp_path / "1.md"
    report = checked(
        path, ["De Vlaamse vissers vangen 15 keer meer. [0]"], [entry(0, source)], Sources({"x": source}, idf)
    )
    (quote,) = re.findall(r"<blockquote>(.*?)</blockquote>", page(make_scorecard([report], [], tmp_path)), re.DOTALL)
    assert len(quote) == LONGEST_QUOTE + 1
