"""Does a claim widen what its source says: "alle gemeenten" where it was some, "iedereen" where it was a group?"""

import re
from collections.abc import Iterator, Sequence

from rag.lexical import stem
from rag.support.copies import copy_of
from rag.support.objections import Objection
from rag.support.sources import Passage, Source, nearest

_ALL = (
    r"alle|elke?|iedere?|al (?:de|het)|(?:de|het) (?:volledige|hele|ganse)|gans|heel|uitsluitend|enkel|alleen|overal|"
    r"iedereen|allemaal|altijd|in alle gevallen"
)
_SOME = (
    r"sommige|enkele|een (?:aantal|deel|beperkt\w* \w+|handvol|paar)|bepaalde|verschillende|diverse|meerdere|"
    r"een \w+tal|een groep|een selectie|geselecteerde|vooral|onder meer|voornamelijk|gedeeltelijk\w*|deels|"
    r"bijna alle|de meeste|(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|\d+)"
)
_WIDE = re.compile(rf"(?<![\w-])(?P<word>{_ALL})(?![\w-])(?P<rest>(?:\s[\w’'-]+){{1,3}})?", re.IGNORECASE)
_ANY_WIDE = re.compile(
    rf"(?<![\w-])(?:{_ALL}|volledige?|integraal|integrale|gehele?|algemeen|algemene)(?![\w-])", re.IGNORECASE
)
_NARROW = re.compile(rf"(?<![\w-])(?:{_SOME})\s(?:[\w’'-]+\s){{0,2}}(?P<noun>[\w’'-]+)", re.IGNORECASE)
# "Niet alleen", "alle hens aan dek": no claim about how many.
_NOUN = re.compile(r"(?:(?:de|het|haar|zijn|hun)\s)?(?P<noun>[\w’-]{4,})", re.IGNORECASE)
# So many of the claim's content words must stand in the sentence before its bare plural counts as less than all.
_ALIKE = 0.7
# So much of a claim must be copied that a word put in widens it, in a change of so many words.
_COPIED, _FEW = 0.6, 4
_EVERY = re.compile(r"(?<![\w-])(?:alle|elke|iedere|iedereen)(?![\w-])", re.IGNORECASE)
_IDLE = re.compile(
    r"\b(?:niet|niet zozeer|vooral) (?:alleen|enkel)\b|\benkele\b|\bin elk geval\b|\bal met al\b|"
    r"\belke? (?:jaar|maand|week|dag|keer)\b|\bheel wat\b",
    re.IGNORECASE,
)


def check_scope(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """The words of ``claim`` that take all where the sentence nearest to it takes some, and no source takes all."""
    widened = list(_widened(claim, tuple(sources)))
    if widened:
        yield from widened
        return
    masked = _IDLE.sub(lambda match: "\x1f" * len(match[0]), claim)
    wide = list(_WIDE.finditer(masked))
    passages = [found for source in sources if (found := nearest(claim, [source]))] if wide else []
    if not passages or any(_ANY_WIDE.search(found.text) for found in passages):
        return
    passage = max(passages, key=lambda found: found.share)
    for match in wide:
        nouns = {stem(word.lower()) for word in (match["rest"] or "").split() if len(word) > 3}
        place = _narrower(passage, nouns)
        if place:
            start, end = place
            quote = passage.text[start:end]
            message = f"Het verslag zegt “{_shown(match)}”; de bron zegt “{' '.join(quote.split())}”."
            shift, document = passage.span.start, passage.source.document
            yield Objection(
                "fact.scope", message, match.start(), match.end("word"), document.id, quote, shift + start, shift + end
            )


def _widened(claim: str, sources: tuple[Source, ...]) -> Iterator[Objection]:
    """The words for all that are put in, or in the place of others, in a sentence otherwise repeated word for word."""
    copy = copy_of(claim, sources)
    if copy is None or copy.share < _COPIED:
        return
    masked = _IDLE.sub(lambda match: "\x1f" * len(match[0]), claim)
    told = copy.passage.text
    for mine, theirs in copy.changes:
        place = (mine[0].start(), mine[-1].end()) if mine else (0, 0)
        match = _EVERY.search(masked, *place)
        other = told[theirs[0].start() : theirs[-1].end()] if theirs else ""
        if match and len(mine) <= _FEW and len(theirs) <= 3 * _FEW and not _ANY_WIDE.search(other):
            document = copy.passage.source.document
            message = f"Het verslag zegt “{claim[slice(*place)]}”; de bron zegt " + (
                f"“{other}”." if other else "dat hier niet."
            )
            yield Objection("fact.scope", message, *place, document.id, told, *copy.passage.span)


def _narrower(passage: Passage, nouns: set[str]) -> tuple[int, int] | None:
    """Where a sentence takes some of what is named, or, in a near-copy, names it without a word for all."""
    for some in _NARROW.finditer(passage.text):
        for word in _NOUN.finditer(passage.text, some.start(), some.end()):
            if stem(word["noun"].lower()) in nouns:
                return some.start(), word.end()
    if passage.share >= _ALIKE:
        bare = (word.span() for word in _NOUN.finditer(passage.text) if stem(word["noun"].lower()) in nouns)
        return next(bare, None)
    return None


def _shown(match: re.Match[str]) -> str:
    return " ".join([match["word"], *(match["rest"] or "").split()[:1]])
