"""Does a source carry a claim? Exact checks first, then coverage; each verdict says why in words for its reader.

A score is on one scale for a single source and for all sources of a claim together: under 1/3 is none, from 2/3 full.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from rag.documents import Document
from rag.support.checks import check_claim
from rag.support.coverage import Coverage, Idf, Passage, cover
from rag.support.objections import Objection
from rag.support.severity import bears_on_support
from rag.support.sources import Source

Support = Literal["none", "partial", "full"]
GRADES: tuple[Support, ...] = ("none", "partial", "full")

# Coverage from which a source carries part and all of a claim, where the balanced accuracy on the development labels is
# best (``benchmarks/judging.py``); several sources together share more words by chance, so they must cover more.
ALONE = (0.13, 0.28)
TOGETHER = (0.19, 0.39)
# What a source that lacks a fact of the claim can reach.
PARTIAL_AT_MOST = 0.66
SHOWN_WORDS = 6
SCATTERED = "De bron noemt deze woorden, maar zegt niet wat de zin zegt."


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a source does not carry all of a claim: a ``code``, a Dutch ``message``, and, where there is one, the place.

    ``quote`` is ``text[start:end]`` of the source.
    """

    code: str
    message: str
    quote: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """What one source alone gives a claim. ``passage`` is its best sentence, for a reader to look at first."""

    support: Support
    score: float
    reasons: tuple[Reason, ...] = ()
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all sources together give a claim (None without sources), and each alone by document id.

    ``objections`` is what the checks have against the claim, all sources taken together.
    """

    support: Support | None
    score: float | None
    pairs: Mapping[str, Pair] = field(default_factory=dict)
    objections: tuple[Objection, ...] = ()


def judge_claim(claim: str, documents: Sequence[Document], idf: Idf) -> Verdict:
    """Judge a claim against the distinct documents it cites. Pure: the same input gives the same verdict."""
    documents = tuple({document.id: document for document in documents}.values())
    if not documents:
        return Verdict(None, None)
    pairs = {document.id: _judge_pair(claim, document, idf) for document in documents}
    objections = check_claim(claim, [Source(document) for document in documents])
    best = max(pair.score for pair in pairs.values())
    if len(documents) > 1:
        together = _scaled(cover(claim, documents, idf).score, TOGETHER)
        best = max(
            best,
            min(together, PARTIAL_AT_MOST) if any(bears_on_support(found.code) for found in objections) else together,
        )
    return Verdict(grade(best), best, pairs, objections)


def grade(score: float) -> Support:
    """The support a score stands for."""
    return GRADES[bisect_right((1 / 3, 2 / 3), score)]


def _judge_pair(claim: str, document: Document, idf: Idf) -> Pair:
    """One source alone. A fact it does not state, or only a title to go by, and it cannot carry all."""
    covered = cover(claim, (document,), idf)
    reasons = [
        Reason(found.code, found.message, found.quote, found.source_start, found.source_end)
        for found in check_claim(claim, (Source(document),))
        if bears_on_support(found.code)
    ]
    score = _scaled(covered.score, ALONE)
    score = min(score, PARTIAL_AT_MOST) if reasons else score
    support = grade(score)
    if support == "none" or (support == "partial" and covered.missing):
        reasons.append(_coverage_reason(support, covered))
    return Pair(support, score, tuple(reasons), covered.passage)


def _coverage_reason(support: Support, covered: Coverage) -> Reason:
    """What of the claim the source does not have, with the sentence that comes nearest."""
    words = ", ".join(f"“{word}”" for word in covered.missing[:SHOWN_WORDS])
    more = len(covered.missing) - SHOWN_WORDS
    words += f" en nog {more} {'woord' if more == 1 else 'woorden'}" if more > 0 else ""
    if support == "partial":
        message = f"Niet in de bron: {words}."
    elif words:
        verb = "komt" if len(covered.missing) == 1 else "komen"
        message = f"De bron gaat over iets anders: {words} {verb} er niet in voor."
    else:
        message = SCATTERED
    place = covered.passage
    return Reason(f"support.{support}", message, *((place.quote, place.start, place.end) if place else ()))


def _scaled(coverage: float, limits: tuple[float, float]) -> float:
    """Coverage on the common scale, straight between the limits."""
    for (low, high), (bottom, top) in zip(
        pairwise((0.0, *limits, 1.0)), pairwise((0.0, 1 / 3, 2 / 3, 1.0)), strict=True
    ):
        if coverage < high:
            return round(bottom + (top - bottom) * (coverage - low) / (high - low), 6)
    return 1.0
