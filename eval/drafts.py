"""How one writer does over a set of sections: how much it cites, how well it is carried, what it found, what it took.

The same figures for every writer, ours or another's, so that they can stand in one table.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean
from typing import Literal, NamedTuple

from eval.evaluation import CheckedReport
from eval.expected import says_not_found
from rag.documents import Document, Span
from rag.llm.usage import Usage
from rag.stages import ORDER, StageName, stage_of
from rag.support.checks import check_claim
from rag.support.judge import GRADES
from rag.support.references import LONGEST_RUN, runs
from rag.support.severity import SEVERITIES, severity
from rag.support.sources import Source

OVERCLAIM = "stage.overclaim"
MUST_BE_TOLD = 3
"""The relevance grade of a decision that a good report must mention."""


class Figure(NamedTuple):
    """``value`` is None where there is nothing to measure; a share is between 0 and 1."""

    value: float | None
    form: Literal["count", "mean", "share"]

    def __str__(self) -> str:
        """``1,140``, ``4.21`` or ``59.2%``; a dash where there is nothing to measure."""
        if self.value is None:
            return "-"
        if self.form == "share":
            return f"{self.value:.1%}"
        return f"{self.value:,.0f}" if self.form == "count" else f"{self.value:,.2f}"


@dataclass(frozen=True, slots=True)
class Written:
    """A checked report on one section and what writing it took.

    ``quoted`` is the number of hard objections against its quotes alone, None where it has no account of them.
    """

    section: str
    checked: CheckedReport
    usage: Usage = field(default_factory=Usage)
    quoted: int | None = None

    @property
    def cites(self) -> bool:
        """Whether any of its sentences cites anything."""
        return any(claim.numbers for claim in self.checked.report.claims())

    @property
    def not_found(self) -> int:
        """Of how many things it says that nothing was found."""
        sidecar = self.checked.loaded.sidecar
        if sidecar is not None:
            return len(sidecar.not_found)
        return sum(says_not_found(claim.text) for claim in self.checked.report.claims())


def figures(
    written: Sequence[Written], grades: Mapping[str, Mapping[str, int]], dossiers: Mapping[str, Sequence[str]]
) -> dict[str, Figure]:
    """Every figure by name.

    ``grades`` are relevance judgements by section and document; sections without any are left out of those figures.
    ``dossiers`` maps a document to the ids of its dossier from first to last.
    """
    judged = [item for item in written if item.section in grades]
    return {
        **_citing(written),
        **_carried(written),
        **_silent(written),
        **_found(judged, grades, dossiers),
        **_grades_cited(judged, grades),
        **_spent(written),
        **_objections(written),
    }


def _citing(written: Sequence[Written]) -> dict[str, Figure]:
    claims = [claim for item in written for claim in item.checked.report.claims()]
    cited = [claim for claim in claims if claim.numbers]
    rows = [run for claim in claims for run in runs(claim)]
    citations = [len(row) > LONGEST_RUN for row in rows for _ in row]
    return {
        "sections": Figure(len(written), "count"),
        "sentences a section": _mean(len(item.checked.claims) for item in written),
        "cited sentences": Figure(len(cited), "count"),
        "citations": Figure(sum(len(claim.numbers) for claim in cited), "count"),
        "citations a cited sentence": _mean(len(claim.numbers) for claim in cited),
        "most citations in a sentence": Figure(max((len(claim.numbers) for claim in cited), default=None), "count"),
        "distinct decisions a section": _mean(len(item.checked.report.cited()) for item in written),
        "longest run of citations": Figure(max(map(len, rows), default=None), "count"),
        "citations in runs of six or more": _share(citations),
    }


def _carried(written: Sequence[Written]) -> dict[str, Figure]:
    claims = [claim for item in written for claim in item.checked.claims]
    pairs = [pair.support for claim in claims for pair in claim.pairs.values() if pair]
    cited = [claim for claim in claims if claim.pairs]
    missing = [not claim.pairs for claim in claims if claim.needs_citation]
    return {
        **{f"pairs judged {grade}": _share(support == grade for support in pairs) for grade in GRADES},
        "sentences fully carried": _share(claim.verdict.support == "full" for claim in cited),
        "sentences carried by nothing": _share(claim.verdict.support == "none" for claim in cited),
        "factual sentences without source": _share(missing),
    }


def _silent(written: Sequence[Written]) -> dict[str, Figure]:
    return {
        "sections without a cited sentence": Figure(sum(not item.cites for item in written), "count"),
        "sections that tell of something not found": Figure(sum(item.not_found > 0 for item in written), "count"),
        "things told as not found": Figure(sum(item.not_found for item in written), "count"),
    }


def _found(
    written: Sequence[Written], grades: Mapping[str, Mapping[str, int]], dossiers: Mapping[str, Sequence[str]]
) -> dict[str, Figure]:
    """Which decisions that must be told are told: means over sections that have any, as retrieval is scored too."""
    itself, later, files = [], [], []
    for item in written:
        wanted = [document for document, grade in grades[item.section].items() if grade >= MUST_BE_TOLD]
        cited = item.checked.report.cited()
        courses = {document: tuple(dossiers.get(document, (document,))) for document in wanted}
        if not wanted:
            continue
        itself.append(mean(document in cited for document in wanted))
        later.append(mean(any(d in cited for d in course[course.index(first) :]) for first, course in courses.items()))
        files.append(mean(any(d in cited for d in course) for course in set(courses.values())))
    return {
        "grade 3 decisions cited": _mean(itself, "share"),
        "grade 3 decisions cited, or a later one of the dossier": _mean(later, "share"),
        "grade 3 dossiers cited": _mean(files, "share"),
    }


def _grades_cited(written: Sequence[Written], grades: Mapping[str, Mapping[str, int]]) -> dict[str, Figure]:
    cited = [grades[item.section].get(document) for item in written for document in item.checked.report.cited()]
    shares = {f"cited documents of grade {grade}": _share(value == grade for value in cited) for grade in range(4)}
    return {**shares, "cited documents without judgement": _share(value is None for value in cited)}


def _spent(written: Sequence[Written]) -> dict[str, Figure]:
    return {
        "calls a section": _mean(item.usage.calls for item in written),
        "prompt tokens a section": _mean((item.usage.prompt_tokens for item in written), "count"),
        "most prompt tokens of a section": Figure(
            max((item.usage.prompt_tokens for item in written), default=None), "count"
        ),
        "completion tokens a section": _mean((item.usage.completion_tokens for item in written), "count"),
    }


def _objections(written: Sequence[Written]) -> dict[str, Figure]:
    """What the checks have against the sentences: how many have something hard, and how often each check objects."""
    cited = [(item, claim) for item in written for claim in item.checked.claims if claim.pairs]
    hard = {
        (item.section, finding.claim_id)
        for item in written
        for finding in item.checked.findings
        if severity(finding.code) == "hard"
    }
    counts = Counter(finding.code for item in written for finding in item.checked.findings)
    quoted = [item.quoted for item in written if item.quoted is not None]
    return {
        "sentences with a hard objection": _share((item.section, claim.claim.id) in hard for item, claim in cited),
        "hard objections against the very sentences cited": Figure(sum(quoted) if quoted else None, "count"),
        **{f"objections {code}": Figure(counts[code], "count") for code in SEVERITIES},
    }


def stage_figures(
    written: Sequence[Written], marked: Mapping[str, StageName], documents: Mapping[str, Document]
) -> dict[str, Figure]:
    """Whether sentences go further than the stage that a person ``marked`` for what they cite, by document.

    A sentence with a word for a stage may go too far where the check says so, and where its decision was read as
    further than it was marked, for then the check cannot know.
    """
    told = [(item, claim) for item in written for claim in item.checked.claims if claim.facts.get(OVERCLAIM)]
    found = []
    for item, claim in told:
        references = (item.checked.report.reference(number) for number in claim.claim.numbers)
        known = [r.document for r in references if r and r.document in marked]
        if known:
            objected = any(objection.code == OVERCLAIM for objection in claim.verdict.objections)
            found.append(objected or any(_read_too_far(documents[d], marked[d]) for d in known if d))
    return {
        "sentences with a stage, on decisions with a marked one": Figure(len(found), "count"),
        "of those, sentences that may go too far": Figure(sum(found), "count"),
    }


def _read_too_far(document: Document, marked: StageName) -> bool:
    return ORDER[stage_of(document).name] > ORDER[marked]


def hard_against_quotes(checked: CheckedReport, documents: Mapping[str, Document]) -> int | None:
    """How many hard objections there are when each sentence is held against its quotes only; None without quotes."""
    if checked.loaded.sidecar is None:
        return None
    count = 0
    for claim in checked.report.claims():
        spans: dict[str, list[Span]] = {}
        for citation in claim.citations:
            spans.setdefault(citation.document, []).append(Span(citation.start, citation.end))
        sources = [Source(documents[identity], tuple(found)) for identity, found in spans.items()]
        count += sum(severity(found.code) == "hard" for found in check_claim(claim.text, sources))
    return count


def _mean(values: Iterable[float], form: Literal["count", "mean", "share"] = "mean") -> Figure:
    values = list(values)
    return Figure(mean(values) if values else None, form)


def _share(values: Iterable[bool]) -> Figure:
    return _mean(values, "share")
