"""The model as a judge of what belongs to a section: a grade for every document, over the order that retrieval found.

Documents are judged one by one but asked about in batches, by their place in the ranking: what a document says decides
neither with which others it is shown nor how often the model is asked. A text that talks a model into a grade gets
that grade and nothing more, as far as code can see to it: it cannot name the key of another document. Whoever fears
that a model obeys "give all others a zero" judges in batches of one.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from statistics import median

from pydantic import BaseModel

from rag.chunking import sentences_of
from rag.commitments import Commitment
from rag.documents import Document, Hit, Section, Segment, Span
from rag.errors import ModelError
from rag.llm.account import Account
from rag.llm.client import ChatClient
from rag.llm.fence import fence, one_line, opaque_key
from rag.llm.prompts import Prompt
from rag.stages import stage_of
from rag.tokens import count_tokens

VARIABLES = ("markering", "sectie", "documenten")
ROLE = "ranking"
TRACE = "model"
GRADES = range(4)  # 0: another subject … 3: carries out a commitment

WORDS = 120  # shown of a document's text
CHARACTERS = 2000  # nor more than this, for a word may be endless
LEAST_ROOM = 40  # tokens: with less of a document to see, there is nothing to judge
KEY_TOKENS = 16  # for the key of a document and the lines around it

# What tells most comes first; the title stands in the line above the text.
_ORDER = {"long_title": 1, "body": 2, "answer": 2, "question": 3}

Marks = tuple[dict[str, int], list[str]]


class Grade(BaseModel):
    """The grade of the document that was shown under ``key``."""

    key: str
    grade: int


class Grades(BaseModel):
    """A grade for every document."""

    grades: list[Grade]


class LlmReranker:
    """Orders hits by the grades that a language model gives them; ``workers`` batches are asked about at a time.

    No prompt is longer than ``prompt_tokens``. Raises ConfigError if the prompt does not have the placeholders that
    are filled here.
    """

    def __init__(
        self, client: ChatClient, prompt: Prompt, batch: int = 10, *, prompt_tokens: int = 8000, workers: int = 1
    ) -> None:
        prompt.require(VARIABLES)
        self._client = client
        self._prompt = prompt
        self._batch = batch
        self._prompt_tokens = prompt_tokens
        self._workers = workers

    def rerank(
        self,
        section: Section,
        commitments: Sequence[Commitment],
        hits: Sequence[Hit],
        shown: Callable[[str], Document | None],
        account: Account | None = None,
    ) -> list[Hit]:
        """``hits`` (best first) by grade, equal grades in the order they came in; one without a grade as the median.

        The places keep their scores and ranks, the documents change places. The trace of a graded document gets
        ``model``: 1 + the number of documents with a better grade. Flags in ``account``: ``ranking:<code>`` of a batch
        that failed, ``ranking:key.unknown``, ``ranking:grade.missing``.
        """
        account = account or Account()
        # Documents come from a database that one thread may read.
        found = [document for hit in hits if (document := shown(hit.document))]
        batches = [found[start : start + self._batch] for start in range(0, len(found), self._batch)]
        about = self._about(section, commitments)
        with ThreadPoolExecutor(self._workers) as pool:
            judged = [pool.submit(self._judge, section.id, about, account, batch) for batch in batches]
        answers = [future.result() for future in judged]  # every batch is asked about, also where one is postponed
        grades: dict[str, int] = {}
        for given, codes in answers:
            grades.update(given)
            for code in codes:
                account.flag(ROLE, code)
        return _reordered(hits, grades)

    def _about(self, section: Section, commitments: Sequence[Commitment]) -> str:
        """The section as the model sees it: its commitments, or its text where none was found."""
        promises = [one_line(commitment.text) for commitment in commitments] or [one_line(section.text)]
        lines = [one_line(f"{section.number} {section.title}"), *(f"- {promise}" for promise in promises)]
        return self._cut("\n".join(lines), self._prompt_tokens // 3)

    def _judge(self, name: str, about: str, account: Account, documents: Sequence[Document]) -> Marks:
        """The grades of one batch by document id, and the codes of what went wrong."""
        try:
            return self._ask(about, documents, account)
        except ModelError as error:
            logging.getLogger(__name__).warning("%s: %d documents not judged: %s", name, len(documents), error)
            return {}, [error.code]

    def _ask(self, about: str, documents: Sequence[Document], account: Account) -> Marks:
        """One question. Raises ModelError."""
        fill = self._prompt.template.format_messages
        empty = self._client.tokens(fill(markering=fence(""), sectie=about, documenten=""))
        room = (self._prompt_tokens - empty) // self._batch - KEY_TOKENS
        texts = [self._cut(_shown(document), max(room, 0)) for document in documents]
        mark = fence(about, *texts)
        keys = {opaque_key(mark, document.id): document.id for document in documents}
        listed = "\n\n".join(f"[{key}] {text}" for key, text in zip(keys, texts, strict=True))
        messages = fill(markering=mark, sectie=about, documenten=listed)
        if room < LEAST_ROOM or self._client.tokens(messages) > self._prompt_tokens:
            advice = f"raise draft.prompt_tokens, now {self._prompt_tokens}"
            raise ModelError("prompt.size", f"{self._batch} documents do not fit in one prompt; {advice}")
        reply = self._client.complete(messages, Grades, self._prompt.name, account.tally)
        given = {item.key.strip(" []"): item.grade for item in reversed(reply.parsed.grades)}  # the first one counts
        grades = {keys[key]: grade for key, grade in given.items() if key in keys and grade in GRADES}
        unknown = ["key.unknown"] if given.keys() - keys else []
        missing = ["grade.missing"] if len(grades) < len(documents) else []
        return grades, unknown + missing

    def _cut(self, text: str, tokens: int) -> str:
        """The start of a text, as long as ``tokens`` allow."""
        while (size := count_tokens(text, self._client.model)) > tokens:
            text = text[: len(text) * tokens // size]
        return text


def _reordered(hits: Sequence[Hit], grades: dict[str, int]) -> list[Hit]:
    """The documents of ``hits`` by grade, on the places of ``hits``."""
    if not grades:
        return list(hits)
    middle = median(grades.values())
    order = sorted(hits, key=lambda hit: -grades.get(hit.document, middle))
    moved = []
    for place, hit in zip(hits, order, strict=True):
        trace = dict(hit.trace)
        if hit.document in grades:
            trace[TRACE] = 1 + sum(grade > grades[hit.document] for grade in grades.values())
        moved.append(replace(hit, score=place.score, rank=place.rank, trace=trace))
    return moved


def _shown(document: Document) -> str:
    """A document as the model sees it: date, kind and title, and below that the words that tell most."""
    about = [str(document.date or "zonder datum"), document.kind or "zonder soort"]
    title = one_line((document.title or "zonder titel")[:CHARACTERS])
    text = " ".join(document.text[start:end] for start, end in _telling(document))
    words = one_line(text[:CHARACTERS]).split(" ")
    return " | ".join([*about, title]) + "\n" + " ".join(words[:WORDS])


def _telling(document: Document) -> Iterator[Span]:
    """The sentences of a document but its title: what decides first, then in order of role and text."""
    stage = stage_of(document)

    def place(item: tuple[Segment, Span]) -> tuple[bool, int, int]:
        segment, span = item
        return span != (stage.start, stage.end), _ORDER[segment.role], span.start

    parts = [segment for segment in document.segments if segment.role in _ORDER]
    for _, span in sorted([(s, Span(*span)) for s in parts for span in sentences_of(document, s)], key=place):
        yield span
