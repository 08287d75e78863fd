"""The last step: a short closing from verified sentences only, each of its sentences heir to their sources."""

from collections.abc import Sequence
from functools import partial
from itertools import chain, zip_longest

from pydantic import BaseModel

from rag.documents import Section
from rag.drafting.asking import Line, Page, Pages, page
from rag.drafting.draft import DraftSentence, Finding
from rag.drafting.reviewing import Told
from rag.drafting.writing import ReplySentence, require_dutch
from rag.evidence import Evidence
from rag.llm.fence import one_line

PROMPT, VARIABLES = "besluiten", ("markering", "sectie", "zinnen", "bronnen_per_zin")
FEWEST = 2  # verified findings; one needs no summary
MOST_SENTENCES = 3


class Conclusion(BaseModel):
    """The sentences of the closing, each with the keys of the sentences it rests on."""

    sentences: list[ReplySentence]


def pages(evidence: Evidence, findings: Sequence[Finding], most: int) -> Pages:
    """The prompt's data: all sentences of verified findings, then only the first of each, then of ever fewer."""
    named = [[Line(told.text, f"{n} {m}") for m, told in enumerate(each.sentences)] for n, each in enumerate(findings)]
    every = [line for row in named for line in row]
    first = [row[0] for row in named]
    shown = [every, *(first[:count] for count in range(len(first), 0, -1))]
    return [partial(_page, evidence.section, lines, most) for lines in shown]


def _page(section: Section, lines: Sequence[Line], most: int) -> Page:
    return page({"sectie": [Line(f"{section.number} {section.title}")], "zinnen": lines}, bronnen_per_zin=str(most))


def read(shown: Page, replied: Conclusion, findings: Sequence[Finding]) -> tuple[Told, ...]:
    """The closing sentences with the sources of the sentences they rest on.

    Raises ModelError if they are not in Dutch.
    """
    require_dutch(sentence.text for sentence in replied.sentences)
    return tuple(_told(shown, sentence, findings) for sentence in replied.sentences[:MOST_SENTENCES])


def _told(shown: Page, sentence: ReplySentence, findings: Sequence[Finding]) -> Told:
    names = [shown.name(key) for key in dict.fromkeys(sentence.keys)]
    rests = [_sentence(name, findings) for name in names if name]
    # Where not all sources can be cited, each sentence it rests on has a say.
    turns = chain.from_iterable(zip_longest(*(told.keys for told in rests)))
    return Told(one_line(sentence.text), tuple(dict.fromkeys(key for key in turns if key)), names.count(None))


def _sentence(name: str, findings: Sequence[Finding]) -> DraftSentence:
    number, place = map(int, name.split())
    return findings[number].sentences[place]
