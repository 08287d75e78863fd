"""Dossiers: the decisions on one file, which comes back to the government stage after stage under varying titles.

Two decisions are of one dossier when their titles and bodies share rare words, their procedural stages can follow one
another, and they stand close enough in time. Pairs are joined from the most to the least alike, each only if the whole
dossier stays a possible course of one file: a besluit is not the decree it carries out, a bekrachtiging closes a
dossier, and what recurs every year is a new dossier every year.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Literal

from rag.documents import Document
from rag.lexical import stem, stems
from rag.stages import ORDER, StageName, stage_of

# A stem in more documents than this leads to too many candidates, and tells too little.
MOST_SHARED = 40
# Candidates share at least this share of the weight of the lighter one of their titles.
LEAST_SHARED = 0.25
# The share of the titles in the likeness: they vary less than summaries do, of which the last is often the shortest.
TITLES = 0.6
# Likeness (0 to 1) of two decisions of one file; that of two which cannot be told apart by their stages.
ALIKE, REPEATED = 0.42, 0.8
# A communication, an appointment or a grant stands on the way of a file only if it is clearly on that file.
ASIDE = 0.6
# Between two successive stages of one file; a repetition without a formal stage is soon another file.
LONGEST_PAUSE, LONGEST_REPETITION = 730, 370  # days

# The nearness of a decision without a date to any other: that of decisions some months apart.
UNDATED = 0.9

Instrument = Literal["decree", "order", "federal"]

_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
# Dates in titles are those of the texts that are amended, or of the vote.
_DATE = re.compile(rf"\b\d{{1,2}}\s(?:{_MONTHS})\s\d{{4}}\b", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBER = re.compile(r"\b\d{1,4}\b")
# The words of titles that tell the stage or the form of a decision, not its subject.
_FORM = frozenset(
    stem(word)
    for word in """voorontwerp voorontwerpen ontwerp ontwerpen ontwerpdecreet ontwerpbesluit ontwerpbesluiten besluit
    decreet wijziging wijzigen wijzigingsdecreet wijzigingsbesluit uitvoering uitvoeringsbesluit vlaams vlaamse
    regering bekrachtiging afkondiging aangenomen parlement houdende betreffende betreft wat tot diverse verschillende
    bepalingen artikel bijlage goedkeuring principiële definitieve plan veerkracht ministerieel nota visienota
    conceptnota januari februari maart april mei juni juli augustus september oktober november december""".split()
)
# The texts differ in the course of a file only in a word: these tell a decree from the order that carries it out.
_DECREE = re.compile(
    r"\b(?:voor)?ontwerp(?:en)? van (?:\w+\s)?(?:\w*decreet)\b|\b(?:voor)?ontwerp\w*decreet\b"
    r"|\bbekracht\w*\s+en\s+afkondiging|\b(?:decreet|ordonnantie)\b[^/]*aangenomen door het Vlaams Parlement",
    re.I,
)
_FEDERAL = re.compile(r"\b(?:voor)?ontwerp van (?:koninklijk|wet\b)|\bstandpuntbepaling\b", re.I)
_ORDER = re.compile(r"\b(?:voor)?ontwerp(?:en)?(?: van)? besluit|\bontwerp\w*besluit|\buitvoeringsbesluit", re.I)

# The stages of the making of a rule: each follows the one before it, once, save "opnieuw principieel".
_COURSE: tuple[StageName, ...] = (
    "visienota",
    "conceptnota",
    "principieel",
    "opnieuw principieel",
    "definitief",
    "bekrachtiging",
)
# What closes a decree or an order: it happens once.
_CLOSING: tuple[StageName, ...] = ("definitief", "bekrachtiging")


@dataclass(frozen=True, slots=True)
class _File:
    """What is compared of one decision: weighted stems of its titles and body, and what tells it from its likes."""

    id: str
    day: date | None
    stage: StageName
    instrument: Instrument | None
    years: frozenset[str]
    numbers: frozenset[str]
    heading: dict[str, float]
    body: dict[str, float]


def thread(documents: Sequence[Document]) -> list[list[str]]:
    """The ids of all documents grouped by dossier, each dossier in order of date and stage.

    A document of no dossier is a group of one. Dossiers stand in the order of their first document in ``documents``.
    """
    files = _files([document for document in documents if document.kind != "schriftelijke vraag"])
    place = {document.id: number for number, document in enumerate(documents)}
    group: dict[str, list[_File]] = {file.id: [file] for file in files}
    for likeness, one, other in _candidates(files):
        first, second = group[one.id], group[other.id]
        if first is not second and _one_course(first + second, likeness):
            first.extend(second)
            for file in second:
                group[file.id] = first
    found = {id(files): files for files in group.values()}.values()
    groups = [[file.id for file in sorted(files, key=_chronology)] for files in found]
    groups += [[document.id] for document in documents if document.id not in group]
    return sorted(groups, key=lambda ids: min(place[identity] for identity in ids))


def _files(documents: Sequence[Document]) -> list[_File]:
    """The documents as they are compared."""
    texts = [_texts(document) for document in documents]
    parts = [({*stems(_DATE.sub(" ", heading))} - _FORM, {*stems(body)} - _FORM) for heading, body in texts]
    spread = Counter(stem for heading, body in parts for stem in heading | body)
    weights = {stem: math.log(1 + len(documents) / count) for stem, count in spread.items()}
    files = []
    for document, (heading, _), part in zip(documents, texts, parts, strict=True):
        undated = _DATE.sub(" ", heading)
        title = _DATE.sub(" ", document.title or "")
        files.append(
            _File(
                document.id,
                document.date,
                stage_of(document).name,
                _instrument(heading),
                frozenset(_YEAR.findall(undated)),
                frozenset(_NUMBER.findall(_YEAR.sub(" ", title))),
                *({stem: weights[stem] for stem in stems} for stems in part),
            )
        )
    return files


def _texts(document: Document) -> tuple[str, str]:
    """Titles and body of a document; attachments are too long and too various to compare decisions by."""
    heading: list[str] = []
    body: list[str] = []
    for segment in document.segments:
        if segment.role != "attachment":
            (body if segment.role == "body" else heading).append(document.text[segment.start : segment.end])
    return " / ".join(heading), " ".join(body)


def _instrument(heading: str) -> Instrument | None:
    """Whether the titles are those of a decree, of an order or of a federal text, None where they do not tell."""
    if _FEDERAL.search(heading):
        return "federal"
    if _ORDER.search(heading):
        return "order"
    return "decree" if _DECREE.search(heading) else None


def _candidates(files: Sequence[_File]) -> list[tuple[float, _File, _File]]:
    """Pairs of files that are enough alike, the most alike and the nearest in time first."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, file in enumerate(files):
        for term in file.heading:
            holders[term].append(number)
    shared: dict[tuple[int, int], float] = defaultdict(float)
    for term, numbers in holders.items():
        if len(numbers) <= MOST_SHARED:
            for pair in combinations(numbers, 2):
                shared[pair] += files[pair[0]].heading[term]
    totals = [sum(file.heading.values()) for file in files]
    found = []
    for (first, second), weight in shared.items():
        one, other = files[first], files[second]
        if weight >= LEAST_SHARED * min(totals[first], totals[second]) and not _told_apart(one, other):
            likeness = _likeness(one, other)
            if likeness >= (ALIKE if one.stage in _COURSE and other.stage in _COURSE else ASIDE):
                found.append((likeness, one, other))
    return sorted(found, key=lambda pair: (-pair[0] * _nearness(pair[1], pair[2]), pair[1].id, pair[2].id))


