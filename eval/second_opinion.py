"""A language model on the pairs that the rules leave undecided, with the means to see whether it can be trusted.

Known pairs are hidden among the real ones in every run; a sample is asked again in another order, and again with
sources that are longer by two sentences on something else. A model that fails a known pair makes the run invalid.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eval.canaries import CanaryRun, canaries, checked
from eval.evaluation import CheckedReport
from rag.config import Config
from rag.documents import Document, Segment
from rag.errors import ConfigError, ModelError
from rag.llm.account import Account
from rag.llm.usage import Usage
from rag.support.cascade import questions_of, revised, spread
from rag.support.judge import Verdict
from rag.support.rulings import Question, Ruling

if TYPE_CHECKING:  # it brings a client stack that takes a second to load
    from rag.support.llm_judge import LlmJudge

_PADDING = (
    "De vergadering begon om tien uur en het verslag van de vorige vergadering werd goedgekeurd. De agenda telde "
    "veertien punten, waarvan er twee naar een volgende vergadering werden verschoven."
)
_RANKS = {"contradicted": 0, "none": 0, "partial": 1, "full": 2}


@dataclass(frozen=True, slots=True)
class Health:
    """How a model did as a judge.

    ``asked`` pairs it was asked about, of which it ``answered`` so many; of the ``repeated`` ones ``flipped`` got
    another grade in another order, of the ``padded`` ones ``raised`` got a better one for a longer source. ``flags``
    are the codes of what went wrong, ``cost`` is what the answers took when they were made.
    """

    model: str
    prompt: str
    asked: int
    answered: int
    canaries: CanaryRun
    repeated: int
    flipped: int
    padded: int
    raised: int
    flags: tuple[str, ...]
    cost: Usage


@dataclass(frozen=True)
class SecondOpinion:
    """The rulings of a model, and how it did."""

    rulings: Mapping[str, Ruling]
    health: Health

    def revise(self, claim: str, documents: Sequence[Document], verdict: Verdict) -> Verdict:
        """A verdict of the rules with the rulings in it."""
        return revised(claim, {document.id: document for document in documents}, verdict, self.rulings)


def open_questions(
    reports: Iterable[CheckedReport], documents: Mapping[str, Document], band: float
) -> tuple[Question, ...]:
    """What the rules leave undecided in checked reports."""
    return tuple(
        question
        for report in reports
        for item in report.claims
        for question in questions_of(item.claim.text, documents, item.verdict, band)
    )


def second_opinion(
    questions: Sequence[Question], judge: "LlmJudge", model: str, prompt: str, repeat: int
) -> SecondOpinion | None:
    """Ask about the questions, None if there are none; ``repeat`` of them again in two ways.

    Raises ModelError (``judge.canary``) if the model is wrong about a pair that everybody knows.
    """
    if not questions:
        return None
    account = Account()
    asked = spread(questions)
    known = [canary.question for canary in canaries()]
    rulings = judge.rule(spread([*asked, *known]), account)
    found = checked(rulings)
    if found.wrong:
        raise ModelError(
            "judge.canary",
            f"{model} is wrong about {len(found.wrong)} of {len(known)} pairs with a known answer, so its verdicts"
            f" cannot be used (first: “{found.wrong[0]}”); set another llm.model, or judge.model: false",
        )
    sample = [question for question in asked if question.id in rulings][:repeat]
    again = judge.rule(sample[::-1], account) if sample else {}
    longer = {_padded(question).id: question for question in sample}
    padded = judge.rule([_padded(question) for question in sample], account) if sample else {}
    health = Health(
        model,
        prompt,
        len(asked),
        sum(question.id in rulings for question in asked),
        found,
        len(again),
        sum(rulings[identity].grade != ruling.grade for identity, ruling in again.items()),
        len(padded),
        sum(_rank(padded[other]) > _rank(rulings[own.id]) for other, own in longer.items() if other in padded),
        tuple(account.flags),
        account.tally.cost,
    )
    return SecondOpinion({question.id: rulings[question.id] for question in asked if question.id in rulings}, health)


def consult(
    reports: Sequence[CheckedReport], documents: Mapping[str, Document], config: Config
) -> SecondOpinion | None:
    """Ask the configured model about what the rules leave undecided, None if that is nothing.

    Raises ConfigError if no model is set, ModelError if it cannot be trusted.
    """
    from rag.llm.cache import open_replies
    from rag.llm.client import ChatClient
    from rag.llm.prompts import load_prompt
    from rag.support.llm_judge import LlmJudge

    if not config.llm.model:
        raise ConfigError("judge.model is true, but llm.model is not set; name a model, or set judge.model: false")
    prompt = load_prompt(config.resolve(config.prompts.path) / "oordelen.yaml")
    limit, workers = config.draft.prompt_tokens, config.llm.workers
    with open_replies(config) as cache:
        client = ChatClient(config.llm, cache)
        judge = LlmJudge(client, prompt, config.judge.batch, prompt_tokens=limit, workers=workers)
        questions = open_questions(reports, documents, config.judge.band)
        return second_opinion(questions, judge, client.model, prompt.hash, config.judge.repeat)


def _rank(ruling: Ruling) -> int:
    return _RANKS[ruling.grade]


def _padded(question: Question) -> Question:
    """The question with a source that says more, but no more of the sentence."""
    first, *others = question.documents
    text = f"{first.text}\n{_PADDING}"
    segment = Segment(len(first.text) + 1, len(text), "body", first.segments[-1].passage if first.segments else 0)
    return Question(question.claim, (replace(first, text=text, segments=(*first.segments, segment)), *others))
