"""The journal: a publication that was cut off is taken back, unless somebody was there since."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.documents import Section
from rag.faults import inject
from rag.files import sha256
from rag.ledger import Ledger
from rag.llm.usage import Usage
from rag.regeneration.changes import Cause, Change, Outcome, Sentence, Source
from rag.regeneration.journal import SCHEMA, Journal, Run
from rag.regeneration.merging.merge import Conflict
from rag.regeneration.staleness import Reason
from rag.sidecar import Sidecar, dumps

SECTION = Section("wonen/4.2", "wonen", "4.2", "Wonen", "We bouwen.")
OLD, NEW = "# Wonen\n\nOud.\n", "# Wonen\n\nNieuw.\n"
OUTCOME = Outcome(
    section=SECTION.id,
    number="4.2",
    title="Wonen",
    state="written",
    causes=(Cause(Reason.EVIDENCE_ADDED, (Source("Titel", "2021-01-01", None, "d1"),)), Cause(Reason.PROMPT)),
    changes=(Change(None, Sentence("Nieuw.", (Source("Titel", "2021-01-01"),))), Change(Sentence("Oud.", ()), None)),
    conflicts=(Conflict("Eigen.", None),),
    doubts=(("Eigen.", "Geen bron."),),
    flags=("left_out:d2",),
    usage=Usage(2, 0, 100, 10, 0.5),
)


class Cut(BaseException):
    """The process is gone."""


def account(text: str) -> Sidecar:
    return Sidecar(section={"id": SECTION.id}, generated=text, published=sha256(text))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "ledger.sqlite", SCHEMA)
    yield ledger
    ledger.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reports" / "wonen").mkdir(parents=True)
    return tmp_path / "reports"


def stand(folder: Path, text: str) -> dict[str, bytes]:
    """Put a report and its account on disk."""
    (folder / f"{SECTION.id}.md").write_text(text)
    (folder / f"{SECTION.id}.json").write_text(dumps(account(text)))
    return files(folder)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def cut_at(journal: Journal, point: str, times: int) -> None:
    """Publish the new report and fall at the n-th time of a point."""
    seen = 0

    def trap(name: str) -> None:
        nonlocal seen
        seen += name == point
        if name == point and seen == times:
            raise Cut

    with inject(trap), pytest.raises(Cut):
        journal.write(NEW, account(NEW))


@pytest.mark.parametrize(("point", "times"), [("file.write", 1), ("file.write", 2), ("file.rename", 1)])
@pytest.mark.parametrize("first", [True, False])
def test_what_was_cut_off_is_taken_back(ledger: Ledger, folder: Path, point: str, times: int, *, first: bool) -> None:
    before = {} if first else stand(folder, OLD)
    cut_at(Journal(ledger, folder), point, times)
    again = Journal(ledger, folder)
    assert again.unfinished() == {SECTION.id}
    assert again.take_back() == [SECTION.id]
    assert (files(folder), again.unfinished(), again.take_back()) == (before, set(), [])


@pytest.mark.parametrize("times", [1, 2])
def test_half_a_publication_is_taken_back_and_what_a_killed_process_left_is_swept(
    ledger: Ledger, folder: Path, times: int
) -> None:
    before = stand(folder, OLD)
    cut_at(Journal(ledger, folder), "file.rename", times)
    (folder / "wonen" / ".4.2.md.abc.tmp").write_text("half")
    Journal(ledger, folder).take_back()
    assert files(folder) == before


def test_what_was_published_but_not_noted_is_taken_back_to_be_made_again(ledger: Ledger, folder: Path) -> None:
    before = stand(folder, OLD)
    Journal(ledger, folder).write(NEW, account(NEW))
    assert files(folder) != before
    Journal(ledger, folder).take_back()
    assert files(folder) == before


def test_what_an_editor_has_written_since_is_not_taken_back(ledger: Ledger, folder: Path) -> None:
    stand(folder, OLD)
    cut_at(Journal(ledger, folder), "file.rename", 1)
    (folder / f"{SECTION.id}.md").write_text(OLD + "Van de redactie.\n")
    Journal(ledger, folder).take_back()
    assert (folder / f"{SECTION.id}.md").read_text() == OLD + "Van de redactie.\n"


def test_what_came_to_its_end_is_not_taken_back(ledger: Ledger, folder: Path) -> None:
    journal = Journal(ledger, folder)
    journal.write(NEW, account(NEW))
    journal.finish(SECTION.id)
    after = files(folder)
    assert (Journal(ledger, folder).take_back(), files(folder)) == ([], after)


def test_a_run_and_its_outcomes_are_there_until_it_is_closed(ledger: Ledger, folder: Path) -> None:
    journal = Journal(ledger, folder)
    journal.start(Run(3, "print"))
    journal.finish(SECTION.id, OUTCOME)
    again = Journal(ledger, folder)
    assert (again.open_run(), again.outcomes()) == (Run(3, "print"), {SECTION.id: OUTCOME})
    assert Journal(ledger, folder.parent / "others").open_run() is None
    again.close()
    assert (again.open_run(), again.outcomes()) == (None, {})


def test_a_failure_is_known_until_the_next_attempt_succeeds(ledger: Ledger, folder: Path) -> None:
    journal = Journal(ledger, folder)
    stand(folder, OLD)
    journal.start(Run(1, ""))
    failed = Outcome(section=SECTION.id, number="", title="", state="failed", causes=(), why="no budget")
    journal.finish(SECTION.id, failed)
    assert journal.failed() == {SECTION.id: sha256((folder / f"{SECTION.id}.json").read_bytes())}
    journal.finish(SECTION.id, OUTCOME)
    assert journal.failed() == {}
