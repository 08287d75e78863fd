"""What a writer is given for one section: ranked documents, each with its numbered sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rag.chunking import sentences_of
from rag.documents import Citation, Document, Hit, Role, Section
from rag.files import sha256
from rag.index import Index
from rag.lexical import Bm25, stems
from rag.retrieval import Retriever

SENTENCES_PER_DOCUMENT = 12
# Nobody can check a quote of pages at a glance, and no report can hold it: text without full stops carries nothing.
LONGEST_SENTENCE = 2000  # characters
# On the development labels 95% of the documents a report must mention reach the first, and half of the unrelated ones
# among the best ranked do not. A section of which no document reaches the second has nothing to tell.
MIN_RELEVANCE = 0.12
MIN_BEST_RELEVANCE = 0.2
# A question tells what somebody asked, never what was decided or done.
CITABLE: frozenset[Role] = frozenset({"title", "long_title", "body", "answer"})


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A verbatim sentence of a document under an opaque ``key``: ``document.text[start:end] == text``.

    ``score`` (0 to 1) is the share of the sentence's weight in rare stems that the section also has.
    """

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


def gather(section: Section, retriever: Retriever, index: Index, limit: int) -> Evidence:
    """The evidence of one section: at most ``limit`` documents that are relevant enough to write about."""
    hits = retriever.rank(f"{section.title}\n{section.text}", limit)
    items = []
    if max((hit.relevance for hit in hits), default=0.0) >= MIN_BEST_RELEVANCE:
        for hit in hits:
            document = index.catalogue.document(hit.document)
            if document is not None and hit.relevance >= MIN_RELEVANCE:
                sentences = tuple(_sentences(document, section, retriever.bm25["stems"]))
                if sentences:
                    items.append(EvidenceDocument(document, hit, sentences))
    searched, cutoff = index.catalogue.extent()
    return Evidence(section, tuple(items), searched, cutoff)


def _sentences(document: Document, section: Section, bm25: Bm25) -> Iterable[EvidenceSentence]:
    """The citable sentences of a document that say most of the section, in text order.

    Titles count only where there is nothing else: they name a subject, they decide nothing.
    """
    wanted = set(stems(f"{section.title} {section.text}"))
    found = []
    for segment in document.segments:
        if segment.role in CITABLE:
            for start, end in sentences_of(document, segment):
                if end - start > LONGEST_SENTENCE:
                    continue
                text = document.text[start:end]
                key = "z" + sha256(f"{section.id}\x1f{document.id}\x1f{start}\x1f{text}")[:7]
                score = _overlap(text, wanted, bm25)
                found.append(EvidenceSentence(key, document.id, start, end, text, segment.role, score))
    told = [sentence for sentence in found if sentence.role in ("body", "answer")] or found
    best = sorted(told, key=lambda sentence: (-sentence.score, sentence.start))[:SENTENCES_PER_DOCUMENT]
    return sorted(best, key=lambda sentence: sentence.start)


def _overlap(text: str, wanted: set[str], bm25: Bm25) -> float:
    """Share of the text's IDF weight that lies in ``wanted`` stems."""
    weights = {stem: bm25.idf(stem) for stem in stems(text)}
    total = sum(weights.values())
    return round(sum(weight for stem, weight in weights.items() if stem in wanted) / total, 4) if total else 0.0
