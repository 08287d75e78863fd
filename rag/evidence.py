"""What a writer is given for one section: ranked documents, each with its numbered sentences."""

from dataclasses import dataclass
from datetime import date

from rag.documents import Citation, Document, Hit, Role, Section


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A verbatim sentence of a document under an opaque ``key``: ``document.text[start:end] == text``."""

    key: str
    document: str
    start: int
    end: int
    text: str
    role: Role
    score: float

    def citation(self, page: int | None = None) -> Citation:
        """This sentence as the quote behind a claim."""
        return Citation(self.document, self.text, self.start, self.end, page)


@dataclass(frozen=True, slots=True)
class EvidenceDocument:
    """A document that may carry something of the section, its place in the ranking and its sentences in text order."""

    document: Document
    hit: Hit
    sentences: tuple[EvidenceSentence, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All evidence of one section, best document first; ``searched`` documents up to ``cutoff`` were looked through."""

    section: Section
    documents: tuple[EvidenceDocument, ...]
    searched: int
    cutoff: date | None

    def sentence(self, key: str) -> EvidenceSentence | None:
        """The sentence shown under ``key``, None if no such key was shown."""
        for item in self.documents:
            for sentence in item.sentences:
                if sentence.key == key:
                    return sentence
        return None
