"""Dutch text with the spaces where they belong: "toe a an", "akkoordt ussen" and "Sint- Niklaas" made whole.

How often a word stands in the corpus tells what is broken: the pieces of a word are rare and the whole is common.
Only spaces ever change. Numbers, list letters and abbreviations are no pieces of a word, so they stay as they are.
"""

import re
from collections.abc import Callable

Frequency = Callable[[str], int]
"""In how many documents a word stands, however it is capitalised; 0 where it is unknown."""

KNOWN = 3  # documents
# So many times as common as what stands there must be what is put in its place. Of all neighbours in 4,787 decisions
# that are a word together, "geldeli jke" and "bevoegdhe den" are the last above it, "loonsverhoging en" and "open
# ruimtegebied" are far below.
SURER = 4
MOST_PIECES = 3
SHORTEST = 4  # letters of a word that gives or takes one: shorter ones are words by chance
_LETTER = r"[^\W\d_]"
# Not "'s avonds", nor "o p- en afritten".
_PIECES = re.compile(rf"(\W*(?:\w+-)*)((?:(?<!['‘’]){_LETTER}|{_LETTER}{{2,}})(?: {_LETTER}+)+)((?!-)\W*)")
# No noun ends like this: "equivalentievoorwaardevoor". What does ("waarvoor", "ondertussen") has a shorter beginning.
_GLUED = re.compile(rf"\b({_LETTER}{{7,}})(voor|van|tussen)\b")
# Not "VIA6- koopkracht", nor where the next word has a hyphen like it: "bos- natuur- en parkgebied".
_AFTER_HYPHEN = re.compile(rf"(?<!\w)({_LETTER}+)- ({_LETTER}+)\b(?!- )")
_BEFORE_HYPHEN = re.compile(rf"\b({_LETTER}+) -({_LETTER}+)\b")
# "markt - en prijsgegevens", but not "de zorgkassen - en niet de verzekeraars".
_BEFORE_SUSPENDED = re.compile(rf"(?<={_LETTER}{{3}}) - (?=(en|of) ({_LETTER}{{8,}}))")
# Next to these a hyphen is a dash or stands for the rest of a word: "bestuurs- en gemeenteniveau", "de -bescherming".
_APART = frozenset(
    """en én of noch tot als dan maar naar resp respectievelijk de het een deze die dit dat alle onze hun haar zijn van
    voor met in op aan is wordt worden zoals ook""".split()
)
_LONGEST_QUOTED = 200  # characters
_QUOTED = re.compile(
    rf"(?<![^\s(])(['‘\"“„]) ?(\S(?:[^'‘’\"“”„]|(?<=\w)['’](?=\w)){{0,{_LONGEST_QUOTED}}}?) ?(['’\"”])(?!\w)"
)
_LOOSE_CLOSING = re.compile(r"(?<=\w) (?=['’\"”](?:[.,;:!?)]|$))")


def mend(text: str, frequency: Frequency) -> str:
    """``text`` with its broken and glued words, hyphens and quotation marks set right; only spaces differ."""
    while True:
        mended = _LOOSE_CLOSING.sub("", _QUOTED.sub(r"\1\2\3", _hyphens(text, frequency)))
        mended = _GLUED.sub(lambda word: _apart(word, frequency), mended)
        mended = " ".join(_words(mended.split(" "), frequency))
        if mended == text:
            return text
        text = mended


def _hyphens(text: str, frequency: Frequency) -> str:
    """Without the spaces beside a hyphen within a word."""

    def after(match: re.Match[str]) -> str:
        first, second = match.groups()
        # A name goes on with a capital, "IFIC- Ontwerp" need not be one word.
        whole = second.islower() or first.istitle()
        return f"{first}-{second}" if whole and not {first.lower(), second.lower()} & _APART else match[0]

    def before(match: re.Match[str]) -> str:
        first, second = match.groups()
        whole = first.istitle() == second.istitle()
        return f"{first}-{second}" if whole and not {first.lower(), second.lower()} & _APART else match[0]

    def suspended(match: re.Match[str]) -> str:
        # Any word may follow a dash; the one that ends like the word before it is a rare one.
        return "- " if frequency(match[2]) * SURER**2 < frequency(match[1]) else match[0]

    return _BEFORE_SUSPENDED.sub(suspended, _BEFORE_HYPHEN.sub(before, _AFTER_HYPHEN.sub(after, text)))


def _apart(word: re.Match[str], frequency: Frequency) -> str:
    """A noun apart from the preposition that is glued to it."""
    rarer = min(frequency(word[1]), frequency(word[2]))
    return f"{word[1]} {word[2]}" if rarer > frequency(word[0]) < KNOWN else word[0]


def _words(tokens: list[str], frequency: Frequency) -> list[str]:
    """What stands between spaces, with the pieces of words put together."""
    place = 0
    while place < len(tokens):
        for size in range(MOST_PIECES, 1, -1):
            pieces = _PIECES.fullmatch(" ".join(tokens[place : place + size]))
            if pieces and (mended := _together(pieces[2].split(), frequency)):
                tokens[place : place + size] = f"{pieces[1]}{mended}{pieces[3]}".split(" ")
                break
        place += 1
    return tokens


def _together(pieces: list[str], frequency: Frequency) -> str | None:
    """Neighbours as the one or two words they are; None where they are right, or where nobody can tell."""
    # A lone letter is counted as a label or an initial: as a piece of a word it says nothing.
    lone = all(len(piece) == 1 for piece in pieces)
    counted = [frequency(piece) for piece in pieces if lone or len(piece) > 1]
    whole = "".join(pieces)
    if _is_word(whole, max(counted), frequency):
        return whole
    if len(pieces) == 2:
        for cut in (len(pieces[0]) - 1, len(pieces[0]) + 1):
            words = whole[:cut], whole[cut:]
            most = max(map(frequency, pieces))
            if all(len(word) >= SHORTEST and _is_word(word, most, frequency) for word in words):
                return " ".join(words)
    return None


def _is_word(letters: str, pieces: int, frequency: Frequency) -> bool:
    """Whether letters are one word far more surely than pieces in so many documents; "Task Force" is two."""
    return letters[1:].islower() and frequency(letters) >= max(KNOWN, SURER * pieces)
