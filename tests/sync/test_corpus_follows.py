"""Whatever happens at the publisher and to the process, in the end the corpus has what the publisher has."""

import datetime as dt
import shutil
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from rag.faults import inject
from tests.sync.publisher import Desk, decision

NAMES = ("Een", "een", "twee", "drie")
WORDS = ("keurt dit goed", "wijzigt dit", "neemt akte")


class Killed(BaseException):
    """The process is gone."""


class Corpus(RuleBasedStateMachine):
    """Adds, edits, moves, takes back, fails, deletes and kills, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(mkdtemp())
        self.desk = Desk(self.root)

    def teardown(self) -> None:
        self.publisher.errors.clear()
        try:
            # A withdrawal takes two runs.
            for _ in range(3):
                self.desk.run()
            self.is_as_published()
            before = self.desk.contents()
            assert self.desk.run() == {}
            assert self.desk.contents() == before
        finally:
            shutil.rmtree(self.root)

    @property
    def publisher(self):  # type: ignore[no-untyped-def]
        return self.desk.publisher

    @rule(name=st.sampled_from(NAMES), words=st.sampled_from(WORDS), month=st.integers(1, 3))
    def publish(self, name: str, words: str, month: int) -> None:
        self.publisher.publish(decision(name, f"De Vlaamse Regering {words}.", month))

    @rule(name=st.sampled_from(NAMES))
    def take_back(self, name: str) -> None:
        self.publisher.documents.pop(name, None)

    @rule(name=st.sampled_from(NAMES))
    def wait_for_an_answer(self, name: str) -> None:
        self.publisher.pending ^= {name}

    @rule(whole=st.booleans())
    def list_all_or_little(self, whole: bool) -> None:
        self.publisher.whole = whole

    @rule(
        what=st.sampled_from([*(f"fetch {name}" for name in NAMES), "list 01", "list 02"]),
        code=st.sampled_from(["web.server", "web.down"]),
    )
    def break_down(self, what: str, code: str) -> None:
        self.publisher.break_down(what, code)

    @rule()
    def mend(self) -> None:
        self.publisher.errors.clear()

    @rule(name=st.sampled_from(NAMES))
    def delete_a_file(self, name: str) -> None:
        self.desk.path(name).unlink(missing_ok=True)

    @rule()
    def delete_the_ledger(self) -> None:
        for path in self.root.glob("ledger.sqlite*"):
            path.unlink()

    @rule(full=st.booleans(), month=st.sampled_from([1, 1, 2]))
    def run(self, full: bool, month: int) -> None:
        self.desk.run(dt.date(2021, month, 1), full=full)

    @rule(after=st.integers(0, 12))
    def run_until_killed(self, after: int) -> None:
        left = after

        def trap(name: str) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed

        try:
            with inject(trap):
                self.desk.run()
        except Killed:
            pass

    @invariant()
    def every_file_is_whole(self) -> None:
        for identity, document in self.desk.corpus().items():
            assert document.id == identity
            assert document.text.startswith(f"Beslissing {identity}\nDe Vlaamse Regering")

    def is_as_published(self) -> None:
        corpus = {identity: found for identity, found in self.desk.corpus().items() if not found.withdrawn}
        assert corpus.keys() == self.publisher.documents.keys()
        for identity, remote in self.publisher.documents.items():
            assert corpus[identity].text == f"{remote.title}\n{remote.body}"
            assert corpus[identity].meeting == remote.meeting


def test_in_the_end_the_corpus_has_what_the_publisher_has() -> None:
    run_state_machine_as_test(Corpus, settings=settings(max_examples=40, stateful_step_count=15, deadline=None))
