"""Lexical ranking: BM25 over Dutch stems and over character 5-grams inside words.

Stems merge inflections; 5-grams see into compounds ("handelskernversterking" shares most with "kernversterking").
Terms are kept as 32-bit hashes: with some 200,000 distinct terms about five pairs collide, which no ranking notices.
"""

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import snowballstemmer

Field = Literal["stems", "grams"]
FIELDS: tuple[Field, ...] = ("stems", "grams")
ANALYZER_VERSION = 1
GRAM = 5
K1, B = 1.2, 0.75
# Fewer texts than this cannot tell how rare a word is: in a corpus of one every word would be common.
FEWEST = 100

_WORD = re.compile(r"[^\W_]+")
_stemmer = snowballstemmer.stemmer("dutch")
# Words that stand in nearly every decision or sentence and tell nothing about its subject.
STOPWORDS = frozenset(
    """aan al alle als ander andere ben bij daar dan dat de der deze die dit doch doen door dus een eens en er ge geen
    haar had heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kunnen maar me meer men met mij
    mijn moet na naar niet niets nog nu of om omdat ons onze ook op over reeds te tegen toch toen tot u uit uw van veel
    voor want waren was wat we wel werd wie wij wil worden wordt zal ze zich zij zijn zo zonder zou zowel via onder meer
    waarbij waarin hierbij daarbij wordt zullen binnen tussen per ten ter""".split()
)


class Postings(NamedTuple):
    """The terms of one text: ``terms`` (uint32 hashes, ascending, distinct) and how often each occurs (uint16)."""

    terms: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.uint16]


def words(text: str) -> list[str]:
    """Lower-case words without accents, in order."""
    folded = unicodedata.normalize("NFKD", text.lower())
    return _WORD.findall("".join(c for c in folded if not unicodedata.combining(c)))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Snowball (Dutch) stem of a lower-case word."""
    return str(_stemmer.stemWord(word))


def stems(text: str) -> list[str]:
    """Stems of the content words of a text, in order."""
    return [stem(word) for word in words(text) if word not in STOPWORDS]


def grams(text: str) -> list[str]:
    """Character 5-grams inside each content word; shorter words whole."""
    found: list[str] = []
    for word in words(text):
        if word not in STOPWORDS:
            found.extend(word[i : i + GRAM] for i in range(max(1, len(word) - GRAM + 1)))
    return found


def postings(text: str, field: Field) -> Postings:
    """Analyse one text for one field."""
    counts = Counter(zlib.crc32(term.encode()) for term in (stems(text) if field == "stems" else grams(text)))
    terms = np.fromiter(counts, np.uint32, len(counts))
    order = np.argsort(terms)
    numbers = np.fromiter(counts.values(), np.int64, len(counts)).clip(max=65_535).astype(np.uint16)
    return Postings(terms[order], numbers[order])


class Bm25:
    """BM25 over a fixed list of texts, given as postings. Scores are comparable within one query only."""

    def __init__(self, texts: Sequence[Postings]) -> None:
        self.size = len(texts)
        lengths = np.array([int(text.counts.sum()) for text in texts], np.float32)
        average = float(lengths.mean()) if self.size else 1.0
        rows = np.repeat(np.arange(self.size, dtype=np.int32), [len(text.terms) for text in texts])
        terms = np.concatenate([text.terms for text in texts]) if texts else np.empty(0, np.uint32)
        counts = np.concatenate([text.counts for text in texts]) if texts else np.empty(0, np.uint16)
        order = np.argsort(terms, kind="stable")
        self._rows = rows[order]
        self._terms, self._starts, df = np.unique(terms[order], return_index=True, return_counts=True)
        self._ends = self._starts + df
        self._population = max(self.size, FEWEST)
        self._idf = np.log(1 + (self._population - df + 0.5) / (df + 0.5)).astype(np.float32)
        tf = counts[order].astype(np.float32)
        norm = K1 * (1 - B + B * lengths / max(average, 1e-9))
        self._weights = tf * (K1 + 1) / (tf + norm[self._rows])

    def scores(self, query: Postings) -> npt.NDArray[np.float32]:
        """One score a text; a query term counts once for each time it occurs in the query."""
        places = np.searchsorted(self._terms, query.terms)
        known = places < len(self._terms)
        known[known] = self._terms[places[known]] == query.terms[known]
        pieces: list[npt.NDArray[np.int32]] = []
        weights: list[npt.NDArray[np.float32]] = []
        for place, count in zip(places[known], query.counts[known], strict=True):
            span = slice(self._starts[place], self._ends[place])
            pieces.append(self._rows[span])
            weights.append(self._weights[span] * (self._idf[place] * count))
        if not pieces:
            return np.zeros(self.size, np.float32)
        return np.bincount(np.concatenate(pieces), np.concatenate(weights), self.size).astype(np.float32)

    def ceiling(self, query: Postings) -> float:
        """What no text can score above for this query: every distinct term present any number of times."""
        return float((K1 + 1) * self._idfs(query.terms).sum())

    def idf(self, term: str) -> float:
        """Inverse document frequency of a stem or gram; an unseen one counts as the rarest."""
        return float(self._idfs(np.array([zlib.crc32(term.encode())], np.uint32))[0])

    def _idfs(self, terms: npt.NDArray[np.uint32]) -> npt.NDArray[np.float32]:
        places = np.searchsorted(self._terms, terms).clip(max=max(len(self._terms) - 1, 0))
        unseen = np.float32(np.log(1 + (self._population + 0.5) / 0.5))
        if not len(self._terms):
            return np.full(len(terms), unseen)
        return np.where(self._terms[places] == terms, self._idf[places], unseen)
