"""The number before an item, as questions and answers bear it, also where several are merged."""

import re

_NUMBER = r"\d{1,2}(?: ?\.)?"
_AND = r" ?(?:, en|[,&+/–-]|en|tot en met|tot|t/m) ?"
_NUMBERS = re.compile(
    r"[#* ]*(?:ad |(?:antwoord )?(?:op )?(?:vra(?:ag|gen) )?)"
    rf"(?P<numbers>{_NUMBER}(?:{_AND}{_NUMBER}){{0,20}})(?:(?<=\.)|[):])[* ]*(?=\s|$)",
    re.I,
)
_RANGE = re.compile(r"(\d+)(?:\D*?(?:[–-]|tot|t/m)\D*?(\d+))?")


def item_numbers(text: str) -> frozenset[int]:
    """The item numbers that begin a normalised line: {1} for "1. …", {1, 2, 3} for "1-3. …", {1, 2} for "1 en 2. …"."""
    match = _NUMBERS.match(text)
    ranges = _RANGE.findall(match["numbers"]) if match else []
    return frozenset(n for first, last in ranges for n in range(int(first), int(last or first) + 1))
