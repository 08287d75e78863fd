"""From a section's text to a ranking of documents: lexical and dense rankings, fused by reciprocal rank."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rag.config import RetrievalConfig
from rag.documents import Hit
from rag.dutch.sentences import split_sentences
from rag.embedding import CachedEmbeddings
from rag.index import Index
from rag.lexical import FIELDS, Bm25, Field, Postings, postings

Ranking = list[str]
Scores = npt.NDArray[np.float32]

# Per sentence, the first few documents tell nearly all: measured on the development labels, see docs/retrieval.md.
SENTENCE_RRF_K = 10


class Retriever:
    """Ranks the documents of an open index. Loading takes its postings into memory: 30 MB for 5,000 decisions."""

    def __init__(self, index: Index, embeddings: CachedEmbeddings | None, config: RetrievalConfig) -> None:
        self._index, self._embeddings, self._config = index, embeddings, config
        owners: list[str] = []
        self.bm25: dict[Field, Bm25] = {}
        for field in FIELDS:
            owners, texts = index.catalogue.postings(field)
            self.bm25[field] = Bm25(texts)
        self._ids = list(dict.fromkeys(owners))
        # Passages of one document stand together: where each document's begin.
        self._starts = [n for n, owner in enumerate(owners) if n == 0 or owner != owners[n - 1]]
        self._document_of = index.catalogue.chunk_documents()

    def rank(self, text: str, k: int) -> list[Hit]:
        """The ``k`` best documents for a section's text, best first; ties in order of id."""
        sentences = [text[start:end] for start, end in split_sentences(text)]
        rankings = self.rankings(text, sentences)
        scores = fuse(list(rankings.values()), self._config.rrf_k)
        relevance = dict(zip(self._ids, self._relevance(sentences), strict=True))
        places = {name: {document: n for n, document in enumerate(ranking, 1)} for name, ranking in rankings.items()}
        return [
            Hit(
                document,
                scores[document],
                rank,
                round(float(relevance[document]), 4),
                {name: place[document] for name, place in places.items() if document in place},
            )
            for rank, document in enumerate(_best_first(scores)[:k], 1)
        ]

    def rankings(self, text: str, sentences: Sequence[str]) -> dict[str, Ranking]:
        """The rankings to fuse: whole and per sentence, by stems, by 5-grams and, if there are vectors, by meaning."""
        found: dict[str, Ranking] = {}
        for field in FIELDS:
            found[field] = self._lexical(text, field)
            found[f"{field} per sentence"] = self._merge([self._lexical(sentence, field) for sentence in sentences])
        if self._embeddings is not None:
            whole, *each = self._dense([text, *sentences])
            found["vectors"] = whole
            found["vectors per sentence"] = self._merge(each)
        return found

    def _lexical(self, text: str, field: Field) -> Ranking:
        scores = self._scores(postings(text, field), field)
        order = np.argsort(-scores, kind="stable")[: self._config.depth]
        return [self._ids[i] for i in order if scores[i] > 0]

    def _scores(self, query: Postings, field: Field) -> Scores:
        """One score a document: that of its best passage."""
        if not self._ids:
            return np.zeros(0, np.float32)
        return np.maximum.reduceat(self.bm25[field].scores(query), self._starts)

    def _dense(self, texts: Sequence[str]) -> list[Ranking]:
        assert self._embeddings is not None
        assert self._index.vectors is not None
        answers = self._index.vectors.nearest(self._embeddings.embed(texts, "query"), self._config.depth)
        known = self._document_of
        return [list(dict.fromkeys(known[chunk] for chunk, _ in answer if chunk in known)) for answer in answers]

    def _merge(self, rankings: Sequence[Ranking]) -> Ranking:
        return _best_first(fuse(rankings, SENTENCE_RRF_K))[: self._config.depth]

    def _relevance(self, sentences: Sequence[str]) -> Scores:
        """For each document, the largest share of what one sentence could score, averaged over the fields."""
        best = np.zeros(len(self._ids), np.float32)
        for sentence in sentences:
            queries = {field: postings(sentence, field) for field in FIELDS}
            if len(queries["stems"].terms):
                shares = [
                    self._scores(query, field) / self.bm25[field].ceiling(query) for field, query in queries.items()
                ]
                best = np.maximum(best, np.mean(shares, axis=0))
        return best


def fuse(rankings: Sequence[Ranking], k: int) -> dict[str, float]:
    """Reciprocal rank fusion (Cormack et al. 2009): the sum of 1 / (k + rank) over the rankings a document is in."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, document in enumerate(ranking, 1):
            scores[document] = scores.get(document, 0.0) + 1.0 / (k + rank)
    return scores


def _best_first(scores: dict[str, float]) -> Ranking:
    return sorted(scores, key=lambda document: (-scores[document], document))
