"""Asking through the provider's batches: at half the price, but an answer may take a day.

Who writes a section asks one question after the other, each of them looked for in the reply cache first. So a run by
batches goes round: whoever asks is run with a client that asks nothing but leaves its questions here; all that were
left go to the provider together; their answers are put in the cache where a call would have put them. When no section
leaves a question any more, the run proper finds every answer in the cache. What no batch answered it asks directly.

Whatever happens in between, a later run goes on where this one was: see ``rag.llm.batch_journal``.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NoReturn

from rag.config import Config, LlmConfig
from rag.errors import ModelError
from rag.faults import fault_point
from rag.ledger import open_ledger
from rag.llm.batch_journal import SCHEMA, BatchJournal, OpenBatch, Sent
from rag.llm.batch_lines import outcomes, parcels, unanswered
from rag.llm.batch_service import QUEUE_FULL, BatchService, BatchState, refusal
from rag.llm.client import ChatClient
from rag.llm.failures import CallError
from rag.llm.posting import Postponed, Request
from rag.llm.silence import quiet
from rag.llm.usage import Usage

FIRST_POLL, LONGEST_POLL = 5.0, 300.0  # seconds
LONGEST_LIFE = 48 * 3600.0  # seconds; a batch that the provider does not know can be under way no longer than this
BUDGET = "budget"

Tell = Callable[[str], None]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What a run by batches came to.

    ``waiting`` questions are under way; it is finished when none is. ``usage`` is what all batches of this job took,
    at their price. ``left`` are the sections with a question that no batch answered, each with the code of why.
    """

    waiting: int
    usage: Usage
    left: Mapping[str, str]

    @property
    def finished(self) -> bool:
        """Whether the run proper can follow."""
        return not self.waiting

    @property
    def told(self) -> str:
        """For the operator, in one line."""
        if self.waiting:
            return (
                f"{self.waiting} questions wait for a batch, which may take 24 hours: give the same command again"
                " to go on, or with --wait to stay"
            )
        taken = f"{self.usage.calls} answers through batches, {self.usage.euros:.4f} euro"
        if not self.left:
            return taken
        return f"{taken}; asked directly what no batch answered: {', '.join(self.left)}"


def run_batches(
    config: Config,
    client: ChatClient,
    sections: Sequence[str],
    ask: Callable[[str], object],
    *,
    wait: bool,
    tell: Tell = _log.info,
    sleep: Callable[[float], None] = time.sleep,
) -> BatchOutcome:
    """Have everything that ``ask`` asks of ``client`` about ``sections`` answered through batches.

    ``ask`` is called with one section after the other, several times, and must ask as the run proper will. Without
    ``wait`` it returns as soon as everything is left at the provider. ``tell`` gets lines on what happens.

    Raises ConfigError if the provider takes no batches, LockedError if another run leaves batches, ModelError if a
    batch is refused or cannot be reached.
    """
    folder = config.resolve(config.cache.path)
    busy = "another run is leaving or awaiting batches; wait until it has ended, or stop it"
    with open_ledger(config, SCHEMA) as ledger, ledger.alone(folder / "batches.lock", busy):
        journal = BatchJournal(ledger, client.base_url)
        service = BatchService(config.llm, client.base_url, sleep)
        return _Job(config.llm, client, journal, service, tell, sleep).run(sections, ask, wait=wait)


class Notes:
    """The post at which the questions of one round are left: ``requests`` by key, in the order they came.

    A request that failed before fails again in the same way, so that the client goes on as it would have; what may do
    better another time is taken ``retries`` times more.
    """

    def __init__(self, journal: BatchJournal, retries: int) -> None:
        self.requests: dict[str, Request] = {}
        self.left = 0  # how often anything was left, also what was left before
        self._journal = journal
        self._retries = retries

    def leave(self, request: Request) -> NoReturn:
        """See ``rag.llm.posting.Post``."""
        before = self._journal.failed(request.key)
        for failed in before:
            if not failed.error.retryable and failed.dialect == request.dialect:
                raise failed.error
        again = [failed.error for failed in before if failed.error.retryable]
        if len(again) > self._retries:
            raise CallError(again[-1].code.removeprefix("model."), str(again[-1]))
        self.requests.setdefault(request.key, request)
        self.left += 1
        raise Postponed


