"""Which dossiers make one finding: those whose titles name one subject, all the more if they serve one promise."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from rag.lexical import stem
from rag.matching import HEAVIEST, LEAST, MOST, Matcher, Scores

# A heading can stand over so many dossiers; more on the same subject are another finding.
MOST_TOLD = 5
# Titles that share so much of their words, taken together, name one subject; serving one promise is worth this much.
ALIKE, TOGETHER = 0.28, 0.1
# Among fewer titles than this no word is common.
_FEWEST = 10
# A title weighs no less than this: two short ones are not alike for one common word.
_LIGHTEST = 8.0


@dataclass(frozen=True, slots=True)
class Topic:
    """What a dossier is about: the words of its title and decision, as ``content`` gives them, and its promise."""

    title: tuple[str, ...]
    text: tuple[str, ...]
    promise: Hashable


def grouped(topics: Sequence[Topic], most: int = MOST_TOLD) -> list[list[int]]:
    """The places of topics in groups of at most ``most``; groups, and places in a group, in the order they came.

    The two groups that are most alike on average are joined until none are alike enough.
    """
    likeness, size = _alikeness(topics), np.ones(len(topics))
    groups = [[place] for place in range(len(topics))]
    while len(groups) > 1:
        mean = likeness / np.outer(size, size)
        mean[np.tril_indices(len(groups))] = 0.0
        mean[np.add.outer(size, size) > most] = 0.0
        first, second = divmod(int(mean.argmax()), len(groups))
        if mean[first, second] < ALIKE:
            break
        groups[first] = sorted(groups[first] + groups.pop(second))
        likeness[first] += likeness[second]
        likeness[:, first] += likeness[:, second]
        size[first] += size[second]
        likeness = np.delete(np.delete(likeness, second, 0), second, 1)
        size = np.delete(size, second)
    return groups


def _alikeness(topics: Sequence[Topic]) -> Scores:
    """How much each two topics say of each other's title; a word that few of these titles have weighs more."""
    if not topics:
        return np.zeros((0, 0))
    found = Counter(root for topic in topics for root in {stem(word) for word in topic.title})

    def weight(root: str) -> float:
        return min(2 * log(1 + max(len(topics), _FEWEST) / found[root]), HEAVIEST)

    matcher = Matcher([" ".join(topic.title) for topic in topics], weight)
    said = np.array([matcher.scores([topic.title], topic.text)[0] for topic in topics])
    total = np.array([sum(weight(root) for root in {stem(word) for word in topic.title}) for topic in topics])
    # The matcher holds a short promise to be hard to keep; a short title is not.
    said = (said * total.clip(LEAST, MOST) / total.clip(_LIGHTEST)).clip(max=1.0)
    together = np.array([[one.promise == other.promise for other in topics] for one in topics])
    alike: Scores = (said + said.T) / 2 + TOGETHER * together
    return alike
