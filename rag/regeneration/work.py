"""What there is to do for a stale section: what a writer is given of it, and what that would take of the model."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rag.documents import Section
from rag.drafting.draft import Writer
from rag.drafting.reports import Drafted, draft_section
from rag.drafting.writers import Forecast, make_forecast
from rag.errors import ReportError
from rag.evidence import Evidence
from rag.llm.account import Account
from rag.llm.silence import quiet
from rag.llm.usage import Usage
from rag.regeneration.previous import Previous, read_previous
from rag.regeneration.redrafting import Renewal, redraft, renewal
from rag.regeneration.staleness import Staleness
from rag.session import Session


@dataclass(frozen=True, slots=True)
class Work:
    """A section to write: a part of it, ``renewal``, or all of it from ``evidence``.

    ``account`` says what finding that took of the model.
    """

    section: Section
    found: Renewal | Evidence
    account: Account = field(default_factory=Account)

    @classmethod
    def on(cls, item: Staleness, previous: Previous | None, session: Session) -> "Work":
        """What a stale section asks for. Only the index is read, and the model asked where it orders the evidence."""
        section, account = session.section(item.section), Account()
        if previous and previous.sidecar and not item.whole:
            try:
                return cls(section, renewal(section, previous.sidecar, item.documents, session, account), account)
            except ReportError:  # an account that does not know its own report is no help
                logging.getLogger(__name__).warning(
                    "%s: what stands beside the report does not list all its sentences; all of it is written again",
                    section.id,
                )
        return cls(section, session.evidence(section, account), account)

    @property
    def part(self) -> bool:
        """Whether only a part of the report is written."""
        return isinstance(self.found, Renewal)

    def write(self, session: Session, writer: Writer, inputs: dict[str, str]) -> Drafted:
        """The new report with its account."""
        if isinstance(self.found, Renewal):
            return redraft(self.found, session, writer, inputs, self.account)
        return draft_section(self.found, writer, inputs, self.account)

    def forecast(self, estimate: Forecast) -> Usage:
        """What it takes if no answer has to be asked for twice."""
        if isinstance(self.found, Renewal):
            writing = estimate(self.found.touched, part=True) if self.found.touched.documents else Usage()
        else:
            writing = estimate(self.found)
        return self.account.tally.usage + writing

    def took(self, drafted: Drafted) -> Usage:
        """What the new answers took when they were made: the same for a run that finds them in the cache."""
        before = self.found.sidecar.usage if isinstance(self.found, Renewal) else {}
        now = drafted.sidecar.usage
        calls, prompt, completion = (
            int(now.get(name, 0) - before.get(name, 0)) for name in ("calls", "prompt_tokens", "completion_tokens")
        )
        return Usage(calls, 0, prompt, completion, round(now.get("euros", 0.0) - before.get("euros", 0.0), 6))


def forecast(plan: Iterable[Staleness], session: Session, name: str) -> Iterator[tuple[str, Usage]]:
    """For every stale section what it would take if no answer has to be asked for twice; ``session`` is dry."""
    free = name == "extractive" and not session.asks_model
    estimate = make_forecast(name, session)
    folder = session.config.resolve(session.config.reports.path)
    with quiet():
        for item in plan:
            if free or item.only_edited:
                yield item.section, Usage()
                continue
            try:
                previous = read_previous(folder, item.section)
            except ReportError:
                previous = None
            yield item.section, Work.on(item, previous, session).forecast(estimate)
