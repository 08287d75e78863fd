"""The 193 published reports: all of it is read, kept and written again, and the known damage is found."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from rag.documents import Document, Segment
from rag.markdown import parse, parse_blocks, render
from rag.report import Report
from rag.support.references import Bibliography, check_references

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def published(shared: Path) -> list[tuple[str, Report]]:
    """Each published text with the report in it."""
    files = sorted((shared / "vlaanderen" / "published-reports").rglob("*.md"))
    texts = [path.read_bytes().decode() for path in files]
    return [(text, parse(text)) for text in texts]


def body_of(text: str) -> str:
    """What stands between the section's text and the references."""
    return text.split("</details>", 1)[1].split("<details>", 1)[0]


def words_of(report: Report) -> list[str]:
    """All words of the body in reading order."""
    parts = [part for block in report.blocks for part in [block.heading or "", *(claim.text for claim in block.claims)]]
    return re.findall(r"\w+", " ".join(parts))


def test_the_example_of_the_form_comes_out_byte_for_byte(shared: Path) -> None:
    text = (shared / "seeds" / "report-2.3.4.md").read_bytes().decode()
    assert render(parse(text)) == text


def test_no_word_marker_or_reference_is_lost(published: list[tuple[str, Report]]) -> None:
    assert len(published) == 193
    for text, report in published:
        body = re.sub(r"^\s*[0-9]+[.)]\s", "", body_of(text), flags=re.MULTILINE)
        assert words_of(report) == re.findall(r"\w+", re.sub(r"\\?\[[0-9]+(?:[-–][0-9]+)?\\?\]", "", body))
        escaped = [m for c in report.claims() for m in c.markers if "-" not in m.raw]
        assert [m.raw for m in escaped] == [m.replace("\\", "") for m in re.findall(r"\\\[[0-9]+\\\]", body)]
    assert sum(len(report.references) for _, report in published) == 5628


def test_writing_and_reading_again_changes_nothing(published: list[tuple[str, Report]]) -> None:
    for _, report in published:
        assert parse(render(report)) == report


def test_the_known_damage_is_found(published: list[tuple[str, Report]]) -> None:
    counts = Counter(finding.code for _, report in published for finding in check_references(report))
    known = {"reference.dead": 94, "reference.unused": 61, "reference.duplicate": 2}
    assert {code: counts[code] for code in known} == known
    assert counts["citation.run"] > 200
    assert counts["reference.dangling"] == sum(
        len(set(claim.numbers) - {reference.number for reference in report.references})
        for _, report in published
        for claim in report.claims()
    )


def test_every_reference_that_can_be_followed_is_found_in_the_corpus(
    published: list[tuple[str, Report]], shared: Path
) -> None:
    with (shared / "vlaanderen" / "decisions.jsonl").open(encoding="utf-8") as file:
        documents = [document(json.loads(line)) for line in file]
    bibliography = Bibliography(documents)
    resolved = [bibliography.resolve(report) for _, report in published]
    unresolved = [r for report in resolved for r in report.references if r.document is None]
    assert len(unresolved) == 94
    assert all(reference.dead for reference in unresolved)


def document(row: dict[str, str | None]) -> Document:
    """A decision with as much as a reference shows."""
    title = row["title"]
    text = title or row["heading"] or row["body"] or ""
    day = date.fromisoformat(row["date"]) if row["date"] else None
    return Document(str(row["id"]), text, (Segment(0, len(text), "title"),), None, title, day, None, row["url"])


def test_sentences_are_cut_where_the_readers_of_the_gold_set_cut_them(shared: Path) -> None:
    """Claims of the gold set begin with the bold lead of their item; labels, headings to us, are claims there."""
    gold: dict[str, list[str]] = {}
    with (shared / "bench" / "citations-dev.jsonl").open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            gold.setdefault(row["section"], []).append(row["claim"])
    same = total = 0
    with (shared / "vlaanderen" / "gpt4-reports" / "reports.jsonl").open(encoding="utf-8") as file:
        # The first run of a section is the one that was read.
        bodies: dict[str, str] = {}
        for row in map(json.loads, file):
            bodies.setdefault(row["section"], row["body"])
    for section, claims in gold.items():
        ours = set()
        for block in parse_blocks(bodies[section]):
            for position, claim in enumerate(block.claims):
                ours.add(letters((block.heading or "" if position == 0 else "") + claim.text))
        same += sum(letters(claim) in ours for claim in claims)
        total += len(claims)
    assert same / total > 0.9


def letters(text: str) -> str:
    """The text without spaces and punctuation, which the gold set tidied."""
    return re.sub(r"\W+", "", text)
