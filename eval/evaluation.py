"""One report, checked: its references, its facts, its quotes, and whether its sources carry its sentences."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import zip_longest
from textwrap import shorten
from typing import Literal

from eval.expected import Expect, Expected
from eval.reading import Loaded
from eval.verdicts import VerdictCache
from rag.documents import Document, Span
from rag.embedding import Progress
from rag.report import Claim, Report, reference_title
from rag.support.assertions import needs_citation
from rag.support.attribution import CARRIES, Score, misattribution, padding
from rag.support.checks import quote_changed, stated_facts
from rag.support.coverage import Idf, profile, share, weights
from rag.support.findings import Finding
from rag.support.judge import Pair, Reason, Standings, Verdict, judge_claim
from rag.support.objections import Objection
from rag.support.references import Bibliography, check_references
from rag.support.severity import SEVERITIES, bears_on_support, severity
from rag.support.sources import Source
from rag.support.stage import check_superseded

Severity = Literal["hard", "warning", "note"]

NOT_LISTED = Pair("none", 0.0, (Reason("reference.dangling", "Deze bron staat niet in de lijst van referenties."),))
MISSING = "De zin stelt een feit vast, maar verwijst naar geen enkele bron."
LONGEST_TITLE = 120
# No source was ever found to carry all of a claim of whose words it has less than this share.
LEAST_SHARE = 0.25
# What is wrong with a list or a marker, whoever wrote it. A code that is not here and no objection is a note.
_OF_LISTS: Mapping[str, Severity] = {
    "report.conflict": "hard",
    "reference.dangling": "hard",
    "reference.date": "warning",
    "reference.title": "warning",
    "reference.unknown": "warning",
    "reference.withdrawn": "hard",
    "marker.malformed": "warning",
}
# What an objection is, by whether code has shown it.
_OURS: Mapping[bool, Severity] = {True: "hard", False: "warning"}
_THEIRS: Mapping[bool, Severity] = {True: "warning", False: "note"}


@dataclass(frozen=True)
class Sources:
    """What reports are held against: the documents of the index and how rare its words are.

    ``standings`` tells how a document stands among all for a sentence, ``latest`` what its dossier came to;
    ``prepare`` is told beforehand which sentences are to be judged. With a ``cache``, no verdict is reached twice.
    ``expect`` tells what a report should have told, ``revise`` what a language model makes of a verdict.
    """

    documents: Mapping[str, Document]
    idf: Idf
    cache: VerdictCache | None = None
    expect: Expect | None = None
    revise: Callable[[str, Sequence[Document], Verdict], Verdict] | None = None
    standings: Standings | None = None
    latest: Callable[[Document], Document] | None = None
    prepare: Callable[[Sequence[str], Progress], None] | None = None

    @cached_property
    def bibliography(self) -> Bibliography:
        """Which document a reference means."""
        return Bibliography(self.documents.values())

    def document(self, identity: str, /) -> Document | None:
        """One document, None if the index does not have it."""
        return self.documents.get(identity)

    def judge(self, claim: str, documents: Sequence[Document]) -> Verdict:
        """What these documents give a claim."""
        decide = partial(judge_claim, idf=self.idf, standings=self.standings)
        verdict = self.cache.judge(claim, documents, decide) if self.cache else decide(claim, documents)
        return self.revise(claim, documents, verdict) if self.revise else verdict


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A sentence with its verdict.

    ``pairs`` maps each cited number to what that source alone gives, None where the source cannot be looked up.
    ``facts`` is how many facts the sentence states, by the code of the finding for a wrong one; ``quotes`` how many of
    its quotes were compared, ``unread_quotes`` how many could not be.
    """

    claim: Claim
    needs_citation: bool
    verdict: Verdict
    pairs: Mapping[int, Pair | None]
    facts: Mapping[str, int]
    quotes: int = 0
    unread_quotes: int = 0

    @property
    def judged(self) -> bool:
        """Whether at least one cited source could be read."""
        return self.verdict.support is not None


