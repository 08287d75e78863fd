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
_NEAR = 0.75  # likeness from which a quote is a changed one


def check_quotes(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """The quotes of ``claim`` that no source has, whatever its punctuation, capitals and white space."""
    if not ("“" in claim or "„" in claim or '"' in claim or "«" in claim or "‘" in claim or "'" in claim):
        return
    texts = [" ".join(words(text)) for source in sources for text in told(source)]
    for match in _QUOTE.finditer(claim):
        quote = match[1] or match[2]
        plain = " ".join(words(quote))
        if len(plain.split()) < FEWEST or any(f" {plain} " in f" {text} " for text in texts):
            continue
        if _ELSEWHERE.search(claim[max(0, match.start() - 90) : match.end()]):
            continue
        yield _objection(match, quote, nearest(quote, sources))


def _objection(match: re.Match[str], quote: str, passage: Passage | None) -> Objection:
    if passage is None or _likeness(quote, passage.text) < _NEAR:
        return Objection("quote.missing", f"Het citaat “{quote}” staat niet in de bron.", *match.span())
    message = f"Het citaat is niet woordelijk: het verslag zegt “{quote}”."
    return Objection("quote.altered", message, *match.span(), passage.source.document.id, passage.text, *passage.span)


def _likeness(quote: str, text: str) -> float:
    """The share of the quote's words that stand in the text in its order."""
    mine, theirs = words(quote), words(text)
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(mine) if mine else 0.0
