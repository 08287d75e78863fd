"""How much of a sentence stands in its sources, without a model: four shares, averaged.

Rare words weigh more (IDF). The shares are: the sentence's stems; its character 5-grams, which see into compounds; its
stems within two neighbouring sentences of one source, since words scattered over a long text say little; and its pairs
of neighbouring words. No weight was fitted, so nothing is tuned to one corpus; only the two limits in ``judge`` are.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rag.chunking import sentences_of
from rag.documents import Document, Span
from rag.dutch.calendar import day_in_words
from rag.lexical import grams, stems

Idf = Callable[[str], float]

# A word nobody else uses may be a misspelling; it must not outweigh two good ones.
HEAVIEST = 6.0
# So much of a word's 5-grams must occur for a missing stem to be a mere compound or inflection.
ALIKE = 0.6

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence of a document that shares most with a claim: ``document.text[start:end] == quote``."""

    document: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """``score`` runs from 0 (nothing of the claim is there) to 1 (all of it, literally).

    ``passage`` is the best sentence, None where nothing is shared; ``missing`` are the claim's own words that no source
    has, rarest first.
    """

    score: float
    passage: Passage | None
    missing: tuple[str, ...]


class Profile:
    """What is compared of one document; made once, for a document is held against many claims."""

    def __init__(self, document: Document) -> None:
        self.document = document
        order = stems(document.text)
        # A sentence may say what its source is (a decision with this title, of that day), though the text does not.
        about = f"{document.kind or 'beslissing'} titel {day_in_words(document.date) if document.date else ''}"
        self.stems = frozenset([*order, *stems(about)])
        self.pairs = frozenset(pairwise(order))
        self.grams = frozenset([*grams(document.text), *grams(about)])

    @cached_property
    def sentences(self) -> tuple[tuple[Span, frozenset[str]], ...]:
        """Every sentence with its stems."""
        spans = (span for segment in self.document.segments for span in sentences_of(self.document, segment))
        return tuple((span, frozenset(stems(self.document.text[slice(*span)]))) for span in spans)


@lru_cache(maxsize=512)
def profile(document: Document) -> Profile:
    """The profile of a document, kept while its neighbours are judged (about 100 kB for a decision of a page)."""
    return Profile(document)


def cover(claim: str, documents: Sequence[Document], idf: Idf) -> Coverage:
    """How much of ``claim`` stands in ``documents`` together. More documents never lower the score."""
    words = [match[0] for match in _WORD.finditer(claim) if stems(match[0])]
    order = [stem for word in words for stem in stems(word)]
    weights = {stem: min(idf(stem), HEAVIEST) for stem in order}
    total = sum(weights.values())
    if not total or not documents:
        return Coverage(0.0, None, tuple(dict.fromkeys(words)))
    profiles = [profile(document) for document in documents]
    found = set().union(*(weights.keys() & item.stems for item in profiles))
    alike = {word: _alike(word, profiles) for word in words}
    pairs = set(pairwise(order))
    spot, passage = _best_spot(profiles, weights)
    shares = [
        sum(weights[stem] for stem in found) / total,
        _gram_share(words, alike, weights),
        spot / total,
    ]
    if pairs:
        shares.append(sum(any(pair in item.pairs for item in profiles) for pair in pairs) / len(pairs))
    missing = {word for word in words if alike[word] < ALIKE and not found.issuperset(stems(word))}
    rarest_first = sorted(missing, key=lambda word: (-max(weights[stem] for stem in stems(word)), words.index(word)))
    # Rounding hides the order in which a sum was made.
    return Coverage(round(min(1.0, sum(shares) / len(shares)), 6), passage, tuple(rarest_first))


def _alike(word: str, profiles: Sequence[Profile]) -> float:
    """The share of a word's 5-grams that any of the documents has."""
    parts = set(grams(word))
    return sum(any(part in item.grams for item in profiles) for part in parts) / len(parts) if parts else 0.0


def _gram_share(words: Sequence[str], alike: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """``alike`` over all distinct words, by the weight of their stems."""
    weight = {word: sum(weights[stem] for stem in stems(word)) for word in words}
    return sum(alike[word] * value for word, value in weight.items()) / sum(weight.values())


def _best_spot(profiles: Sequence[Profile], weights: Mapping[str, float]) -> tuple[float, Passage | None]:
    """The most weight that two neighbouring sentences share with the claim, and the best single sentence."""
    best = most = 0.0
    place: tuple[Document, Span] | None = None
    for item in profiles:
        before: frozenset[str] = frozenset()
        for span, present in item.sentences:
            shared = weights.keys() & present
            alone = sum(weights[stem] for stem in shared)
            best = max(best, sum(weights[stem] for stem in shared | before))
            if alone > most:
                most, place = alone, (item.document, span)
            before = frozenset(shared)
    if place is None:
        return best, None
    document, (start, end) = place
    return best, Passage(document.id, start, end, document.text[start:end])
