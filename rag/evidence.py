"""What a writer is given for one section: its promises, and the documents that serve them, sentence by sentence."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import groupby

import numpy as np

from rag.catalogue import Catalogue
from rag.chunking import sentences_of
from rag.commitments import Commitment
from rag.documents import Citation, Document, Hit, Page, Role, Section, Segment
from rag.dutch.sentences import split_sentences
from rag.files import sha256
from rag.matching import Idf, Matcher, Scores, content
from rag.stages import ORDER, Stage, stage_of

SENTENCES_PER_DOCUMENT = 12
# Nobody can check a quote of pages at a glance, and no report can hold it: text without full stops carries nothing.
LONGEST_SENTENCE = 2000  # characters
# So many ranked documents are worth reading for a section; what serves a promise and stands lower is not found.
READ = 60
# Which documents are worth telling: relevance is that of the ranking, service how much some sentence of the document
# says of some sentence of the section. Of the 60 best ranked, both together keep 95% of the documents that a report
# must mention and drop half of the unrelated ones (development labels). A section of which no document reaches the
# second has nothing to tell: every section of those labels has one that does.
MIN_RELEVANCE = 0.55
MIN_BEST_RELEVANCE = 0.75
MIN_SERVICE = 0.16
# How far down the ranking to go on: the more a section promises, the more there is to tell. Of the documents that a
# report must mention 88% are worth this much, themselves or through a later stage (development labels); one number of
# documents for all sections reaches that only with a third more of them, and more of those serve nothing.
MIN_WORTH = 0.6
ROOM = 8  # documents that even a section without promises has room for
# In a small corpus the 60 best are a good part of all: of more than so many only the best tenth can be about a section.
FEW = 12
SHORT = 16  # characters of a content hash: enough to see that a document changed
# A question tells what somebody asked, never what was decided or done; nor does a title that announces one.
CITABLE: frozenset[Role] = frozenset({"title", "long_title", "body", "attachment", "answer"})
_ASKED = re.compile(r"(?:\w+ )?schriftelijke vra(?:ag|gen)\b", re.IGNORECASE)


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
        place = (page.number, page.file) if page else (None, "")
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
    which need not be among the few in ``documents``. ``considered`` maps every document that was looked at, told or
    not, to the start of its content hash: what is not in it, or in it otherwise, is news.
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
    looked_at = {*(hit.document for hit in hits[: reach(library.searched)]), *(item.document.id for item in chosen)}
    considered = {identity: library.hashes[identity][:SHORT] for identity in sorted(looked_at & library.hashes.keys())}
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
        first = [*library.dossiers.get(identity, ()), identity][0]
        numbered.append(replace(item, dossier=numbers.setdefault(first, len(numbers) + 1)))
    return tuple(numbered)


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


class SectionReader:
    """Reads documents for one section: which of their sentences serve which of its sentences."""

    def __init__(self, section: Section, commitments: Sequence[Commitment], idf: Idf) -> None:
        self.section = section
        self._commitments = commitments
        # What no rule takes for a commitment may still name the subject of one.
        others = [
            span
            for span in split_sentences(section.text)
            if not any(made.start < span.end and span.start < made.end for made in self._commitments)
        ]
        self._spans = [*((made.start, made.end) for made in self._commitments), *others]
        self._matcher = Matcher([section.text[start:end] for start, end in self._spans], idf)

    def read(self, document: Document, hit: Hit) -> EvidenceDocument | None:
        """What the document says of the section, however little; None if nothing in it can be cited.

        Only the reasons that reach ``MIN_SERVICE`` are given, or the best one if none does.
        """
        lines = self._lines(document)
        if not lines:
            return None
        stage = stage_of(document)
        best = sorted(lines, key=lambda line: (-line.scores.max(initial=0.0), line.start))
        # The sentence that decides must be there to be cited, however little of the section it repeats.
        deciding = [line for line in best[SENTENCES_PER_DOCUMENT - 1 :] if line.start <= stage.start < line.end][:1]
        shown = [*best[: SENTENCES_PER_DOCUMENT - len(deciding)], *deciding]
        keys = [self._key(document, n.start, n.text) for n in shown]
        sentences = tuple(
            EvidenceSentence(
                key, document.id, line.start, line.end, line.text, line.role, round(float(line.scores.max()), 4)
            )
            for key, line in zip(keys, shown, strict=True)
        )
        return EvidenceDocument(document, hit, sentences, stage, 0, self._reasons(shown, keys), self._title(document))

    def _key(self, document: Document, start: int, text: str) -> str:
        return "z" + sha256(f"{self.section.id}\x1f{document.id}\x1f{start}\x1f{text}")[:7]

    def _title(self, document: Document) -> EvidenceSentence | None:
        """The title of a document that has more to cite than that."""
        first = document.segments[0]
        if first.role != "title" or all(segment.role in ("title", "long_title") for segment in document.segments):
            return None
        text = document.text[first.start : first.end]
        key = self._key(document, first.start, text)
        return EvidenceSentence(key, document.id, first.start, first.end, text, first.role, 0.0)

    def _lines(self, document: Document) -> list["_Line"]:
        """The citable sentences with their scores; of a written question only those of answers that serve."""
        read = []
        for passage in _passages(document):
            scores = self._matcher.scores(passage.words, passage.above_words)
            read.append([_Line(*place, passage.above, row) for place, row in zip(passage.places, scores, strict=True)])
        serving = [lines for lines in read if max(line.scores.max() for line in lines) >= MIN_SERVICE]
        if document.kind == "schriftelijke vraag" and serving:
            read = serving
        return [line for lines in read for line in lines]

    def _reasons(self, lines: Sequence["_Line"], keys: Sequence[str]) -> tuple[Reason, ...]:
        """The commitments that these sentences serve, each with the one that serves it best; best first."""
        scores = np.array([line.scores for line in lines])
        best = scores.max(axis=0)
        wanted = [n for n in range(len(self._commitments)) if best[n] >= MIN_SERVICE] or [int(best.argmax())]
        reasons = []
        for number in sorted(wanted, key=lambda number: (-best[number], number)):
            place = int(scores[:, number].argmax())
            line = lines[place]
            terms = self._matcher.terms(line.text, line.above, number)
            commitment = number if number < len(self._commitments) else None
            score = round(float(best[number]), 4)
            reasons.append(Reason(commitment, *self._spans[number], score, terms, keys[place]))
        return tuple(reasons)


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A citable sentence, what stands above it, and how much it says of each sentence of the section."""

    start: int
    end: int
    text: str
    role: Role
    above: str
    scores: Scores


