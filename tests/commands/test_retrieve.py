"""``verantwoord retrieve``: a TREC run that any evaluation program can read."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.commands.workplace import BODIES, CYCLING, HOUSING, Outcome, Workplace

CYCLE_PATHS = {"id": "mobiliteit/1.3", "text": "Er komen veilige fietspaden. De Vlaamse Regering erkent musea."}
LOANS = {"id": "wonen/4.2", "chapter": "Wonen", "title": "Leningen", "text": "Sociale leningen worden gewijzigd."}


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    workplace = Workplace(tmp_path).small()
    assert workplace.run("index").code == 0
    return workplace


def retrieve(workplace: Workplace, rows: list[Any], *more: str) -> Outcome:
    path = workplace.root / "sections.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return workplace.run("retrieve", "--sections", path, "--run", workplace.root / "out" / "run.txt", *more)


def lines(workplace: Workplace) -> list[list[str]]:
    text = (workplace.root / "out" / "run.txt").read_text(encoding="utf-8")
    assert text.endswith("\n") or not text
    return [line.split(" ") for line in text.splitlines()]


def test_every_line_has_six_fields_and_every_section_its_own_ranking(workplace: Workplace) -> None:
    outcome = retrieve(workplace, [CYCLE_PATHS, LOANS])
    assert outcome.code == 0
    found = defaultdict(list)
    for section, q0, document, rank, score, tag in lines(workplace):
        assert (q0, tag) == ("Q0", "verantwoord")
        assert document in BODIES
        found[section].append((int(rank), float(score), document))
    assert list(found) == ["mobiliteit/1.3", "wonen/4.2"]
    for ranking in found.values():
        assert [rank for rank, _, _ in ranking] == list(range(1, len(ranking) + 1))
        scores = [score for _, score, _ in ranking]
        assert scores == sorted(scores, reverse=True)
        assert len({document for _, _, document in ranking}) == len(ranking)
    assert CYCLING in [document for _, _, document in found["mobiliteit/1.3"]]
    assert found["wonen/4.2"][0][2] == HOUSING


@pytest.mark.parametrize("k", [1, 2])
def test_at_most_k_documents_a_section(workplace: Workplace, k: int) -> None:
    retrieve(workplace, [CYCLE_PATHS], "--k", "60")
    longest = len(lines(workplace))
    assert longest > 2
    retrieve(workplace, [CYCLE_PATHS], "--k", str(k))
    assert len(lines(workplace)) == k


def test_the_same_question_gives_the_same_bytes(workplace: Workplace) -> None:
    retrieve(workplace, [CYCLE_PATHS, LOANS])
    first = (workplace.root / "out" / "run.txt").read_bytes()
    retrieve(workplace, [CYCLE_PATHS, LOANS])
    assert (workplace.root / "out" / "run.txt").read_bytes() == first


def test_json_says_what_was_written(workplace: Workplace) -> None:
    outcome = retrieve(workplace, [CYCLE_PATHS], "--json", "--k", "1")
    assert outcome.json == {"sections": 1, "lines": 1, "run": str(workplace.root / "out" / "run.txt")}


def test_a_line_separator_inside_a_text_is_no_end_of_a_row(workplace: Workplace) -> None:
    assert retrieve(workplace, [{"id": "a/1", "text": "veilige\u2028fietspaden\x85langs"}]).code == 0
    assert lines(workplace)[0][2] == CYCLING


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"id": "a"}, "sections.jsonl:1: a row needs text"),
        ("geen object", "sections.jsonl:1: a row needs id, text"),
        ({"id": "a b", "text": "x"}, "section 'a b': 'id' must be a text without spaces"),
        ({"id": 3, "text": "x"}, "section 3: 'id' must be a text without spaces"),
        ({"id": "a", "text": None}, "section 'a': 'text', 'title' and 'chapter' must be texts"),
        ({"id": "a", "text": "x", "title": ["y"]}, "section 'a': 'text', 'title' and 'chapter' must be texts"),
    ],
)
def test_a_row_that_is_no_section_is_named(workplace: Workplace, row: object, problem: str) -> None:
    outcome = retrieve(workplace, [row])
    assert (outcome.code, outcome.out) == (4, "")
    assert problem in outcome.told
    assert not (workplace.root / "out").exists()


def test_a_file_that_is_not_json_lines_is_named_with_its_line(workplace: Workplace) -> None:
    path = workplace.root / "sections.jsonl"
    path.write_text('{"id": "a", "text": "x"}\n\n{"id": "b", \n')
    outcome = workplace.run("retrieve", "--sections", path, "--run", workplace.root / "run.txt")
    assert outcome.code == 4
    assert "sections.jsonl:3: not JSON" in outcome.told


def test_k_must_be_positive_and_the_file_must_be_there(workplace: Workplace) -> None:
    assert "--k must be at least 1" in retrieve(workplace, [LOANS], "--k", "0").told
    outcome = workplace.run("retrieve", "--sections", "nergens.jsonl", "--run", workplace.root / "run.txt")
    assert outcome.code == 4
    assert "nergens.jsonl: cannot be read" in outcome.told
