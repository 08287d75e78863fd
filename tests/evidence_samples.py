"""Evidence made by hand, for tests of writers and reports."""

import datetime as dt

from rag.chunking import sentences_of
from rag.documents import Document, Hit, Section
from rag.evidence import CITABLE, Evidence, EvidenceDocument, EvidenceSentence

SECTION = Section("mobiliteit/1.3", "Mobiliteit", "1.3", "Fiets", "We investeren in fietspaden.")


def evidence_of(*documents: Document, section: Section = SECTION, score: float = 0.3) -> Evidence:
    """All citable sentences of the documents, in this order, keys ``k0``, ``k1`` …"""
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
        items.append(EvidenceDocument(document, Hit(document.id, 1 / rank, rank), tuple(sentences)))
    return Evidence(section, tuple(items), 162, dt.date(2023, 12, 22))
