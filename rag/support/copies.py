"""A claim word by word beside the sentence of its sources that is nearest to it.

Whoever repeats a sentence but for some words says something by those: they can be read one by one. What is told in
other words throughout cannot be read so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rag.support.literal import unframed
from rag.support.sources import Passage, Source, nearest

Words = Sequence[re.Match[str]]

_WORD = re.compile(r"[^\W_]+")
# A shorter run that two sentences share says nothing of their kinship.
_RUN = 2


@dataclass(frozen=True, slots=True)
class Copy:
    """The words of a claim and of a sentence, the runs that they share, and those in which they differ."""

    passage: Passage
    mine: tuple[re.Match[str], ...]
    theirs: tuple[re.Match[str], ...]
    blocks: tuple[tuple[int, int, int], ...]
    changes: tuple[tuple[Words, Words], ...]

    @property
    def copied(self) -> int:
        """How many words of the claim stand in runs that both share."""
        return sum(size for *_, size in self.blocks)

    @property
    def share(self) -> float:
        """Which part of the claim's words that is."""
        return self.copied / len(self.mine) if self.mine else 0.0

    def own(self) -> Iterator[tuple[int, int]]:
        """The stretches of the claim between those runs: from which of its words up to which."""
        end = 0
        for start, _, size in (*self.blocks, (len(self.mine), 0, 0)):
            if start > end:
                yield end, start
            end = start + size


@lru_cache(maxsize=256)
def copy_of(claim: str, sources: tuple[Source, ...]) -> Copy | None:
    """The claim, without the words that say where it comes from, beside the sentence nearest to it."""
    passage = nearest(claim, sources)
    if passage is None:
        return None
    return _copy(passage, tuple(_WORD.finditer(claim, *unframed(claim))), tuple(_WORD.finditer(passage.text)))


def _copy(passage: Passage, mine: tuple[re.Match[str], ...], theirs: tuple[re.Match[str], ...]) -> Copy:
    matcher = SequenceMatcher(None, [m[0].lower() for m in mine], [m[0].lower() for m in theirs], autojunk=False)
    blocks = tuple((block.a, block.b, block.size) for block in matcher.get_matching_blocks() if block.size >= _RUN)
    changes = ((mine[a:b], theirs[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
    # A word that the source has broken in two is the same word.
    told = tuple(change for change in changes if _joined(change[0]) != _joined(change[1]))
    return Copy(passage, mine, theirs, blocks, told)


def _joined(run: Words) -> str:
    return "".join(match[0].lower() for match in run)
