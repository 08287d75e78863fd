"""Are the references of a report sound? Nothing here reads what a source says, only whether it can be followed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Protocol

from rag.documents import Document
from rag.dutch.calendar import day_in_words
from rag.report import BETWEEN, Claim, Reference, Report, reference_title
from rag.support.conflicts import check_conflicts
from rag.support.findings import Finding

LONGEST_RUN = 5
"""So many numbers may stand behind one another; more, and nobody can tell which source carries what."""

_BRACKETED = re.compile(r"\[\s*(?:Beslissing(?:en)?\s+)?[0-9]{1,3}(?:\s*[.,;–-]\s*[0-9]{1,3})*\s*\]", re.IGNORECASE)


class Documents(Protocol):
    """Anything that finds a document by its id, as the index's catalogue does."""

    def document(self, identity: str, /) -> Document | None:
        """The document, None if there is none."""
        ...


def check_references(report: Report, catalogue: Documents | None = None) -> tuple[Finding, ...]:
    """Everything wrong with the references of a report and the markers that point to them.

    With a catalogue, entries are also held against the corpus by their document id, so let a
    ``Bibliography`` resolve a report read from Markdown first.
    """
    findings = [
        *check_conflicts(report),
        *_markers(report),
        *_dead(report),
        *_unused(report),
        *_duplicates(report),
        *_order(report),
    ]
    if catalogue is not None:
        for reference in report.references:
            findings += _against_corpus(reference, catalogue)
    return tuple(findings)


