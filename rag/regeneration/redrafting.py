"""A new draft that keeps what did not change: only the dossiers that the news is about are written again.

A sentence stays, to the byte, as long as no document it cites and no document of their dossiers is news. What is
written of a dossier that was told before stands where it stood; what is new is put in by weight. The conclusion keeps
those of its sentences that stay; a new one is made when the whole section is written again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.documents import Section, Span
from rag.drafting.arranging import cited_documents, insert
from rag.drafting.draft import Draft, DraftSentence, Finding, Step, Writer
from rag.drafting.reports import Drafted, finish
from rag.errors import ReportError
from rag.evidence import SHORT, Evidence, sentence_key
from rag.llm.account import OF_EVIDENCE, Account
from rag.llm.usage import Usage
from rag.markdown import parse
from rag.regeneration.previous import generated_claims
from rag.report import Claim
from rag.session import Session
from rag.sidecar import AccountedClaim, Sidecar
from rag.support.objections import Objection


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence as it was generated, and the documents it cites."""

    sentence: DraftSentence
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """The sentences of a finding under their heading."""

    heading: str
    sentences: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """What of a report is written again.

    ``stale`` are the documents whose sentences go, ``evidence`` is all there is, with everything that stays in it, and
    ``touched`` the part of it that the writer is given.
    """

    sidecar: Sidecar
    groups: tuple[Group, ...]
    conclusion: tuple[Told, ...]
    stale: frozenset[str]
    evidence: Evidence
    touched: Evidence

    def stays(self, told: Told) -> bool:
        """Whether a sentence is kept as it is."""
        return told.documents.isdisjoint(self.stale)


def renewal(
    section: Section, sidecar: Sidecar, news: Collection[str], session: Session, account: Account | None = None
) -> Renewal:
    """What the documents in ``news`` change in the report that ``sidecar`` accounts for.

    ``account`` takes what finding the evidence cost of a model. Raises ReportError if the account is not that of what
    was generated.
    """
    evidence = session.evidence(section, account)
    groups, conclusion = _generated(section, sidecar)
    told = [each for group in groups for each in group.sentences]
    hashes = session.library.hashes
    changed = {one for one in _cited(told) if hashes.get(one, "")[:SHORT] != sidecar.considered.get(one)}
    stale = _stale({*news, *changed}, told, session.dossiers)
    # The earlier stages of a file are told with the news of it, though they would not be found for themselves.
    quoted = {one: spans for one, spans in _quotes(sidecar).items() if one not in news and one not in changed}
    evidence = session.including(evidence, quoted)
    touched = tuple(item for item in evidence.documents if item.document.id in stale)
    return Renewal(sidecar, groups, conclusion, stale, evidence, replace(evidence, documents=touched))


def redraft(found: Renewal, session: Session, writer: Writer, inputs: Mapping[str, str], account: Account) -> Drafted:
    """The report with what is touched written anew. ``inputs`` and ``account`` as for ``draft_section``."""
    sidecar = found.sidecar
    new = writer.write(found.touched, part=True) if found.touched.documents else Draft(sidecar.writer, ())
    findings, others = _placed(found, new.findings, session.dossiers)
    kept = sum(found.stays(told) for group in found.groups for told in group.sentences)
    draft = replace(
        new,
        findings=insert(findings, others, found.evidence, session.config.draft.order),
        conclusion=tuple(told.sentence for told in found.conclusion if found.stays(told)),
        steps=(Step("keep", "rules", took={"sentences": kept}), *new.steps),
        flags=tuple(dict.fromkeys([*(flag for flag in sidecar.flags if _lasts(flag, found)), *new.flags])),
        model=new.model or sidecar.model,
        cost=Usage(cached=0, **sidecar.usage) + new.cost,  # type: ignore[arg-type]  # of JSON: counts and euros
    )
    # What has changed since, or is gone, was never looked at as it is now.
    hashes = session.library.hashes
    before = {one: seen for one, seen in sidecar.considered.items() if hashes.get(one, "")[:SHORT] == seen}
    evidence = replace(found.evidence, considered={**before, **found.evidence.considered})
    return finish(draft, evidence, inputs, account)


def _generated(section: Section, sidecar: Sidecar) -> tuple[tuple[Group, ...], tuple[Told, ...]]:
    """The findings and the conclusion as they were generated, whatever an editor has made of them since."""
    accounts = {claim.text: claim for claim in generated_claims(sidecar) if claim.citations}
    groups: list[Group] = []
    conclusion: list[Told] = []
    for block in parse(sidecar.generated).blocks:
        sentences = [_told(section, claim, accounts) for claim in block.claims if claim.markers]
        if block.kind == "item":
            groups.append(Group(block.heading or "", tuple(sentences)))
        else:
            conclusion += sentences
    return tuple(groups), tuple(conclusion)