class _Job:
    """The rounds of one run."""

    def __init__(
        self,
        config: LlmConfig,
        client: ChatClient,
        journal: BatchJournal,
        service: BatchService,
        tell: Tell,
        sleep: Callable[[float], None],
    ) -> None:
        self._rate = 1 - config.batch_discount
        self._retries = config.retries
        self._client = client
        self._journal = journal
        self._service = service
        self._tell = tell
        self._sleep = sleep
        self._told: dict[str, str] = {}
        self._left: dict[str, str] = {}

    def run(self, sections: Sequence[str], ask: Callable[[str], object], *, wait: bool) -> BatchOutcome:
        """See ``run_batches``."""
        # The budget is that of the job, however many runs it takes.
        self._client.budget.spent(self._journal.spent())
        self._recover()
        self._collect()
        todo = list(sections)
        while True:
            todo, requests = self._note(todo, ask)
            self._submit(requests)
            if not self._journal.open():
                break
            if not wait:
                return BatchOutcome(len(self._journal.waiting()), self._journal.spent(), self._left)
            self._wait()
        self._left |= dict.fromkeys(todo, BUDGET)
        usage = self._journal.spent()
        self._journal.settle()
        return BatchOutcome(0, usage, self._left)

    def _recover(self) -> None:
        """Find out what became of batches that a killed run was about to make."""
        for batch in self._journal.open():
            if batch.id is None:
                if identity := self._service.find(batch.tag):
                    self._journal.name(batch.tag, identity)
                else:
                    self._journal.drop(batch.tag)

    def _note(self, sections: Sequence[str], ask: Callable[[str], object]) -> tuple[list[str], list[Request]]:
        """The sections that wait for an answer, and all requests that they leave."""
        notes = Notes(self._journal, self._retries)
        todo = []
        with self._client.posting(notes), quiet():
            for section in sections:
                before = notes.left
                try:
                    ask(section)
                except Postponed as stop:
                    if notes.left > before:
                        todo.append(section)
                    else:
                        self._left[section] = stop.code
        return todo, list(notes.requests.values())

    def _submit(self, requests: Sequence[Request]) -> None:
        """Leave at the provider what is not there yet and fits in the budget, and in what may wait there."""
        waiting = self._journal.waiting()
        left = self._client.budget.left - self._journal.reserved()
        new = [request for request in requests if request.key not in waiting]
        fitting = []
        for request in new:
            if (euros := self._most(request)) <= left:
                fitting.append(request)
                left -= euros
        if len(fitting) < len(new):
            self._tell(f"{len(new) - len(fitting)} questions do not fit in what is left of llm.max_euros")
        if (room := self._journal.room()) is not None:
            fitting = fitting[: max(room - len(waiting), 0)]
        for parcel, data in parcels(fitting, self._service.endpoint):
            tag = self._journal.plan(parcel, sum(map(self._most, parcel)))
            identity = self._service.submit(tag, data)
            self._journal.name(tag, identity)
            self._tell(f"{identity}: {len(parcel)} questions left at {self._client.base_url}")

    def _most(self, request: Request) -> float:
        """What a request takes at most in a batch, in euros."""
        return request.worst.euros * self._rate

    def _wait(self) -> None:
        """Until a batch ends; ever less often asked about. A failure on the way is no reason to stop waiting."""
        pause = FIRST_POLL
        open_before = len(self._journal.open())
        while len(self._journal.open()) == open_before:
            self._sleep(pause)
            try:
                self._collect()
            except CallError as error:
                if not error.retryable:
                    raise
                _log.warning("%s; the batches are asked about again later", error)
            pause = min(pause * 1.5, LONGEST_POLL)

    def _collect(self) -> None:
        """Ask about every open batch, and take what has ended."""
        for batch in self._journal.open():
            assert batch.id, "every open batch has been made or dropped"
            state = self._state(batch.id, batch.made)
            if state.status == "failed":
                self._refused(batch, state)
            elif state.ended:
                self._take(batch, state)

    def _state(self, identity: str, made: float) -> BatchState:
        """Where a batch stands, told when it is news."""
        state = self._service.state(identity)
        if state is None:
            if time.time() - made < LONGEST_LIFE:
                advice = "use the key with which it was left there"
                raise ModelError("model.batch", f"{self._client.base_url}: the batch {identity} is not known; {advice}")
            state = BatchState(identity, "cancelled")
        told = f"{identity}: {state.status}, {state.done} of {state.total}"
        if self._told.get(identity) != told:
            self._tell(told)
            self._told[identity] = told
        return state

    def _refused(self, batch: OpenBatch, state: BatchState) -> None:
        """Nothing of the batch was begun: it may have been too large for what may wait at a time."""
        full = QUEUE_FULL in state.faults and len(self._journal.sent(batch.tag)) > 1
        self._journal.end(batch.tag, QUEUE_FULL if full else state.status, Usage(), {})
        if not full:
            raise refusal(self._client.base_url, state)
        self._tell(f"{batch.id}: too much to wait at a time; left in smaller parts")

    def _take(self, batch: OpenBatch, state: BatchState) -> None:
        """Put the answers in the cache, then note that the batch has ended, what it took and what failed."""
        sent = self._journal.sent(batch.tag)
        usage, answered, failures = Usage(), set[str](), dict[str, CallError]()
        found = chain.from_iterable(
            outcomes(self._service.content(file), self._client.base_url) for file in state.files
        )
        for outcome in found:
            request = sent.get(outcome.key)
            if request is None or outcome.key in answered:
                _log.warning("%s: an answer to nothing that was asked; left out", batch.id)
            elif isinstance(outcome.result, CallError):
                failures[outcome.key] = outcome.result
            else:
                self._client.learn(request.dialect)
                self._client.keep(outcome.key, outcome.result)
                usage += self._client.cost(outcome.result, request.prompt_tokens)
                answered.add(outcome.key)
        missing = {key: failures.get(key) or unanswered(self._client.base_url) for key in sent.keys() - answered}
        usage += self._lost(missing, sent)
        usage = replace(usage, euros=usage.euros * self._rate)
        fault_point("batch.taken")
        self._journal.end(batch.tag, state.status, usage, missing)
        self._client.budget.spent(usage)

    def _lost(self, failures: Mapping[str, CallError], sent: Mapping[str, Sent]) -> Usage:
        """What was paid for answers of no use, at its worst."""
        billed = [sent[key].prompt_tokens for key, error in failures.items() if error.billed]
        return sum((self._client.worst(tokens) for tokens in billed), Usage())
