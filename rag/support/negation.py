"""Does a claim deny what its source affirms, or affirm what it denies?

Only where claim and source sentence are near enough to be about the same, word for word.
"""

import re
from collections.abc import Iterator, Sequence

from rag.lexical import stems
from rag.support.copies import Words, copy_of
from rag.support.objections import Objection
from rag.support.sources import Passage, Source, nearest

# So many of the claim's content words must stand in the sentence that it is held against.
_ALIKE = 0.6
_FEWEST = 3
# So much of a claim must be copied that a word put in or left out turns it; and of what comes after only so much.
_COPIED = 0.7
_NEGATION = re.compile(
    r"\b(?:niet langer|niet meer|nog niet|niet|geen(?:szins)?|nooit|noch|evenmin|nergens|zonder|weiger\w*)\b",
    re.IGNORECASE,
)
# No denial of what the sentence tells.
_IDLE = re.compile(
    r"\bniet (?:alleen|enkel|louter|zozeer)\b|\bonder meer\b|\bniet-|\bal dan niet\b|\bniet meer dan\b|"
    r"\bniet minder dan\b|\bniet in het minst\b|\bniet tot nauwelijks\b",
    re.IGNORECASE,
)
# Deeds and their opposites; a pair is compared in any form of its words.
_OPPOSITES: tuple[tuple[str, str], ...] = (
    (
        r"(?:in|door)\s?(?:ge)?voer\w*|voer\w*\s(?:[^.;]{1,300}\s)?in\b",
        r"afschaf\w*|afgeschaft\w*|schaf\w*\s(?:[^.;]{1,300}\s)?af\b|schrap\w*|geschrapt\w*",
    ),
    (
        r"verhog\w*|verhoog\w*|stijg\w*|gestegen|toenem\w*|toename",
        r"verlag\w*|verlaag\w*|dal(?:en|ing|ingen|t)|gedaald|verminder\w*|afnem\w*|afname",
    ),
    (
        r"goed\s?(?:ge)?keur\w*|keur\w*\s(?:[^.;]{1,300}\s)?goed\b",
        r"af\s?(?:ge)?keur\w*|keur\w*\s(?:[^.;]{1,300}\s)?af\b|verwerp\w*|verworpen|weiger\w*|geweigerd",
    ),
    (
        r"toe\s?(?:ge)?ken\w*|ken(?:t|de|den|nen)\s(?:[^.;]{1,300}\s)?toe\b",
        r"weiger\w*|geweigerd|in(?:ge)?trek\w*|ingetrokken|trek\w*\s(?:[^.;]{1,300}\s)?in\b",
    ),
    (
        r"verleng\w*|voort\s?(?:ge)?zet\w*",
        r"stop\s?(?:ge)?zet\w*|zet\w*\s(?:[^.;]{1,300}\s)?stop\b|be[ëe]indig\w*|ge[ëe]indigd|opzeg\w*|opgezegd",
    ),
    (
        r"uit\s?(?:ge)?breid\w*|verruim\w*|breid\w*\s(?:[^.;]{1,300}\s)?uit\b",
        r"inperk\w*|ingeperkt|beperk\w*|inkrimp\w*|verstrak\w*|afbouw\w*|afgebouwd",
    ),
    (r"verstreng\w*|verscherp\w*", r"versoepel\w*"),
    (r"verplicht\w*", r"vrijwillig\w*|facultatie\w*"),
    (r"toe\s?(?:ge)?la?at\b|toelaten|toegelaten", r"verbied\w*|verboden|verbod\w*"),
    (r"op\s?(?:ge)?start\w*|start(?:t|te|en)?\b|lanceer\w*|gelanceerd", r"stop\s?(?:ge)?zet\w*|be[ëe]indig\w*"),
    (r"centraliser\w*|gecentraliseerd\w*", r"decentraliser\w*|gedecentraliseerd\w*"),
    (r"tijdelijk\w*", r"permanent\w*|blijvend\w*"),
    (
        r"op\s?(?:ge)?richt\w*|richt\w*\s(?:[^.;]{1,300}\s)?op\b",
        r"ophef\w*|opgeheven|heft\s(?:[^.;]{1,300}\s)?op\b|ontbind\w*",
    ),
    (r"versterk\w*", r"verzwak\w*|afzwak\w*"),
    (r"versnel\w*", r"vertra(?:ag|ging|gen)\w*"),
    (r"verbeter\w*", r"verslechter\w*"),
    (r"vereenvoudig\w*|eenvoudiger", r"bemoeilijk\w*|ingewikkelder|verzwaar\w*"),
    (r"bescherm\w*", r"bedreig\w*"),
    (r"meer|hogere?|extra|bijkomend\w*", r"minder|lagere?|geschrapte?"),
    (r"grotere?", r"kleinere?"),
    (r"langere?|verleng\w*", r"kortere?|verkort\w*|inkort\w*"),
    (r"snel(?:ler)?", r"traag|trager"),
    (r"publieke?|openbare?", r"private?|priv[ée]"),
    (r"nieuwe?", r"bestaande?"),
    (r"gratis|kosteloze?|kosteloos", r"betalende?"),
    (r"jaarlijkse?", r"maandelijkse?|eenmalige?"),
    (r"ontvang\w*|krijg\w*", r"beta(?:al|len)\w*|verlie\w+"),
    (r"gunstige?", r"ongunstige?"),
    (r"toenemen\w*|vermeerder\w*", r"verminder\w*|afnemen\w*"),
    (r"open(?:t|en|de)", r"sluit\w*"),
    (r"verplichting\w*", r"vrijstelling\w*"),
    (r"toegestaan|toegelaten", r"verboden"),
)
_SIDES = tuple(tuple(re.compile(rf"\b(?:{side})\b", re.IGNORECASE) for side in pair) for pair in _OPPOSITES)