def _told(section: Section, claim: Claim, accounts: Mapping[str, AccountedClaim]) -> Told:
    account = accounts.get(claim.text)
    if account is None:
        raise ReportError(
            f"{section.id}: its account does not know the sentence '{claim.text[:60]}…'; draft the section again"
        )
    keys = tuple(sentence_key(section, cited.document, cited.start, cited.quote) for cited in account.citations)
    doubts = tuple(_objections(account))
    sentence = DraftSentence(account.text, keys, account.score, doubts)
    return Told(sentence, frozenset(cited.document for cited in account.citations))


def _objections(account: AccountedClaim) -> Iterator[Objection]:
    for doubt in account.doubts:
        start = max(account.text.find(doubt.quote or ""), 0)
        yield Objection(doubt.code, doubt.message, start, start + len(doubt.quote or ""))


def _quotes(sidecar: Sidecar) -> dict[str, list[Span]]:
    """The stretches of each document that the report cites, or cited before an editor changed it."""
    found: dict[str, list[Span]] = {}
    for claim in generated_claims(sidecar):
        for cited in claim.citations:
            found.setdefault(cited.document, []).append(Span(cited.start, cited.end))
    return found


def _cited(told: Iterable[Told]) -> set[str]:
    return {document for each in told for document in each.documents}


def _stale(news: set[str], told: Sequence[Told], dossiers: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The news, all documents of its dossiers, and of those that are told in one sentence with any of these."""
    stale: set[str] = set()
    reached = news
    while reached - stale:
        stale |= {member for document in reached for member in (document, *dossiers.get(document, ()))}
        reached = _cited(each for each in told if not each.documents.isdisjoint(stale))
    return frozenset(stale)


def _lasts(flag: str, found: Renewal) -> bool:
    """Whether a flag of the report as it was still holds: one about a document does as long as that one is kept.

    The evidence has been found anew, and what is to be said of that is said anew.
    """
    return not flag.startswith(OF_EVIDENCE) and flag.rpartition(":")[2] not in found.stale


def _placed(
    found: Renewal, new: Sequence[Finding], dossiers: Mapping[str, Sequence[str]]
) -> tuple[list[Finding], list[Finding]]:
    """The findings that were there, with what is new of the dossiers they told, and the new ones that are of others."""
    places = _places(found, dossiers)
    arriving: defaultdict[int, list[_Arrival]] = defaultdict(list)
    others: list[Finding] = []
    for finding in new:
        rest: list[DraftSentence] = []
        for sentence in finding.sentences:
            documents = filter(None, map(found.evidence.sentence, sentence.keys))
            where = min((places[each.document] for each in documents if each.document in places), default=None)
            if where is None:
                rest.append(sentence)
            else:
                arriving[where[0]].append(_Arrival(where[1], sentence, finding))
        if rest:
            others.append(replace(finding, sentences=tuple(rest)))
    renewed = (_renewed(found, group, arriving[number]) for number, group in enumerate(found.groups))
    return [finding for finding in renewed if finding.sentences], others


def _places(found: Renewal, dossiers: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, int]]:
    """Where the dossier of a document was first told, of those that are told again: group and sentence."""
    places: dict[str, tuple[int, int]] = {}
    for number, group in enumerate(found.groups):
        for place, told in enumerate(group.sentences):
            for document in () if found.stays(told) else told.documents:
                for member in (document, *dossiers.get(document, ())):
                    places.setdefault(member, (number, place))
    return places


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A new sentence that takes the place of an old one of its dossier."""

    place: int
    sentence: DraftSentence
    finding: Finding


def _renewed(found: Renewal, group: Group, arriving: Sequence[_Arrival]) -> Finding:
    """A finding with its sentences that stay and those that took a place in it."""
    kept = [(place, told.sentence) for place, told in enumerate(group.sentences) if found.stays(told)]
    sentences = [*kept, *((each.place, each.sentence) for each in arriving)]
    ordered = tuple(sentence for _, sentence in sorted(sentences, key=lambda item: item[0]))
    heading = group.heading if kept or not arriving else arriving[0].finding.heading
    own = Finding(heading, tuple(sentence for _, sentence in kept))
    about = {reason.commitment for item in cited_documents(own, found.evidence) for reason in item.reasons}
    before = {number for number, made in enumerate(found.sidecar.commitments) if made.found}
    served = about & before | {number for each in arriving for number in each.finding.commitments}
    return Finding(heading, ordered, tuple(sorted(number for number in served if number is not None)))
