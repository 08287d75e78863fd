"""Does a claim have the same one act as its source does: the same minister, government, parliament?"""

import re
from collections.abc import Iterator, Sequence

from rag.support.objections import Objection
from rag.support.sources import Source, nearest, told

# Who may act, and words by which a source shows that it speaks of them.
_ACTORS: tuple[tuple[str, str], ...] = (
    (r"(?:de )?federale (?:regering|overheid|minister)", r"federa\w+"),
    (r"(?:de )?Waalse (?:regering|overheid|minister)", r"Wa(?:als|lloni)\w*"),
    (r"(?:de )?Brusselse (?:Hoofdstedelijke )?(?:regering|minister)", r"Bruss\w+"),
    (r"(?:de )?Franse Gemeenschap\w*", r"Fran[sc]\w+"),
    (r"(?:de )?Duitstalige Gemeenschap", r"Duitstalig\w*"),
    (r"(?:het )?Vlaams Parlement", r"parlement\w*|decreet|decreten|aangenomen"),
    (r"(?:de )?Europese Commissie", r"Europ\w+|EU\b|EC\b"),
    (r"(?:de )?Raad van State", r"Raad van State|RvS"),
    (r"(?:de )?Nederlandse (?:regering|overheid)", r"Nederland\w*"),
    (r"(?:de )?(?:provincies|provincieraad|provincieraden|provinciebesturen)", r"provinci\w+"),
    (r"(?:de )?(?:gemeenteraad|gemeenteraden)", r"gemeente\w*|lokale besturen|lokaal bestuur"),
)
_PATTERNS = tuple(
    (re.compile(rf"(?<!\w){said}(?!\w)", re.IGNORECASE), re.compile(rf"(?<!\w)(?:{shown})", re.IGNORECASE))
    for said, shown in _ACTORS
)
# The surname of a minister: "Vlaams minister Hilde Crevits", "minister van Werk Jo Brouns".
_MINISTER = re.compile(
    r"\b(?:[Vv]iceminister-president|[Mm]inister-president|[Mm]inister)\s(?:(?:van|voor)\s(?:[A-Z][\w&-]+[,\s]+(?:en\s)?)+)?"
    r"((?:[A-Z][\w’'-]+\s){1,2}[A-Z][\w’'-]+|[A-Z][\w’'-]+)"
)
# So many of the claim's content words must stand in the sentence whose subject is held beside its own.
_ALIKE = 0.5
_SUBJECT = re.compile(
    r"(?:de\s)?(?P<who>(?:Vlaamse|Waalse|federale|Brusselse(?: Hoofdstedelijke)?)\s(?:regering|overheid)|"
    r"Vlaams Parlement|Europese Commissie|provincies?|gemeenten?|lokale besturen)\s"
    r"(?P<verb>k[\w]+t|hecht|beslist|besluit|wijzigt|verleent|stelt|geeft|voert|verhoogt|neemt|past|erkent|investeert|lanceert|trekt|machtigt)\b",
    re.IGNORECASE,
)


def check_actors(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """Those whom ``claim`` has act and no source mentions, or whose act the nearest sentence gives to another."""
    other = _other_subject(claim, sources)
    if other:
        yield other
    texts = [text for source in sources for text in told(source)]
    for said, shown in _PATTERNS:
        match = said.search(claim)
        if (
            match
            and not (other and match.start() < other.end and other.start < match.end())
            and not any(shown.search(text) for text in texts)
        ):
            yield Objection("fact.actor", f"De bron zegt niets over “{match[0]}”.", *match.span())
    yield from _ministers(claim, sources)


def _other_subject(claim: str, sources: Sequence[Source]) -> Objection | None:
    """The one who acts in the claim, where the nearest sentence has another do the same."""
    mine = _SUBJECT.search(claim)
    passage = nearest(claim, sources) if mine else None
    theirs = _SUBJECT.search(passage.text) if passage and passage.share >= _ALIKE else None
    if not (mine and passage and theirs) or _plain(mine["verb"]) != _plain(theirs["verb"]):
        return None
    if _plain(mine["who"]) in _plain(passage.text):
        return None
    message = f"Het verslag zegt “{mine['who']}”; de bron zegt “{theirs['who']}”."
    start, end = (passage.span.start + place for place in theirs.span("who"))
    document = passage.source.document
    return Objection("fact.actor", message, *mine.span("who"), document.id, theirs["who"], start, end)


def _ministers(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """Ministers named in the claim where a source names only another one."""
    for match in _MINISTER.finditer(claim):
        surname = match[1].split()[-1]
        for source in sources:
            if any(surname.lower() in text.lower() for text in told(source)):
                break
        else:
            other = next((m for source in sources for text in told(source) if (m := _MINISTER.search(text))), None)
            if other:
                message = f"Het verslag zegt “{match[1]}”; de bron zegt “{other[1]}”."
                yield Objection("fact.actor", message, *match.span(1))


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
