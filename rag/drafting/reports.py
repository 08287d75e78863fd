"""From evidence to a report with its account: write, check, compose, render."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rag.commitments import Commitment
from rag.documents import Section
from rag.drafting.composing import Frame, compose
from rag.drafting.draft import Draft, Writer
from rag.dutch.calendar import day_in_words
from rag.dutch.hyphenation import heal
from rag.evidence import Evidence
from rag.files import sha256
from rag.llm.account import Account
from rag.llm.usage import Usage
from rag.report import Report
from rag.sidecar import Sidecar, make_sidecar
from rag.support.findings import Finding as Doubt

# Raise it when the same evidence is written otherwise by the same writer: each account names it under ``inputs``.
DRAFT_VERSION = 6
# Of the promises for which nothing was found a report shows so many, each so far: the sidecar has them all.
MOST_SHOWN, LONGEST_SHOWN = 5, 160
NOT_DONE = "Dat er geen beslissing gevonden is, betekent niet dat er niets gebeurd is."
_LOOSE = re.compile(r" (?=[,.;:!?])")
# Where a promise can end: what follows is a clause, or a phrase that tells how or for what.
_CLAUSE = re.compile(
    r"[,;:](?= )| (?=\((?!her\)|opnieuw))| (?=(?:om|zodat|waarbij|waarmee|waardoor|waarin|opdat|terwijl|indien|wanneer"
    r"|alsook|via|door|met het oog|met (?:bijzondere|specifieke) aandacht|onder meer|onder andere|en (?:we|dit))\b)"
)
_PHRASE = re.compile(r" (?=(?:van|aan|in|op|voor|tot|met|over|bij|naar|binnen|tussen|rond|te|en|of)\b)")
_SHORTEST_SHOWN = 80
_NUMBERED = re.compile(r"^\d+[.)]? (?=[A-Z])")
_NESTED = re.compile(r"[“”„\"]")


@dataclass(frozen=True, slots=True)
class Drafted:
    """One section's report with the sidecar that accounts for it, and what this run spent on it."""

    report: Report
    sidecar: Sidecar
    usage: Usage


def draft_section(evidence: Evidence, writer: Writer, inputs: Mapping[str, str], account: Account) -> Drafted:
    """Draft one section. ``inputs`` are hashes of what the writer depends on besides the evidence.

    ``account`` says what gathering the evidence took of a model.
    """
    return finish(writer.write(evidence), evidence, inputs, account)


def finish(draft: Draft, evidence: Evidence, inputs: Mapping[str, str], account: Account) -> Drafted:
    """The report and the account of a draft. ``inputs`` and ``account`` as for ``draft_section``."""
    draft = _with(account, draft)
    report = compose(evidence.section, draft, evidence, frame(draft, evidence))
    # Where nothing at all was found there is no need to say it of each promise.
    not_found = tuple(made.text for made in _missing(draft, evidence)) if draft.findings else (evidence.section.title,)
    hashes = inputs_of(evidence.section, inputs)
    sidecar = make_sidecar(evidence.section, report, evidence, draft, hashes, not_found, _doubts(report, draft))
    return Drafted(report, sidecar, draft.usage)


def inputs_of(section: Section, inputs: Mapping[str, str]) -> dict[str, str]:
    """What the report of a section depends on besides documents: ``inputs``, which are those of all sections, and its
    own.
    """
    return {**inputs, "section": sha256(repr(section)), "code draft": str(DRAFT_VERSION)}


def _doubts(report: Report, draft: Draft) -> Iterator[Doubt]:
    """What there is against each sentence, under the id of its claim; claims that cite stand in the draft's order."""
    told = [*(sentence for finding in draft.findings for sentence in finding.sentences), *draft.conclusion]
    claims = [claim for claim in report.claims() if claim.citations]
    for claim, sentence in zip(claims, told, strict=True):
        for doubt in sentence.doubts:
            yield Doubt(doubt.code, doubt.message, claim.id, quote=sentence.text[doubt.start : doubt.end])


def _with(account: Account, draft: Draft) -> Draft:
    """The draft with what the steps before it cost and flagged."""
    spent = account.tally
    flags = (*account.flags, *draft.flags)
    return replace(draft, flags=flags, usage=draft.usage + spent.usage, cost=draft.cost + spent.cost)


