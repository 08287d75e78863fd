"""Lexical ranking: BM25 over words, parts of compounds, word beginnings and pairs of neighbours, all in one bag.

Stems merge inflections; parts see into compounds ("handelskernversterking" holds "kernversterking"); six-letter
beginnings forgive what the stemmer does not; pairs of them keep names and phrases together. Each was measured, see
``docs/retrieval.md``. Terms are kept as 32-bit hashes: among some 700,000 distinct terms about sixty pairs collide,
which no ranking notices.
"""

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import filterfalse, pairwise
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import snowballstemmer

ANALYZER_VERSION = 2
GRAM = 5
K1, B = 1.2, 1.0
# Fewer texts than this cannot tell how rare a word is: in a corpus of one every word would be common.
FEWEST = 100
BEGINNING = 6  # letters
SHORTEST_PART = 4  # letters of a part of a compound
KNOWN = 3  # a string that stands as a word in so many documents is one
LINKS = ("", "s", "en", "e")  # what Dutch puts between the parts of a compound
RARITY = 0.75  # how much a term's rarity in the agreement counts: 0 not at all

Scores = npt.NDArray[np.float32]

_WORD = re.compile(r"[^\W_]+")
# A word the typesetter broke at a line end: "verschil-lende".
_BROKEN = re.compile(r"(\w{2,})[-‐]([a-zà-ÿ]{2,})")
# It keeps the word it is at in itself, so that two threads would spoil each other's.
_stemmer, _stemming = snowballstemmer.stemmer("dutch"), Lock()
# Words that stand in nearly every decision or sentence and tell nothing about its subject.
STOPWORDS = frozenset(
    """aan al alle als ander andere ben bij daar dan dat de der deze die dit doch doen door dus een eens en er ge geen
    haar had heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kunnen maar me meer men met mij
    mijn moet na naar niet niets nog nu of om omdat ons onze ook op over reeds te tegen toch toen tot u uit uw van veel
    voor want waren was wat we wel werd wie wij wil worden wordt zal ze zich zij zijn zo zonder zou zowel via onder meer
    waarbij waarin hierbij daarbij wordt zullen binnen tussen per ten ter""".split()
)


class Postings(NamedTuple):
    """A bag of terms: ``terms`` (uint32 hashes, ascending, distinct) and the ``weights`` (float32) of each."""

    terms: npt.NDArray[np.uint32]
    weights: Scores


def words(text: str) -> list[str]:
    """Lower-case words without accents, in order."""
    folded = text.lower()
    if not folded.isascii():
        folded = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", folded)))
    return _WORD.findall(folded)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Snowball (Dutch) stem of a lower-case word."""
    with _stemming:
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


class Analyser:
    """Texts to terms. ``frequency``: in how many documents of the corpus each word stands."""

    def __init__(self, frequency: Mapping[str, int]) -> None:
        self._frequency = frequency
        self.parts = lru_cache(maxsize=200_000)(self._parts)

    def terms(self, text: str) -> list[str]:
        """Stems of words and of the parts of compounds; beginnings of words, and of each two neighbours."""
        content = [word for word in words(text) if word not in STOPWORDS]
        roots = [stem(part) for word in content for part in (word, *self.parts(word))]
        beginnings = ["_" + word[:BEGINNING] for word in content]
        return roots + beginnings + [first + second for first, second in pairwise(beginnings)]

    def frequency(self, word: str) -> int:
        """In how many documents of the corpus a word stands, whatever its capitals and accents."""
        return self._frequency.get("".join(words(word)), 0)

    def mend(self, text: str) -> str:
        """Join words broken at a line end, unless both halves are words and the whole is not."""

        def joined(match: re.Match[str]) -> str:
            first, second = match[1].lower(), match[2].lower()
            apart = min(self._frequency.get(first, 0), self._frequency.get(second, 0))
            whole = self._frequency.get(first + second, 0)
            return match[1] + match[2] if whole or apart < KNOWN else match[0]

        return _BROKEN.sub(joined, text)

    def _parts(self, word: str) -> tuple[str, ...]:
        """The two known words a compound is made of, () if it is none: the split whose rarer part is most common."""
        best = KNOWN - 1
        found: tuple[str, ...] = ()
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            second = self._frequency.get(word[cut:], 0)
            for link in LINKS if second > best else ():
                head = word[: cut - len(link)]
                if word[:cut].endswith(link) and len(head) >= SHORTEST_PART:
                    rarer = min(self._frequency.get(head, 0), second)
                    if rarer > best:
                        best, found = rarer, (head, word[cut:])
        return found


def frequencies(texts: Iterable[str]) -> Counter[str]:
    """In how many texts each word stands."""
    return Counter(word for text in texts for word in set(words(text)))


def postings(terms: Iterable[str], rarity: Mapping[int, float] | None = None) -> Postings:
    """Hash and count terms; with ``rarity``, weigh them as a query's."""
    counts = Counter(_hashed(term) for term in terms)
    keys = np.fromiter(counts, np.uint32, len(counts))
    weights = np.fromiter((n * (rarity or {}).get(key, 1.0) for key, n in counts.items()), np.float32, len(counts))
    order = np.argsort(keys)
    return Postings(keys[order], weights[order])


