"""A report taken apart is all of the report, in sentences as they are written."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.markdown import parse
from rag.regeneration.merging.layout import Layout, Version, sentences, take_apart
from rag.regeneration.merging.naming import Names, numbered
from tests.conftest import ROOT
from tests.regeneration.merging.reports_by_hand import version

PIECES = ["Een zin.", " ", "\n", "\n\n", "**vet**", "*", "[0]", "\\[1\\]", "1. ", "- ", "# Kop", "---", "| a |"]
PIECES += ["&amp;", "\\*", "Wat?", "CONFLICT: **einde.**\n"]


def whole(layout: Layout) -> str:
    """The text that a layout was made from."""
    body = "".join(
        part.gap + part.prefix + "".join(unit.raw + unit.after for unit in part.units) for part in layout.parts
    )
    entries = "".join(entry.raw + entry.after for entry in layout.entries)
    return layout.anatomy.head + body + layout.bottom + layout.top + entries + layout.foot + layout.anatomy.rest


@pytest.mark.parametrize("path", sorted((ROOT / "reports").rglob("*.md")), ids=lambda path: path.stem)
def test_a_report_is_put_together_again_with_a_unit_for_every_sentence(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    layout = take_apart(version(text))
    assert whole(layout) == text
    read = parse(text)
    # A heading without sources is no claim.
    leads = sum(block.heading is not None for block in read.blocks)
    assert len(list(layout.units)) == len(list(read.claims())) + leads


@given(st.lists(st.sampled_from(PIECES), max_size=14))
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_a_body_nothing_of_it_is_lost(pieces: list[str]) -> None:
    text = f"# Titel\n\n{''.join(pieces)}\n"
    assert whole(take_apart(Version(text, (), Names()))) == text


def test_a_sentence_is_cut_behind_its_marker_and_before_its_bold() -> None:
    assert list(sentences("Een \\[0\\].  **Twee** [1](https://a.be).\n   Drie. [2]")) == [
        ("Een \\[0\\].", "  "),
        ("**Twee** [1](https://a.be).", "\n   "),
        ("Drie. [2]", ""),
    ]


def test_sentences_that_share_their_bold_are_one() -> None:
    assert list(sentences("**Een. Twee.** Drie.")) == [("**Een. Twee.**", " "), ("Drie.", "")]


def test_numbers_go_by_first_appearance_and_leave_those_of_nothing_alone() -> None:
    assert numbered(["b", "number:7", "a", "b", "number:1"]) == {"b": 0, "a": 1, "number:7": 7, "number:1": 101}
