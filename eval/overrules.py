"""What a person decided about a citation, instead of the judge: read from a file the scorecard page saves.

An overrule names a report, a sentence by its words and a source by its document. It survives renumbering, and no longer
applies where the sentence was rewritten or the source is no longer cited.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.evaluation import NOT_LISTED, CheckedClaim, CheckedReport, partial_message
from eval.keys import report_key, sentence_key, source_key
from rag.errors import ConfigError
from rag.support.findings import Finding
from rag.support.judge import GRADES, Pair, Reason, Support, Verdict

SCHEMA = 1
MAX_BYTES = 50_000_000
MISATTRIBUTED = "citation.misattributed"
_SCORES: dict[Support, float] = {"none": 0.0, "partial": 0.5, "full": 1.0}
_IN_WORDS: dict[Support, str] = {"none": "niets", "partial": "maar een deel", "full": "alles"}


class Overrule(BaseModel):
    """One decision. ``report`` is a section id or, without one, a path; ``claim`` is the key of a sentence.

    ``text`` is the sentence, for people. ``judge`` is what the judge had said, None where it could not say.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    report: str
    claim: str = Field(pattern=r"^[0-9a-f]{16}$")
    source: str
    verdict: Literal["none", "partial", "full"]
    judge: Literal["none", "partial", "full"] | None = None
    remark: str = ""
    text: str = ""


class _File(BaseModel):
    """The file: ``{"schema": 1, "overrules": [...]}``."""

    model_config = ConfigDict(populate_by_name=True)

    version: Literal[1] = Field(alias="schema")
    overrules: list[Overrule]


@dataclass(frozen=True, slots=True)
class Applied:
    """An overrule at its place, with what the judge said of the pair (None where it could not read the source)."""

    report: Path
    claim_id: str
    number: int
    overrule: Overrule
    judge: Pair | None

    @property
    def changed(self) -> bool:
        """Whether the person decided otherwise than the judge."""
        return self.judge is None or self.judge.support != self.overrule.verdict


@dataclass(frozen=True, slots=True)
class Overruled:
    """Reports with the decisions in them.

    ``stale`` overrules name a sentence that is no longer in its report, or no longer with that source; ``elsewhere``
    are about reports that were not evaluated now.
    """

    reports: tuple[CheckedReport, ...]
    applied: tuple[Applied, ...] = ()
    stale: tuple[Overrule, ...] = ()
    elsewhere: tuple[Overrule, ...] = ()


def load_overrules(path: Path) -> tuple[Overrule, ...]:
    """The decisions in a file; of two about the same citation the last counts.

    Raises ConfigError that says what is wrong with the file.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"{path}: larger than {MAX_BYTES:,} bytes; this is no file of overrules")
        found = _File.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); give a file saved by scorecard.html") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise ConfigError(f"{path}: {place}: {first['msg']}; save the file again from scorecard.html") from error
    return tuple({(item.report, item.claim, item.source): item for item in found.overrules}.values())


def dumps(overrules: Sequence[Overrule]) -> str:
    """The file's text."""
    rows = [item.model_dump() for item in overrules]
    return json.dumps({"schema": SCHEMA, "overrules": rows}, ensure_ascii=False, indent=1) + "\n"


def overrule(reports: Sequence[CheckedReport], overrules: Sequence[Overrule], shown: Mapping[Path, str]) -> Overruled:
    """Put decisions in the place of verdicts; ``shown`` is what the scorecard calls each report's path."""
    changed: list[CheckedReport] = []
    applied: list[Applied] = []
    evaluated: set[str] = set()
    for report in reports:
        names = {report_key(report.loaded, shown[report.loaded.path]), shown[report.loaded.path]}
        evaluated |= names
        wanted = {(item.claim, item.source): item for item in overrules if item.report in names}
        new, here = _overrule_report(report, wanted) if wanted else (report, [])
        changed.append(new)
        applied += here
    used = {item.overrule for item in applied}
    rest = [item for item in overrules if item not in used]
    return Overruled(
        tuple(changed),
        tuple(applied),
        tuple(item for item in rest if item.report in evaluated),
        tuple(item for item in rest if item.report not in evaluated),
    )


