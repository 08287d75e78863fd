"""Is what was promised told as done? The coalition agreement says what a government means to do, never that it did."""

import re
from collections.abc import Iterator

from rag.support.objections import Objection

_AS_PROMISED = re.compile(
    r"\b(?:zoals|conform|overeenkomstig|volgens|ingevolge|in uitvoering van|op basis van|krachtens)\b"
    r"[^.;:]{0,60}?\bregeerakkoord\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:werd|werden|is|zijn|heeft|hebben)\b[^.;:]{0,120}?\b(?:ge|ver|be|her|ont|in|uit|op|door|af|aan|toe)\w+(?:d|t|en)\b|"
    r"\b(?:investeert|voert|verhoogt|kent|keurt|start|lanceert|richt|trekt|geeft|voorziet|breidt)\b",
    re.IGNORECASE,
)


def check_agreement(claim: str) -> Iterator[Objection]:
    """A claim without any source that has the agreement as the proof that something is done."""
    match = _AS_PROMISED.search(claim)
    if match and _DONE.search(claim[: match.start()] + claim[match.end() :]):
        message = "Het regeerakkoord is een belofte: het bewijst niet dat dit gebeurd is. Verwijs naar een beslissing."
        yield Objection("source.agreement", message, *match.span())
