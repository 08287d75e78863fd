"""How much of a promise a sentence says: the share of the promise's rare words that stand in it, or nearly so.

A word counts whole where the stem is the same, in part where two words share enough character 5-grams to be parts of
one compound ("handelskernversterking", "kernversterking"). What stands only above the sentence, in the title or in the
question it answers, counts for less.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from rag.lexical import STOPWORDS, grams, stem, words

Idf = Callable[[str], float]
Scores = npt.NDArray[np.float64]

# A word nobody else uses may be a misspelling; it must not outweigh two good ones.
HEAVIEST = 6.0
# A promise of a few common words is not kept by whoever repeats them, nor is all of a long one said in one sentence:
# no promise weighs less or more than this.
LEAST, MOST = 20.0, 60.0
# So much of the 5-grams of the shorter of two words must be shared; that makes this much of the same word.
ALIKE, COMPOUND = 0.6, 0.8
FEWEST = 3  # 5-grams
# What a word above the sentence is worth.
ABOVE = 0.5
# Words lighter than this are no reason to anybody.
TELLING = 2.5
MOST_TERMS = 6

_WORD = re.compile(r"[^\W_]+")


class Matcher:
    """Holds sentences against a fixed list of promises. ``idf`` gives the weight of a stem."""

    def __init__(self, promises: Sequence[str], idf: Idf) -> None:
        # One column a stem; of its words the first one stands for it where compounds are compared.
        first: dict[str, str] = {}
        for promise in promises:
            for word in content(promise):
                first.setdefault(stem(word), word)
        self._column = {root: number for number, root in enumerate(first)}
        self._size = [len(set(grams(word))) for word in first.values()]
        self._with: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(first.values()):
            for gram in set(grams(word)):
                self._with[gram].append(number)
        self._weight = np.array([min(idf(root), HEAVIEST) for root in first])
        present = np.zeros((len(promises), len(first)))
        for row, promise in enumerate(promises):
            present[row, [self._column[stem(word)] for word in content(promise)]] = 1.0
        weights = present * self._weight
        self._shares = weights / weights.sum(axis=1, keepdims=True).clip(LEAST, MOST)
        self._known: dict[str, dict[int, float]] = {}
        self._seen: dict[str, dict[int, float]] = {}

    def scores(self, sentences: Sequence[Sequence[str]], above: Sequence[str]) -> Scores:
        """For sentences given as their content words: one row a sentence, one column a promise, each 0 to 1."""
        title = ABOVE * self._credits(above)
        credits = [np.maximum(self._credits(sentence), title) for sentence in sentences]
        scores: Scores = np.array(credits).reshape(len(sentences), len(self._column)) @ self._shares.T
        return scores.clip(max=1.0)

    def terms(self, sentence: str, above: str, promise: int) -> tuple[str, ...]:
        """The words that make a sentence serve a promise, as they stand in it or above it, the weightiest first."""
        best: dict[int, tuple[float, str]] = {}
        for text, part in ((sentence, 1.0), (above, ABOVE)):
            for word in _WORD.findall(text):
                for column, credit in self._written(word).items():
                    if self._shares[promise, column] and self._weight[column] >= TELLING:
                        worth = credit * part * float(self._weight[column])
                        if worth > best.get(column, (0.0, ""))[0]:
                            best[column] = worth, word
        ranked = sorted(best.values(), key=lambda pair: -pair[0])
        return tuple({word.lower(): word for _, word in reversed(ranked)}.values())[::-1][:MOST_TERMS]

    def _written(self, word: str) -> dict[int, float]:
        """What a word as written is worth to each column."""
        if word not in self._seen:
            self._seen[word] = {
                column: worth for part in content(word) for column, worth in self._compare(part).items()
            }
        return self._seen[word]

    def _credits(self, found: Sequence[str]) -> Scores:
        """The best that any of these words is worth to each column."""
        credits = np.zeros(len(self._column))
        for word in found:
            for column, credit in self._compare(word).items():
                credits[column] = max(credits[column], credit)
        return credits

    def _compare(self, word: str) -> dict[int, float]:
        """What a content word is worth to each column it says anything of; worked out once a word."""
        if word not in self._known:
            parts = set(grams(word))
            shared: dict[int, int] = defaultdict(int)
            for part in parts:
                for column in self._with.get(part, ()):
                    shared[column] += 1
            shorter = {column: min(len(parts), self._size[column]) for column in shared}
            worth = {
                column: COMPOUND * count / shorter[column]
                for column, count in shared.items()
                # A short word stands in longer ones by chance, or says little of them: "beleid" in "locatiebeleid".
                if shorter[column] >= FEWEST and count >= ALIKE * shorter[column]
            }
            same = self._column.get(stem(word))
            self._known[word] = worth if same is None else {**worth, same: 1.0}
        return self._known[word]


def content(text: str) -> list[str]:
    """The content words of a text, lower case without accents, in order. A lone letter is none ("e-commerce")."""
    return [word for word in words(text) if len(word) > 1 and word not in STOPWORDS]
