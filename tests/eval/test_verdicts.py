"""The cache of verdicts."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.verdicts import VerdictCache, code_version
from rag.documents import Document
from rag.support.coverage import Passage
from rag.support.judge import Pair, Reason, Verdict
from rag.support.objections import Objection
from tests.samples import CYCLING, HOUSING, document

PAIR = Pair("partial", 0.5, (Reason("support.partial", "Niet in de bron: “x”.", "q", 0, 1),), Passage("d", 0, 1, "q"))
VERDICT = Verdict("partial", 0.5, {"d": PAIR}, (Objection("fact.number", "Anders.", 0, 2, "d", "15", 3, 5),))


class Judge:
    """Says the same every time, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, claim: str, documents: Sequence[Document]) -> Verdict:
        self.asked += 1
        return VERDICT


def test_a_verdict_comes_back_whole_and_the_judge_is_asked_once(tmp_path: Path) -> None:
    judge = Judge()
    for _ in range(2):
        with VerdictCache(tmp_path / "cache" / "v.sqlite", "1") as cache:
            assert cache.judge("Een zin.", [CYCLING], judge) == VERDICT
    assert judge.asked == 1


def test_another_sentence_source_or_judge_is_another_verdict(tmp_path: Path) -> None:
    judge = Judge()
    changed = document(CYCLING.id, ("title", CYCLING.title or ""), ("body", "Iets anders."))
    with VerdictCache(tmp_path / "v.sqlite", "1") as cache:
        for claim, sources in [("a", [CYCLING]), ("b", [CYCLING]), ("a", [HOUSING]), ("a", [changed]), ("a", [])]:
            cache.judge(claim, sources, judge)
    assert judge.asked == 5
    with VerdictCache(tmp_path / "v.sqlite", "2") as cache:
        cache.judge("a", [CYCLING], judge)
    assert judge.asked == 6
    with VerdictCache(tmp_path / "v.sqlite", "1") as cache:  # what another judge said is not kept
        cache.judge("a", [CYCLING], judge)
    assert judge.asked == 7


@pytest.mark.parametrize("damage", [b"geen databank " * 400, b"SQLite format 3\0" + b"\0" * 5000])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    path, judge = tmp_path / "v.sqlite", Judge()
    path.write_bytes(damage)
    for _ in range(2):
        with VerdictCache(path, "1") as cache:
            assert cache.judge("a", [CYCLING], judge) == VERDICT
    assert judge.asked == 1


def test_a_damaged_row_is_judged_again(tmp_path: Path) -> None:
    path, judge = tmp_path / "v.sqlite", Judge()
    with VerdictCache(path, "1") as cache:
        cache.judge("a", [CYCLING], judge)
    for value in (b"niets", b"x\x9c\x03\x00\x00\x00\x00\x01"):
        connection = sqlite3.connect(path)
        with connection:
            connection.execute("UPDATE verdict SET value = ?", (value,))
        connection.close()
        with VerdictCache(path, "1") as cache:
            assert cache.judge("a", [CYCLING], judge) == VERDICT
    assert judge.asked == 3


def test_a_file_that_somebody_else_holds_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, judge = tmp_path / "v.sqlite", Judge()
    connect = sqlite3.connect
    monkeypatch.setattr("eval.verdicts.WAIT", 0.05)
    holder = connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with VerdictCache(path, "1") as cache:
        assert cache.judge("a", [CYCLING], judge) == VERDICT
    holder.close()
    assert path.exists()


def test_the_version_changes_with_any_file_of_the_code_but_not_with_what_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.verdicts.files", lambda _: tmp_path)
    for folder in ("support", "__pycache__"):
        (tmp_path / folder).mkdir()
    code = tmp_path / "support" / "a.py"
    code.write_text("1")
    first = code_version()
    (tmp_path / "__pycache__" / "a.pyc").write_bytes(b"1")
    assert code_version() == first
    code.write_text("2")
    changed = code_version()
    code.rename(tmp_path / "support" / "b.py")
    assert len({first, changed, code_version()}) == 3
