"""Where a claim repeats a sentence of its source but for some words: what do those say that the source does not?

Only near-copies are read so. What is told in other words throughout is for a judge to weigh.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from rag.lexical import STOPWORDS, grams, stem, words
from rag.support.objections import Objection
from rag.support.sources import Passage, Source, nearest, told

# A near-copy shares so many words with the sentence, in runs of two or more: at least this number and this share.
_LEAST, _COPIED = 5, 0.5
# A word in the place of another tells something only in a copy that is otherwise true to the letter.
_LITERAL, _PLACE = 0.7, 2
# So many words that no source has make a statement of their own.
_STATEMENT = 3
_ALIKE = 0.6  # share of 5-grams from which a word is a form or part of one in the source
_SHORTEST = 4  # letters
# Words by which one may tell the same differently.
_NEUTRAL = frozenset(
    stem(word)
    for word in """wordt worden werd werden door binnen extra circa ongeveer hoogstens maximaal jaarlijks elk nieuwe
    geeft krijgt krijgen zorgt zorgen verder daarnaast vooraf eerst momenteel bijkomend bijkomende betreft ingang loop
    middel kosten alleen bedraagt tijdens vanaf minstens voorziet verleent verstrekt wijst kent keurt hecht beslist
    besliste goedgekeurd toegekend toegewezen goedkeuring goed regering vlaamse vlaanderen voorzien kader rond omtrent
    daarmee daarbij hiermee hierbij waarmee waarbij inzake betreffende zowel evenals alsook samen onder andere volgens
    zodat waardoor omdat terwijl hoewel doel gericht ervoor hiervoor daarvoor beide overheid euro procent percent eur
    miljoen miljard
    januari februari maart april juni juli augustus september oktober november december""".split()
)
_WORD = re.compile(r"[^\W_]+")


def check_changes(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """The words of a near-copy that stand in no source: put in the place of others, or added to them."""
    passage = nearest(claim, sources)
    if passage is None:
        return
    mine, theirs = list(_WORD.finditer(claim)), list(_WORD.finditer(passage.text))
    matcher = SequenceMatcher(None, [m[0].lower() for m in mine], [m[0].lower() for m in theirs], autojunk=False)
    copied = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1)
    if copied < _LEAST or copied < _COPIED * len(mine):
        return
    known = [_vocabulary(source) for source in sources]
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        foreign = [match for match in mine[start:end] if _foreign(match[0], known)]
        replaced = [match for match in theirs[other_start:other_end] if _tells(match[0])]
        small = max(end - start, other_end - other_start) <= _PLACE
        if foreign and replaced and small and copied >= _LITERAL * len(mine):
            yield _changed(passage, foreign, replaced)
        elif len(foreign) >= _STATEMENT:
            place = foreign[0].start(), foreign[-1].end()
            message = f"De bron zegt niets over “{claim[slice(*place)]}”."
            document = passage.source.document
            yield Objection("claim.added", message, *place, document.id, passage.text, *passage.span)


def _changed(passage: Passage, foreign: Sequence[re.Match[str]], replaced: Sequence[re.Match[str]]) -> Objection:
    start, end = replaced[0].start(), replaced[-1].end()
    said = foreign[0].string[foreign[0].start() : foreign[-1].end()]
    quote = passage.text[start:end]
    message = f"Het verslag zegt “{said}”; de bron zegt “{quote}”."
    shift = passage.span.start
    place = foreign[0].start(), foreign[-1].end()
    return Objection("claim.changed", message, *place, passage.source.document.id, quote, shift + start, shift + end)


def _tells(word: str) -> bool:
    """Whether a word says something of what is told; names and numbers have checks of their own."""
    return len(word) >= _SHORTEST and word.islower() and word not in STOPWORDS and stem(word) not in _NEUTRAL


def _foreign(word: str, known: Sequence[tuple[frozenset[str], frozenset[str]]]) -> bool:
    """Whether a telling word stands in no source, in no form and as no part of another."""
    if not _tells(word):
        return False
    parts = set(grams(word))
    return not any(
        stem(plain) in roots or len(parts & pieces) >= _ALIKE * len(parts)
        for plain in words(word)
        for roots, pieces in known
    )


@lru_cache(maxsize=2048)
def _vocabulary(source: Source) -> tuple[frozenset[str], frozenset[str]]:
    """The stems and the 5-grams of a source."""
    text = " ".join(told(source))
    return frozenset(map(stem, words(text))), frozenset(grams(text))
