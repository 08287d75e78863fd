"""How a sentence of a report tells what it tells: as done or on its way, as fact or judgement, one thing or many.

These are signs for a judge to weigh, not objections: ``stage`` holds the words of a sentence against its sources.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from rag.matching import content
from rag.stages import StageName

MOST_AHEAD, MOST_FRAMING, MOST_ELEMENTS = 2, 3, 6

_PRINCIPLED: frozenset[StageName] = frozenset({"principieel", "opnieuw principieel"})
_FINAL: frozenset[StageName] = frozenset({"definitief", "bekrachtiging"})


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{' '.join(pattern.split()).replace(' | ', '|')})", re.IGNORECASE)


# Words that weigh what was done against what was promised.
_FRAMING = _words(
    r"""regeerakkoord\b | belofte\w* | doelstelling\w* | ambitie\w* | draagt bij\b | bijdrage\w* | bijdragen\b |
    in lijn\b | aansluit\w* | inspanning\w* | stappen\b | maatregelen\b | initiatie\w* | tonen\b | toont\b | wijzen\b |
    wijst\b | illustre\w+ | weerspiegel\w+ | onderstre\w+ | nakom\w+ | focus\b"""
)
# "heeft … doorgevoerd": told as done.
_AUXILIARY = _words(r"(?:heeft|hebben|is|zijn|werd|werden|had|was|waren)\b")
_PARTICIPLE = _words(
    r"""\w*ge\w{2,}(?:d|t|en)\b | \w+(?:eerd|nomen|schreven|gaan|steld|legd|breid|sterkt|hoogd|lengd|strekt|leend|
    beterd|nieuwd|deeld|werkt)\b"""
)
_DONE = _words(
    r"""doorgevoerd | uitgevoerd | ingevoerd | omgezet | geïmplementeerd | gerealiseerd | aangenomen | definitie\w |
    afgerond | voltooid | bekrachtigd | van kracht | gewijzigd | aangepast"""
)
_CARRYING_OUT = re.compile(r"uitvoering|implement|invoering|doorvoer|realis|omzetting", re.IGNORECASE)
_APPROVED = re.compile(r"goedgekeurd|goedkeuring", re.IGNORECASE)
# What makes a sentence say no more than that something is on its way.
_TENTATIVE = re.compile(
    r"principi|ontwerp|voorstel|\bplant\b|\bplannen\b|conceptnota|\bwil\b|willen|beoogt|voorzien|voorziet|stappen|"
    r"initiatieven",
    re.IGNORECASE,
)
_IN_PRINCIPLE = re.compile(r"principi|voorontwerp", re.IGNORECASE)
_MONEY = re.compile(r"\b(?:subsidie\w*|middelen|steun|financ\w+|budget\w*|invest\w+|premie\w*)\b", re.IGNORECASE)
_GIVEN = _words(
    r"""toegekend\b | verstrekt\b | verleend\b | uitgetrokken\b | vrijgemaakt\b | geïnvesteerd\b | gekregen\b |
    ontvangen\b | voorzien\b | besteed\b"""
)
_GRANTED = re.compile(r"toekenning|verstrekking|\b(?:toegekend|verstrekt)\b", re.IGNORECASE)
_ELEMENT = re.compile(r",|\ben\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,;’'“\"(] )['‘“\"(]?([A-Z][\w-]+)")
_EVERYWHERE = frozenset({"vlaamse", "regering", "vlaanderen"})


@dataclass(frozen=True)
class Manner:
    """The signs in one sentence."""

    claim: str

    @cached_property
    def framing(self) -> float:
        """How often it weighs rather than tells."""
        return float(min(len(_FRAMING.findall(self.claim)), MOST_FRAMING))

    @cached_property
    def elements(self) -> float:
        """How many commas and conjunctions it has."""
        return float(min(len(_ELEMENT.findall(self.claim)), MOST_ELEMENTS))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The content words of its names: what has a capital within the sentence."""
        found = (word for match in _NAME.finditer(self.claim) for word in content(match[1]))
        return tuple(word for word in dict.fromkeys(found) if word not in _EVERYWHERE)

    @cached_property
    def _ahead(self) -> float:
        told = bool(_AUXILIARY.search(self.claim) and _PARTICIPLE.search(self.claim))
        surely = not _TENTATIVE.search(self.claim)
        signs = (
            told and surely,
            told and bool(_APPROVED.search(self.claim)),
            surely and bool(_DONE.search(self.claim)),
            bool(_CARRYING_OUT.search(self.claim)),
        )
        return float(min(sum(signs), MOST_AHEAD))

    @cached_property
    def _grants(self) -> bool:
        money = _MONEY.search(self.claim)
        return bool((money and _GIVEN.search(self.claim, money.end())) or _GRANTED.search(self.claim))

    def ahead(self, stage: StageName) -> float:
        """How strongly (0 to 2) it says that something is done which a source of this stage approves in principle."""
        return self._ahead if stage in _PRINCIPLED else 0.0

    def behind(self, stage: StageName) -> float:
        """1 where it says that something is approved in principle which a source of this stage makes final."""
        return float(stage in _FINAL and bool(_IN_PRINCIPLE.search(self.claim)))

    def ungranted(self, stage: StageName, title: str) -> float:
        """1 where it says that money is given which a source of this stage, or a call for projects, does not give."""
        return float(self._grants and (stage != "toekenning" or "oproep" in title.lower()))