def frame(draft: Draft, evidence: Evidence) -> Frame:
    """The introduction and the closing paragraph, computed: they say what was searched, never what was done."""
    cutoff = f" tot en met {day_in_words(evidence.cutoff)}" if evidence.cutoff else ""
    searched = f"{_number(evidence.searched)} {'document' if evidence.searched == 1 else 'documenten'}{cutoff}"
    section = f'"{evidence.section.number} {evidence.section.title}"'
    if not draft.findings:
        return Frame(
            f"Voor {section} werd geen beslissing gevonden. Doorzocht: {searched}.",
            NOT_DONE,
        )
    cited = {s.document for f in draft.findings for d in f.sentences for k in d.keys if (s := evidence.sentence(k))}
    items = [item.document for item in evidence.documents if item.document.id in cited]
    days = sorted(document.date for document in items if document.date)
    span = f" tot {day_in_words(days[-1])}" if days and days[0] != days[-1] else ""
    when = f", van {day_in_words(days[0])}{span}" if days else ""
    questions = sum(document.kind == "schriftelijke vraag" for document in items)
    decided = _count(len(items) - questions, "beslissing", "beslissingen")
    answered = _count(questions, "antwoord op een schriftelijke vraag", "antwoorden op schriftelijke vragen")
    sources = " en ".join(filter(None, (decided, answered)))
    return Frame(
        f"{_promised(section, draft, evidence, 'beslissingen of antwoorden' if questions else 'beslissingen')} "
        f"Dit verslag steunt op {sources}{when}.",
        f"{_unserved(draft, evidence)}Doorzocht: {searched}. "
        "Wat hier niet staat, werd niet gevonden; dat betekent niet dat het niet gebeurd is.",
    )


def _promised(section: str, draft: Draft, evidence: Evidence, what: str) -> str:
    """How many promises the section makes, and for how many of them something was found."""
    made, found = len(evidence.commitments), len(draft.served)
    if not made:
        return f"Het regeerakkoord noemt in {section} geen voornemens; wat erover gevonden werd, staat hieronder."
    promises = f"{_number(made)} {'voornemen' if made == 1 else 'voornemens'}"
    if not found:
        return (
            f"Het regeerakkoord noemt in {section} {promises}; alleen over de rest van de tekst werden {what} gevonden."
        )
    which = "daarvoor" if made == 1 else "voor elk daarvan" if found == made else f"voor {_number(found)} daarvan"
    return f"Het regeerakkoord noemt in {section} {promises}; {which} werden {what} gevonden."


def _missing(draft: Draft, evidence: Evidence) -> tuple[Commitment, ...]:
    """The promises that no finding is about, in order."""
    return tuple(made for place, made in enumerate(evidence.commitments) if place not in draft.served)


def _unserved(draft: Draft, evidence: Evidence) -> str:
    """One sentence, with a space behind it, on the promises for which nothing was found; empty if there are none."""
    missing = _missing(draft, evidence)
    if not missing:
        return ""
    # No full stop inside: the sentence is read back as one, whatever the promises hold.
    shown = "; ".join(f"“{_cut(made.text)}”" for made in missing[:MOST_SHOWN])
    more = ", onder meer" if len(missing) > MOST_SHOWN else ""
    made = len(evidence.commitments)
    count = f"{len(missing)} van de {made} voornemens" if made > 1 else "het ene voornemen"
    return f"Voor {count} werd geen beslissing gevonden{more}: {shown}. "


def _cut(text: str) -> str:
    """The start of a promise in one line, cut behind a clause, without what would end or nest its quotation marks."""
    text = _NUMBERED.sub("", _LOOSE.sub("", " ".join(heal(_NESTED.sub("", text)).split())))
    if len(text) > LONGEST_SHOWN:
        start = text[:LONGEST_SHOWN]
        ends = [end.start() for end in _CLAUSE.finditer(start) if end.start() >= _SHORTEST_SHOWN]
        ends = ends or [end.start() for end in _PHRASE.finditer(start)] or [start.rfind(" ")]
        text = start[: ends[-1]].rstrip(",;:-–. ") + " …"
    return text.rstrip(".!?;:, ")


def _count(number: int, one: str, many: str) -> str:
    return f"{_number(number)} {one if number == 1 else many}" if number else ""


def _number(value: int) -> str:
    """``4.787``."""
    return f"{value:,}".replace(",", ".")
