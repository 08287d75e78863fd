"""What tells how far sources carry a claim, in numbers that a model can weigh.

Most is read in the words of claim and source. Two kinds look further. Of several sources cited together, what one lacks
and another has is surely missing in the one, while what none has may be a manner of speaking. And where the whole
corpus is at hand, a source says little for a claim of which many others say more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.documents import Standing
from rag.lexical import grams, stem
from rag.stages import ORDER
from rag.support.coverage import HEAVIEST, Idf, Profile, rarity, share, weights
from rag.support.manner import Manner

# Above this rarity a word hardly ever stands in reports: it is what the claim is about; below it, it stands in most.
OWN, COMMON = 4.0, 1.0

ALONE = (
    "share",  # of the weight of the claim's words, what stands in the source
    "elsewhere",  # the weight of what another of the sources has and this one lacks
    "own",  # how many words are missing that reports seldom use
    "common",  # how many words are missing that reports often use
    "names",  # how many names are missing
    "title",  # the share of the source's title that stands in the claim
    "specific",  # the mean weight of the claim's words
    "framing",  # how often the claim weighs rather than tells
    "elements",  # how many things the claim lists
    "ahead",  # how strongly it tells as done what was approved in principle only
    "behind",  # whether it tells as approved in principle what is final
    "undecided",  # whether the source decides nothing
    "ungranted",  # whether it tells as granted what the source does not grant
    "objected",  # whether a check has something against it
)
TOGETHER = tuple(name for name in ALONE if name not in ("elsewhere", "behind", "undecided"))
AMONG_WORDS, AMONG_MEANING, COMPANY = "among_words", "among_meaning", "company"
SOURCES = "sources"

Values = Mapping[str, float]


@dataclass(frozen=True)
class Comparison:
    """A claim beside its sources; ``idf`` gives the weight of a stem."""

    claim: str
    profiles: tuple[Profile, ...]
    idf: Idf

    @cached_property
    def weight(self) -> dict[str, float]:
        """What each content word of the claim asks of a source."""
        return weights(self.claim, self.idf)

    @cached_property
    def manner(self) -> Manner:
        """How the claim says what it says."""
        return Manner(self.claim)

    @cached_property
    def credits(self) -> list[dict[str, float]]:
        """For each source, how much of each content word it has."""
        return [{word: item.credit(word) for word in self.weight} for item in self.profiles]

    def alone(self, place: int, standing: Standing | None, objected: bool) -> Values:
        """What is known of one source: ``ALONE``, and what ``standing`` tells."""
        item, credit = self.profiles[place], self.credits[place]
        others = [other for at, other in enumerate(self.credits) if at != place]
        elsewhere = (
            value * max(0.0, max(other[word] for other in others) - credit[word])
            for word, value in self.weight.items()
            if others
        )
        known = {
            **self._words([item]),
            "elsewhere": sum(elsewhere),
            "title": self._title(item),
            "ahead": self.manner.ahead(item.stage),
            "behind": self.manner.behind(item.stage),
            "undecided": float(ORDER[item.stage] < ORDER["principieel"]),
            "ungranted": self.manner.ungranted(item.stage, item.document.title or ""),
            "objected": float(objected),
        }
        if standing is not None:
            known[AMONG_WORDS] = standing.words
            if standing.meaning is not None and standing.company is not None:
                known |= {AMONG_MEANING: standing.meaning, COMPANY: standing.company}
        return known

    def together(self, alone: Sequence[Values], objected: bool) -> Values:
        """What is known of all sources as one: ``TOGETHER``, the best that any of them stands, and how many."""
        known = {
            **self._words(self.profiles),
            "title": max(values["title"] for values in alone),
            "ahead": min(values["ahead"] for values in alone),
            "ungranted": min(values["ungranted"] for values in alone),
            "objected": float(objected),
            SOURCES: float(len(alone)),
        }
        for name in (AMONG_WORDS, AMONG_MEANING):
            if all(name in values for values in alone):
                known[name] = max(values[name] for values in alone)
        return known

    def _words(self, profiles: Sequence[Profile]) -> dict[str, float]:
        """What does not depend on the order of a decision: the words that these sources have and lack."""
        weight = self.weight

        def lacking(word: str) -> float:
            return 1 - max(item.credit(word) for item in profiles)

        rare = {word: rarity(stem(word)) for word in weight}
        return {
            "share": share(profiles, weight),
            "own": sum(lacking(word) for word in weight if rare[word] >= OWN),
            "common": sum(lacking(word) for word in weight if rare[word] < COMMON),
            "names": sum(lacking(word) for word in self.manner.names),
            "specific": sum(weight.values()) / max(len(weight), 1),
            "framing": self.manner.framing,
            "elements": self.manner.elements,
        }

    def _title(self, item: Profile) -> float:
        """How much of the title's weight stands in the claim, by 5-grams."""
        there = set(grams(self.claim))
        total = found = 0.0
        for word in item.title:
            value, parts = min(self.idf(stem(word)), HEAVIEST), set(grams(word))
            total += value
            found += value * len(parts & there) / max(len(parts), 1)
        return found / total if total else 0.0
