"""The stage of a decision against ``stages.jsonl``: decisions whose stage was marked by hand.

The first 40 rows are a random draw over all decisions, the others were drawn by the words they contain so that every
stage occurs. The stage is that of this decision, not of those it recalls or announces. What is read first counts:

1. visienota, conceptnota: what is approved, or with a communication what is presented, is a note of that name. A
   decision that only carries out such a note is not.
2. bekrachtiging: "bekrachtiging en afkondiging" of a decree parliament adopted. A decree that ratifies an earlier
   order of the government goes through the ordinary stages.
3. definitief, opnieuw principieel, principieel: the decision's own words, whatever is adopted (a grant scheme, an
   action plan, a convenant) and whatever the title still says ("Voorontwerp"). What is still sent out for advice is
   principieel; "opnieuw" makes it the second time or later. "Beslist principieel tot definitieve vaststelling" is
   principieel.
4. Otherwise the first thing the government does in the text:
   - toekenning: money, a recognition or hours go to somebody or to a named purpose (kent toe, verdeelt, wijst toe,
     reserveert, geeft vrij), or a contract with a party outside government is approved (overeenkomst, convenant).
   - machtiging: a minister, agency or other government is authorised or told to act (machtigt, geeft de opdracht).
   - overig: everything else, such as an appointment, a position on a federal draft, a refusal, moving credits between
     budget lines, a plan, statutes or an agreement between governments approved in one go, or an order adopted
     without a word about its stage.
   - kennisneming (neemt kennis, neemt akte) yields to any other thing the government does beside it.
5. mededeling: a communication, which is also what a decision is that has nothing but titles.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from rag.corpus import read_corpus
from rag.documents import Document
from rag.stages import NAMES, stage_of

pytestmark = pytest.mark.real

GOLD = Path(__file__).with_name("stages.jsonl")
RARE = {"kennisneming": 4}  # taking note and nothing else: no more were found


@pytest.fixture(scope="module")
def marked(shared: Path) -> list[tuple[Document, str]]:
    """Each marked decision with its stage."""
    documents = read_corpus(["vlaanderen/decisions.jsonl"], shared).documents
    rows = map(json.loads, GOLD.read_text(encoding="utf-8").splitlines())
    return [(documents[row["id"]], row["stage"]) for row in rows]


def test_at_least_150_decisions_are_marked_and_every_stage_occurs(marked: list[tuple[Document, str]]) -> None:
    assert len({document.id for document, _ in marked}) == len(marked) >= 150
    counts = Counter(stage for _, stage in marked)
    assert set(counts) == set(NAMES)
    assert all(count >= RARE.get(stage, 6) for stage, count in counts.items())


def test_nineteen_of_twenty_stages_are_recognised(marked: list[tuple[Document, str]]) -> None:
    wrong = [
        f"{document.id}: {found}, marked {stage}"
        for document, stage in marked
        if (found := stage_of(document).name) != stage
    ]
    accuracy = 1 - len(wrong) / len(marked)
    assert accuracy >= 0.95, "\n".join([f"accuracy {accuracy:.3f}", *wrong])


def test_the_sentence_that_proves_a_stage_is_verbatim(marked: list[tuple[Document, str]]) -> None:
    found = [(document, stage_of(document)) for document, _ in marked]
    proven = [(document, stage) for document, stage in found if stage.quote is not None]
    assert len(proven) > len(found) / 2
    for document, stage in proven:
        assert document.text[stage.start : stage.end] == stage.quote, document.id
