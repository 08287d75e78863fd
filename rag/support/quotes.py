"""Do the quotes of a claim stand in its sources, word for word?"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rag.lexical import words
from rag.support.objections import Objection
from rag.support.sources import Passage, Source, nearest, told

FEWEST = 3  # words; what is shorter is a name or a word used with care

_QUOTE = re.compile(r"[“„\"«]([^“”„\"«»]{8,600})[”\"»“]|(?<!\w)[‘']([^‘’']{8,600})[’'](?!\w)")
# What the agreement or the report itself is called is quoted from there.
_ELSEWHERE = re.compile(r"regeerakkoord|sectie|hoofdstuk|\d+\.\d+\.\d+|verslag", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_NEAR = 0.75  # likeness from which a quote is a changed one


def check_quotes(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """The quotes of ``claim`` that no source has, whatever its punctuation, capitals and white space.

    White space inside words as well: a source may have broken them, and a quote may mend that.
    """
    if not ("“" in claim or "„" in claim or '"' in claim or "«" in claim or "‘" in claim or "'" in claim):
        return
    texts = ["".join(words(text)) for source in sources for text in told(source)]
    for match in _QUOTE.finditer(claim):
        quote = match[1] or match[2]
        plain = words(quote)
        if len(plain) < FEWEST or any("".join(plain) in text for text in texts):
            continue
        if _ELSEWHERE.search(claim[max(0, match.start() - 90) : match.end()]):
            continue
        yield _objection(match, quote, nearest(quote, sources))


def _objection(match: re.Match[str], quote: str, passage: Passage | None) -> Objection:
    found = passage and _alike(quote, passage.text)
    if passage is None or found is None:
        return Objection("quote.missing", f"Het citaat “{quote}” staat niet in de bron.", *match.span())
    message = f"Het citaat is niet woordelijk: het verslag zegt “{quote}”; de bron zegt “{found}”."
    return Objection("quote.altered", message, *match.span(), passage.source.document.id, passage.text, *passage.span)


def _alike(quote: str, text: str) -> str | None:
    """What the text says in the place of the quote; None where too few of its words stand there in its order."""
    places = list(_WORD.finditer(text))
    mine, theirs = words(quote), ["".join(words(place[0])) for place in places]
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()[:-1]
    if not mine or sum(block.size for block in blocks) / len(mine) < _NEAR:
        return None
    first, last = places[blocks[0].b], places[blocks[-1].b + blocks[-1].size - 1]
    return " ".join(text[first.start() : last.end()].split())
