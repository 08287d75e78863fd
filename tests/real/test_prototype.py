"""The real answers of the prototype give the figures that are known of them."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from eval.drafts import Written, figures
from eval.evaluation import check_report
from eval.prototype import read_answers
from rag.corpus import read_agreement, read_corpus
from rag.inline import fold
from rag.markdown import parse

pytestmark = pytest.mark.real


def test_the_prototype_cites_what_its_readers_counted(shared: Path) -> None:
    documents = read_corpus(["vlaanderen/decisions.jsonl"], shared).documents
    agreement = read_agreement(shared / "vlaanderen" / "agreement" / "sections.jsonl")
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (shared / "bench" / "relevance-dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        grades[row["section"]][row["document"]] = row["grade"]
    sections = {identity: agreement[identity] for identity in grades}
    answers = list(read_answers(shared / "vlaanderen" / "gpt4-reports" / "reports.jsonl", sections, documents))
    assert len(answers) == len(sections) == 36
    # What the sources say is not asked here, so no index is needed.
    written = [Written(answer.section, check_report(answer.loaded, None), answer.usage) for answer in answers]
    found = {name: figure.value for name, figure in figures(written, grades, {}).items()}
    assert found["grade 3 decisions cited"] == pytest.approx(0.592, abs=0.001)
    assert found["citations in runs of six or more"] == pytest.approx(0.5, abs=0.05)
    assert 19_000 < (found["most prompt tokens of a section"] or 0) <= 20_000


def test_every_published_report_is_recognised_by_the_text_of_its_section(shared: Path) -> None:
    sections = read_agreement(shared / "vlaanderen" / "agreement" / "sections.jsonl").values()
    texts = {fold(section.text) for section in sections}
    published = list((shared / "vlaanderen" / "published-reports").rglob("*.md"))
    assert len(published) == 193
    assert all(fold(parse(path.read_text(encoding="utf-8")).section_text) in texts for path in published)
    assert len(texts) == 224
