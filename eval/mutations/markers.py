"""Errors in the markers of a report: one that points nowhere, a row that is shifted, one that is broken."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from eval.mutations.case import Original
from rag.report import Block, Claim, Marker, Reference, Report, reference_title
from rag.support.references import check_references

SIZE = 3  # sentences, each with a reference of its own


class MarkerMutant:
    """A small report with one error in its markers, at claim ``place``."""

    def __init__(self, operator: str, sound: Report, broken: Report, place: int, codes: tuple[str, ...]) -> None:
        self.operator = operator
        self.report = broken
        self._claim = tuple(sound.claims())[place].id
        self._codes = codes
        self._known = {(finding.code, finding.claim_id, finding.number) for finding in check_references(sound)}

    def caught(self) -> tuple[bool, bool]:
        """Whether anything is said of it that was not said before, and whether that names the marker."""
        new = [
            finding
            for finding in check_references(self.report)
            if (finding.code, finding.claim_id, finding.number) not in self._known
        ]
        return bool(new), any(finding.claim_id == self._claim and finding.code in self._codes for finding in new)


def marker_mutants(originals: Sequence[Original], random: Random, limit: int) -> Iterator[MarkerMutant]:
    """``limit`` mutants of each kind, in reports of a few sentences each."""
    for _ in range(limit):
        report = _report(random.sample(originals, SIZE))
        place = random.randrange(SIZE)
        outside = random.randrange(SIZE, SIZE + 9)
        yield MarkerMutant("dangling marker", report, _marked(report, {place: outside}), place, ("reference.dangling",))
        shifted = _marked(report, {number: number + 1 for number in range(SIZE)})
        yield MarkerMutant("shifted markers", report, shifted, SIZE - 1, ("reference.dangling",))
        yield MarkerMutant("broken marker", report, _broken(report, place), place, ("marker.malformed",))


def _report(chosen: Sequence[Original]) -> Report:
    claims = tuple(
        Claim(f"c{number}", item.text, (Marker(f"[{number}]", (number,), len(item.text)),))
        for number, item in enumerate(chosen)
    )
    references = tuple(
        Reference(number, reference_title(item.document), str(item.document.date or ""), item.document.url)
        for number, item in enumerate(chosen)
    )
    return Report("Titel", "", (Block("paragraph", claims),), references)


def _marked(report: Report, numbers: dict[int, int]) -> Report:
    """The report with other numbers in the markers of some claims."""

    def changed(place: int, claim: Claim) -> Claim:
        number = numbers.get(place)
        marker = claim.markers[0]
        return claim if number is None else replace(claim, markers=(Marker(f"[{number}]", (number,), marker.offset),))

    return _with(report, [changed(place, claim) for place, claim in enumerate(report.claims())])


def _broken(report: Report, place: int) -> Report:
    """The report with a marker that no reader of markers takes for one."""
    claims = list(report.claims())
    text = claims[place].text
    claims[place] = replace(claims[place], text=f"{text} [Beslissing {place}]", markers=())
    return _with(report, claims)


def _with(report: Report, claims: Sequence[Claim]) -> Report:
    return replace(report, blocks=(replace(report.blocks[0], claims=tuple(claims)),))
