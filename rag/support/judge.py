"""Does a source carry a claim? Exact checks first, then a small model; each verdict says why in words for its reader.

A score is on one scale for a single source and for all sources of a claim together: under 1/3 is none, from 2/3 full.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rag.documents import Document, Standing
from rag.support.checks import check_claim
from rag.support.coverage import Idf, Passage, best_passage, missing, profile
from rag.support.features import Comparison, Values
from rag.support.literal import is_joined, is_literal
from rag.support.model import PARTIAL_AT_MOST, curves, scores
from rag.support.notation import respelled
from rag.support.objections import Objection
from rag.support.severity import bears_on_support
from rag.support.sources import Source, nearest
from rag.support.titles import is_title_only

Support = Literal["none", "partial", "full"]
GRADES: tuple[Support, ...] = ("none", "partial", "full")
# Who decided: what code can show, or the model that weighs the rest. (A language model may overrule the second.)
Layer = Literal["checks", "judge", "model"]
# How documents (by id) stand in the corpus for a claim that cites them.
Standings = Callable[[str, Sequence[str]], Mapping[str, Standing]]

# What may still be wrong with a sentence that stands in its source: the date that was put behind it, and who says it.
_OF_LITERAL = frozenset({"fact.date", "source.question"})

# Beside a source that has a sentence word for word, one of which no sentence says so much of it adds nothing.
HALF, NOTHING = 0.5, 0.33
SHOWN_WORDS = 6
AHEAD = "De zin zegt meer dan de bron: die is een principiële goedkeuring."
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
    layer: Layer = "judge"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all sources together give a claim (None without sources), and each alone by document id.

    ``objections`` is what the checks have against the claim, all sources taken together.
    """

    support: Support | None
    score: float | None
    pairs: Mapping[str, Pair] = field(default_factory=dict)
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """A claim and its distinct sources with everything a verdict rests on.

    ``literal`` tells of each source whether the claim stands in it as it is, ``bearing`` what the checks have against
    it that bears on support, ``alone`` and ``together`` what is known.
    """

    claim: str
    comparison: Comparison
    literal: tuple[bool, ...]
    bearing: tuple[tuple[Objection, ...], ...]
    objections: tuple[Objection, ...]
    alone: tuple[Values, ...]
    together: Values

    @property
    def capped(self) -> list[bool]:
        """Of each source, whether a check has shown that it cannot carry all."""
        return [bool(found) for found in self.bearing]

    @property
    def all_capped(self) -> bool:
        """Whether a check has shown that all of them together cannot."""
        return bool(self.together["objected"])


def judge_claim(claim: str, documents: Sequence[Document], idf: Idf, standings: Standings | None = None) -> Verdict:
    """Judge a claim against the distinct documents it cites. Pure: the same input gives the same verdict.

    With ``standings`` it is known how the documents stand among all others, and the judge errs less.
    """
    documents = tuple({document.id: document for document in documents}.values())
    if not documents:
        return Verdict(None, None)
    examined = examine(claim, documents, idf, standings)
    each, whole = scores(examined.alone, examined.together, examined.capped, examined.all_capped, curves())
    pairs = {
        document.id: _pair(examined, place, score)
        for place, (document, score) in enumerate(zip(documents, each, strict=True))
    }
    best = max(whole, *(pair.score for pair in pairs.values()))
    if is_joined(claim, documents) and not examined.all_capped:
        best = 1.0
    return Verdict(grade(best), best, pairs, examined.objections)


def examine(claim: str, documents: Sequence[Document], idf: Idf, standings: Standings | None = None) -> Examined:
    """Everything that is to be known of a claim and its distinct documents before it is judged."""
    sources = [Source(document) for document in documents]
    literal = tuple(is_literal(claim, document) for document in documents)
    bearing = tuple(
        _bearing(check_claim(claim, (source,)), as_it_is) for source, as_it_is in zip(sources, literal, strict=True)
    )
    objections = check_claim(claim, sources)
    comparison = Comparison(respelled(claim, documents), tuple(profile(document) for document in documents), idf)
    stand = standings(claim, [document.id for document in documents]) if standings else {}
    alone = tuple(
        comparison.alone(place, stand.get(document.id), bool(bearing[place]))
        for place, document in enumerate(documents)
    )
    together = comparison.together(alone, bool(_bearing(objections, any(literal))))
    return Examined(claim, comparison, literal, bearing, objections, alone, together)


def _bearing(objections: Sequence[Objection], literal: bool) -> tuple[Objection, ...]:
    """What of all objections means that not all of a claim is carried."""
    return tuple(
        found for found in objections if bears_on_support(found.code) and (not literal or found.code in _OF_LITERAL)
    )


def grade(score: float) -> Support:
    """The support a score stands for."""
    return GRADES[bisect_right((1 / 3, 2 / 3), score)]


def _pair(examined: Examined, place: int, score: float) -> Pair:
    """One source alone, with the reasons why it does not carry all."""
    bearing, literal = examined.bearing[place], examined.literal[place]
    reasons = [
        Reason(found.code, found.message, found.quote, found.source_start, found.source_end) for found in bearing
    ]
    if literal:
        score = PARTIAL_AT_MOST if reasons else 1.0
    elif any(examined.literal) and _scattered(examined, place):
        score = min(score, NOTHING)
    support = grade(score)
    passage = best_passage([examined.comparison.profiles[place]], examined.comparison.weight)
    if support != "full" and not literal:
        reasons += _reasons(support, examined, place, passage)
    return Pair(support, score, tuple(reasons), passage, "checks" if bearing or literal else "judge")


def _scattered(examined: Examined, place: int) -> bool:
    """Whether no sentence of a source says half of the claim."""
    nearby = nearest(examined.claim, [Source(examined.comparison.profiles[place].document)])
    return nearby is None or nearby.share < HALF


def _reasons(support: Support, examined: Examined, place: int, passage: Passage | None) -> list[Reason]:
    """What of the claim the source does not say, with the sentence that comes nearest."""
    comparison = examined.comparison
    where = (passage.quote, passage.start, passage.end) if passage else (None, None, None)
    reasons = []
    staged = any(found.code.startswith("stage.") for found in examined.bearing[place])
    if support == "partial" and examined.alone[place]["ahead"] and not staged:
        reasons.append(Reason("support.stage", AHEAD, *where))
    lacking = missing(examined.claim, [comparison.profiles[place]], comparison.weight)
    words = ", ".join(f"“{word}”" for word in lacking[:SHOWN_WORDS])
    words += f" en nog {len(lacking) - SHOWN_WORDS}" if len(lacking) > SHOWN_WORDS else ""
    if not words:
        message = SCATTERED
    elif support == "partial":
        message = f"Niet in de bron: {words}."
    else:
        verb = "komt" if len(lacking) == 1 else "komen"
        message = f"{_subject(comparison.profiles[place].document)}: {words} {verb} er niet in voor."
    if words or not reasons:
        reasons.append(Reason(f"support.{support}", message, *where))
    return reasons


def _subject(document: Document) -> str:
    """What to say of a source that carries nothing: of one without a body nobody knows what else it is about."""
    return "Van de bron is alleen de titel bekend" if is_title_only(document) else "De bron gaat over iets anders"
