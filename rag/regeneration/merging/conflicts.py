"""How two versions of a sentence stand in a report until its editor chooses: in lines of their own, in its own form.

Whoever deletes the lines that begin with CONFLICT and the version that must go has nothing of it left.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.support.conflicts import SIGN

# One sentence a line, with its full stop: what follows must be read as a sentence of its own.
_ADVICE = "kies één van de twee en wis deze drie regels"
_EDITED = (f"{_ADVICE}; zo schreef de redactie het", f"{_ADVICE}; de redactie schrapte de zin")
_DRAFTED = (
    "zo staat het in het nieuwe ontwerp",
    "het nieuwe ontwerp heeft deze zin niet meer; laat haar staan of wis haar",
)
_END = ("einde",)
LINES = 3  # of each conflict that begin with SIGN


def _line(told: str) -> str:
    # Not bold from its start: that would be read as the lead of a paragraph.
    return f"{SIGN}**{told}.**"


def _any_of(told: tuple[str, ...]) -> str:
    return r"[^\S\n]*(?:" + "|".join(re.escape(_line(each)) for each in told) + r")[^\S\n]*"


# Lines of one version: a conflict that lacks a line must not reach into the next one.
_VERSION = rf"(?:(?!.*{re.escape(SIGN)}).*\n)*"
_REGION = re.compile(
    rf"^(?P<blank>[^\S\n]*){_any_of(_EDITED)}\n(?P<edited>{_VERSION}){_any_of(_DRAFTED)}\n"
    rf"(?P<drafted>{_VERSION}){_any_of(_END)}$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Region:
    """Where a conflict stands, and the Markdown of both versions; empty where one side has none."""

    start: int
    end: int
    edited: str
    drafted: str


def held_apart(body: str) -> Iterator[Region]:
    """The conflicts that nobody resolved yet, in order; one of which a line is gone is none any more."""
    for found in _REGION.finditer(body):
        yield Region(found.end("blank"), found.end(), found["edited"].strip(), found["drafted"].strip())


def standing(markdown: str) -> int:
    """How many conflicts a report holds, told by their lines: what is left of one that is half resolved is one too."""
    return -(-markdown.count(SIGN) // LINES)


def hold_apart(edited: str | None, drafted: str | None, between: str) -> str:
    """The lines of a conflict, with ``between`` from each to the next: a line break and indentation."""
    lines = [_line(_EDITED[edited is None]), edited, _line(_DRAFTED[drafted is None]), drafted, _line(*_END)]
    return between.join(filter(None, lines))
