"""Which reports are stale, and why: found out by retrieval and rules, never by asking a model.

What a report depends on is in its account. It is stale where that differs from what would be used now, where what
stands on disk is not what was put there, where a document it cites was changed or withdrawn, or where there is news: a
document among the evidence as it is selected now that was not considered when the report was made, or read otherwise
then. A corpus that grows always shifts what stands in the tail of the evidence, so news counts only if the extractive
writer, which is certain and free, would cite it. Old documents that merely change places are no news.

Where the model orders the evidence and has not been asked yet, nobody knows what it would put first: all news counts.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from rag.documents import Section
from rag.drafting.draft import Writer
from rag.drafting.reports import DRAFT_VERSION, inputs_of
from rag.drafting.writers import make_writer, writer_inputs
from rag.errors import ReportError
from rag.evidence import SHORT, Evidence
from rag.files import sha256
from rag.llm.account import OF_EVIDENCE, Account
from rag.regeneration.memory import Answer, Memory
from rag.regeneration.previous import Previous, account_hash, read_previous
from rag.session import Session
from rag.sidecar import Sidecar, load

# Raise it when the same evidence is news otherwise.
NEWS_VERSION = 1
# Failures of a call that may not come again: what was written without its answer is no report to keep.
PASSING = frozenset(
    {
        "budget",
        "model.auth",
        "model.body",
        "model.html",
        "model.protocol",
        "model.quota",
        "model.rate_limit",
        "model.server",
        "model.timeout",
        "model.unreachable",
    }
)


class Reason(StrEnum):
    """Why a report is stale, in the order in which reasons are told."""

    NEW = "new"
    EVIDENCE_ADDED = "evidence-added"
    EVIDENCE_CHANGED = "evidence-changed"
    EVIDENCE_WITHDRAWN = "evidence-withdrawn"
    PROMPT = "prompt"
    MODEL = "model"
    CONFIG = "config"
    CODE = "code"
    OUTPUT_MISSING = "output-missing"
    OUTPUT_EDITED = "output-edited"
    FAILED = "failed"


EVIDENCE = frozenset({Reason.EVIDENCE_ADDED, Reason.EVIDENCE_CHANGED, Reason.EVIDENCE_WITHDRAWN})
# By the first word of the key of an input. Another section text asks for another report.
_OF_INPUT = {
    "section": Reason.NEW,
    "prompt": Reason.PROMPT,
    "model": Reason.MODEL,
    "config": Reason.CONFIG,
    "code": Reason.CODE,
}


@dataclass(frozen=True, slots=True)
class Staleness:
    """Why the report of a section is stale, each reason with the documents that caused it; fresh without reasons.

    ``whole`` says that all of it must be written again, not only what those documents touch. ``untold`` are the news
    among the evidence that no sentence would cite.
    """

    section: str
    causes: dict[Reason, tuple[str, ...]] = field(default_factory=dict)
    whole: bool = False
    untold: tuple[str, ...] = ()

    @property
    def stale(self) -> bool:
        """Whether there is any reason to write it again."""
        return bool(self.causes)

    @property
    def due(self) -> bool:
        """Whether it is to be written again, for a reason or because that was asked."""
        return self.stale or self.whole

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons in their fixed order."""
        return tuple(reason for reason in Reason if reason in self.causes)

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents behind the reasons, each once."""
        return tuple(dict.fromkeys(document for reason in self.reasons for document in self.causes[reason]))

    @property
    def only_edited(self) -> bool:
        """Whether an editor's words are all that is new."""
        return set(self.causes) == {Reason.OUTPUT_EDITED} and not self.whole


