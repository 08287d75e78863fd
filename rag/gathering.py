"""From a ranking to the evidence of a section: of the documents found those that are worth telling."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rag.catalogue import Catalogue
from rag.commitments import Commitment
from rag.documents import Document, Hit, Section, Span
from rag.evidence import SHORT, Evidence, EvidenceDocument
from rag.matching import Idf
from rag.section_reader import MIN_SERVICE, SectionReader
from rag.stages import ORDER, stage_of

# So many ranked documents are worth reading for a section; what serves a promise and stands lower is not found.
READ = 60
# So many are noted as considered: what stands below those that are read may rise when others are withdrawn, and is then
# no news.
NOTED = 2 * READ
# Which documents are worth telling: relevance is that of the ranking, service (``MIN_SERVICE``) how much some sentence
# of the document says of some sentence of the section. Of the 60 best ranked, both together keep 95% of the documents
# that a report must mention and drop half of the unrelated ones (development labels). A section of which no document
# reaches the second relevance has nothing to tell: every section of those labels has one that does.
MIN_RELEVANCE = 0.55
MIN_BEST_RELEVANCE = 0.75
# How far down the ranking to go on: the more a section promises, the more there is to tell. Of the documents that a
# report must mention 88% are worth this much, themselves or through a later stage (development labels); one number of
# documents for all sections reaches that only with a third more of them, and more of those serve nothing.
MIN_WORTH = 0.6
ROOM = 8  # documents that even a section without promises has room for
# In a small corpus the 60 best are a good part of all: of more than so many only the best tenth can be about a section.
FEW = 12


@dataclass(frozen=True, slots=True)
class Library:
    """Where evidence is read: the documents, the weight of a stem among them, and the dossier of each.

    ``searched`` and ``cutoff`` are the number of documents and the day of the newest, ``hashes`` those of the contents.
    """

    catalogue: Catalogue
    idf: Idf
    dossiers: Mapping[str, Sequence[str]]
    searched: int
    cutoff: date | None
    hashes: Mapping[str, str] = field(default_factory=dict)

    def current(self, identity: str) -> Document | None:
        """A document that may be cited: None if it is not there, or no longer."""
        document = self.catalogue.document(identity)
        return document if document and not document.withdrawn else None

    def first(self, identity: str) -> str:
        """The first document of a document's dossier, which stands for the dossier."""
        return [*self.dossiers.get(identity, ()), identity][0]

    def latest(self, document: Document) -> Document:
        """The last decision of the document's dossier."""
        members = filter(None, map(self.catalogue.document, self.dossiers.get(document.id, ())))
        return (course(members) or [document])[-1]


def reach(searched: int) -> int:
    """How many of the best ranked of so many documents are worth reading for a section."""
    return min(READ, max(FEW, searched // 10))


def worth(hit: Hit, service: float, promises: int) -> float:
    """How much a document is worth telling in a section of so many promises: ``MIN_WORTH`` or more is told."""
    return 2 * (hit.relevance + service) - hit.rank / (promises + ROOM)


def gather(
    section: Section,
    commitments: Sequence[Commitment],
    hits: Sequence[Hit],
    library: Library,
    limit: int,
    *,
    questions: bool = True,
) -> Evidence:
    """The evidence of one section: of the documents in ``hits`` at most ``limit`` that are worth writing about.

    Without ``questions`` no written question is among them.
    """
    reader = SectionReader(section, commitments, library.idf)
    found: dict[str, EvidenceDocument] = {}
    if max((hit.relevance for hit in hits), default=0.0) >= MIN_BEST_RELEVANCE:
        for hit in hits[: reach(library.searched)]:
            document = library.catalogue.document(hit.document) if hit.relevance >= MIN_RELEVANCE else None
            if document is None or (document.kind == "schriftelijke vraag" and not questions):
                continue
            item = reader.read(document, hit)
            service = item.reasons[0].score if item else 0.0
            if item and service >= MIN_SERVICE and worth(hit, service, len(commitments)) >= MIN_WORTH:
                found[hit.document] = item
    chosen = _with_latest(found, reader, library, limit)
    ranked = {*(hit.document for hit in hits), *(item.document.id for item in chosen)}
    considered = {identity: library.hashes[identity][:SHORT] for identity in sorted(ranked & library.hashes.keys())}
    served = _served(found.values())
    return Evidence(section, chosen, library.searched, library.cutoff, tuple(commitments), served, considered)


def _served(found: Iterable[EvidenceDocument]) -> dict[int, str]:
    best: dict[int, tuple[float, str]] = {}
    for item in found:
        for reason in item.reasons:
            if reason.commitment is not None and reason.score > best.get(reason.commitment, (0.0, ""))[0]:
                best[reason.commitment] = reason.score, item.document.id
    return {commitment: document for commitment, (_, document) in sorted(best.items())}


def _with_latest(
    found: Mapping[str, EvidenceDocument], reader: "SectionReader", library: Library, limit: int
) -> tuple[EvidenceDocument, ...]:
    """The best documents, each with the latest stage of its dossier: an earlier one alone would tell old news."""
    chosen: dict[str, EvidenceDocument] = {}
    for identity, item in found.items():
        chosen.setdefault(identity, item)
        latest = library.latest(item.document)
        if latest.id not in chosen:
            joined = found.get(latest.id) or reader.read(latest, Hit(latest.id, 0.0, 0, 0.0))
            chosen |= {latest.id: joined} if joined else {}
        if len(chosen) >= limit:
            break
    numbers: dict[str, int] = {}
    numbered = []
    for identity, item in list(chosen.items())[:limit]:
        numbered.append(replace(item, dossier=numbers.setdefault(library.first(identity), len(numbers) + 1)))
    return tuple(numbered)


def including(evidence: Evidence, library: Library, quoted: Mapping[str, Sequence[Span]]) -> Evidence:
    """The same with these documents in it as well, and with these stretches of them under a key.

    What is not in the corpus any more is left out; what was not there gets a hit of rank 0.
    """
    reader = SectionReader(evidence.section, evidence.commitments, library.idf)
    found = {item.document.id: item for item in evidence.documents}
    numbers = {library.first(identity): item.dossier for identity, item in found.items()}
    considered = dict(evidence.considered)
    for identity, spans in quoted.items():
        document = library.current(identity)
        item = found.get(identity) or (reader.read(document, Hit(identity, 0.0, 0, 0.0)) if document else None)
        if item is not None:
            number = numbers.setdefault(library.first(identity), max(numbers.values(), default=0) + 1)
            found[identity] = replace(reader.quoting(item, spans), dossier=number)
            considered[identity] = library.hashes[identity][:SHORT]
    return replace(evidence, documents=tuple(found.values()), considered=considered)


def course(documents: Iterable[Document]) -> list[Document]:
    """The decisions of one dossier from first to last: by date, and what has no date where its stage puts it."""

    def order(document: Document) -> int:
        return ORDER[stage_of(document).name]

    documents = sorted(documents, key=lambda document: (document.date or date.min, order(document), document.id))
    told = [document for document in documents if document.date]
    for undated in (document for document in documents if not document.date):
        later = (place for place, document in enumerate(told) if order(document) > order(undated))
        told.insert(next(later, len(told)), undated)
    return told
