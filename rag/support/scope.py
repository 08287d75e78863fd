"""Does a claim widen what its source says: "alle gemeenten" where it was some, "iedereen" where it was a group?"""

import re
from collections.abc import Iterator, Sequence

from rag.lexical import stem
from rag.support.objections import Objection
from rag.support.sources import Source, nearest

_ALL = (
    r"alle|elke?|iedere?|al (?:de|het)|(?:de|het) (?:volledige|hele|ganse)|gans|heel|uitsluitend|enkel|alleen|overal|"
    r"iedereen|allemaal|altijd|in alle gevallen"
)
_SOME = (
    r"sommige|enkele|een (?:aantal|deel|beperkt\w* \w+|handvol|paar)|bepaalde|verschillende|diverse|meerdere|een \w+tal|"
    r"een groep|een selectie|geselecteerde|vooral|onder meer|voornamelijk|gedeeltelijk\w*|deels|bijna alle|de meeste|"
    r"(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|\d+)"
)
_WIDE = re.compile(rf"(?<![\w-])(?P<word>{_ALL})(?![\w-])(?P<rest>(?:\s[\w’'-]+){{1,3}})?", re.IGNORECASE)
_ANY_WIDE = re.compile(rf"(?<![\w-])(?:{_ALL}|volledige?|integraal|integrale|gehele?|algemeen|algemene)(?![\w-])", re.IGNORECASE)
_NARROW = re.compile(rf"(?<![\w-])(?:{_SOME})\s(?:[\w’'-]+\s){{0,2}}(?P<noun>[\w’'-]+)", re.IGNORECASE)
# "Niet alleen", "alle hens aan dek": no claim about how many.
_NOUN = re.compile(r"(?:de |het )?[\w’-]{4,}", re.IGNORECASE)
# So many of the claim's content words must stand in the sentence before its bare plural counts as less than all.
_ALIKE = 0.7
_IDLE = re.compile(r"\b(?:niet|niet zozeer|vooral) (?:alleen|enkel)\b|\benkele\b|\bin elk geval\b|\bal met al\b|\bheel wat\b", re.IGNORECASE)


def check_scope(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """The words of ``claim`` that take all where the sentence nearest to it takes some, and no source takes all."""
    masked = _IDLE.sub(lambda match: "\x1f" * len(match[0]), claim)
    wide = list(_WIDE.finditer(masked))
    passages = [found for source in sources if (found := nearest(claim, [source]))] if wide else []
    if not passages or any(_ANY_WIDE.search(found.text) for found in passages):
        return
    passage = max(passages, key=lambda found: found.share)
    for match in wide:
        nouns = {stem(word.lower()) for word in (match["rest"] or "").split() if len(word) > 3}
        narrow = next(
            (
                some
                for some in _NARROW.finditer(passage.text)
                if any(stem(word.lower()) in nouns for word in some[0].split())
            ),
            None,
        )
        if narrow is None and passage.share >= _ALIKE:
            narrow = next((m for m in _NOUN.finditer(passage.text) if stem(m[0].lower()) in nouns), None)
        if narrow:
            document = passage.source.document
            message = f"Het verslag zegt “{_shown(match)}”; de bron zegt “{' '.join(narrow[0].split())}”."
            start = passage.span.start + narrow.start()
            yield Objection(
                "fact.scope", message, match.start(), match.end("word"), document.id, narrow[0], start, start + len(narrow[0])
            )


def _shown(match: re.Match[str]) -> str:
    return " ".join([match["word"], *(match["rest"] or "").split()[:1]])
