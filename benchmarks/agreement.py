"""An agreement read from its PDF against sections split before: which are found, and how alike the texts are.

    python benchmarks/agreement.py AGREEMENT.pdf SECTIONS.jsonl

Both texts lose the hyphens of line ends, their headings and what spacing differs before they are compared. Prints a row
for every section that is not the same, with what each text has that the other has not, and the figures.
"""

import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from statistics import mean, quantiles

from rag.documents import Section
from rag.dutch.hyphenation import heal
from rag.sources.agreement import read_agreement
from rag.sources.headings import squash

_SHOWN = 90  # characters of a difference
_CLOSE = 0.98


@dataclass(frozen=True, slots=True)
class Comparison:
    """One section in both: how alike the texts are (0 to 1), and (ours, theirs) of each stretch that differs."""

    id: str
    similarity: float
    differences: tuple[tuple[str, str], ...]


def compare(ours: Mapping[str, Section], theirs: Mapping[str, Section]) -> list[Comparison]:
    """Every section that is in both, the least alike first."""
    found = [_compared(ours[identity], section) for identity, section in theirs.items() if identity in ours]
    return sorted(found, key=lambda comparison: comparison.similarity)


def _compared(ours: Section, theirs: Section) -> Comparison:
    headings = {squash(section.number + section.title) for section in (ours, theirs)}
    first, second = _words(ours.text, headings), _words(theirs.text, headings)
    words = SequenceMatcher(None, first, second, autojunk=False)
    letters = SequenceMatcher(None, "", "", autojunk=False)
    matched = total = 0
    differences: list[tuple[str, str]] = []
    for kind, a, b, c, d in words.get_opcodes():
        one, two = " ".join(first[a:b]), " ".join(second[c:d])
        if kind == "equal":
            matched += len(one)
            total += 2 * len(one)
            continue
        letters.set_seqs(one, two)
        matched += sum(block.size for block in letters.get_matching_blocks())
        total += len(one) + len(two)
        differences.append((one, two))
    return Comparison(theirs.id, 2 * matched / total if total else 1.0, tuple(differences))


def _words(text: str, headings: Collection[str]) -> list[str]:
    """The words of a text without the heading it may begin with, hyphens of line ends healed."""
    words = heal(text).split()
    longest = max(map(len, headings))
    begun = ""
    for length, word in enumerate(words, start=1):
        begun += squash(word)
        if begun in headings:
            return words[length:]
        if len(begun) > longest:
            break
    return words


def main(pdf: Path, rows: Path) -> None:
    """Print the table, the differences and the figures."""
    started = time.perf_counter()
    ours = read_agreement(pdf)
    seconds = time.perf_counter() - started
    theirs = read_agreement(rows)
    compared = compare(ours, theirs)
    for comparison in compared:
        if comparison.differences:
            page = ours[comparison.id].page
            print(f"{comparison.similarity:.4f}  {comparison.id}, page {page}")
        for one, two in comparison.differences:
            print(f"        ours   {_shortened(one)}\n        theirs {_shortened(two)}")
    for name, missing in (("ours", theirs.keys() - ours.keys()), ("theirs", ours.keys() - theirs.keys())):
        print(f"not in {name}: {len(missing)} {', '.join(sorted(missing))}")
    values = [comparison.similarity for comparison in compared]
    deciles = quantiles(values, n=10)
    print(f"{len(compared)} of {len(theirs)} sections found, read in {seconds:.1f} s")
    print(f"similarity: mean {mean(values):.4f}, lowest {values[0]:.4f}, first decile {deciles[0]:.4f}")
    print(f"{sum(value >= _CLOSE for value in values)} of {len(values)} at least {_CLOSE}")


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} … ({len(text)} characters)"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
