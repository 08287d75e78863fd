"""The model as judge of the pairs that the rules leave undecided: does this source carry this sentence?

Pairs are asked about in batches, each under a key of its own, so that an answer is never taken for that of another
pair, whatever its order. The model gives a grade and, at most, words of the sentence that the source lacks; code finds
those words in the sentence or passes them over. Whatever goes wrong leaves a pair without a ruling, and then what the
rules said stands.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Annotated

from pydantic import BaseModel, WithJsonSchema

from rag.documents import Document, Span
from rag.errors import ModelError
from rag.lexical import stems
from rag.llm.account import Account
from rag.llm.client import ChatClient
from rag.llm.fence import fence, one_line, opaque_key
from rag.llm.prompts import Prompt
from rag.support.rulings import GRADES, Question, Ruling
from rag.support.sources import Source, sentences
from rag.tokens import count_tokens

VARIABLES = ("markering", "paren")
ROLE = "judge"

WORDS = 260  # shown of all sources of a pair together
CHARACTERS = 2000  # shown of a sentence, for a word may be endless
KEY_TOKENS = 24  # for the key of a pair and the lines around it
LEAST_ROOM = 60  # tokens: with less of a source to see, there is nothing to judge


# The form names the grades, but an answer with another word spoils itself only, not its batch.
Grade = Annotated[str, WithJsonSchema({"type": "string", "enum": list(GRADES)})]


class Answer(BaseModel):
    """The grade of the pair under ``key``; ``missing`` copies words of its sentence that the source lacks, or is ""."""

    key: str
    grade: Grade
    missing: str


class Answers(BaseModel):
    """An answer for every pair."""

    answers: list[Answer]


class LlmJudge:
    """Rules on questions, ``batch`` of them a call and ``workers`` calls at a time, by what the prompt asks.

    No prompt is longer than ``prompt_tokens``. Raises ConfigError if the prompt does not have the placeholders that
    are filled here.
    """

    def __init__(
        self, client: ChatClient, prompt: Prompt, batch: int = 6, *, prompt_tokens: int = 8000, workers: int = 1
    ) -> None:
        prompt.require(VARIABLES)
        self._client = client
        self._prompt = prompt
        self._batch = batch
        self._prompt_tokens = prompt_tokens
        self._workers = workers

    def rule(self, questions: Sequence[Question], account: Account | None = None) -> dict[str, Ruling]:
        """The rulings by question id, asked in the order given; a question without an answer has none.

        Flags in ``account``: ``judge:<code>`` of a batch that failed, ``judge:key.unknown``, ``judge:grade.unknown``,
        ``judge:grade.missing``.
        """
        account = account or Account()
        batches = [questions[start : start + self._batch] for start in range(0, len(questions), self._batch)]
        with ThreadPoolExecutor(self._workers) as pool:
            answers = list(pool.map(partial(self._judge, account), batches))
        rulings: dict[str, Ruling] = {}
        for given, codes in answers:
            rulings |= given
            for code in codes:
                account.flag(ROLE, code)
        return rulings

    def _judge(self, account: Account, questions: Sequence[Question]) -> tuple[dict[str, Ruling], list[str]]:
        """The rulings of one batch, and the codes of what went wrong."""
        try:
            return self._ask(questions, account)
        except ModelError as error:
            logging.getLogger(__name__).warning("%d pairs not judged by the model: %s", len(questions), error)
            return {}, [error.code]

    def _ask(self, questions: Sequence[Question], account: Account) -> tuple[dict[str, Ruling], list[str]]:
        """One question to the model. Raises ModelError."""
        fill = self._prompt.template.format_messages
        room = (self._prompt_tokens - self._client.tokens(fill(markering=fence(""), paren=""))) // self._batch
        texts = [self._cut(shown(question), max(room - KEY_TOKENS, 0)) for question in questions]
        mark = fence(*texts)
        # Twice the same pair (never, as long as questions are distinct) would be one key.
        keyed = {opaque_key(mark, question.id): question for question in questions}
        listed = "\n\n".join(f"[{key}]\n{text}" for key, text in zip(keyed, texts, strict=True))
        messages = fill(markering=mark, paren=listed)
        if room - KEY_TOKENS < LEAST_ROOM or self._client.tokens(messages) > self._prompt_tokens:
            advice = f"raise draft.prompt_tokens, now {self._prompt_tokens}, or lower judge.batch"
            raise ModelError("prompt.size", f"{self._batch} pairs do not fit in one prompt; {advice}")
        reply = self._client.complete(messages, Answers, self._prompt.name, account.tally)
        return _known(reply.parsed.answers, keyed)

    def _cut(self, text: str, tokens: int) -> str:
        """The start of a text, as long as ``tokens`` allow."""
        while (size := count_tokens(text, self._client.model)) > tokens:
            text = text[: len(text) * tokens // size]
        return text


def shown(question: Question) -> str:
    """A pair as the model sees it: the sentence, and of every source what it is and the sentences nearest to it."""
    lines = [f"Zin: {one_line(question.claim[:CHARACTERS])}"]
    for document in question.documents:
        about = [str(document.date or "zonder datum"), document.kind or "beslissing"]
        title = one_line((document.title or "zonder titel")[:CHARACTERS])
        lines.append(f"Bron: {' | '.join([*about, title])}")
        lines.append(f"Tekst: {_excerpt(question.claim, document, WORDS // len(question.documents))}")
    return "\n".join(lines)


def _excerpt(claim: str, document: Document, room: int) -> str:
    """The sentences that share most with the claim, in the order of the text, as many as ``room`` words allow."""
    wanted = set(stems(claim))
    spans = [span for span in sentences(Source(document)) if document.text[slice(*span)] != document.title]
    texts = {span: one_line(document.text[span.start : span.end][:CHARACTERS]) for span in spans}
    nearest = sorted(spans, key=lambda span: (-len(wanted & set(stems(texts[span]))), span.start))
    chosen: set[Span] = set()
    for span in nearest:
        size = len(texts[span].split())
        if not chosen or size <= room:
            chosen.add(span)
            room -= size
    pieces: list[str] = []
    for place, span in enumerate(spans):
        if span in chosen:
            gap = ["[…]"] if place and spans[place - 1] not in chosen else []
            pieces += [*gap, texts[span]]
    if spans and spans[-1] not in chosen:
        pieces.append("[…]")
    return " ".join(" ".join(pieces).split(" ")[: WORDS * 2])


def _known(given: Iterable[Answer], keyed: Mapping[str, Question]) -> tuple[dict[str, Ruling], list[str]]:
    """The rulings under keys that were shown, the first where one was given twice."""
    rulings: dict[str, Ruling] = {}
    codes: list[str] = []
    for answer in given:
        question = keyed.get(answer.key.strip(" []"))
        grade = GRADES.get(answer.grade.strip().lower())
        if question is None or grade is None:
            codes.append("key.unknown" if question is None else "grade.unknown")
        elif question.id not in rulings:
            rulings[question.id] = Ruling(grade, None if grade == "full" else _place(answer.missing, question.claim))
    if len(rulings) < len(keyed):
        codes.append("grade.missing")
    return rulings, list(dict.fromkeys(codes))


def _place(words: str, claim: str) -> Span | None:
    """Where words stand in the claim; None where they are not its own."""
    words = words.strip(" .,;:“”\"'")
    start = claim.casefold().find(words.casefold()) if words else -1
    # Casefolding may change lengths ("ß"): then the place is not certain.
    if start < 0 or claim[start : start + len(words)].casefold() != words.casefold():
        return None
    return Span(start, start + len(words))
