"""What the suite found: per operator how many errors were caught and placed, and how many sound sentences were not."""

from dataclasses import dataclass
from typing import Any

from eval.estimates import Metric, Part, share

# Operators that must each be caught nearly always, whatever the average says.
CRUCIAL = (
    "amount",
    "amount unit",
    "percentage",
    "day",
    "month",
    "year",
    "place",
    "negation",
    "swapped citation",
    "stage",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One mutant or control, and what was said of it."""

    name: str
    claim: str
    planted: str
    caught: bool
    localised: bool
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """All trials of a run."""

    mutants: tuple[Trial, ...]
    controls: tuple[Trial, ...]

    def detection(self, name: str | None = None) -> Metric:
        """How many mutants of an operator, or of all, are caught."""
        chosen = [trial for trial in self.mutants if name in (None, trial.name)]
        return share([Part(sum(trial.caught for trial in chosen), len(chosen))])

    def localisation(self, name: str | None = None) -> Metric:
        """How many of the mutants are caught by name and in place."""
        chosen = [trial for trial in self.mutants if name in (None, trial.name)]
        return share([Part(sum(trial.localised for trial in chosen), len(chosen))])

    def false_alarms(self, name: str | None = None) -> Metric:
        """How many controls, of a rule or of all, are objected to."""
        chosen = [trial for trial in self.controls if name in (None, trial.name)]
        return share([Part(sum(trial.caught for trial in chosen), len(chosen))])

    @property
    def operators(self) -> tuple[str, ...]:
        """Their names, in the order of the suite."""
        return tuple(dict.fromkeys(trial.name for trial in self.mutants))

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that made the controls."""
        return tuple(dict.fromkeys(trial.name for trial in self.controls))

    def block(self) -> dict[str, Any]:
        """The figures as JSON."""
        return {
            "detection": _figures(self.detection()),
            "localisation": _figures(self.localisation()),
            "false_alarms": _figures(self.false_alarms()),
            "operators": {
                name: {"detection": _figures(self.detection(name)), "localisation": _figures(self.localisation(name))}
                for name in self.operators
            },
            "controls": {name: _figures(self.false_alarms(name)) for name in self.rules},
        }


def _figures(metric: Metric) -> dict[str, Any]:
    low, high = metric.interval or (None, None)
    return {"value": metric.value, "low": low, "high": high, "n": metric.n}