@dataclass(frozen=True, slots=True)
class CheckedReport:
    """A report with everything found about it. ``judged`` is False where there was no index to look sources up in.

    ``expected`` is what its section asks for, None where that is not known.
    """

    loaded: Loaded
    report: Report
    claims: tuple[CheckedClaim, ...]
    findings: tuple[Finding, ...]
    judged: bool
    expected: Expected | None = None

    def severity(self, finding: Finding) -> Severity:
        """How bad a finding is in this report: what checks have shown is hard where we wrote it ourselves.

        That one source carries nothing is a note; that none of a sentence's does, a warning.
        """
        code, ours = finding.code, self.loaded.sidecar is not None
        if code == "reference.dead" and finding.number is not None:
            reference = self.report.reference(finding.number)
            return "hard" if reference and reference.document else "warning"
        if code in SEVERITIES:
            shown = severity(code) == "hard"
            return _OURS[shown] if ours else _THEIRS[shown and bears_on_support(code)]
        if code == "support.none":
            alone = any(item.claim.id == finding.claim_id and item.verdict.support == "none" for item in self.claims)
            return "warning" if alone else "note"
        return _OF_LISTS.get(code, "note")


def check_report(loaded: Loaded, sources: Sources | None) -> CheckedReport:
    """Check one report; without ``sources`` only what can be seen in the report itself."""
    report = sources.bibliography.resolve(loaded.report) if sources else loaded.report
    listed = _listed(report, sources) if sources else {}
    claims = tuple(_check_claim(claim, report, listed, sources) for claim in report.claims())
    findings = [*check_references(report, sources), *_missing(report)]
    if sources:
        findings += [*_facts(claims), *_support(claims), *_quotes(claims, sources)]
        findings += [*_attribution(claims, listed, sources), *_superseded(claims, listed, sources)]
    expected = sources.expect(report) if sources and sources.expect else None
    if sources and expected:
        findings += _unmentioned(report, expected, sources)
    place = {item.claim.id: number for number, item in enumerate(claims)}
    findings.sort(key=lambda finding: place.get(finding.claim_id or "", len(place)))
    return CheckedReport(loaded, report, claims, tuple(findings), sources is not None, expected)


def _listed(report: Report, sources: Sources) -> dict[int, Document]:
    """The documents that the references of a report stand for, by number; of two with one number the first counts."""
    references = {reference.number: reference for reference in reversed(report.references)}
    return {
        number: document
        for number, reference in references.items()
        if reference.document and (document := sources.document(reference.document))
    }


def _check_claim(claim: Claim, report: Report, listed: Mapping[int, Document], sources: Sources | None) -> CheckedClaim:
    documents = {number: listed[number] for number in claim.numbers if number in listed}
    verdict = sources.judge(claim.text, tuple(documents.values())) if sources else Verdict(None, None)
    pairs: dict[int, Pair | None] = {}
    for number in claim.numbers:
        found = verdict.pairs.get(documents[number].id) if number in documents else None
        pairs[number] = NOT_LISTED if report.reference(number) is None else found
    read = sum(1 for quote in claim.citations if sources and sources.document(quote.document))
    return CheckedClaim(
        claim,
        needs_citation(claim.text),
        verdict,
        pairs,
        stated_facts(claim.text) if claim.numbers else {},
        read,
        len(claim.citations) - read,
    )


def _missing(report: Report) -> Iterator[Finding]:
    """Sentences that need a source; where the next one has it, it may well be meant for both."""
    for block in report.blocks:
        for claim, following in zip_longest(block.claims, block.claims[1:]):
            if not claim.numbers and needs_citation(claim.text):
                numbers = "".join(f"[{number}]" for number in following.numbers) if following else ""
                hint = f" Draagt {numbers} van de volgende zin ook deze? Zet de bron dan bij beide." if numbers else ""
                yield Finding("citation.missing", MISSING + hint, claim.id)


def _facts(claims: tuple[CheckedClaim, ...]) -> Iterator[Finding]:
    for item in claims:
        for fact in item.verdict.objections:
            quote = item.claim.text[fact.start : fact.end]
            found = Finding(fact.code, fact.message, item.claim.id, None, quote, fact.start, fact.end)
            yield replace(found, document=fact.document, passage=_passage(fact))


def _passage(objection: Objection) -> Span | None:
    """Where its source says otherwise."""
    if objection.source_start is None or objection.source_end is None:
        return None
    return Span(objection.source_start, objection.source_end)


