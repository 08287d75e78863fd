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
    r"\b(?:viceminister-president|minister-president|minister)\s(?:(?:van|voor)\s(?:[A-Z][\w&-]+[,\s]+(?:en\s)?)+)?"
    r"((?:[A-Z][\w’'-]+\s){1,2}[A-Z][\w’'-]+|[A-Z][\w’'-]+)"
)
_SUBJECT = re.compile(
    r"(?:de\s)?(?P<who>(?:Vlaamse|Waalse|federale|Brusselse(?: Hoofdstedelijke)?)\s(?:regering|overheid)|Vlaams Parlement|"
    r"Europese Commissie|provincies?|gemeenten?|lokale besturen)\s(?P<verb>k[\w]+t|hecht|beslist|besluit|wijzigt|verleent|"
    r"stelt|geeft|voert|verhoogt|neemt|past|erkent|investeert|lanceert|trekt|machtigt)\b",
    re.IGNORECASE,
)


def check_actors(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """Those whom ``claim`` has act and no source mentions, or whose act the nearest sentence gives to another."""
    texts = [text for source in sources for text in told(source)]
    for said, shown in _PATTERNS:
        if (match := said.search(claim)) and not any(shown.search(text) for text in texts):
            yield Objection("fact.actor", f"De bron zegt niets over “{match[0]}”.", *match.span())
    yield from _ministers(claim, sources)
    subject = _SUBJECT.search(claim)
    passage = nearest(claim, sources) if subject else None
    theirs = _SUBJECT.search(passage.text) if passage and passage.share >= 0.5 else None
    if subject and passage and theirs and _plain(subject["verb"]) == _plain(theirs["verb"]):
        mine, other = _plain(subject["who"]), _plain(theirs["who"])
        if mine != other and mine not in _plain(passage.text):
            start = passage.span.start + theirs.start("who")
            yield Objection(
                "fact.actor",
                f"Het verslag zegt “{subject['who']}”; de bron zegt “{theirs['who']}”.",
                *subject.span("who"),
                passage.source.document.id,
                theirs["who"],
                start,
                start + len(theirs["who"]),
            )


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