class Bibliography:
    """What the documents of a corpus are called, to tell which of them a reference means."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._urls: dict[str, str] = {}
        self._titles: dict[tuple[str, str], set[str]] = {}
        documents = list(documents)
        # What was withdrawn is meant only where nothing else is.
        for gone in (False, True):
            self._add([document for document in documents if bool(document.withdrawn) == gone])

    def _add(self, documents: Sequence[Document]) -> None:
        """Names that no document before had."""
        titles: dict[tuple[str, str], set[str]] = {}
        for document in documents:
            if document.url:
                self._urls.setdefault(document.url, document.id)
            title = _normal(reference_title(document))
            for day in {"", document.date.isoformat() if document.date else ""}:
                titles.setdefault((day, title), set()).add(document.id)
        self._titles = titles | self._titles

    def resolve(self, report: Report) -> Report:
        """The report with the corpus id of every reference that can be told: by url, by date and title, by title alone.

        A title that several documents bear, on the reference's date or in all, tells nothing.
        """
        references = tuple(replace(reference, document=self._found(reference)) for reference in report.references)
        return replace(report, references=references)

    def _found(self, reference: Reference) -> str | None:
        if reference.document or (reference.url and reference.url in self._urls):
            return reference.document or self._urls[reference.url or ""]
        title = _normal(reference.title)
        candidates = self._titles.get((reference.date, title)) or self._titles.get(("", title)) or set()
        return next(iter(candidates)) if title and len(candidates) == 1 else None


def _markers(report: Report) -> Iterator[Finding]:
    """Markers that point nowhere, are not markers at all, or stand in too long a row."""
    listed = {reference.number for reference in report.references}
    for claim in report.claims():
        for number in claim.numbers:
            if number not in listed:
                message = f"De zin verwijst naar bron [{number}], maar die staat niet in de lijst van referenties."
                yield Finding("reference.dangling", message, claim.id, number)
        for match in _BRACKETED.finditer(claim.text):
            message = (
                f"“{match[0]}” lijkt een bronverwijzing maar wijst naar geen bron in de lijst; schrijf ze als [0]."
            )
            yield Finding("marker.malformed", message, claim.id, None, match[0], *match.span())
        for run in runs(claim):
            if len(run) > LONGEST_RUN:
                shown = ", ".join(map(str, run))
                message = f"{len(run)} bronnen na elkaar ({shown}): zet elke bron bij de woorden die ze draagt."
                yield Finding("citation.run", message, claim.id)


def runs(claim: Claim) -> Iterator[list[int]]:
    """The rows of numbers in a sentence with nothing but a comma, a semicolon or "en" between them."""
    row: list[int] = []
    end = 0
    for marker in claim.markers:
        if row and not BETWEEN.fullmatch(claim.text, end, marker.offset):
            yield row
            row = []
        row = [*row, *marker.numbers]
        end = marker.offset
    if row:
        yield row


def _dead(report: Report) -> Iterator[Finding]:
    for reference in report.references:
        if reference.dead:
            message = f"Bron [{reference.number}] heeft geen titel en geen link: niemand kan ze terugvinden."
            yield Finding("reference.dead", message, number=reference.number)


def _unused(report: Report) -> Iterator[Finding]:
    cited = {number for claim in report.claims() for number in claim.numbers}
    for reference in report.references:
        if reference.number not in cited:
            message = f"Bron [{reference.number}] staat in de lijst, maar geen zin verwijst ernaar."
            yield Finding("reference.unused", message, number=reference.number)


def _duplicates(report: Report) -> Iterator[Finding]:
    """Entries for what an earlier entry already stands for."""
    seen: dict[object, int] = {}
    for reference in report.references:
        if reference.dead:
            continue
        key = reference.document or (reference.url, _normal(reference.title), reference.date)
        first = seen.setdefault(key, reference.number)
        if first != reference.number:
            message = f"Bron [{reference.number}] is dezelfde als bron [{first}]: neem ze één keer op."
            yield Finding("reference.duplicate", message, number=reference.number)


def _order(report: Report) -> Iterator[Finding]:
    """At most one finding about the list and one about the text: one shift displaces everything behind it."""
    numbers = [reference.number for reference in report.references]
    for expected, number in enumerate(numbers, 1 if numbers and min(numbers) == 1 else 0):
        if number != expected:
            twice = f"Bron [{number}] staat twee keer in de lijst."
            other = f"In de lijst staat bron [{number}] waar bron [{expected}] hoort."
            yield Finding("reference.order", twice if numbers.count(number) > 1 else other, number=number)
            break
    first: dict[int, str] = {}
    for claim in report.claims():
        for number in claim.numbers:
            if number in numbers:
                first.setdefault(number, claim.id)
    for (before, _), (number, claim_id) in pairwise(first.items()):
        if number < before:
            message = (
                f"Bron [{number}] wordt pas na bron [{before}] vermeld: nummer de bronnen in de volgorde van de tekst."
            )
            yield Finding("reference.order", message, claim_id, number)
            break


def _against_corpus(reference: Reference, catalogue: Documents) -> Iterator[Finding]:
    """What of an entry is not as the corpus has it."""
    number = reference.number
    document = catalogue.document(reference.document) if reference.document else None
    if document is None:
        if reference.dead:
            return  # said already
        known = ", ".join(filter(None, (reference.title, _day_in_words(reference.date))))
        which = f"Bron [{number}]{f' ({known})' if known else ''}"
        message = f"{which} zit niet in de verzameling; de zin die ernaar verwijst, is niet nagekeken."
        yield Finding("reference.unknown", message, number=number, quote=reference.title or None)
        return
    if document.withdrawn:
        message = f"Bron [{number}] is ingetrokken op {day_in_words(document.withdrawn)}: vertel ze niet meer."
        yield Finding("reference.withdrawn", message, number=number, quote=reference.title or None)
    day = document.date.isoformat() if document.date else ""
    if reference.date != day:
        shown, own = reference.date or "onbekend", day or "onbekend"
        message = f"Bron [{number}] draagt als datum “{shown}”, het document zelf “{own}”."
        yield Finding("reference.date", message, number=number, quote=reference.date or None)
    title = reference_title(document)
    if not reference.dead and _normal(reference.title) != _normal(title):
        message = f"Bron [{number}] heet in de lijst “{reference.title}”, het document zelf “{title}”."
        yield Finding("reference.title", message, number=number, quote=reference.title or None)


def _day_in_words(text: str) -> str:
    """The day of a reference in words where it is one, else as it stands."""
    try:
        return day_in_words(date.fromisoformat(text))
    except ValueError:
        return text


def _normal(title: str) -> str:
    """A title without what differs between copies of it: case, white space, and the kind of quotes and dashes."""
    table = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-"})
    return " ".join(title.translate(table).casefold().split()).rstrip(". ")