def rarities(sections: Sequence[Sequence[str]]) -> dict[int, float]:
    """For each term of the agreement how well it tells one section from another: 1 in one section, 0 in all."""
    frequency = Counter(_hashed(term) for terms in sections for term in set(terms))
    scale = np.log(max(len(sections), FEWEST))
    return {term: float((1 - np.log(count) / scale) ** RARITY) for term, count in frequency.items()}


@lru_cache(maxsize=1_000_000)
def _hashed(term: str) -> int:
    return zlib.crc32(term.encode())


class Bm25:
    """BM25 over a fixed list of texts, given as postings. Scores are comparable within one query only."""

    def __init__(self, texts: Sequence[Postings]) -> None:
        self.size = len(texts)
        lengths = np.array([text.weights.sum() for text in texts], np.float32)
        average = float(lengths.mean()) if self.size else 1.0
        rows = np.repeat(np.arange(self.size, dtype=np.int32), [len(text.terms) for text in texts])
        terms = np.concatenate([text.terms for text in texts]) if texts else np.empty(0, np.uint32)
        counts = np.concatenate([text.weights for text in texts]) if texts else np.empty(0, np.float32)
        order = np.argsort(terms, kind="stable")
        self._rows = rows[order]
        self._terms, self._starts, df = np.unique(terms[order], return_index=True, return_counts=True)
        self._ends = self._starts + df
        population = max(self.size, FEWEST)
        self._idf = np.log(1 + (population - df + 0.5) / (df + 0.5)).astype(np.float32)
        self._unseen = np.float32(np.log(1 + (population + 0.5) / 0.5))
        norm = K1 * (1 - B + B * lengths / max(average, 1e-9))
        self._weights = counts[order] * (K1 + 1) / (counts[order] + norm[self._rows])

    def scores(self, query: Postings) -> Scores:
        """One score a text."""
        places, known = self._find(query.terms)
        pieces: list[npt.NDArray[np.int32]] = []
        weights: list[Scores] = []
        for place, weight in zip(places[known], query.weights[known], strict=True):
            span = slice(self._starts[place], self._ends[place])
            pieces.append(self._rows[span])
            weights.append(self._weights[span] * (self._idf[place] * weight))
        if not pieces:
            return np.zeros(self.size, np.float32)
        return np.bincount(np.concatenate(pieces), np.concatenate(weights), self.size).astype(np.float32)

    def ceiling(self, query: Postings) -> float:
        """What no text can score above for this query."""
        return float((K1 + 1) * (self._idfs(query.terms) * query.weights).sum())

    def idf(self, term: str) -> float:
        """Inverse document frequency of a term; an unseen one counts as the rarest."""
        return float(self._idfs(np.array([_hashed(term)], np.uint32))[0])

    def _idfs(self, terms: npt.NDArray[np.uint32]) -> Scores:
        places, known = self._find(terms)
        return np.where(known, self._idf[places], self._unseen) if self.size else np.full(len(terms), self._unseen)

    def _find(self, terms: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
        """Where each term stands among those of the texts, and whether it does."""
        if not len(self._terms):
            return np.zeros(len(terms), np.intp), np.zeros(len(terms), np.bool_)
        places = np.searchsorted(self._terms, terms).clip(max=len(self._terms) - 1)
        return places, self._terms[places] == terms