def _support(claims: tuple[CheckedClaim, ...]) -> Iterator[Finding]:
    """Sources that carry nothing, and sentences that all their sources together carry in part only."""
    for item in claims:
        for number, pair in item.pairs.items():
            if pair is not None and pair is not NOT_LISTED and pair.support == "none":
                reason = next(reason for reason in pair.reasons if reason.code == "support.none")
                yield Finding("support.none", f"Bron [{number}]: {reason.message}", item.claim.id, number)
        if item.verdict.support == "partial":
            yield Finding("support.partial", partial_message(item), item.claim.id)


def _attribution(
    claims: tuple[CheckedClaim, ...], listed: Mapping[int, Document], sources: Sources
) -> Iterator[Finding]:
    """Citations that add nothing to a sentence which is carried, and those that should have been another."""
    for item in claims:
        cited = {number: listed[number] for number in item.pairs if number in listed}
        score = _score(item, sources)
        text, full = item.claim.text, item.verdict.support == "full"
        found = padding(text, cited, score) if full else misattribution(text, cited, listed, score)
        for number, objection in found:
            yield Finding(objection.code, objection.message, item.claim.id, number, document=objection.document)


def _score(item: CheckedClaim, sources: Sources) -> Score:
    """How far documents carry a sentence of which those it cites were judged already."""
    weight = weights(item.claim.text, sources.idf)

    def score(claim: str, documents: Sequence[Document]) -> float:
        pairs = item.verdict.pairs
        known = [pairs[document.id].score for document in documents if document.id in pairs]
        # Sources carry together what one of them carries alone.
        if len(documents) == len(known) == 1 or max(known, default=0.0) >= CARRIES:
            return max(known)
        if share([profile(document) for document in documents], weight) < LEAST_SHARE:
            return 0.0
        return sources.judge(claim, documents).score or 0.0

    return score


def _superseded(
    claims: tuple[CheckedClaim, ...], listed: Mapping[int, Document], sources: Sources
) -> Iterator[Finding]:
    """Citations of a decision whose dossier went further, where no sentence of the report cites how."""
    told = {listed[number].id for item in claims for number in item.pairs if number in listed}
    later = {document.id: sources.latest(document) for document in listed.values()} if sources.latest else {}
    untold = {identity: last for identity, last in later.items() if last.id not in told}
    for item in claims:
        for number in item.pairs:
            source = (Source(listed[number]),) if number in listed else ()
            for objection in check_superseded(item.claim.text, source, untold):
                found = Finding(objection.code, f"Bron [{number}]: {objection.message}", item.claim.id, number)
                yield replace(found, document=objection.document, passage=_passage(objection))


def partial_message(item: CheckedClaim) -> str:
    """Why the sources of a sentence do not carry all of it, in the words of its best source."""
    pairs = [(pair.score, -number, pair) for number, pair in item.pairs.items() if pair and pair.reasons]
    if not pairs:
        return "De bronnen dragen maar een deel van deze zin."
    _, number, pair = max(pairs, key=lambda entry: entry[:2])
    return f"Maar een deel van de zin vindt steun. Bron [{-number}]: {pair.reasons[-1].message}"


def _quotes(claims: tuple[CheckedClaim, ...], sources: Sources) -> Iterator[Finding]:
    for item in claims:
        for citation in item.claim.citations:
            document = sources.document(citation.document)
            if document and quote_changed(citation, document):
                message = "Het citaat staat niet meer woordelijk op die plaats in de bron."
                yield Finding("quote.changed", message, item.claim.id, None, citation.quote)


def _unmentioned(report: Report, expected: Expected, sources: Sources) -> Iterator[Finding]:
    """Important decisions that no sentence cites, nor any other decision of their dossier."""
    for identity in expected.missing(report):
        document = sources.documents[identity]
        day = f" ({document.date.isoformat()})" if document.date else ""
        title = shorten(reference_title(document), LONGEST_TITLE, placeholder=" …")
        message = f"Niet vermeld, al hoort ze bij een voornemen van deze sectie: “{title}”{day}."
        yield Finding("decision.unmentioned", message)
