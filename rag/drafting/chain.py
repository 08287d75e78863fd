"""The llm writer: select, write, check, repair once, drop, fill, conclude. A step asks its own question, or none.

The plan of calls is fixed: one question a step at most, asked again only where the answer was of no use, whatever the
documents say. Where the model fails, a step does what can be done without it, and a flag ``degraded:<step>:<code>``
says why: dossiers are chosen by rules, the extractive writer writes, what fails the checks is dropped, nothing is
concluded. What the model must mention and does not is told by the extractive writer, under ``filled:<document>``.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, TypeVar

from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import BaseModel

from rag.config import DraftConfig
from rag.drafting import concluding, repairing, selecting, writing
from rag.drafting.arranging import arrange, cited_documents
from rag.drafting.asking import SHARES, Desk, Page, Pages, Question, Unasked
from rag.drafting.checking import Checker
from rag.drafting.draft import Draft, DraftSentence, Dropped, Finding, Step, Writer
from rag.drafting.headings import Subject, heading
from rag.drafting.reviewing import Review, Reviewer
from rag.drafting.selecting import HIGHEST, ChosenDossier, Selection
from rag.drafting.writing import WrittenFinding
from rag.errors import ModelError
from rag.evidence import Evidence
from rag.llm.budget import Tally
from rag.llm.client import ChatClient
from rag.llm.prompts import Prompt
from rag.llm.usage import Usage
from rag.support.judge import grade

# The prompts by file name, each with the placeholders that are filled here.
PROMPTS = {step.PROMPT: step.VARIABLES for step in (selecting, writing, repairing, concluding)}

NOTHING = Selection(())

Schema = TypeVar("Schema", bound=BaseModel)
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Work:
    """A section on its way through the steps. ``fallback`` is what was written without model, where that was needed.

    A ``part`` of a report is not concluded. ``reviews`` holds, for each finding in ``written``, those of its sentences.
    """

    evidence: Evidence
    desk: Desk
    reviewer: Reviewer
    part: bool
    selection: Selection = NOTHING
    written: tuple[WrittenFinding, ...] = ()
    reviews: tuple[tuple[Review, ...], ...] = ()
    findings: tuple[Finding, ...] = ()
    conclusion: tuple[DraftSentence, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    steps: tuple[Step, ...] = ()
    flags: tuple[str, ...] = ()
    fallback: Draft | None = None


class LlmWriter:
    """Writes a section with a language model, by the prompts named in ``PROMPTS``; ``fallback`` writes without one.

    ``mend`` sets the spaces right that a source has put inside words.

    Raises ConfigError if a prompt does not have the placeholders that are filled here.
    """

    def __init__(
        self,
        client: ChatClient,
        prompts: Mapping[str, Prompt],
        config: DraftConfig,
        fallback: Writer,
        checker: Checker,
        mend: Callable[[str], str] = str,
    ) -> None:
        for name, variables in PROMPTS.items():
            prompts[name].require(variables)
        self._client = client
        self._config = config
        self._most = config.citations_per_sentence
        self._fallback = fallback
        self._checker = checker
        self._mend = mend
        self._choosing = Question("select", prompts[selecting.PROMPT], selecting.Choices)
        self._writing = Question("write", prompts[writing.PROMPT], writing.Findings)
        self._repairing = Question("repair", prompts[repairing.PROMPT], repairing.Repairs)
        self._concluding = Question("conclude", prompts[concluding.PROMPT], concluding.Conclusion)
        self._chain: Runnable[Work, Work] = (
            RunnableLambda(self._select)
            | RunnableLambda(self._write)
            | RunnableLambda(self._check)
            | RunnableLambda(self._repair)
            | RunnableLambda(self._drop)
            | RunnableLambda(self._fill)
            | RunnableLambda(self._conclude)
        )

    def write(self, evidence: Evidence, *, part: bool = False) -> Draft:
        """Draft one section, or a part of its report, which is not concluded.

        Flags: ``left_out:<document>`` was not shown for want of room, ``degraded:<step>:<code>``, ``filled:<document>``
        is of a dossier that a report must mention and the model did not.

        Raises Unasked if the client is dry and an answer is not in the cache.
        """
        if not any(item.sentences for item in evidence.documents):
            return Draft("llm", (), model=self._client.model)
        work = self._chain.invoke(self._work(evidence, part=part))
        spent = _sum(work.desk)
        if work.fallback:
            draft, flags = work.fallback, (*work.fallback.flags, *work.flags)
            steps = (*work.steps, *work.fallback.steps)
            return replace(draft, flags=flags, steps=steps, usage=spent.usage, cost=spent.cost)
        return Draft(
            "llm",
            work.findings,
            work.conclusion,
            work.dropped,
            work.steps,
            work.flags,
            self._client.model,
            spent.usage,
            spent.cost,
        )

    def forecast(self, evidence: Evidence, *, part: bool = False) -> Usage:
        """What drafting a section, or a part of its report, would take if every step is asked once.

        The client is dry: this takes no call.
        Steps whose answers are in the cache cost nothing; those behind the first that is not, at most their share.
        """
        if not any(item.sentences for item in evidence.documents):
            return Usage()
        work = self._work(evidence, part=part)
        behind: list[Question[Any]] = []
        try:
            self._chain.invoke(work)
        except Unasked as stop:
            questions: list[Question[Any]] = [self._choosing, self._writing, self._repairing]
            questions += [] if part else [self._concluding]
            behind = questions[list(SHARES).index(stop.step) + 1 :]
        spent = _sum(work.desk)
        for question in behind:
            prompt = int(self._config.prompt_tokens * SHARES[question.step])
            completion = self._client.estimate((), question.schema).completion_tokens
            spent.add(Usage(1, 0, prompt, completion, self._client.budget.euros(prompt, completion)))
        return spent.usage

    def _work(self, evidence: Evidence, *, part: bool) -> Work:
        desk = Desk(self._client, self._config.prompt_tokens)
        evidence = evidence.respelled(self._mend)
        return Work(evidence, desk, Reviewer(self._checker, evidence, self._most), part)

    def _select(self, work: Work) -> Work:
        """Which dossiers carry which commitments."""
        evidence = work.evidence
        found, failure = self._ask(
            work, self._choosing, selecting.pages(evidence), lambda page, said: selecting.read(evidence, page, said)
        )
        selection = found or selecting.by_rules(evidence)
        flags = tuple(f"left_out:{document}" for document in selection.left_out)
        work = replace(work, selection=selection, flags=(*work.flags, *flags))
        return _done(work, self._choosing, failure, selection.took)

    def _write(self, work: Work) -> Work:
        """Findings from what was selected; nothing selected is nothing found."""
        evidence, dossiers = work.evidence, work.selection.dossiers
        if not dossiers:
            return work
        written, failure = self._ask(
            work, self._writing, writing.pages(evidence, work.selection, self._config), writing.read
        )
        if written is None:
            work = replace(work, fallback=self._without_model(evidence, dossiers))
        cited = {key for each in written or () for told in each.sentences for key in told.keys}
        told = sum(not cited.isdisjoint(dossier.keys) for dossier in dossiers)
        took = {"dossiers": len(dossiers), "told": told, "findings": len(written or ())}
        return _done(replace(work, written=written or ()), self._writing, failure, took)

    def _check(self, work: Work) -> Work:
        """Every sentence against what it cites."""
        if not work.written:
            return work
        reviews = tuple(tuple(work.reviewer.review(told, "write") for told in each.sentences) for each in work.written)
        took = _count(chain.from_iterable(reviews))
        return replace(work, reviews=reviews, steps=(*work.steps, Step("check", "rules", took=took)))

    def _repair(self, work: Work) -> Work:
        """The failing sentences once more, gravest first; what comes back is taken only if it is better."""
        numbered = dict(enumerate(chain.from_iterable(work.reviews)))
        failing = {n: review for n, review in numbered.items() if review.wanting and review.sentence.keys}
        if not failing:
            return work
        failing = dict(sorted(failing.items(), key=lambda item: item[1].rank))
        pages = repairing.pages(work.evidence, failing, self._most)
        mended, failure = self._ask(work, self._repairing, pages, repairing.read)
        better = dict(numbered)
        for number, told in (mended or {}).items():
            better[number] = max(numbered[number], work.reviewer.review(told, "repair"), key=lambda review: review.rank)
        rest = iter(better.values())
        reviews = tuple(tuple(next(rest) for _ in each) for each in work.reviews)
        took = {"failing": len(failing), "mended": sum(better[n] is not numbered[n] for n in numbered)}
        return _done(replace(work, reviews=reviews), self._repairing, failure, took)

    def _drop(self, work: Work) -> Work:
        """What still fails is not published; what is only doubtful is, with the score that says so."""
        if not work.written:
            return work
        findings, dropped = [], []
        for written, reviews in zip(work.written, work.reviews, strict=True):
            dropped += [_dropped(review) for review in reviews if review.hard]
            if kept := tuple(review.sentence for review in reviews if not review.hard):
                faults = work.reviewer.heading(written.heading, kept)
                dropped += [Dropped(written.heading, ",".join(faults))] if faults else []
                title = _title(kept, work.evidence) if faults else written.heading
                findings.append(Finding(title, kept, _served(kept, work)))
        took = _count(review for reviews in work.reviews for review in reviews)
        steps = (*work.steps, Step("drop", "rules", took=took))
        arranged = arrange(findings, work.evidence, self._config.order)
        return replace(work, findings=arranged, dropped=tuple(dropped), steps=steps)

    def _fill(self, work: Work) -> Work:
        """What a report must mention and no published sentence cites, told without the model."""
        if work.fallback:
            return work
        cited = {key for finding in work.findings for told in finding.sentences for key in told.keys}
        must = work.selection.dossiers[: writing.MOST_DOSSIERS[self._config.length]]
        # Where nothing of what was written may be published, "nothing found" would be untrue.
        lost = bool(work.written) and not work.findings
        untold = [each for each in must if (lost or each.score == HIGHEST) and cited.isdisjoint(each.keys)]
        if not untold:
            return work
        draft = self._without_model(work.evidence, untold)
        told = {item.document.id for each in draft.findings for item in cited_documents(each, work.evidence)}
        filled = [dossier for dossier in untold if any(each.item.document.id in told for each in dossier.documents)]
        return replace(
            work,
            findings=arrange([*work.findings, *draft.findings], work.evidence, self._config.order),
            dropped=(*work.dropped, *draft.dropped),
            steps=(*work.steps, Step("fill", "rules", took={"untold": len(untold), "filled": len(filled)})),
            flags=(*work.flags, *(f"filled:{dossier.documents[0].item.document.id}" for dossier in filled)),
        )

    def _without_model(self, evidence: Evidence, dossiers: Iterable[ChosenDossier]) -> Draft:
        """What the fallback makes of these dossiers."""
        chosen = {told.item.document.id for dossier in dossiers for told in dossier.documents}
        items = tuple(item for item in evidence.documents if item.document.id in chosen)
        return self._fallback.write(replace(evidence, documents=items))

    def _conclude(self, work: Work) -> Work:
        """A closing from what is verified; a sentence in it that fails anything is left out."""
        verified = _verified(work.findings)
        if work.part or len(verified) < concluding.FEWEST:
            return work
        pages = concluding.pages(work.evidence, verified, self._most)
        told, failure = self._ask(
            work, self._concluding, pages, lambda page, said: concluding.read(page, said, verified)
        )
        reviews = [work.reviewer.review(each, "conclude") for each in told or ()]
        kept = tuple(review.sentence for review in reviews if review.sound)
        dropped = tuple(_dropped(review) for review in reviews if not review.sound)
        work = replace(work, conclusion=kept, dropped=(*work.dropped, *dropped))
        return _done(work, self._concluding, failure, {"sentences": len(reviews), "kept": len(kept)})

    def _ask(
        self, work: Work, question: Question[Schema], pages: Pages, read: Callable[[Page, Schema], Made]
    ) -> tuple[Made | None, str | None]:
        """What the model made of a question, or else the code of why there is nothing."""
        try:
            return work.desk.ask(question, pages, read), None
        except ModelError as error:
            name = work.evidence.section.id
            logging.getLogger(__name__).warning("%s: %s without model: %s", name, question.step, error)
            return None, error.code


def _done(work: Work, question: Question[Any], failure: str | None, took: Mapping[str, int]) -> Work:
    """The work with the account of a step that asked."""
    step, cost = question.step, work.desk.tallies[question.step].cost
    if failure is None:
        done = Step(step, "model", question.prompt.hash, None, dict(took), cost)
    else:
        done = Step(step, "rules", None, failure, dict(took), cost)
    flags = (f"degraded:{step}:{failure}",) if failure else ()
    return replace(work, steps=(*work.steps, done), flags=(*work.flags, *flags))


def _count(reviews: Iterable[Review]) -> dict[str, int]:
    """How many sentences were held against their sources, and with what outcome."""
    found = Counter("sound" if review.sound else "failing" if review.hard else "doubtful" for review in reviews)
    return {outcome: found[outcome] for outcome in ("sound", "doubtful", "failing")}


def _dropped(review: Review) -> Dropped:
    return Dropped(review.sentence.text, ",".join(review.faults), review.step)


def _title(sentences: tuple[DraftSentence, ...], evidence: Evidence) -> str:
    """What a finding is called whose own heading may not be published: after the documents it cites."""
    items = cited_documents(Finding("", sentences), evidence)
    return heading([Subject(item.document, item.reasons[0].terms) for item in items])


def _served(sentences: Iterable[DraftSentence], work: Work) -> tuple[int, ...]:
    """The commitments of the dossiers that these sentences cite."""
    cited = {key for sentence in sentences for key in sentence.keys}
    dossiers = [dossier for dossier in work.selection.dossiers if not cited.isdisjoint(dossier.keys)]
    return tuple(sorted({commitment for dossier in dossiers for commitment in dossier.commitments}))


def _verified(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with only those of their sentences that the judge finds fully carried."""
    sure = (
        replace(each, sentences=tuple(told for told in each.sentences if grade(told.score or 0.0) == "full"))
        for each in findings
    )
    return tuple(each for each in sure if each.sentences)


def _sum(desk: Desk) -> Tally:
    """What all steps took together."""
    tally = Tally()
    for each in desk.tallies.values():
        tally.add(each.usage, each.cost)
    return tally
