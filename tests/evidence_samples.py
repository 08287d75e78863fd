"""Evidence made by hand, for tests of writers and reports."""

import datetime as dt
from collections.abc import Sequence

from rag.chunking import sentences_of
from rag.commitments import Commitment
from rag.documents import Document, Hit, Section
from rag.evidence import Evidence, EvidenceDocument, EvidenceSentence, Reason
from rag.section_reader import CITABLE
from rag.stages import stage_of

SECTION = Section("mobiliteit/1.3", "Mobiliteit", "1.3", "Fiets", "We investeren in fietspaden.")


def evidence_of(
    *documents: Document, section: Section = SECTION, score: float = 0.3, dossiers: Sequence[int] = ()
) -> Evidence:
    """All citable sentences of the documents, in this order, keys ``k0``, ``k1`` …; a dossier each unless told.

    The title of the first document that has more than that is ``t1``, of the second ``t2`` …
    """
    items, count = [], 0
    for rank, document in enumerate(documents, 1):
        sentences = []
        for segment in document.segments:
            if segment.role not in CITABLE or (segment.role == "title" and len(document.segments) > 1):
                continue
            for start, end in sentences_of(document, segment):
                text = document.text[start:end]
                sentences.append(EvidenceSentence(f"k{count}", document.id, start, end, text, segment.role, score))
                count += 1
        hit, dossier = Hit(document.id, 1 / rank, rank), dossiers[rank - 1] if dossiers else rank
        reason = Reason(0, 0, len(section.text), score, ("fietspaden",), sentences[0].key)
        first, stage = document.segments[0], stage_of(document)
        named = first.role == "title" and len(document.segments) > 1
        span = first.start, first.end, document.text[first.start : first.end]
        title = EvidenceSentence(f"t{rank}", document.id, *span, "title", 0.0) if named else None
        items.append(EvidenceDocument(document, hit, tuple(sentences), stage, dossier, (reason,), title))
    made = Commitment(0, len(section.text), section.text)
    served = {0: documents[0].id} if documents else {}
    return Evidence(section, tuple(items), 162, dt.date(2023, 12, 22), (made,), served)
