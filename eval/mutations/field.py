"""Where errors are planted: a corpus with, for every document, others on the same theme that are not its own file."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Self

import numpy as np

from rag.commitments import find_commitments
from rag.documents import Document, Section
from rag.dossiers import thread
from rag.lexical import Analyser, Bm25, frequencies, postings

NEIGHBOURS = 6
_SHOWN = 600  # characters of a document that say what it is about


class Field:
    """Documents, the sentences of an agreement, and the weight of a stem among the documents."""

    def __init__(self, documents: Sequence[Document], promises: Iterable[str] = ()) -> None:
        self.documents = tuple(documents)
        self.promises = tuple(promises)
        self._analyser = Analyser(frequencies(document.text for document in documents))
        self._bm25 = Bm25([postings(self._analyser.terms(document.text)) for document in documents])
        self.idf = lru_cache(maxsize=None)(self._bm25.idf)
        self._dossier = {identity: number for number, ids in enumerate(thread(documents)) for identity in ids}
        self._near: dict[str, tuple[Document, ...]] = {}

    @classmethod
    def over(cls, documents: Iterable[Document], sections: Iterable[Section]) -> Self:
        """A field with the promises of an agreement that are whole sentences of a usual length."""
        made = (" ".join(made.text.split()) for section in sections for made in find_commitments(section.text))
        return cls(list(documents), [text for text in made if text.endswith(".") and 6 < len(text.split()) < 30])

    def neighbours(self, document: Document) -> tuple[Document, ...]:
        """The documents nearest in theme that are of another dossier, nearest first."""
        if document.id not in self._near:
            scores = self._bm25.scores(postings(self._analyser.terms(document.text[:_SHOWN])))
            ranked = (self.documents[place] for place in np.argsort(-scores, kind="stable")[: 4 * NEIGHBOURS])
            own = self._dossier.get(document.id, -1)
            others = [other for other in ranked if other.id != document.id and self._dossier.get(other.id) != own]
            self._near[document.id] = tuple(others[:NEIGHBOURS])
        return self._near[document.id]
