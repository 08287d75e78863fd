"""Which words of a sentence stand in its sources, and which do not.

A word counts by how rare it is: in the documents, and in reports, where "maatregelen", "ondersteunen" and "draagt bij"
stand on every page and ask nothing of a source. It counts whole where its stem stands in the source, in part where its
character 5-grams do, for those see into compounds.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from math import log

from rag.chunking import sentences_of
from rag.documents import Document, Span
from rag.dutch.calendar import day_in_words
from rag.lexical import grams, stem, stems
from rag.matching import content
from rag.stages import StageName, stage_of

Idf = Callable[[str], float]

# A word nobody else uses may be a misspelling; it must not outweigh two good ones.
HEAVIEST = 6.0
# Rarity in reports is measured on fewer texts, so it is lower; this makes the two alike.
REPORTS = 1.5
# So much of a word's 5-grams must occur for a missing stem to be a mere compound or inflection.
ALIKE = 0.6
# What a word is worth of which all 5-grams occur, but not the stem.
COMPOUND = 0.9
# A word lighter than this is no news to a reader who wants to know what is missing.
TELLING = 2.0

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence of a document that shares most with a claim: ``document.text[start:end] == quote``."""

    document: str
    start: int
    end: int
    quote: str


class Profile:
    """What is compared of one document; made once, for a document is held against many claims."""

    def __init__(self, document: Document) -> None:
        self.document = document
        # A sentence may say what its source is (a decision with this title, of that day), though the text does not.
        about = f"{document.kind or 'beslissing'} titel {day_in_words(document.date) if document.date else ''}"
        self.stems = frozenset([*stems(document.text), *stems(about)])
        self.grams = frozenset([*grams(document.text), *grams(about)])
        self.title = tuple(dict.fromkeys(content(document.title or "")))

    @cached_property
    def stage(self) -> StageName:
        """How far the decision is."""
        return stage_of(self.document).name

    @cached_property
    def sentences(self) -> tuple[tuple[Span, frozenset[str]], ...]:
        """Every sentence with its stems."""
        spans = (span for segment in self.document.segments for span in sentences_of(self.document, segment))
        return tuple((span, frozenset(stems(self.document.text[slice(*span)]))) for span in spans)

    def credit(self, word: str) -> float:
        """How much of a content word stands here: 1 where its stem does, less where only its 5-grams do."""
        return 1.0 if stem(word) in self.stems else COMPOUND * self.alike(word)

    def has(self, word: str) -> bool:
        """Whether a content word stands here, if only as part of another or inflected."""
        return stem(word) in self.stems or self.alike(word) >= ALIKE

    def alike(self, word: str) -> float:
        """The share of a word's 5-grams that stand here."""
        parts = _parts(word)
        return len(parts & self.grams) / len(parts) if parts else 0.0


@lru_cache(maxsize=100_000)
def _parts(word: str) -> frozenset[str]:
    """The 5-grams of a word."""
    return frozenset(grams(word))


@lru_cache(maxsize=1024)
def profile(document: Document) -> Profile:
    """The profile of a document, kept while its neighbours are judged (about 100 kB for a decision of a page)."""
    return Profile(document)


@lru_cache(maxsize=1)
def _reports() -> tuple[int, Mapping[str, int]]:
    """How many sections had reports, and in the reports of how many each common stem stands."""
    table = json.loads(files("rag.support").joinpath("framing.json").read_text(encoding="utf-8"))
    return table["sections"], table["stems"]


@lru_cache(maxsize=100_000)
def rarity(root: str) -> float:
    """How rare a stem is in reports, on the scale of an IDF."""
    sections, held = _reports()
    count = held.get(root, 0)
    return log(1 + (sections - count + 0.5) / (count + 0.5))


def weights(claim: str, idf: Idf) -> dict[str, float]:
    """The distinct content words of a claim, in order, with how much each asks of a source."""
    words = dict.fromkeys(content(claim))
    return {word: min(idf(stem(word)), HEAVIEST, REPORTS * rarity(stem(word))) for word in words}


def share(profiles: Sequence[Profile], weight: Mapping[str, float]) -> float:
    """Which part of the weight of a claim's words stands in any of these documents, by stem."""
    total = sum(weight.values())
    there = (value for word, value in weight.items() if any(stem(word) in item.stems for item in profiles))
    return sum(there) / total if total else 0.0


def missing(claim: str, profiles: Sequence[Profile], weight: Mapping[str, float]) -> tuple[str, ...]:
    """What the claim says and no source does, the weightiest first: words, and phrases where they stand together.

    Words that any report uses are left out, unless there is nothing else.
    """
    found: dict[Span, float] = {}
    for match in _WORD.finditer(claim):
        words = [word for word in content(match[0]) if word in weight]
        if words and not any(item.has(word) for item in profiles for word in words):
            found[Span(*match.span())] = max(weight[word] for word in words)
    telling = {span: value for span, value in found.items() if value >= TELLING} or found
    phrases: list[tuple[float, Span]] = []
    for span, value in telling.items():
        if phrases and not claim[phrases[-1][1].end : span.start].strip(" -/"):
            before, phrase = phrases.pop()
            phrases.append((max(before, value), Span(phrase.start, span.end)))
        else:
            phrases.append((value, span))
    ordered = sorted(phrases, key=lambda item: (-item[0], item[1]))
    return tuple(dict.fromkeys(claim[start:end] for _, (start, end) in ordered))


def best_passage(profiles: Iterable[Profile], weight: Mapping[str, float]) -> Passage | None:
    """The sentence that has most of the claim, None where none has any of it."""
    most, place = 0.0, None
    roots: dict[str, float] = {}
    for word, value in weight.items():
        roots[stem(word)] = max(value, roots.get(stem(word), 0.0))
    for item in profiles:
        for span, present in item.sentences:
            shared = sum(sorted(roots[root] for root in roots.keys() & present))
            if shared > most:
                most, place = shared, (item.document, span)
    if place is None:
        return None
    document, (start, end) = place
    return Passage(document.id, start, end, document.text[start:end])
