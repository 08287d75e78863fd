"""The Markdown of a report taken apart without losing a byte: blocks, and in them the sentences as they are written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.inline import MARKER, fold, read_marked, replace_markers, unescape, visible
from rag.markdown import Anatomy, anatomy, block_spans, is_reference, parse_claims
from rag.regeneration.merging.conflicts import held_apart
from rag.regeneration.merging.naming import Names, name_of
from rag.report import Block, Reference

_ITEM = re.compile(r"\s*(?:[-*+]|[0-9]{1,3}[.)])(?:\s+|\Z)")
_LEAD = re.compile(rf"\*\*(?:\\.|[^*\\])+\*\*(?:\s*{MARKER})*\s*:?")
# A conflict stands for a sentence while its block is read. These characters are in no text.
_HELD = re.compile("\ufdd0([0-9]+)\ufdd1[.]")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"'})
_BLANKS = re.compile(r"\s+")
_CLOSING = re.compile(r"(?:\n\s*)?(?:</details>)?\Z", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """What is merged as a whole: mostly one sentence, or the bold lead of a block, or a heading.

    ``raw`` is its Markdown, ``after`` the white space behind it in its block, ``names`` what ``numbering`` calls the
    sources it cites. ``form`` is all of it but for white space, escapes and the kind of quotes, with names for numbers.
    A conflict has the editor's version and the draft's in ``versions``, and is known by the latter.
    """

    raw: str
    after: str
    text: str
    names: tuple[str, ...]
    form: str
    numbering: Mapping[int, str]
    lead: bool = False
    versions: "tuple[Unit | None, Unit | None] | None" = None

    @property
    def key(self) -> tuple[bool, str, tuple[str, ...]]:
        """By which the same sentence is known: its words and the sources behind it."""
        return self.lead, self.text, self.names

    def written(self, numbers: Mapping[str, int]) -> str:
        """Its Markdown with the numbers of another list."""
        return renumbered(self.raw, self.numbering, numbers)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A block: what stands before it (``gap``), its ``prefix`` with indentation, and its units in order."""

    gap: str
    prefix: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """The Markdown of a report, its references with their documents, and the names behind its numbers."""

    markdown: str
    references: tuple[Reference, ...]
    names: Names


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One reference as it is written, without the line breaks behind it, which are ``after``, and its source's name."""

    raw: str
    after: str
    name: str

    @property
    def form(self) -> str:
        """All of it but its number and white space."""
        return fold(_NUMBER.sub("", self.raw, count=1))

    def numbered(self, number: int) -> str:
        """It under another number."""
        return _NUMBER.sub(str(number), self.raw, count=1)


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole report: what ``anatomy`` has before and behind, and between it the parts and the entries.

    ``bottom`` is the white space behind the last part; ``top`` and ``foot`` enclose the entries.
    """

    anatomy: Anatomy
    parts: tuple[Part, ...]
    bottom: str
    top: str
    entries: tuple[Entry, ...]
    foot: str
    names: Names

    @property
    def units(self) -> Iterator[Unit]:
        """All units in order."""
        return (unit for part in self.parts for unit in part.units)


def take_apart(version: Version) -> Layout:
    """The layout of a report. Raises ReportError as ``parse``."""
    whole = anatomy(version.markdown)
    parts, bottom = _parts(whole.body, version.names)
    top, entries, foot = _entries(whole.references)
    listed = zip(entries, version.references, strict=True)
    named = tuple(Entry(raw, after, name_of(reference)) for (raw, after), reference in listed)
    return Layout(whole, parts, bottom, top, named, foot, version.names)


def as_unit(raw: str, numbering: Mapping[int, str], after: str = "", *, lead: bool = False) -> Unit:
    """A stretch of Markdown as a unit."""
    text, markers = read_marked(raw)
    names = dict.fromkeys(numbering[number] for marker in markers for number in marker.numbers)
    form = unescape(replace_markers(raw, lambda _, numbers: f"\ufdd0{[numbering[number] for number in numbers]}"))
    text = text.rstrip(": ") if lead else text
    return Unit(raw, after, alike(text), tuple(names), alike(form), numbering, lead)


def renumbered(markdown: str, numbering: Mapping[int, str], numbers: Mapping[str, int]) -> str:
    """Markdown with its markers pointing to the same sources in another list."""

    def write(raw: str, old: tuple[int, ...]) -> str:
        new = [numbers[numbering[number]] for number in old]
        if len({after - before for before, after in zip(old, new, strict=True)}) == 1:
            return _NUMBER.sub(lambda match: str(int(match[0]) + new[0] - old[0]) if new != [*old] else match[0], raw)
        if len(_NUMBER.findall(raw)) == len(old):
            left = iter(new)
            return _NUMBER.sub(lambda _: str(next(left)), raw)
        slash = "\\" if raw.startswith("\\") else ""
        return f"{slash}[{','.join(map(str, new))}{slash}]"

    return replace_markers(markdown, write)


def alike(text: str) -> str:
    """A text without what differs between copies of it: white space and the kind of quotes."""
    return fold(text.translate(_QUOTES))


def _parts(body: str, numbering: Mapping[int, str]) -> tuple[tuple[Part, ...], str]:
    held = list(held_apart(body))
    masked, end = "", 0
    for number, region in enumerate(held):
        masked += f"{body[end : region.start]}\ufdd0{number}\ufdd1."
        end = region.end
    masked += body[end:]
    conflicts = [_conflict(region.edited, region.drafted, numbering) for region in held]
    parts: list[Part] = []
    end = 0
    for (start, stop), block in block_spans(masked):
        parts.append(_part(masked[end:start], masked[start:stop], block, numbering, conflicts))
        end = stop
    return tuple(parts), masked[end:]


def _conflict(edited: str, drafted: str, numbering: Mapping[int, str]) -> Unit:
    versions = [_version(raw, numbering) if raw else None for raw in (edited, drafted)]
    return conflict(versions[0], versions[1])


def conflict(edited: Unit | None, drafted: Unit | None) -> Unit:
    """Both versions of what an editor and a draft changed, at least one of them there."""
    known = drafted or edited
    assert known is not None
    return replace(known, versions=(edited, drafted), after="")


def _version(raw: str, numbering: Mapping[int, str]) -> Unit:
    return as_unit(raw, numbering, lead=bool(_LEAD.fullmatch(raw)) and raw.endswith(":"))


def _part(gap: str, raw: str, block: Block, numbering: Mapping[int, str], conflicts: list[Unit]) -> Part:
    item = _ITEM.match(raw) if block.kind == "item" else re.match(r"\s*", raw)
    prefix = item[0] if item else ""
    units: list[Unit] = []
    start = len(prefix)
    lead = _LEAD.match(raw, start) if block.heading and block.kind != "heading" else None
    if lead:
        start = lead.end() + len(raw[lead.end() :]) - len(raw[lead.end() :].lstrip())
        units.append(as_unit(lead[0], numbering, raw[lead.end() : start], lead=True))
    if block.kind == "heading" and not _HELD.search(raw):
        return Part(gap, prefix, (_whole(raw[start:], numbering),))
    for number, stretch in enumerate(_HELD.split(raw[start:])):
        if number % 2:
            units.append(conflicts[int(stretch)])
            continue
        lead_in = len(stretch) - len(stretch.lstrip())
        if units:
            units[-1] = replace(units[-1], after=units[-1].after + stretch[:lead_in])
        units += (as_unit(text, numbering, after) for text, after in sentences(stretch[lead_in:]))
    return Part(gap, prefix, tuple(units) or (_whole(raw[start:], numbering),))


def _whole(raw: str, numbering: Mapping[int, str]) -> Unit:
    return as_unit(raw.rstrip(), numbering, raw[len(raw.rstrip()) :])


def sentences(markdown: str) -> Iterator[tuple[str, str]]:
    """The sentences of running Markdown as they are written, each with the white space behind it.

    Those that only together read as they do, because bold runs through them, say, are one.
    """
    cuts = [0, *_cuts(markdown), len(markdown)]
    claims = [[(claim.text, claim.markers)] for claim in parse_claims(markdown)]
    start = 0
    while start < len(claims):
        told = []
        for end in range(start + 1, len(claims) + 1):
            stretch = markdown[cuts[start] : cuts[end]]
            told += claims[end - 1]
            if end == len(claims) or [(claim.text, claim.markers) for claim in parse_claims(stretch)] == told:
                break
        raw = stretch.rstrip()
        yield raw, stretch[len(raw) :]
        start = end


def _cuts(markdown: str) -> Iterator[int]:
    """Where each sentence but the first begins: behind the last white space before its first letter."""
    shown = (item for item in visible(markdown) if not item[0].isspace())
    behind = 0
    for number, claim in enumerate(parse_claims(markdown)):
        letters = "".join(claim.text.split())
        # What is shown besides the letters of the text are asterisks of bold and italics.
        places = [next((start, end) for char, start, end in shown if char == letter) for letter in letters]
        if number:
            blanks = list(_BLANKS.finditer(markdown, behind, places[0][0]))
            yield blanks[-1].end() if blanks else places[0][0]
        behind = places[-1][1] if places else 0


def _entries(references: str) -> tuple[str, list[tuple[str, str]], str]:
    """What stands before the first entry, the entries with what is behind them, and what stands behind the last."""
    closing = _CLOSING.search(references)
    end = closing.start() if closing else len(references)
    lines = references[:end].splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if is_reference(line)]
    texts = ["".join(lines[first:last]) for first, last in pairwise([*starts, len(lines)])]
    entries = [(raw := text.rstrip("\n"), text[len(raw) :]) for text in texts]
    return "".join(lines[: starts[0] if starts else None]), entries, references[end:]