def check_negation(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """What ``claim`` denies of, or affirms against, the sentence of ``sources`` that is nearest to it."""
    turned = list(_turned(claim, tuple(sources)))
    if turned:
        yield from turned
        return
    passages = [found for source in sources if (found := nearest(claim, [source]))]
    passage = max(passages, key=lambda found: found.share, default=None)
    if passage is None or passage.share < _ALIKE or len(set(stems(claim))) < _FEWEST:
        return
    told, said = _negation(passage.text), _negation(claim)
    if said:
        passages += filter(None, [nearest(_clause(claim, said), sources)])
    if said and not any(_negation(other.text) for other in passages) and _comparable(claim, passage):
        yield _objection(passage, *said.span(), f"Het verslag zegt “{said[0]}”; de bron zegt dat niet.")
    elif told and not said and _comparable(claim, passage) and not _dropped(claim, tuple(sources), told):
        whole = re.compile(r"\S.*", re.DOTALL).search(claim)
        assert whole is not None
        yield _objection(passage, *whole.span(), f"De bron zegt “{told[0]}”; het verslag laat dat weg.")
    for one, other in _SIDES:
        for mine, theirs in ((one, other), (other, one)):
            match = mine.search(claim)
            opposite = theirs.search(passage.text)
            if match and opposite and not mine.search(passage.text) and not theirs.search(claim):
                message = f"Het verslag zegt “{match[0]}”; de bron zegt “{opposite[0]}”."
                yield _objection(passage, *match.span(), message)


def _turned(claim: str, sources: tuple[Source, ...]) -> Iterator[Objection]:
    """The denials put in, or left out of, a sentence that is otherwise repeated word for word; and the opposites."""
    copy = copy_of(claim, sources)
    if copy is None or copy.share < _COPIED:
        return
    for mine, theirs in copy.changes:
        if max(len(mine), len(theirs)) > _FEWEST:
            continue
        said, told = (" ".join(match[0] for match in words) for words in (mine, theirs))
        denies, denied = _negation(said), _negation(told)
        opposed = any(
            (one.search(said) and other.search(told)) or (other.search(said) and one.search(told))
            for one, other in _SIDES
        )
        if denies and not denied:
            yield _objection(copy.passage, *_around(mine), f"Het verslag zegt “{denies[0]}”; de bron zegt dat niet.")
        elif mine and denied and not denies:
            yield _objection(copy.passage, *_around(mine), f"De bron zegt “{denied[0]}”; het verslag laat dat weg.")
        elif mine and opposed:
            yield _objection(copy.passage, *_around(mine), f"Het verslag zegt “{said}”; de bron zegt “{told}”.")


def _dropped(claim: str, sources: tuple[Source, ...], told: re.Match[str]) -> bool:
    """Whether a denial stands in a clause that the claim leaves out as a whole."""
    copy = copy_of(claim, sources)
    return copy is not None and any(
        not mine and len(theirs) > _FEWEST and theirs[0].start() <= told.start() < theirs[-1].end()
        for mine, theirs in copy.changes
    )


def _around(run: Words) -> tuple[int, int]:
    """From where to where a run of words stands."""
    return run[0].start(), run[-1].end()


def _clause(claim: str, match: re.Match[str]) -> str:
    """The words around a denial, up to the nearest punctuation."""
    start = max(claim.rfind(mark, 0, match.start()) for mark in ".,;:") + 1
    ends = [place for mark in ".,;:" if (place := claim.find(mark, match.end())) >= 0]
    return claim[start : min(ends, default=len(claim))]


def _comparable(claim: str, passage: Passage) -> bool:
    """Whether the two are one statement: whoever tells only a part of a sentence may leave out its denials."""
    mine, theirs = set(stems(claim)), set(stems(passage.text))
    return len(mine & theirs) / len(mine | theirs) >= _ALIKE


def _negation(text: str) -> re.Match[str] | None:
    """The first denial of a text."""
    masked = _IDLE.sub(lambda match: "\x1f" * len(match[0]), text)
    return _NEGATION.search(masked)


def _objection(passage: Passage, start: int, end: int, message: str) -> Objection:
    document = passage.source.document
    return Objection("fact.negation", message, start, end, document.id, passage.text, *passage.span)
