"""Which of a claim's sources carry it? Too many are padding, and another in the list may be the right one.

Both functions take the judge as a function, for how far documents carry a claim is not for exact checks to say.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from rag.documents import Document
from rag.report import reference_title
from rag.support.objections import Objection

# How far (0 to 1) documents together carry a claim: under 1/3 not, from 2/3 wholly.
Score = Callable[[str, Sequence[Document]], float]

CARRIES, NOTHING = 2 / 3, 1 / 3


def padding(claim: str, documents: Mapping[int, Document], score: Score) -> Iterator[tuple[int, Objection]]:
    """The cited numbers without which the others still carry all of ``claim``, and that carry nothing themselves.

    A source that repeats what another says is no padding: it may be the later stage of the same decision.
    """
    idle = [number for number, document in documents.items() if score(claim, [document]) < NOTHING]
    rest = [document for number, document in documents.items() if number not in idle]
    # Mostly those that do carry something manage without all of the others, which is soon asked.
    without_all = bool(idle and rest) and score(claim, rest) >= CARRIES
    for number in idle if rest else ():
        others = [other for place, other in documents.items() if place != number]
        if without_all or score(claim, others) >= CARRIES:
            message = f"Bron [{number}] draagt niets bij: de andere bronnen dragen de zin zonder haar."
            yield number, Objection("citation.padding", message, 0, len(claim), documents[number].id)


def misattribution(
    claim: str, cited: Mapping[int, Document], listed: Mapping[int, Document], score: Score
) -> Iterator[tuple[int, Objection]]:
    """The cited numbers that carry nothing of ``claim`` where another source in the list carries all of it."""
    wrong = [number for number, document in cited.items() if score(claim, [document]) < NOTHING]
    others = [number for number in listed if number not in cited]
    if not wrong or not others:
        return
    best = max(others, key=lambda number: (score(claim, [listed[number]]), -number))
    if score(claim, [listed[best]]) < CARRIES:
        return
    right = f"bron [{best}] lijkt dat wel te doen: “{reference_title(listed[best])}”"
    for number in wrong:
        message = f"Bron [{number}] draagt de zin niet; {right}."
        yield number, Objection("citation.misattributed", message, 0, len(claim), listed[best].id)
