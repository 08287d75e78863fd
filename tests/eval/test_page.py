"""The page: one file, nothing foreign, nothing of a report that becomes markup. What it does is in test_browser."""

import base64
import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from eval.evaluation import Sources, check_report
from eval.page import page
from eval.reading import Loaded, Skipped
from eval.scorecard import make_scorecard
from eval.tree import as_tree
from rag.report import Block, Claim, Marker, Reference, Report
from tests.eval.reports import SOURCES, WRONG_AMOUNT, checked, entry, idf
from tests.samples import CYCLING, document

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)> & \"'@@data@@"


class Tags(HTMLParser):
    """Collects tags, and fails on one that is closed out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags_of(text: str) -> list[tuple[str, dict[str, str | None]]]:
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    return tags.seen


def ordinary(tmp_path: Path) -> dict[str, Any]:
    report = checked(tmp_path / "1.md", [f"{WRONG_AMOUNT} [0]"], [entry(0, CYCLING)])
    return as_tree(make_scorecard([report], [], tmp_path, SOURCES.documents))


def evil(tmp_path: Path) -> dict[str, Any]:
    """A report, a source and a file name full of markup."""
    source = document("x", ("title", EVIL), ("body", f"Vissers {EVIL} vangen kabeljauw."))
    claim = Claim("c1", f"Vissers {EVIL} kregen 15 miljoen euro.", (Marker("[0]", (0,), 3),))
    reference = Reference(0, EVIL, EVIL, "javascript:alert(3)", "x")
    report = Report(EVIL, "", (Block("paragraph", (claim,)),), (reference,))
    found = check_report(Loaded(tmp_path / "<b>.md", report), Sources({"x": source}, idf))
    skipped = [Skipped(tmp_path / "<i>.md", EVIL)]
    return as_tree(make_scorecard([found], skipped, tmp_path, {"x": source}))


def test_whatever_the_data_hold_the_page_has_the_same_tags(tmp_path: Path) -> None:
    text = page(evil(tmp_path))
    assert tags_of(text) == [
        (tag, attributes | ({"content": policy} if "content" in attributes and "http-equiv" in attributes else {}))
        for tag, attributes in tags_of(page(ordinary(tmp_path)))
        for policy in [next(item["content"] for _, item in tags_of(text) if "http-equiv" in item)]
    ]
    assert "alert(" not in text


def test_the_page_asks_nothing_of_the_network_and_may_not(tmp_path: Path) -> None:
    text = page(ordinary(tmp_path))
    assert not any({"src", "srcset", "action"} & attributes.keys() for _, attributes in tags_of(text))
    assert [attributes["href"] for _, attributes in tags_of(text) if "href" in attributes] == ["#inhoud"]
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|innerHTML|eval\(", text)
    policy = next(attributes["content"] for tag, attributes in tags_of(text) if "http-equiv" in attributes)
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_the_data_are_the_tree_itself(tmp_path: Path) -> None:
    tree = ordinary(tmp_path)
    found = re.search(r'id="data">([^<]*)<', page(tree))
    assert found is not None
    data = json.loads(gzip.decompress(base64.b64decode(found[1])))
    assert data["card"] == json.loads(json.dumps(tree))
    assert data["labels"]["findings"]["fact.number"] == "getal staat niet in de bron"


def test_the_same_tree_gives_the_same_bytes(tmp_path: Path) -> None:
    assert page(ordinary(tmp_path)) == page(ordinary(tmp_path))


def test_everything_a_reader_sees_is_dutch_and_labelled(tmp_path: Path) -> None:
    text = page(ordinary(tmp_path))
    tags = tags_of(text)
    assert ("html", {"lang": "nl"}) in tags
    labelled = re.findall(r"<label[^>]*>.*?</label>", text, re.DOTALL)
    fields = [tag for tag, item in tags if tag in ("select", "input") and "aria-label" not in item]
    assert len(fields) == sum(bool(re.search("<select|<input", label)) for label in labelled)
