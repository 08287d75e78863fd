"""The sentences to look at first: those of which it is least certain that their sources carry them."""

from collections.abc import Iterable
from dataclasses import dataclass

from rag.sidecar import AccountedClaim, Sidecar
from rag.support.judge import grade

# By the judge's grade; what is carried in full is not in doubt.
_REASONS = {"none": "de bron lijkt dit niet te zeggen", "partial": "de bron zegt dit maar ten dele"}


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A published sentence in doubt and why, in words for its editor; ``score`` (0 to 1) as in the account."""

    section: str
    sentence: str
    reason: str
    score: float | None


def most_doubtful(sidecars: Iterable[Sidecar], most: int = 3) -> list[Doubtful]:
    """The claims that a check objects to, then those with the lowest scores; empty if nothing is in doubt."""
    doubted = [
        (not claim.doubts, 1.0 if claim.score is None else claim.score, sidecar.section["id"], claim)
        for sidecar in sidecars
        for claim in sidecar.claims
        if claim.doubts or _reason(claim)
    ]
    return [
        Doubtful(section, claim.text, _reason(claim), claim.score)
        for *_, section, claim in sorted(doubted, key=lambda item: item[:2])[:most]
    ]


def _reason(claim: AccountedClaim) -> str:
    """What is in doubt about a claim; empty if nothing is."""
    said = [doubt.message.rstrip(".") for doubt in claim.doubts]
    if claim.score is not None and (found := _REASONS.get(grade(claim.score))):
        said.append(f"{found} (score {claim.score:.2f})".replace(".", ","))
    return "; ".join(said)
