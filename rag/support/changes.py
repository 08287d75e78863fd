"""Where a claim repeats a sentence of its source but for some words: what do those say that the source does not?

Only near-copies are read so. What is told in other words throughout is for a judge to weigh.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.lexical import STOPWORDS, grams, stem, words
from rag.support.copies import Copy, Words, copy_of
from rag.support.literal import unframed
from rag.support.objections import Objection
from rag.support.sources import Source, is_title, nearest, told

# A near-copy shares so many words with the sentence, in runs of two or more: at least this number and this share.
_LEAST, _COPIED = 5, 0.5
# A word in the place of another tells something only in a copy that is otherwise true to the letter.
_LITERAL, _PLACE = 0.7, 2
# So true that a word from elsewhere in the source stands out as well.
_EXACT = 0.8
# So many words that no source has make a statement of their own.
_STATEMENT = 3
# What is put in as a clause is a statement too if no sentence of a source has more of its words than this.
_CARRIED = 0.5
_CLAUSE = 3  # words
# So many copied words make a sentence of their own, to which the clause is added.
_SENTENCE = 7
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
    miljoen miljard minste tevens eveneens teneinde betrekking uitsluitend enkel
    januari februari maart april juni juli augustus september oktober november december""".split()
)
# What a clause may begin with, whether or not a comma stands before it.
_LINK = frozenset("en wat die dat waarvoor waardoor waarna waarbij waarmee zodat nadat omdat terwijl".split())

Vocabulary = tuple[frozenset[str], frozenset[str]]


def check_changes(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """The words of a near-copy that stand in no source: put in the place of others, or added to them."""
    copy = copy_of(claim, tuple(sources))
    if copy is None or copy.copied < _LEAST:
        return
    known = [_vocabulary(text) for source in sources for text in [" ".join(told(source))]]
    added = list(_statements(claim, copy, sources, known))
    for place in added:
        yield _added(claim, copy, place)
    if copy.share >= _COPIED:
        for mine, theirs in copy.changes:
            if not any(start <= match.start() < end for match in mine for start, end in added):
                yield from _changes(claim, copy, mine, theirs, known)


def _changes(claim: str, copy: Copy, mine: Words, theirs: Words, known: Sequence[Vocabulary]) -> Iterator[Objection]:
    """What one difference tells."""
    foreign = [match for match in mine if _tells(match[0]) and not _has(match[0], known)]
    small = max(len(mine), len(theirs)) <= _PLACE
    if copy.share >= _EXACT and small and not foreign:
        sentence = [_vocabulary(copy.passage.text)]
        foreign = [match for match in mine if _names_something(match, copy) and not _has(match[0], sentence)]
    replaced = [match for match in theirs if _tells(match[0].lower())]
    if foreign and small and copy.share >= _LITERAL and (replaced or not theirs):
        yield _changed(claim, copy, foreign, replaced)
    elif len(foreign) >= _STATEMENT:
        yield _added(claim, copy, (foreign[0].start(), foreign[-1].end()))


def _statements(
    claim: str, copy: Copy, sources: Sequence[Source], known: Sequence[Vocabulary]
) -> Iterator[tuple[int, int]]:
    """The clauses put in a sentence that is otherwise the source's, of which no sentence says so much as half."""
    # Behind a title anything may follow that explains it.
    for first, end in () if is_title(copy.passage) else copy.own():
        begin = unframed(claim, copy.mine[first].start()).start
        run = [match for match in copy.mine[first:end] if match.start() >= begin]
        rest = len(copy.mine) - (end - first)
        whole = copy.copied >= max(_SENTENCE, _EXACT * rest)
        if len(run) < _CLAUSE or not whole or not _begins_clause(claim, copy, first):
            continue
        telling = [match for match in run if _tells(match[0].lower())]
        place = run[run[0][0] == "en"].start(), run[-1].end()
        beside = nearest(claim[slice(*place)], sources)
        near = [_vocabulary(text) for text in {copy.passage.text, beside.text if beside else ""}]
        carried = sum(_has(match[0], near) for match in telling)
        foreign = sum(not _has(match[0], known) for match in telling)
        if (foreign or len(telling) >= _STATEMENT) and carried <= _CARRIED * len(telling):
            yield place


def _begins_clause(claim: str, copy: Copy, first: int) -> bool:
    """Whether a clause may begin at a word: by its own sign, or by that of the word before it."""
    before = claim[copy.mine[first - 1].end() : copy.mine[first].start()] if first else ""
    signs = {match[0].lower() for match in copy.mine[max(0, first - 1) : first + 1]}
    return first > 0 and (bool(re.search(r"[,;–(]", before)) or bool(signs & _LINK))


def _added(claim: str, copy: Copy, place: tuple[int, int]) -> Objection:
    message = f"De bron zegt niets over “{claim[slice(*place)]}”."
    document = copy.passage.source.document
    return Objection("claim.added", message, *place, document.id, copy.passage.text, *copy.passage.span)


def _changed(claim: str, copy: Copy, foreign: Words, replaced: Words) -> Objection:
    place = foreign[0].start(), foreign[-1].end()
    said, document, shift = claim[slice(*place)], copy.passage.source.document, copy.passage.span.start
    if not replaced:
        message = f"De bron zegt hier niet “{said}”."
        return Objection("claim.changed", message, *place, document.id, copy.passage.text, *copy.passage.span)
    start, end = replaced[0].start(), replaced[-1].end()
    quote = copy.passage.text[start:end]
    message = f"Het verslag zegt “{said}”; de bron zegt “{quote}”."
    return Objection("claim.changed", message, *place, document.id, quote, shift + start, shift + end)


def _tells(word: str) -> bool:
    """Whether a word says something of what is told; names and numbers have checks of their own."""
    return len(word) >= _SHORTEST and word.islower() and word not in STOPWORDS and stem(word) not in _NEUTRAL


def _names_something(match: re.Match[str], copy: Copy) -> bool:
    """Whether a word of a copy that is true to the letter says something: there a name or a code does so too."""
    return _tells(match[0].lower()) or (any(map(str.isupper, match[0])) and len(match[0]) > 1 and match != copy.mine[0])


def _has(word: str, known: Sequence[Vocabulary]) -> bool:
    """Whether a word stands in one of these, in some form or as a part of another."""
    parts = set(grams(word))
    return any(
        stem(plain) in roots or len(parts & pieces) >= _ALIKE * len(parts)
        for plain in words(word)
        for roots, pieces in known
    )


@lru_cache(maxsize=4096)
def _vocabulary(text: str) -> Vocabulary:
    """The stems and the 5-grams of a text."""
    return frozenset(map(stem, words(text))), frozenset(grams(text))
