"""What a report could have told: the decisions in the index that its section asks for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from rag.commitments import find_commitments
from rag.errors import ConfigError
from rag.evidence import Evidence
from rag.gathering import gather
from rag.inline import fold
from rag.report import Report
from rag.session import Session

# A decision is important where it ranks among the first of its section and one of its sentences says so much of a
# promise. Of those chosen so on the development labels, 58% must be told and 81% of the judged ones serve a promise.
BEST_RANKED, MIN_PROMISE = 10, 0.25

_NOT_FOUND = re.compile(
    r"\bgeen (?:\w+ ){0,4}(?:informatie|beslissing\w*|besluit\w*|gegevens|melding|bewijs|vermelding|verwijzing\w*)\b"
    r"|\bniet (?:\w+ ){0,2}(?:gevonden|teruggevonden|vermeld|terug te vinden|af te leiden|opgenomen)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Expected:
    """The important decisions of a section, best first, each with the ids of its dossier.

    A report may well cite decisions that are not among them. ``evidence`` is whether the index has any at all.
    """

    important: Mapping[str, frozenset[str]]
    evidence: bool

    def missing(self, report: Report) -> tuple[str, ...]:
        """The important decisions of whose dossier the report cites nothing."""
        cited = report.cited()
        return tuple(document for document, dossier in self.important.items() if dossier.isdisjoint(cited))


Expect = Callable[[Report], Expected | None]


def expected(evidence: Evidence, dossiers: Mapping[str, list[str]]) -> Expected:
    """What a report on this evidence should tell. Of a dossier with several important decisions one is asked for."""
    important: dict[frozenset[str], str] = {}
    for item in evidence.documents:
        serves = any(made.commitment is not None and made.score >= MIN_PROMISE for made in item.reasons)
        if serves and 0 < item.hit.rank <= BEST_RANKED:
            important.setdefault(frozenset(dossiers.get(item.document.id, [item.document.id])), item.document.id)
    return Expected({document: dossier for dossier, document in important.items()}, bool(evidence.documents))


def expect_of(session: Session) -> Expect:
    """What each report should tell, None where its section is not in the agreement.

    By the rules alone, whatever the configuration says: an evaluation of somebody's reports spends nothing.
    """
    try:
        agreement = session.agreement
    except ConfigError:
        agreement = {}
    sections = {fold(section.text): section for section in agreement.values()}

    @cache
    def of(text: str) -> Expected | None:
        section = sections.get(text)
        if section is None:
            return None
        hits = session.retriever.rank(section, BEST_RANKED)
        library, questions = session.library, session.config.draft.questions
        # Each may bring the latest decision of its dossier.
        found = gather(section, find_commitments(section.text), hits, library, 2 * BEST_RANKED, questions=questions)
        return expected(found, session.dossiers)

    return lambda report: of(fold(report.section_text))


def says_not_found(text: str) -> bool:
    """Whether a sentence says that something was not found."""
    return bool(_NOT_FOUND.search(text))


def abstains(report: Report) -> bool:
    """Whether a report says that nothing was found, and cites nothing."""
    claims = list(report.claims())
    return not any(claim.numbers for claim in claims) and any(says_not_found(claim.text) for claim in claims)