def _overrule_report(
    report: CheckedReport, wanted: Mapping[tuple[str, str], Overrule]
) -> tuple[CheckedReport, list[Applied]]:
    applied: list[Applied] = []
    claims: list[CheckedClaim] = []
    for item in report.claims:
        here = [
            Applied(report.loaded.path, item.claim.id, number, decision, pair)
            for number, pair in item.pairs.items()
            if (decision := _decision(report, item, number, wanted)) and pair is not NOT_LISTED
        ]
        applied += here
        claims.append(_decided(item, here) if any(found.changed for found in here) else item)
    if all(new is old for new, old in zip(claims, report.claims, strict=True)):
        return report, applied
    return replace(report, claims=tuple(claims), findings=tuple(_findings(report, claims))), applied


def _decision(
    report: CheckedReport, item: CheckedClaim, number: int, wanted: Mapping[tuple[str, str], Overrule]
) -> Overrule | None:
    reference = report.report.reference(number)
    return wanted.get((sentence_key(item.claim.text), source_key(reference))) if reference else None


def _decided(item: CheckedClaim, applied: Sequence[Applied]) -> CheckedClaim:
    """The sentence with the decisions: it is carried as well as by its best source.

    What its sources give together stands only where no source was found to carry less than the judge said. A source
    that carries all of it, carries its facts too.
    """
    decisions = {found.number: found for found in applied}
    pairs = {number: _pair(decisions[number]) if number in decisions else pair for number, pair in item.pairs.items()}
    best = max((pair.score for pair in pairs.values() if pair), default=0.0)
    lowered = any(
        found.judge and GRADES.index(found.overrule.verdict) < GRADES.index(found.judge.support) for found in applied
    )
    score = best if lowered else max(best, item.verdict.score or 0.0)
    support = _best(pairs.values(), None if lowered else item.verdict.support)
    carried = any(found.overrule.verdict == "full" for found in applied)
    objections = () if carried else item.verdict.objections
    verdict = Verdict(support, score, item.verdict.pairs, objections)
    return replace(item, verdict=verdict, pairs=pairs)


def _best(pairs: Iterable[Pair | None], together: Support | None) -> Support:
    """The best of what each source carries alone and of what they carry together."""
    supports = [pair.support for pair in pairs if pair]
    return max([*supports, *([together] if together else [])], key=GRADES.index)


def _pair(found: Applied) -> Pair:
    """A decision as a verdict on the pair."""
    verdict, remark = found.overrule.verdict, found.overrule.remark.strip()
    message = f"Een nazichter oordeelt dat deze bron {_IN_WORDS[verdict]} van de zin draagt."
    reason = Reason(f"support.{verdict}", f"{message} {remark}".strip())
    if not found.changed and found.judge:
        return found.judge
    passage = found.judge.passage if found.judge else None
    return Pair(verdict, _SCORES[verdict], () if verdict == "full" else (reason,), passage)


def _findings(report: CheckedReport, claims: Sequence[CheckedClaim]) -> list[Finding]:
    """The findings of the report, with those on support made anew where something was decided."""
    decided = {new.claim.id: (old, new) for old, new in zip(report.claims, claims, strict=True) if new is not old}
    place = {item.claim.id: number for number, item in enumerate(claims)}
    found = [finding for finding in report.findings if not _settled(finding, *decided.get(finding.claim_id or "", ()))]
    found += [finding for _, new in decided.values() for finding in _support_findings(new)]
    return sorted(found, key=lambda finding: place.get(finding.claim_id or "", len(place)))


def _settled(finding: Finding, old: CheckedClaim | None = None, new: CheckedClaim | None = None) -> bool:
    """Whether a finding no longer stands: it was about support, or what a person found a source to carry after all."""
    if old is None or new is None:
        return False
    if finding.code == MISATTRIBUTED and finding.number is not None:
        pair = new.pairs.get(finding.number)
        return pair is not None and pair.support == "full"
    gone = {(found.code, found.start, found.end) for found in set(old.verdict.objections) - set(new.verdict.objections)}
    return finding.code.startswith("support.") or (finding.code, finding.start, finding.end) in gone


def _support_findings(item: CheckedClaim) -> Iterator[Finding]:
    for number, pair in item.pairs.items():
        if pair is not None and pair is not NOT_LISTED and pair.support == "none":
            yield Finding("support.none", f"Bron [{number}]: {pair.reasons[-1].message}", item.claim.id, number)
    if item.verdict.support == "partial":
        yield Finding("support.partial", partial_message(item), item.claim.id)
