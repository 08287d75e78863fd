"""From a section's text to a ranking of documents: lexical and dense rankings, fused by reciprocal rank."""

from collections.abc import Sequence

import numpy as np

from rag.config import RetrievalConfig
from rag.documents import Hit
from rag.dutch.sentences import split_sentences
from rag.embedding import CachedEmbeddings
from rag.index import Index
from rag.lexical import FIELDS, Bm25, Field, postings

Ranking = list[str]


class Retriever:
    """Ranks the documents of an open index. Loading takes the postings into memory (about 30 MB for 5,000 decisions)."""

    def __init__(self, index: Index, embeddings: CachedEmbeddings | None, config: RetrievalConfig) -> None:
        self._index, self._embeddings, self._config = index, embeddings, config
        self._ids: list[str] = []
        self.bm25: dict[Field, Bm25] = {}
        for field in FIELDS:
            self._ids, texts = index.catalogue.postings(field)
            self.bm25[field] = Bm25(texts)
        self._document_of = index.catalogue.chunk_documents()

    def rank(self, text: str, k: int) -> list[Hit]:
        """The ``k`` best documents for a section's text, best first; scores fall strictly or tie in order of id."""
        rankings = self.rankings(text)
        scores = fuse(list(rankings.values()), self._config.rrf_k)
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]
        places = {name: {document: n for n, document in enumerate(ranking, 1)} for name, ranking in rankings.items()}
        return [
            Hit(document, score, rank, {name: place[document] for name, place in places.items() if document in place})
            for rank, (document, score) in enumerate(best, 1)
        ]

    def rankings(self, text: str) -> dict[str, Ranking]:
        """The separate rankings of a text: whole and per sentence, by stems, 5-grams and (where there are any) vectors."""
        sentences = [text[start:end] for start, end in split_sentences(text)]
        found: dict[str, Ranking] = {}
        for field in FIELDS:
            found[field] = self._lexical(text, field)
            found[f"{field} per sentence"] = self._merge([self._lexical(sentence, field) for sentence in sentences])
        if self._embeddings is not None and self._index.vectors is not None:
            dense = self._dense([text, *sentences])
            found["e5"] = dense[0]
            found["e5 per sentence"] = self._merge(dense[1:])
        return found

    def _lexical(self, text: str, field: Field) -> Ranking:
        scores = self.bm25[field].scores(postings(text, field))
        order = np.argsort(-scores, kind="stable")[: self._config.depth]
        return [self._ids[i] for i in order if scores[i] > 0]

    def _dense(self, texts: Sequence[str]) -> list[Ranking]:
        assert self._embeddings is not None
        assert self._index.vectors is not None
        queries = self._embeddings.embed(texts, "query")
        answers = self._index.vectors.nearest(queries, self._config.depth)
        return [
            list(dict.fromkeys(self._document_of[chunk] for chunk, _ in answer if chunk in self._document_of))
            for answer in answers
        ]

    def _merge(self, rankings: Sequence[Ranking]) -> Ranking:
        scores = fuse(rankings, self._config.rrf_k)
        return [document for document, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0]))][
            : self._config.depth
        ]


def fuse(rankings: Sequence[Ranking], k: int) -> dict[str, float]:
    """Reciprocal rank fusion (Cormack et al. 2009): the sum of 1 / (k + rank) over the rankings a document is in."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, document in enumerate(ranking, 1):
            scores[document] = scores.get(document, 0.0) + 1.0 / (k + rank)
    return scores
