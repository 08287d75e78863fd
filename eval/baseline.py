"""Two evaluations side by side: which problems are new, fixed or still there, and which figures really moved.

Both are trees of ``scorecard.json``. A sentence is the same where its report (by section, else path), its words and the
documents it cites are the same, whatever their numbers: a sentence that now cites something else is another sentence.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from rag.errors import ConfigError

SCHEMA = 2
"""Of ``scorecard.json``: what ``eval.tree`` writes and a comparison can read."""
SEED, RESAMPLES = 20190709, 2000
MAX_BYTES = 500_000_000
# Where less is better; and what is neither good nor bad.
LESS_IS_BETTER = frozenset({"support_none", "misattribution", "padding", "citations_in_long_runs", "longest_run"})
NEUTRAL = frozenset({"support_partial", "citations_per_sentence", "effective_citations"})

Sentence = tuple[str, str, tuple[str, ...]]
"""Report, sentence key, and what it cites."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about one sentence. ``claim`` is its id in the newest report that has it, None for a whole report."""

    report: str
    claim: str | None
    text: str
    code: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure before and now, and the mean difference over the ``n`` reports that have it in both.

    ``low`` and ``high`` are its 95% interval (bootstrap over reports, fixed seed), None with fewer than two.
    """

    before: float | None
    now: float | None
    mean: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Comparison:
    """``new``, ``fixed`` and ``unchanged`` problems, and those ``gone`` with their sentence; ``sentences`` counts."""

    new: tuple[Problem, ...]
    fixed: tuple[Problem, ...]
    unchanged: int
    gone: tuple[Problem, ...]
    sentences: Mapping[str, int]
    metrics: Mapping[str, Difference]

    @cached_property
    def worse(self) -> tuple[str, ...]:
        """The figures that are worse beyond chance."""
        return tuple(name for name, found in self.metrics.items() if _is_worse(name, found))


def load_baseline(path: Path) -> dict[str, Any]:
    """The tree of an earlier ``scorecard.json``.

    Raises ConfigError where it is none, or of another version.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"{path}: larger than {MAX_BYTES:,} bytes; give a scorecard.json")
        tree = json.loads(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); give an earlier scorecard.json") from error
    except ValueError as error:
        raise ConfigError(f"{path}: not JSON ({error}); give an earlier scorecard.json") from error
    version = tree.get("schema") if isinstance(tree, dict) else None
    if version != SCHEMA:
        raise ConfigError(f"{path}: schema {version}, not {SCHEMA}; evaluate those reports again to compare with them")
    return dict(tree)


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Comparison:
    """What became of every problem of ``old``, and what ``new`` adds."""
    before, now = dict(_problems(old)), dict(_problems(new))
    then, here = _sentences(old), _sentences(new)
    places = here | {_whole(report) for report in new["reports"]}
    ended = [key for key in before if key not in now]
    return Comparison(
        tuple(problem for key, problem in now.items() if key not in before),
        tuple(before[key] for key in ended if key[0] in places),
        len(before.keys() & now.keys()),
        tuple(before[key] for key in ended if key[0] not in places),
        {"kept": len(then & here), "added": len(here - then), "removed": len(then - here)},
        _differences(old, new),
    )


def _sentence(report: Mapping[str, Any], claim: Mapping[str, Any]) -> Sentence:
    sources = {entry["number"]: _source(entry) for entry in report["references"]}
    cited = (sources.get(pair["reference"], "") for pair in claim["pairs"])
    return report["key"], claim["key"], tuple(sorted(cited))


def _source(entry: Mapping[str, Any]) -> str:
    """As ``eval.keys.source_key``."""
    return str(entry.get("document") or entry.get("url") or entry.get("title") or "")


def _sentences(tree: Mapping[str, Any]) -> set[Sentence]:
    return {_sentence(report, claim) for report in tree["reports"] for claim in report["claims"]}


def _whole(report: Mapping[str, Any]) -> Sentence:
    """A report as a sentence without words: the place of what is found about all of it."""
    return report["key"], "", ()


def _problems(tree: Mapping[str, Any]) -> Iterator[tuple[tuple[Sentence, str, int], Problem]]:
    """Every finding under its sentence, its code (with the document it is about) and a number among its likes."""
    for report in tree["reports"]:
        seen: Counter[tuple[Sentence, str]] = Counter()
        sources = {entry["number"]: _source(entry) for entry in report["references"]}
        rows: list[tuple[Sentence, Any, Any]] = [(_whole(report), None, finding) for finding in report["findings"]]
        rows += [(_sentence(report, claim), claim, found) for claim in report["claims"] for found in claim["findings"]]
        for sentence, claim, finding in rows:
            kind = f"{finding['code']} {sources.get(finding.get('reference'), '')}"
            text = claim["text"] if claim else finding.get("quote", "")
            problem = Problem(
                report["path"],
                claim["id"] if claim else None,
                text,
                finding["code"],
                finding["severity"],
                finding["message"],
            )
            yield (sentence, kind, seen[sentence, kind]), problem
            seen[sentence, kind] += 1


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Difference]:
    """Every figure of the new evaluation against the old."""
    before = {report["key"]: report["metrics"] for report in old["reports"]}
    pairs = [(before[report["key"]], report["metrics"]) for report in new["reports"] if report["key"] in before]
    found = {}
    for name, metric in new["metrics"].items():
        moved = [now[name][0] - then[name][0] for then, now in pairs if name in then and name in now]
        mean, low, high = _interval(moved)
        was = old["metrics"].get(name, {}).get("value")
        found[name] = Difference(was, metric["value"], mean, low, high, len(moved))
    return found


def _interval(moved: list[float]) -> tuple[float | None, float | None, float | None]:
    """The mean of paired differences and its 95% interval."""
    if not moved:
        return None, None, None
    values = np.array(moved)
    mean = round(float(values.mean()), 6)
    if len(values) < 2:
        return mean, None, None
    drawn = np.random.default_rng(SEED).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), (2.5, 97.5))
    return mean, round(float(low), 6), round(float(high), 6)


def _is_worse(name: str, found: Difference) -> bool:
    """Whether the whole interval lies on the wrong side of no difference."""
    if found.low is None or found.high is None or name in NEUTRAL:
        return False
    return found.low > 0 if name in LESS_IS_BETTER else found.high < 0
