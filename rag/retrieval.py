"""From a section of the agreement to a ranking of documents. Nothing in it is learned; see ``docs/retrieval.md``.

Five scores a document, each standardised within the section, are summed, and the result is asked once more for what
is like its ten best.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from rag.documents import Hit, Section, Standing
from rag.dutch.sentences import split_sentences
from rag.embedding import E5, CachedEmbeddings, Progress
from rag.index import Index
from rag.lexical import Bm25, Postings, Scores, postings, rarities
from rag.space import Space, units

# How much each standardised score counts. No fitted weights did better on sections they were not fitted on.
WEIGHTS = {"whole": 2.0, "sentence": 1.0, "meaning of all": 1.0, "meaning of one": 1.0, "subject": 1.0}
FEEDBACK, FEEDBACK_WEIGHT = 10, 0.2
# The chance that a document is at least on the section's theme, from the raw scores of its best sentence: logistic, on
# the development labels (AUC .847 on sections it was not fitted on, well calibrated). With and without vectors.
RELEVANCE, LEXICAL_RELEVANCE = (-2.454, 2.092, 4.978), (-1.8, 2.41, 0.0)
QUERY_SAMPLE = 128  # sentences of the agreement that tell where queries lie
NEAREST = 5  # the similarity of the fifth best document says how much there is to find


class Retriever:
    """Ranks the documents of an open index for sections of an agreement.

    ``agreement`` says which words and questions are common to all sections and so tell little; it may be empty.
    Loading takes postings and vectors into memory: some 120 MB for 5,000 decisions.
    """

    def __init__(self, index: Index, embeddings: CachedEmbeddings | None, agreement: Sequence[Section]) -> None:
        self._embeddings = embeddings
        self._analyser = index.catalogue.analyser()
        owners, texts = index.catalogue.postings()
        self._ids, self._passages = list(dict.fromkeys(owners)), _starts(owners)
        self.bm25 = Bm25(texts)
        queries = [query_of(section) for section in agreement]
        self._rarity = rarities([self._analyser.terms(self._analyser.mend(query)) for query in queries])
        self._space = self._open_space(index, queries) if embeddings is not None and self._ids else None
        self._row = {identity: row for row, identity in enumerate(self._ids)}
        # One sentence is asked about with several sets of documents.
        self._among_all = lru_cache(maxsize=64)(self._compare)

    def rank(self, section: Section, k: int) -> list[Hit]:
        """The ``k`` best documents, best first; ties in order of id."""
        found, relevance = self._scores(section)
        total = _standard(np.sum([WEIGHTS[name] * scores for name, scores in found.items()], axis=0))
        if self._space is not None:
            best = np.argsort(-total, kind="stable")[:FEEDBACK]
            centre = np.maximum(total[best], 0) @ self._space.documents[best]
            found["like the best"] = _standard(self._space.documents @ units(centre[None])[0])
            total = total + FEEDBACK_WEIGHT * found["like the best"]
        places = {name: np.argsort(np.argsort(-scores, kind="stable")) for name, scores in found.items()}
        return [
            Hit(
                self._ids[i],
                float(total[i]),
                rank,
                round(float(relevance[i]), 4),
                {name: int(place[i]) + 1 for name, place in places.items()},
            )
            for rank, i in enumerate(np.argsort(-total, kind="stable")[:k], 1)
        ]

    def prepare(self, sentences: Sequence[str], progress: Progress | None = None) -> None:
        """Embed sentences whose ``standings`` will be asked all at once, which takes less time than one by one."""
        if self._judges_meaning and self._embeddings is not None:
            self._embeddings.embed(sentences, "query", progress)

    def standings(self, sentence: str, ids: Sequence[str]) -> Mapping[str, Standing]:
        """How these documents stand among all for a sentence that cites them; without those the index does not have."""
        rows = [self._row[identity] for identity in ids if identity in self._row]
        if not rows:
            return {}
        lexical, similar = self._among_all(sentence)
        columns = [lexical[rows] / max(float(lexical.max()), 1e-9)]
        if similar is not None and self._space is not None:
            vectors = self._space.documents[rows]
            columns.append(similar[rows] - np.sort(similar)[-min(NEAREST, len(similar))])
            columns.append(vectors @ units((np.maximum(similar[rows], 0) @ vectors)[None])[0])
        return {
            self._ids[row]: Standing(*(round(float(value), 6) for value in found))
            for row, *found in zip(rows, *columns, strict=True)
        }

    def _compare(self, sentence: str) -> tuple[Scores, Scores | None]:
        """The lexical score of every document and, with vectors of the bundled model, its similarity."""
        lexical = self._lexical(self._query(sentence))
        if self._space is None or self._embeddings is None or not self._judges_meaning:
            return lexical, None
        return lexical, self._space.similarities(self._embeddings.embed([sentence], "query"))[0]

    @property
    def _judges_meaning(self) -> bool:
        """Similarities of another model lie elsewhere, and the judge was fitted on those of the bundled one."""
        return self._space is not None and self._embeddings is not None and self._embeddings.identity == E5

    def _scores(self, section: Section) -> tuple[dict[str, Scores], Scores]:
        """The standardised scores by name, and the relevance, which is comparable between sections."""
        text = query_of(section)
        subject = f"{section.chapter}: {section.title}"
        sentences = [text[start:end] for start, end in split_sentences(text)] or [subject]
        sentence = np.zeros(len(self._ids), np.float32)
        for query in map(self._query, sentences):
            # Between the raw score, which favours long sentences, and the share matched, which favours short ones.
            sentence = np.maximum(sentence, self._lexical(query) / np.sqrt(self.bm25.ceiling(query) + 1e-6))
        found = {"whole": self._lexical(self._query(text)), "sentence": sentence}
        (base, of_words, of_meaning), meaning = LEXICAL_RELEVANCE, np.zeros_like(sentence)
        if self._space is not None and self._embeddings is not None:
            about, *each = self._space.similarities(self._embeddings.embed([subject, *sentences], "query"))
            found["subject"] = about
            found["meaning of all"] = (np.maximum(each, 0) ** 2).sum(0)
            found["meaning of one"] = meaning = np.max(each, axis=0)
            base, of_words, of_meaning = RELEVANCE
        relevance = 1 / (1 + np.exp(-(base + of_words * sentence + of_meaning * meaning)))
        return {name: _standard(scores) for name, scores in found.items()}, relevance.astype(np.float32)

    def _query(self, text: str) -> Postings:
        return postings(self._analyser.terms(self._analyser.mend(text)), self._rarity)

    def _lexical(self, query: Postings) -> Scores:
        """One score a document: that of its best passage."""
        return np.maximum.reduceat(self.bm25.scores(query), self._passages) if self._ids else np.zeros(0, np.float32)

    def _open_space(self, index: Index, queries: Sequence[str]) -> Space:
        assert self._embeddings is not None
        assert index.vectors is not None
        chunks = list(index.catalogue.chunks())
        sentences = [query[start:end] for query in queries for start, end in split_sentences(query)] or [""]
        sample = sentences[:: max(1, len(sentences) // QUERY_SAMPLE)]
        vectors = index.vectors.vectors([chunk.id for chunk in chunks])
        return Space(vectors, _starts([chunk.document for chunk in chunks]), self._embeddings.embed(sample, "query"))


def query_of(section: Section) -> str:
    """What is asked for a section: its title and its text."""
    return f"{section.title}\n{section.text}".strip()


def _starts(owners: Sequence[str]) -> list[int]:
    """Where each run of equal owners begins."""
    return [n for n, owner in enumerate(owners) if n == 0 or owner != owners[n - 1]]


def _standard(scores: Scores) -> Scores:
    return np.asarray((scores - scores.mean()) / (scores.std() + 1e-9), np.float32) if len(scores) else scores
