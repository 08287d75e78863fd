"""Regenerating what is stale: each report whole or not at all, one that fails never in the way of the others.

A report that a failure of a call would spoil, for want of budget say, is not published: the section keeps its report,
stays stale and is tried again by the next run. ``verantwoord draft`` would write it without the model.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from rag.config import Config
from rag.drafting.reports import Drafted
from rag.drafting.writers import make_writer
from rag.embedding import Progress
from rag.errors import ConfigError, ModelError, ReportError, VerantwoordError
from rag.ledger import Ledger
from rag.llm.usage import Usage
from rag.regeneration.accounting import Bookcase
from rag.regeneration.changes import Cause, Edition, Outcome, Sentence, State, compare, doubted, source_of
from rag.regeneration.journal import Journal
from rag.regeneration.pool import in_parallel
from rag.regeneration.previous import Previous, mergeable, read_previous
from rag.regeneration.publishing import Published, accept, publish
from rag.regeneration.staleness import Staleness, spoiled
from rag.regeneration.work import Work
from rag.session import Session

BUSY = "another process is writing the reports in {path}; wait until it has finished and try again"


@contextmanager
def writing_reports(config: Config, ledger: Ledger) -> Iterator[Journal]:
    """Nobody else writes reports for the length of the block, and no report is half published at its start.

    Raises LockedError at once if somebody else does.
    """
    folder = config.resolve(config.reports.path)
    with ledger.alone(folder.with_name(f".{folder.name}.lock"), BUSY.format(path=folder)):
        diary = Journal(ledger, folder)
        diary.take_back()
        yield diary


@dataclass(frozen=True, slots=True)
class _Job:
    """What stood on disk of a stale section, and what there is to write; None where only an editor's words are new."""

    previous: Previous | None
    work: Work | None


class Regeneration:
    """Writes stale sections with the writer called ``name`` and tells the journal what became of each."""

    def __init__(self, session: Session, name: str, journal: Journal, *, discard_edits: bool = False) -> None:
        self._session = session
        self._journal = journal
        self._discard = discard_edits
        self._folder = session.config.resolve(session.config.reports.path)
        self._writer, inputs = make_writer(name, session)
        self._inputs = {**inputs, **session.inputs}
        self._bookcase = Bookcase.of(session)
        # Waiting for a model can be shared out; choosing sentences cannot be made faster that way.
        self._workers = session.config.llm.workers if name == "llm" else 1
        self._jobs: dict[str, _Job] = {}

    def run(self, plan: Sequence[Staleness], progress: Progress) -> list[Outcome]:
        """Regenerate the sections of a plan; what became of them, in the order in which they were done.

        Raises OSError, sqlite3.Error or ConfigError where nothing can be written any more: what was done stays.
        """
        done: list[Outcome] = []

        def settle(item: Staleness, future: Future[Drafted | None]) -> None:
            done.append(self._settled(item, future))
            progress(len(done), len(plan))

        in_parallel(plan, self._prepare, settle, self._workers)
        return done

    def ask(self, item: Staleness) -> None:
        """Ask the model what writing a section asks, and write nothing."""
        with suppress(ReportError):  # told when it is to be written
            self._prepare(item)()

    def _prepare(self, item: Staleness) -> Callable[[], Drafted | None]:
        """Find what there is to write, on the thread of the index; what is returned writes it, on any."""
        previous = self._previous(item)
        if item.only_edited and not self._discard:
            self._jobs[item.section] = _Job(previous, None)
            return lambda: None
        work = Work.on(item, previous, self._session)
        self._jobs[item.section] = _Job(previous, work)
        return lambda: work.write(self._session, self._writer, self._inputs)

    def _previous(self, item: Staleness) -> Previous | None:
        """What stands on disk. Raises ReportError before anything is paid for that could not be published."""
        if not self._discard:
            return mergeable(self._folder, item.section)
        try:
            return read_previous(self._folder, item.section)
        except ReportError:
            return None

    def _settled(self, item: Staleness, future: Future[Drafted | None]) -> Outcome:
        """Publish what was written, or tell why there is nothing to publish."""
        try:
            outcome = self._published(item, future.result())
        except (OSError, sqlite3.Error, ConfigError):
            raise  # where answers cannot be kept the next section would pay for nothing as well
        except Exception as error:
            if not isinstance(error, VerantwoordError):  # a mistake of ours about one section, say
                logging.getLogger(__name__).exception("%s: not regenerated", item.section)
            outcome = self._outcome(item, "failed", why=str(error) or type(error).__name__)
        self._jobs.pop(item.section, None)
        self._journal.finish(item.section, outcome)
        return outcome

    def _published(self, item: Staleness, drafted: Drafted | None) -> Outcome:
        job = self._jobs[item.section]
        before = _sentences(job.previous)
        if drafted is None or job.work is None:
            assert job.previous is not None  # it is what an editor has changed
            accepted = accept(self._journal, job.previous, self._bookcase)
            return self._told(item, "accepted", accepted, before)
        if flags := spoiled(drafted.sidecar.flags):
            raise ModelError("spoiled", f"the model could not be asked for everything ({', '.join(flags)})")
        published = publish(self._journal, drafted, job.previous, self._bookcase, discard_edits=self._discard)
        state: State = "written" if published.written else "unchanged"
        told = self._told(item, state, published, before, job.work.took(drafted))
        return replace(told, part=job.work.part)

    def _told(
        self,
        item: Staleness,
        state: State,
        published: Published,
        before: Sequence[Sentence],
        usage: Usage | None = None,
    ) -> Outcome:
        """What a publication changed for its reader."""
        after = Edition(published.markdown, published.sidecar).sentences()
        return replace(
            self._outcome(item, state),
            changes=compare(before, after),
            conflicts=published.conflicts,
            doubts=doubted(published.report, published.findings),
            flags=published.sidecar.flags,
            usage=usage or Usage(),
        )

    def _outcome(self, item: Staleness, state: State, why: str = "") -> Outcome:
        section = self._session.section(item.section)
        job = self._jobs.get(item.section)
        known = job.previous.sidecar if job and job.previous else None
        find = self._session.index.catalogue.document
        causes = tuple(
            Cause(reason, tuple(source_of(one, find(one), known) for one in item.causes[reason]))
            for reason in item.reasons
        )
        return Outcome(
            section=section.id, number=section.number, title=section.title, state=state, causes=causes, why=why
        )


def _sentences(previous: Previous | None) -> list[Sentence]:
    """The sentences that stood there; none where it was no report."""
    if previous is None or previous.markdown is None:
        return []
    try:
        return Edition(previous.markdown, previous.sidecar).sentences()
    except ReportError:
        return []
