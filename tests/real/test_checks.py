"""The checks on real text: silent where people found every detail carried, not silent on planted overstatements."""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from rag.documents import Document
from rag.lexical import stems
from rag.sources.jsonl import decision
from rag.stages import StageName
from rag.support.checks import check_claim
from rag.support.severity import bears_on_support
from rag.support.sources import Source, sentences

pytestmark = pytest.mark.real

GOLD = Path(__file__).with_name("stages.jsonl")
# What says more than a decision of this stage allows.
UPGRADES: dict[StageName, tuple[str, ...]] = {
    "conceptnota": (
        "{} werd ingevoerd.",
        "De Vlaamse Regering heeft {} goedgekeurd en uitgevoerd.",
        "{} is van kracht.",
    ),
    "visienota": ("{} werd ingevoerd.", "De Vlaamse Regering heeft {} uitgevoerd.", "{} is bekrachtigd."),
    "principieel": ("{} werd ingevoerd.", "{} werd definitief goedgekeurd.", "{} is bekrachtigd en afgekondigd."),
    "opnieuw principieel": ("{} werd doorgevoerd.", "{} werd definitief goedgekeurd.", "{} trad in werking."),
    "machtiging": ("{} werd gerealiseerd.", "De Vlaamse Regering heeft {} ingevoerd.", "{} werd bekrachtigd."),
    "mededeling": ("{} werd ingevoerd.", "{} werd goedgekeurd.", "{} werd definitief goedgekeurd."),
    "definitief": ("{} werd bekrachtigd.", "{} is in werking getreden.", "Voor {} werd het geld uitbetaald."),
}


@pytest.fixture(scope="module")
def documents(shared: Path) -> dict[str, Document]:
    rows = (shared / "vlaanderen" / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    return {item.id: item for item in (decision(json.loads(row), "") for row in rows)}


def gold(shared: Path) -> list[dict[str, Any]]:
    lines = (shared / "bench" / "citations-dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_what_people_found_fully_carried_raises_next_to_nothing(shared: Path, documents: dict[str, Document]) -> None:
    full = [row for row in gold(shared) if row["support"] == "full"]
    codes = [
        {found.code for found in check_claim(row["claim"], [Source(documents[cited]) for cited in row["cites"]])}
        for row in full
    ]
    counts = Counter(code for found in codes for code in found)
    assert sum(any(map(bears_on_support, found)) for found in codes) <= 0.03 * len(full), counts
    assert counts["stage.overclaim"] <= 1
    # People let a judgement pass where the decision itself was right.
    assert counts["wording.evaluative"] <= 0.06 * len(full)


def test_objections_to_a_single_source_are_nearly_always_right(shared: Path, documents: dict[str, Document]) -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    for row in gold(shared):
        for cited, label in (row["pairs"] or {}).items():
            for code in {found.code for found in check_claim(row["claim"], [Source(documents[cited])])}:
                counts[code, label == "full"] += 1
    for code, most in (
        ("fact.name", 0.02),
        ("fact.date", 0.02),
        ("stage.overclaim", 0.06),
        ("source.title_only", 0.06),
    ):
        wrong, right = counts[code, True], counts[code, False]
        assert right >= 30, code
        assert wrong <= most * (wrong + right), (code, wrong, right)


def test_a_sentence_of_a_decision_passes_against_its_decision(documents: dict[str, Document]) -> None:
    draw = random.Random(4)
    alarms = []
    for identity in draw.sample(sorted(documents), 1500):
        found = [span for span in sentences(Source(documents[identity])) if 30 < span.end - span.start < 600]
        if found:
            span = draw.choice(found)
            text = documents[identity].text[slice(*span)]
            for source in (Source(documents[identity]), Source(documents[identity], (span,))):
                alarms += [(objection.code, text) for objection in check_claim(text, [source])]
    assert len(alarms) <= 3, alarms


def test_a_later_stage_than_the_marked_one_is_caught(documents: dict[str, Document]) -> None:
    caught: list[bool] = []
    missed: list[str] = []
    for row in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()):
        document = documents[row["id"]]
        subject = (document.title or "").rstrip(".")
        if len(stems(subject)) < 2 or len(subject) > 150:
            continue
        for upgrade in UPGRADES.get(row["stage"], ()):
            claim = upgrade.format(subject)
            found = {objection.code for objection in check_claim(claim, [Source(document)])}
            caught.append("stage.overclaim" in found)
            missed += [] if caught[-1] else [f"{row['stage']}: {claim}"]
    assert len(caught) >= 200
    assert sum(caught) >= 0.9 * len(caught), "\n".join([f"{sum(caught)} of {len(caught)}", *missed])
