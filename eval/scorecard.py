"""The result of an evaluation as one JSON tree (schema 1), and what a gate makes of it."""

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.evaluation import CheckedClaim, CheckedReport
from eval.labels import METRICS, value_in_words
from eval.metrics import Metric, metrics_of
from eval.reading import Skipped
from rag.config import GateConfig
from rag.support.judge import Pair

SCHEMA = 1
HARD, WARNING = 1, 2


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All that was evaluated. Paths are shown relative to ``root``, so that it is the same on every machine."""

    reports: tuple[CheckedReport, ...]
    skipped: tuple[Skipped, ...]
    metrics: dict[str, Metric]
    root: Path

    @property
    def totals(self) -> dict[str, int]:
        """How much was read."""
        claims = [item for report in self.reports for item in report.claims]
        return {
            "reports": len(self.reports),
            "claims": len(claims),
            "citations": sum(len(marker.numbers) for item in claims for marker in item.claim.markers),
            "references": sum(len(report.report.references) for report in self.reports),
        }

    @property
    def findings(self) -> dict[str, int]:
        """How many findings of each code."""
        counts = Counter(finding.code for report in self.reports for finding in report.findings)
        return dict(sorted(counts.items()))

    def shown(self, path: Path) -> str:
        """A path as the scorecard names it."""
        return Path(os.path.relpath(path, self.root)).as_posix()


@dataclass(frozen=True, slots=True)
class Gate:
    """The exit code a gate gives, and why (Dutch)."""

    code: int
    reasons: tuple[str, ...]


def make_scorecard(reports: Sequence[CheckedReport], skipped: Sequence[Skipped], root: Path) -> Scorecard:
    """The scorecard of checked reports."""
    return Scorecard(tuple(reports), tuple(skipped), metrics_of(reports), root)


def gate(scorecard: Scorecard, limits: GateConfig) -> Gate:
    """1 for a hard finding; 2 for a warning, a figure below its limit or not measurable, or an unreadable report."""
    severities = Counter(report.severity(finding) for report in scorecard.reports for finding in report.findings)
    reasons = []
    if severities["hard"]:
        reasons.append(f"harde fouten: {severities['hard']}")
    if severities["warning"]:
        reasons.append(f"waarschuwingen: {severities['warning']}")
    for name, least in (("weighted_precision", limits.min_support), ("citation_coverage", limits.min_coverage)):
        metric = scorecard.metrics[name]
        if metric.value is None and metric.undefined:
            reasons.append(f"{METRICS[name]}: niet te meten")
        elif metric.value is not None and metric.value < least:
            reasons.append(f"{METRICS[name]}: {value_in_words(name, metric)}, minstens {least:.0%} is nodig")
    if scorecard.skipped:
        reasons.append(f"onleesbare verslagen: {len(scorecard.skipped)}")
    return Gate(HARD if severities["hard"] else WARNING if reasons else 0, tuple(reasons))


def dumps(scorecard: Scorecard) -> str:
    """The JSON text: the same bytes for the same reports, sources and code."""
    tree = {
        "schema": SCHEMA,
        "totals": scorecard.totals,
        "findings": scorecard.findings,
        "metrics": {name: asdict(metric) for name, metric in scorecard.metrics.items()},
        "skipped": [{"path": scorecard.shown(item.path), "message": item.message} for item in scorecard.skipped],
        "reports": [_report(report, scorecard) for report in scorecard.reports],
    }
    return json.dumps(tree, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _report(checked: CheckedReport, scorecard: Scorecard) -> dict[str, Any]:
    return {
        "path": scorecard.shown(checked.loaded.path),
        "section": checked.loaded.section,
        "title": checked.report.title,
        "judged": checked.judged,
        "claims_count": len(checked.claims),
        "references_count": len(checked.report.references),
        "findings": [
            {
                "code": finding.code,
                "severity": checked.severity(finding),
                "message": finding.message,
                "claim": finding.claim_id,
                "reference": finding.number,
                "quote": finding.quote,
                "start": finding.start,
                "end": finding.end,
            }
            for finding in checked.findings
        ],
        "claims": [_claim(item, checked) for item in checked.claims],
    }


def _claim(item: CheckedClaim, checked: CheckedReport) -> dict[str, Any]:
    return {
        "id": item.claim.id,
        "text": item.claim.text,
        "needs_citation": item.needs_citation,
        "support": item.verdict.support,
        "score": item.verdict.score,
        "pairs": [_pair(number, pair, checked) for number, pair in item.pairs.items()],
    }


def _pair(number: int, pair: Pair | None, checked: CheckedReport) -> dict[str, Any]:
    """One citation; support and score are null where the source could not be read."""
    reference = checked.report.reference(number)
    return {
        "reference": number,
        "document": reference.document if reference else None,
        "support": pair.support if pair else None,
        "score": pair.score if pair else None,
        "reasons": [asdict(reason) for reason in pair.reasons] if pair else [],
        "passage": asdict(pair.passage) if pair and pair.passage else None,
    }
