"""The account of a report that an editor has a part in: the sentences of people are checked like those of the model."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from rag.documents import Citation, Document
from rag.drafting.checking import missed
from rag.regeneration.merging.layout import alike
from rag.report import Claim, Reference, Report
from rag.session import Session
from rag.sidecar import AccountedClaim, Origin
from rag.support.assertions import needs_citation
from rag.support.conflicts import SIGN
from rag.support.coverage import Idf
from rag.support.findings import Finding
from rag.support.judge import Verdict, judge_claim
from rag.support.references import Bibliography, check_references

UNSOURCED = "De zin stelt een feit vast, maar verwijst naar geen enkele bron."


class Shelf(Protocol):
    """Where documents are found, as in the index's catalogue."""

    def document(self, identity: str, /) -> Document | None:
        """One document, None if there is none."""
        ...

    def documents(self, *, withdrawn: bool = False) -> Iterator[Document]:
        """All documents, with those that are ``withdrawn`` if asked for."""
        ...


@dataclass(frozen=True)
class Bookcase:
    """What sentences of editors are held against: the documents of a corpus, and how rare its words are."""

    shelf: Shelf
    idf: Idf

    @classmethod
    def of(cls, session: Session) -> "Bookcase":
        """The documents of an opened index, to be used on the thread that opened it."""
        return cls(session.index.catalogue, lambda stem: session.retriever.bm25.idf(stem))

    @cached_property
    def _bibliography(self) -> Bibliography:
        # Seconds for thousands of documents: made only where an editor brings a source of which nothing is known.
        return Bibliography(self.shelf.documents(withdrawn=True))

    def lookup(self, reference: Reference) -> str | None:
        """The id of the document that a reference means, None if it is none of the corpus."""
        return self._bibliography.resolve(Report("", "", (), (reference,))).references[0].document


@dataclass(frozen=True, slots=True)
class Accounted:
    """The claims of a report, what was generated and is not among them, and what is found against those of editors."""

    claims: tuple[AccountedClaim, ...]
    set_aside: tuple[AccountedClaim, ...]
    findings: tuple[Finding, ...]


def account(
    report: Report,
    unlisted: Sequence[Reference],
    generated: Iterable[AccountedClaim],
    origins: Mapping[str, Origin],
    bookcase: Bookcase,
) -> Accounted:
    """Account for a report whose references know their documents.

    ``unlisted`` are entries that an editor took off the list while a sentence still points to them. ``generated`` are
    the claims of the draft: those that stand in the report keep their account. ``origins`` tells of other sentences
    what they are.
    """
    left = list(generated)
    against = check_references(report, bookcase.shelf)
    lost = {entry.number for entry in unlisted}
    report = replace(report, references=(*report.references, *unlisted))
    claims: list[AccountedClaim] = []
    aside: list[AccountedClaim] = []
    findings: list[Finding] = []
    for claim in report.claims():
        cited = _documents(claim, report)
        known = next((one for one in left if _same(claim, cited, one)), None)
        if known:
            left.remove(known)
            aside += [known] if known.text != claim.text else []
            claims.append(_renamed(known, claim))
            findings += (found for found in against if found.claim_id == claim.id and found.number in lost)
        elif SIGN in claim.text:
            claims.append(AccountedClaim(claim.id, claim.text))
        else:
            checked = _checked(claim, report, origins.get(claim.text, "added"), bookcase)
            doubts = (*checked.doubts, *_listed(claim, against))
            claims.append(replace(checked, doubts=doubts))
            findings += doubts
    return Accounted(tuple(claims), tuple([*aside, *left]), tuple(findings))


def _documents(claim: Claim, report: Report) -> tuple[str | None, ...]:
    """The documents behind a claim in order, None for a source that is none of the corpus."""
    found = (report.reference(number) for number in claim.numbers)
    return tuple(dict.fromkeys(reference.document if reference else None for reference in found))


def _same(claim: Claim, cited: tuple[str | None, ...], known: AccountedClaim) -> bool:
    """Whether a claim is what was generated, the kind of quotes aside."""
    return alike(claim.text) == alike(known.text) and cited == tuple(
        dict.fromkeys(citation.document for citation in known.citations)
    )


def _renamed(known: AccountedClaim, claim: Claim) -> AccountedClaim:
    doubts = tuple(replace(doubt, claim_id=claim.id) for doubt in known.doubts)
    return replace(known, id=claim.id, text=claim.text, doubts=doubts)


def _checked(claim: Claim, report: Report, origin: Origin, bookcase: Bookcase) -> AccountedClaim:
    """A sentence of an editor, held against the documents behind its markers.

    Where one of these cannot be read nobody can tell what is carried, so nothing is held against it.
    """
    found = [bookcase.shelf.document(identity) if identity else None for identity in _documents(claim, report)]
    documents = [document for document in found if document]
    if not documents:
        missing = not claim.numbers and needs_citation(claim.text)
        unsourced = (Finding("citation.missing", UNSOURCED, claim.id, quote=claim.text),) if missing else ()
        return AccountedClaim(claim.id, claim.text, doubts=unsourced, origin=origin)
    verdict = judge_claim(claim.text, documents, bookcase.idf)
    citations = tuple(_citations(verdict, documents))
    if len(documents) < len(found):
        return AccountedClaim(claim.id, claim.text, citations, origin=origin)
    against = (*verdict.objections, *missed(claim.text, verdict, verdict.objections))
    doubts = tuple(
        Finding(each.code, each.message, claim.id, quote=claim.text[each.start : each.end]) for each in against
    )
    return AccountedClaim(claim.id, claim.text, citations, verdict.score, doubts, origin)


def _citations(verdict: Verdict, documents: Iterable[Document]) -> Iterator[Citation]:
    """Of each document the sentence that comes nearest to what is claimed."""
    for document in documents:
        passage = verdict.pairs[document.id].passage
        if passage:
            page = document.page_at(passage.start)
            place = (page.number or None, page.file) if page else (None, "")
            yield Citation(document.id, passage.quote, passage.start, passage.end, *place)


def _listed(claim: Claim, against: Iterable[Finding]) -> Iterator[Finding]:
    """What is wrong with the markers of a claim, and with the entries they point to."""
    for finding in against:
        if finding.claim_id == claim.id or (finding.claim_id is None and finding.number in claim.numbers):
            yield replace(finding, claim_id=claim.id)
