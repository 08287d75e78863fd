"""The coalition agreement of 2019-2024 as its PDF gives it, against its 224 sections as they were split before.

That split left what this reading takes out: footnotes, the names of parts, a heading or two. Hence the lower bounds.
"""

import re
from pathlib import Path
from statistics import mean

import pytest

from benchmarks.agreement import compare
from rag.documents import Section
from rag.sources.agreement import read_agreement

pytestmark = pytest.mark.real

FOLDER = Path("vlaanderen/agreement")


@pytest.fixture(scope="module")
def ours(shared: Path) -> dict[str, Section]:
    return read_agreement(shared / FOLDER / "regeerakkoord-2019-2024.pdf")


@pytest.fixture(scope="module")
def theirs(shared: Path) -> dict[str, Section]:
    return read_agreement(shared / FOLDER / "sections.jsonl")


def test_every_section_is_found_by_chapter_and_number(ours: dict[str, Section], theirs: dict[str, Section]) -> None:
    assert theirs.keys() <= ours.keys()
    assert len(ours) == 238  # with the text of 14 chapters and sections that stands before their first subsection


def test_the_texts_are_those_of_the_earlier_split(ours: dict[str, Section], theirs: dict[str, Section]) -> None:
    values = [comparison.similarity for comparison in compare(ours, theirs)]
    assert mean(values) >= 0.997
    assert sum(value >= 0.98 for value in values) >= 217


def test_nothing_that_pages_bear_besides_their_text_is_left(ours: dict[str, Section]) -> None:
    everything = "\n".join(section.text for section in ours.values())
    for furniture in ("Ecosysteemdiensten is een term", "quadruple helix is kennismodel", "Havenlaan", "Inhoudstafel"):
        assert furniture not in everything
    assert not re.search(r"^(?:\d+|Vlaanderen (?:schittert|koestert onze natuur|is sociaal))$", everything, re.M)
    assert not re.search(r"[a-zé]{3}[1-9](?!\w)", everything)


def test_broken_words_are_whole_and_hyphens_that_stand_for_a_word_are_kept(ours: dict[str, Section]) -> None:
    everything = " ".join(section.text for section in ours.values())
    assert everything.count("omwenteling") == 1
    assert "procureurs-generaal" in everything
    assert "inspannings- naar" in everything
    assert len(re.findall(r"\w- (?:en|of) \w", everything)) > 150


def test_a_section_is_found_on_the_page_of_its_heading(ours: dict[str, Section]) -> None:
    pages = {"onderwijs/1.1": 21, "welzijn/1.2.1.1": 69, "media/0": 134, "wonen/4.2.5": 174}
    assert {identity: ours[identity].page for identity in pages} == pages
