"""Dutch words broken at line ends: which hyphen was the typesetter's, which belongs to the word."""

import re
from collections.abc import Container

_BROKEN = re.compile(r"(\S*[\w)])[-‐]$")
_SPACED = re.compile(r"(?<!\w)(\w+)(\s+[-‐]|–)$")
# A bound on the look back, for a line may be a megabyte.
_LONGEST_WORD = 200
_FIRST_WORD = re.compile(r"[\w/]+")
# "bestuurs-/en gemeenteniveau": the hyphen stands for the rest of a word that follows.
_SUSPENDING = frozenset({"en", "of", "noch", "tot", "als", "en/of", "resp", "respectievelijk"})
# "van inspannings- naar resultaatsverbintenis", but "eige-naar" and "ambte-naar".
_SUSPENDING_AFTER_S = frozenset({"naar"})
# Prefixes and endings that are written with a hyphen.
_HYPHENATED_PREFIXES = frozenset({"niet", "non", "vice"})
_HYPHENATED_ENDINGS = frozenset({"generaal"})
# Letters that would be read as one sound are written apart with a hyphen: zee-eend, auto-ongeval, mini-jurk, zij-in.
_VOWEL_CLASHES = frozenset({"aa", "ee", "ii", "oo", "uu", "ai", "au", "ei", "ij", "oe", "oi", "ou", "ui", "ji"})
# In running text nobody knows where the lines ended: there a hyphen behind one of these is taken to be the word's own.
_FIRST_PARTS = frozenset(
    """minister vice etnisch socio sociaal macro win woon bottom top start scale kmo cash privé organisch warmte real
    data niet non no up sms tv gsm ict""".split()
)
# A short word between two hyphens ties what stands around it: "power-to-x", "peer-to-peer".
_TIE = r"(?:to|by|of|en|in|op|aan|van|tot)[-‐]"
_INNER = re.compile(rf"\b(?!(?<=[-‐]){_TIE})([^\W\d_]{{2,}})[-‐](?!{_TIE})([a-zà-ÿ]{{2,}})")


def heal(text: str) -> str:
    """A text without the hyphens that line ends left in its words: "economi-sche" becomes "economische"."""

    def joined(match: re.Match[str]) -> str:
        first, second = match.groups()
        return match[0] if first.lower() in _FIRST_PARTS else join_lines(f"{first}-", second)

    return _INNER.sub(joined, text)


def close_up(first: str, second: str, known: Container[str]) -> str:
    """The first of two lines with a plain hyphen where it breaks a word: no space before it, and no dash in its place.

    "uit -" and "voering" or "beleids–" and "nota" are a broken word where it is among the ``known`` words, in lower
    case; else the hyphen is a dash.
    """
    spaced = _SPACED.search(first[-_LONGEST_WORD:])
    word = _FIRST_WORD.match(second)
    if spaced and word and (spaced[1] + word.group()).lower() in known:
        return f"{first[: -len(spaced[2])]}-"
    return first


def join_lines(first: str, second: str) -> str:
    """Two successive lines of a paragraph as one, with a word that was broken between them made whole."""
    broken = _BROKEN.search(first[-_LONGEST_WORD:])
    if second and first.endswith("–") and first[-2:-1].isalnum():
        return first + second  # "risico–" and "analyse", "2019–" and "2024"
    if not broken or not second:
        return f"{first} {second}".strip()
    word = _FIRST_WORD.match(second)
    following = word.group().lower() if word else ""
    if following in _SUSPENDING or (broken.group(1)[-1] in "sS" and following in _SUSPENDING_AFTER_S):
        return f"{first} {second}"
    if word is None or _keeps_hyphen(broken.group(1), word.group()):
        return first + second
    return first[:-1] + second


def _keeps_hyphen(before: str, after: str) -> bool:
    """Whether the hyphen between the end of a line and the start of the next is part of the word."""
    if "://" in before or before.startswith("www."):
        return True
    part = re.split(r"[\W_]", before)[-1]
    return (
        len(part) <= 1
        or not part.isalpha()
        or not after[0].islower()
        or (part.isupper() and len(part) > 1)
        or part.lower() in _HYPHENATED_PREFIXES
        or after.lower() in _HYPHENATED_ENDINGS
        or (part[-1] + after[0]).lower() in _VOWEL_CLASHES
    )