@dataclass(frozen=True, slots=True)
class News:
    """Documents of the evidence of a section that were not considered when its report was made, or have changed.

    ``certain`` is False where the model has not said yet how it orders the evidence.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    certain: bool = True


def spoiled(flags: Iterable[str]) -> tuple[str, ...]:
    """The flags of a draft that a failure of a call left on it, which a later run may not meet."""
    steps = ("degraded:", *OF_EVIDENCE)
    return tuple(flag for flag in flags if flag.startswith(steps) and flag.rpartition(":")[2] in PASSING)


class Examiner:
    """Tells for sections what makes their reports stale for the writer called ``name``; ``session`` is dry.

    ``failed`` maps the sections whose last attempt did not succeed to the hash of the account they had at the time. Who
    is about to ``discard_edits`` wants to know of those that were taken over as well.
    """

    def __init__(
        self,
        session: Session,
        name: str,
        memory: Memory,
        failed: Mapping[str, str] | None = None,
        *,
        discard_edits: bool = False,
    ) -> None:
        self._session = session
        self._memory = memory
        self._failed = failed or {}
        self._discard = discard_edits
        self._folder = session.config.resolve(session.config.reports.path)
        self.inputs = {**writer_inputs(name, session), **session.inputs}
        self._hashes = session.index.catalogue.hashes()

    @cached_property
    def corpus(self) -> str:
        """A hash of everything, the report itself apart, that decides what is news for it."""
        code = [NEWS_VERSION, DRAFT_VERSION]
        agreement = [repr(section) for section in self._session.agreement.values()]
        draft = self._session.config.draft.model_dump_json()
        return sha256(json.dumps([code, agreement, draft, sorted(self._session.inputs.items()), self._hashes]))

    @cached_property
    def _telling(self) -> Writer:
        return make_writer("extractive", self._session)[0]

    def settle(self, section_id: str) -> None:
        """The report of a section was just made from all evidence there is: there is no news for it."""
        sidecar = load(self._folder / f"{section_id}.json")
        if not any(flag.startswith(OF_EVIDENCE) for flag in sidecar.flags):
            self._memory.keep(section_id, self._key(sidecar), _answer(News()))

    def save(self) -> None:
        """Remember what was found out, for the next run."""
        self._memory.save()

    def examine(self, section: Section) -> Staleness:
        """What makes the report of a section stale."""
        found = self._examined(section)
        if found.stale and self._failed.get(section.id) == account_hash(self._folder, section.id):
            return replace(found, causes={**found.causes, Reason.FAILED: ()})
        return found

    def _examined(self, section: Section) -> Staleness:
        try:
            previous = read_previous(self._folder, section.id)
        except ReportError:
            return Staleness(section.id, {self._unreadable(section): ()}, whole=True)
        if previous is None:
            return Staleness(section.id, {Reason.NEW: ()}, whole=True)
        if previous.sidecar is None:
            return Staleness(section.id, {Reason.OUTPUT_MISSING: ()}, whole=True)
        return self._compared(section, previous, previous.sidecar)

    def _unreadable(self, section: Section) -> Reason:
        """Which of the two files nobody can read: an account is then as good as missing, a report is an editor's."""
        try:
            load(self._folder / f"{section.id}.json")
        except ReportError:
            return Reason.OUTPUT_MISSING
        return Reason.OUTPUT_EDITED

    def _compared(self, section: Section, previous: Previous, sidecar: Sidecar) -> Staleness:
        """A report that has its account, against what would be made now."""
        now = inputs_of(section, self.inputs)
        keys = {key for key in now.keys() | sidecar.inputs.keys() if now.get(key) != sidecar.inputs.get(key)}
        # Another writer has other prompts and another model: what only one side knows follows from what both do.
        telling = keys & now.keys() & sidecar.inputs.keys() or keys
        causes: dict[Reason, tuple[str, ...]] = {_OF_INPUT.get(key.split()[0], Reason.CODE): () for key in telling}
        spoilt = bool(spoiled(sidecar.flags))
        whole = spoilt or bool(causes)
        if previous.markdown is None:
            causes[Reason.OUTPUT_MISSING] = ()
        elif previous.edited or (self._discard and sidecar.published != sha256(sidecar.generated)):
            causes[Reason.OUTPUT_EDITED] = ()
        changed, withdrawn = self._cited(sidecar)
        # What is selected by other rules is selected otherwise, with or without news.
        selecting = keys & {*self._session.inputs, "config draft", "section"}
        news = News() if selecting else self._news(section, sidecar)
        found = {
            Reason.EVIDENCE_ADDED: news.added,
            Reason.EVIDENCE_CHANGED: tuple(dict.fromkeys([*changed, *news.changed])),
            Reason.EVIDENCE_WITHDRAWN: withdrawn,
        }
        causes |= {reason: documents for reason, documents in found.items() if documents}
        if spoilt:
            causes[Reason.FAILED] = ()
        return Staleness(section.id, causes, whole, news.untold)

    def _cited(self, sidecar: Sidecar) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The documents it cites that have changed, and those that are withdrawn or gone."""
        changed: list[str] = []
        withdrawn: list[str] = []
        for identity in sidecar.cited():
            before = sidecar.considered.get(identity)
            if before is None or self._hashes.get(identity, "")[:SHORT] == before:
                continue
            document = self._session.index.catalogue.document(identity)
            (changed if document and not document.withdrawn else withdrawn).append(identity)
        return tuple(changed), tuple(withdrawn)

    def _news(self, section: Section, sidecar: Sidecar) -> News:
        """What is news for a section, remembered as long as nothing it depends on changes."""
        key = self._key(sidecar)
        known = self._memory.answer(section.id, key)
        if known is not None:
            return News(tuple(known["added"]), tuple(known["changed"]), tuple(known["untold"]))
        account = Account()
        evidence = self._session.evidence(section, account)
        news = self._sorted(evidence, sidecar.considered, certain=not account.flags)
        if news.certain:
            self._memory.keep(section.id, key, _answer(news))
        return news

    def _key(self, sidecar: Sidecar) -> str:
        """What the answer to the question of news depends on."""
        return sha256(json.dumps([self.corpus, sorted(sidecar.considered.items())]))

    def _sorted(self, evidence: Evidence, considered: Mapping[str, str], *, certain: bool) -> News:
        selected = [item.document.id for item in evidence.documents]
        fresh = [identity for identity in selected if considered.get(identity) != self._hashes[identity][:SHORT]]
        if not fresh:
            return News(certain=certain)
        told = self._told(evidence) if certain else set(fresh)
        return News(
            tuple(identity for identity in fresh if identity in told and identity not in considered),
            tuple(identity for identity in fresh if identity in told and identity in considered),
            tuple(identity for identity in fresh if identity not in told),
            certain,
        )

    def _told(self, evidence: Evidence) -> Collection[str]:
        """The documents that the extractive writer would cite."""
        draft = self._telling.write(evidence)
        keys = (key for finding in draft.findings for sentence in finding.sentences for key in sentence.keys)
        return {shown.document for key in keys if (shown := evidence.sentence(key))}


def _answer(news: News) -> Answer:
    return {"added": news.added, "changed": news.changed, "untold": news.untold}