def _nearness(one: _File, other: _File) -> float:
    """1 for files of one day, less for those further apart: of decisions with one title the nearest belong together."""
    if one.day is None or other.day is None:
        return UNDATED
    return max(0.0, 1 - abs((one.day - other.day).days) / (4 * LONGEST_PAUSE))


def _likeness(one: _File, other: _File) -> float:
    """How much two files share of titles and bodies, 0 to 1; of the titles alone where one has no body."""
    titles = _share(one.heading, other.heading)
    if not one.body or not other.body:
        return titles
    return TITLES * titles + (1 - TITLES) * _share(one.body, other.body)


def _share(one: dict[str, float], other: dict[str, float]) -> float:
    """The weight in common as a share of all weight."""
    common = sum(weight for term, weight in one.items() if term in other)
    total = sum(one.values()) + sum(other.values()) - common
    return common / total if total else 0.0


def _told_apart(one: _File, other: _File) -> bool:
    """Whether form, year or number say that two files differ, however alike they are."""
    return (
        (one.instrument is not None and other.instrument is not None and one.instrument != other.instrument)
        or _disjoint(one.years, other.years)
        or _disjoint(one.numbers, other.numbers)
    )


def _disjoint(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _one_course(files: list[_File], likeness: float) -> bool:
    """Whether files can be the course of one dossier, the last link in it being as strong as ``likeness``."""
    if any(_told_apart(one, other) for one, other in combinations(files, 2)):
        return False
    counts = Counter(file.stage for file in files)
    if any(counts[stage] > 1 for stage in _CLOSING):
        return False
    repeated = any(count > 1 for stage, count in counts.items() if stage != "opnieuw principieel")
    if repeated and (likeness < REPEATED or not all(file.day for file in files)):
        return False
    longest = LONGEST_REPETITION if repeated else LONGEST_PAUSE
    dated = sorted((file for file in files if file.day), key=_chronology)
    return all(_follows(one, other, longest) for one, other in pairwise(dated))


def _follows(one: _File, other: _File, longest: int) -> bool:
    """Whether ``other`` can be the next decision on the file of ``one``."""
    if one.day is None or other.day is None:
        return True
    if (other.day - one.day).days > longest:
        return False
    if one.stage in _COURSE and other.stage in _COURSE:
        return _COURSE.index(one.stage) <= _COURSE.index(other.stage)
    return one.stage != "bekrachtiging"


def _chronology(file: _File) -> tuple[date, int, str]:
    """Sorts by date, then by stage; what has no date stands last."""
    return file.day or date.max, ORDER[file.stage], file.id
