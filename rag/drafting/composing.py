"""A draft becomes a report: code numbers the references, places the markers and copies what is cited."""

import re
from dataclasses import dataclass

from rag.documents import Citation, Document, Section
from rag.drafting.draft import Draft, DraftSentence
from rag.dutch.sentences import split_sentences
from rag.evidence import Evidence
from rag.inline import fold
from rag.links import decision_url
from rag.report import Block, Claim, Marker, Reference, Report, reference_title

SUMMARY = "Samenvatting:"
_FULL_STOP = re.compile(r"[.!?…:;]+$")


@dataclass(frozen=True, slots=True)
class Frame:
    """The plain paragraphs around the findings; they cite nothing, so they may assert nothing a source must carry."""

    introduction: str
    closing: str


def compose(section: Section, draft: Draft, evidence: Evidence, frame: Frame) -> Report:
    """The report of a draft, references numbered by first appearance from 0.

    Raises ValueError if the draft names a sentence that ``evidence`` does not show.
    """
    composer = _Composer(evidence)
    blocks = [Block("heading", (), heading=SUMMARY), composer.paragraph(frame.introduction)]
    for number, finding in enumerate(draft.findings, 1):
        claims = tuple(composer.claim(sentence) for sentence in finding.sentences)
        blocks.append(Block("item", claims, f"{number}. ", fold(finding.heading) or None))
    if draft.conclusion:
        blocks.append(Block("paragraph", tuple(composer.claim(sentence) for sentence in draft.conclusion)))
    blocks.append(composer.paragraph(frame.closing))
    return Report(section.title, section.text, tuple(blocks), composer.references())


class _Composer:
    """Counts claims and references while blocks are made."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._documents = {item.document.id: item.document for item in evidence.documents}
        self._numbers: dict[str, int] = {}
        self._claims = 0

    def paragraph(self, text: str) -> Block:
        """A paragraph without citations."""
        text = fold(text)
        return Block("paragraph", tuple(Claim(self._id(), text[start:end]) for start, end in split_sentences(text)))

    def claim(self, sentence: DraftSentence) -> Claim:
        """A sentence with one marker a document before its full stop, and one citation a key."""
        text = fold(sentence.text)
        # Reading back, a sentence begins with a capital: without one it would run on from the one before.
        text = text[:1].upper() + text[1:]
        stop = _FULL_STOP.search(text)
        offset = stop.start() if stop else len(text)
        citations = tuple(map(self._citation, dict.fromkeys(sentence.keys)))
        cited = dict.fromkeys(citation.document for citation in citations)
        numbers = [self._numbers.setdefault(document, len(self._numbers)) for document in cited]
        markers = tuple(Marker(f"[{n}]", (n,), offset) for n in numbers)
        return Claim(self._id(), text, markers, citations, sentence.score)

    def references(self) -> tuple[Reference, ...]:
        """The list of what was cited, in order of first appearance."""
        return tuple(reference_to(self._documents[document], n) for document, n in self._numbers.items())

    def _id(self) -> str:
        self._claims += 1
        return f"c{self._claims}"

    def _citation(self, key: str) -> Citation:
        sentence = self._evidence.sentence(key)
        if sentence is None:
            raise ValueError(f"the draft cites sentence '{key}', which it was not shown")
        return sentence.citation(self._documents[sentence.document].page_at(sentence.start))


def reference_to(document: Document, number: int) -> Reference:
    """The entry for a document in a reference list, with the portal's link where a decision has none of its own."""
    url = document.url
    if url is None and document.title and document.meeting and document.kind != "schriftelijke vraag":
        url = decision_url(document.title, document.meeting)
    day = document.date.isoformat() if document.date else ""
    return Reference(number, reference_title(document), day, url, document.id)
