"""What a writer is given for one section: its promises, and the documents that serve them, sentence by sentence."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from rag.commitments import Commitment
from rag.documents import Citation, Document, Hit, Page, Role, Section
from rag.files import sha256
from rag.stages import Stage

SHORT = 16  # characters of a content hash: enough to see that a document changed


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A verbatim sentence of a document under an opaque ``key``: ``document.text[start:end] == text``.

    ``score`` (0 to 1) is how much it says of the sentence of the section that it serves best.
    """

    key: str
    document: str
    start: int
    end: int
    text: str
    role: Role
    score: float

    def citation(self, page: Page | None = None) -> Citation:
        """This sentence as the quote behind a claim."""
        place = (page.number or None, page.file) if page else (None, "")
        return Citation(self.document, self.text, self.start, self.end, *place)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a document is evidence: its sentence ``key`` says ``score`` (0 to 1) of ``section.text[start:end]``.

    ``commitment`` is the place of that stretch among the section's commitments, None if it is none of them. ``terms``
    are the words that make it so, as they stand in the document, weightiest first.
    """

    commitment: int | None
    start: int
    end: int
    score: float
    terms: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class EvidenceDocument:
    """A document that carries something of the section: its place in the ranking, its sentences and why it is here.

    Sentences and reasons stand best first. ``dossier`` counts from 1, in order of the dossiers' best documents. A
    document that is here only as the latest stage of its dossier has a hit of rank 0. ``title`` can be cited for what
    the document is about; it is None where there is none or where it is among the sentences.
    """

    document: Document
    hit: Hit
    sentences: tuple[EvidenceSentence, ...]
    stage: Stage
    dossier: int
    reasons: tuple[Reason, ...]
    title: EvidenceSentence | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All evidence of one section, best document first; ``searched`` documents up to ``cutoff`` were looked through.

    ``served`` maps the place of each commitment for which something was found to the document that serves it best,
    which need not be among the few in ``documents``. ``considered`` maps every document that ranked high, told or not,
    to the start of its content hash: what is not in it, or in it otherwise, is news.
    """

    section: Section
    documents: tuple[EvidenceDocument, ...]
    searched: int
    cutoff: date | None
    commitments: tuple[Commitment, ...] = ()
    served: dict[int, str] = field(default_factory=dict)
    considered: dict[str, str] = field(default_factory=dict)

    def sentence(self, key: str) -> EvidenceSentence | None:
        """The sentence shown under ``key``, None if no such key was shown."""
        for item in self.documents:
            for sentence in (*item.sentences, item.title):
                if sentence and sentence.key == key:
                    return sentence
        return None

    def respelled(self, mend: Callable[[str], str]) -> "Evidence":
        """The same under the same keys, with every sentence as ``mend`` has it: for a writer to tell, never to quote.

        Offsets still point at what the document has.
        """

        def sentence(found: EvidenceSentence) -> EvidenceSentence:
            return replace(found, text=mend(found.text))

        documents = (
            replace(item, sentences=tuple(map(sentence, item.sentences)), title=item.title and sentence(item.title))
            for item in self.documents
        )
        return replace(self, documents=tuple(documents))

    def dossiers(self) -> dict[int, list[EvidenceDocument]]:
        """The documents of each dossier by its number, in the order of its best document."""
        found: dict[int, list[EvidenceDocument]] = {}
        for item in self.documents:
            found.setdefault(item.dossier, []).append(item)
        return found


def sentence_key(section: Section, document: str, start: int, text: str) -> str:
    """The key under which a section is shown the sentence ``text`` of a document: the same in every run."""
    return "z" + sha256(f"{section.id}\x1f{document}\x1f{start}\x1f{text}")[:7]
