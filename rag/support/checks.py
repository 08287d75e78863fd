"""The exact checks of a claim: what code can show to be wrong, so that no judge has to guess.

Each check is a function of a claim and its sources, in the module of its noun; here they stand together.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from rag.documents import Citation, Document, Segment
from rag.support.actors import check_actors
from rag.support.agreement import check_agreement
from rag.support.answers import check_answers
from rag.support.changes import check_changes
from rag.support.dates import check_dates, check_order
from rag.support.names import check_names
from rag.support.negation import check_negation
from rag.support.numbers import check_numbers
from rag.support.objections import Objection
from rag.support.quotes import check_quotes
from rag.support.scope import check_scope
from rag.support.sources import Source
from rag.support.stage import check_stage
from rag.support.titles import check_titles
from rag.support.wording import check_wording

Check = Callable[[str, Sequence[Source]], Iterable[Objection]]

CHECKS: tuple[Check, ...] = (
    check_numbers,
    check_dates,
    check_order,
    check_names,
    check_actors,
    check_stage,
    check_negation,
    check_scope,
    check_quotes,
    check_wording,
    check_changes,
    check_titles,
    check_answers,
)

_NOTHING = Source(Document("", "Mededeling", (Segment(0, len("Mededeling"), "title"),), title="Mededeling"))


def check_claim(claim: str, sources: Sequence[Source]) -> tuple[Objection, ...]:
    """Everything that all checks have against ``claim``, in its order.

    What any of the sources states is stated. Without sources there is nothing to hold the claim against, save that the
    agreement is no proof.
    """
    return _checked(claim, tuple(sources))


# A claim is held against a source alone, and again with one source less.
@lru_cache(maxsize=4096)
def _checked(claim: str, sources: tuple[Source, ...]) -> tuple[Objection, ...]:
    if not sources:
        return tuple(check_agreement(claim))
    found = (objection for check in CHECKS for objection in check(claim, sources))
    return tuple(sorted(found, key=lambda objection: objection.start))


def stated_facts(claim: str) -> Counter[str]:
    """How many facts and quotes a claim states and whether it names a stage, by the code of the check that minds."""
    # Held against a source that says and decides nothing, every fact is missing and every stage goes too far.
    checks: tuple[Check, ...] = (check_numbers, check_dates, check_names, check_quotes, check_stage)
    return Counter(found.code for check in checks for found in check(claim, (_NOTHING,)))


def quote_changed(citation: Citation, document: Document) -> bool:
    """Whether a document no longer holds a quote, letter for letter, at the place it was taken from."""
    return document.text[citation.start : citation.end] != citation.quote
