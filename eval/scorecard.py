"""The result of an evaluation, and what a gate makes of it."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.baseline import Comparison
from eval.estimates import Metric
from eval.evaluation import CheckedReport
from eval.labels import METRICS, value_in_words
from eval.metrics import metrics_of
from eval.overrules import Applied, Overrule, Overruled
from eval.reading import Skipped
from eval.second_opinion import Health
from rag.config import GateConfig
from rag.documents import Document

HARD, WARNING = 1, 2


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All that was evaluated. Paths are shown relative to ``root``, so that it is the same on every machine.

    ``documents`` are the sources by id, for their text; ``applied``, ``stale`` and ``elsewhere`` say what became of the
    overrules that were given, ``health`` how a language model did that judged too.
    """

    reports: tuple[CheckedReport, ...]
    skipped: tuple[Skipped, ...]
    metrics: dict[str, Metric]
    root: Path
    documents: Mapping[str, Document] = field(default_factory=dict)
    applied: tuple[Applied, ...] = ()
    stale: tuple[Overrule, ...] = ()
    elsewhere: int = 0
    comparison: Comparison | None = None
    health: Health | None = None

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
        return shown(path, self.root)


@dataclass(frozen=True, slots=True)
class Gate:
    """The exit code a gate gives, and why (Dutch)."""

    code: int
    reasons: tuple[str, ...]


def shown(path: Path, root: Path) -> str:
    """A path as seen from ``root``, the same on every system."""
    return Path(os.path.relpath(path, root)).as_posix()


def make_scorecard(
    reports: Sequence[CheckedReport] | Overruled,
    skipped: Sequence[Skipped],
    root: Path,
    documents: Mapping[str, Document] | None = None,
) -> Scorecard:
    """The scorecard of checked reports, with the decisions of people in them if there are any."""
    found = reports if isinstance(reports, Overruled) else Overruled(tuple(reports))
    return Scorecard(
        found.reports,
        tuple(skipped),
        metrics_of(found.reports, len(skipped)),
        root,
        documents or {},
        found.applied,
        found.stale,
        len(found.elsewhere),
    )


def gate(scorecard: Scorecard, limits: GateConfig) -> Gate:
    """1 for a hard finding; 2 for a warning, a figure below its limit or not measurable, or an unreadable report.

    With a baseline, also 2 for a figure that is worse beyond chance.
    """
    severities = Counter(report.severity(finding) for report in scorecard.reports for finding in report.findings)
    reasons = []
    if severities["hard"]:
        reasons.append(f"harde fouten: {severities['hard']}")
    if severities["warning"]:
        reasons.append(f"waarschuwingen: {severities['warning']}")
    for name, least in (("weighted_precision", limits.min_support), ("citation_coverage", limits.min_coverage)):
        metric = scorecard.metrics[name]
        if metric.value is None and metric.undefined:
            reasons.append(f"{METRICS.get(name, name)}: niet te meten")
        elif metric.value is not None and metric.value < least:
            reasons.append(f"{METRICS.get(name, name)}: {value_in_words(name, metric)}, minstens {least:.0%} is nodig")
    if scorecard.comparison:
        reasons += [f"slechter dan voorheen: {METRICS.get(name, name)}" for name in scorecard.comparison.worse]
    if scorecard.skipped:
        reasons.append(f"onleesbare verslagen: {len(scorecard.skipped)}")
    return Gate(HARD if severities["hard"] else WARNING if reasons else 0, tuple(reasons))