@dataclass(frozen=True, slots=True)
class _Passage:
    """The citable sentences of one passage, each as (start, end, text, role) and as its content words."""

    above: str
    above_words: tuple[str, ...]
    places: tuple[tuple[int, int, str, Role], ...]
    words: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=8192)
def _passages(document: Document) -> tuple[_Passage, ...]:
    """A document as it is held against sections; kept, for it is read for several: some 25 kB a decision.

    Titles are sentences only where there is nothing else: they name a subject, they decide nothing.
    """
    told: frozenset[Role] = frozenset({"body", "attachment", "answer"})
    bare = all(segment.role not in told for segment in document.segments)
    if document.kind != "schriftelijke vraag" and _ASKED.match(document.title or ""):
        return ()
    title = [] if bare else [document.title or "", *_texts(document, CITABLE - told)]
    found = []
    for _, group in groupby(document.segments, key=lambda segment: segment.passage):
        segments = list(group)
        places = [
            (start, end, document.text[start:end], segment.role)
            for segment in segments
            if segment.role in (CITABLE if bare else told)
            for start, end in sentences_of(document, segment)
            if end - start <= LONGEST_SENTENCE and not _is_quoted(document.text, segment, start)
        ]
        asked = [document.text[segment.start : segment.end] for segment in segments if segment.role == "question"]
        above = " ".join(dict.fromkeys([*title, *asked]))
        if places:
            words = tuple(tuple(content(text)) for _, _, text, _ in places)
            found.append(_Passage(above, tuple(content(above)), tuple(places), words))
    return tuple(found)


def _is_quoted(text: str, segment: Segment, start: int) -> bool:
    """Whether a sentence stands within quotation marks that an earlier one opened: a document that gives somebody
    else's words, those of the agreement, say, decides nothing by them.
    """
    before, behind = text[segment.start : start], text[start : segment.end]
    curly = before.count("“") + before.count("„") > before.count("”") and "”" in behind
    return curly or (before.count('"') % 2 == 1 and '"' in behind)


def _texts(document: Document, roles: frozenset[Role]) -> Iterator[str]:
    return (document.text[segment.start : segment.end] for segment in document.segments if segment.role in roles)
