"""The judge's own report: how far its verdicts can be trusted, measured on labels and on planted errors.

The figures need data that are not shipped, so ``benchmarks/judge_card.py`` measures them and they are kept here, beside
the code, with a hash of the code they were measured on: where that has changed since, the card says so.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

from eval.mutations.results import CRUCIAL
from eval.second_opinion import Health
from rag.files import sha256

CARD = "judge_card.json"
# What a verdict depends on: a change anywhere else leaves the figures as they are.
_DECIDING = ("support", "dutch", "chunking.py", "lexical.py", "stages.py")
_ENDINGS = (".py", ".json", ".npz", ".txt")
_GRADES = {"none": "niets", "partial": "deel", "full": "heel"}


@cache
def version() -> str:
    """A hash of the code and weights that decide on a verdict."""
    root = files("rag")
    found: list[tuple[str, str]] = []
    for name in _DECIDING:
        place = root.joinpath(name)
        items = sorted(place.iterdir(), key=lambda item: item.name) if place.is_dir() else [place]
        found += [(item.name, sha256(item.read_bytes())) for item in items if item.name.endswith(_ENDINGS)]
    return sha256(json.dumps(found))[:16]


def judge_card(health: Health | None = None) -> dict[str, Any]:
    """The card as JSON. ``stale`` says that the code has changed since; ``model`` is how a language model did now.

    ``lines`` are its figures in Dutch, each with its label.
    """
    kept = files("eval").joinpath(CARD)
    card: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    card |= {"version": version(), "stale": card["measured_on"] != version(), "model": _model(health)}
    return {**card, "lines": in_words(card)}


def in_words(card: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The card as lines of a Dutch label and its value."""
    lines = _agreement_in_words(card["agreement"]["pairs"], card["ceiling"])
    for corpus, found in card["mutations"].items():
        lines += _mutations_in_words({"demo": "democorpus", "real": "echte beslissingen"}.get(corpus, corpus), found)
    same = card["determinism"]
    lines.append(("Twee keer hetzelfde oordeel", f"{same['same']} van {same['n']} zinnen, letter voor letter"))
    if card["model"]:
        lines += _model_in_words(card["model"])
    if card["stale"]:
        lines.append(("Let op", "de code is veranderd sinds deze cijfers gemeten zijn"))
    return lines


def _agreement_in_words(pairs: Mapping[str, Any], ceiling: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How far the judge agrees with people, beside the ``ceiling``: how far people agree among themselves."""
    exact, kappa = _percent(pairs["exact"]), _figure(pairs["kappa"])
    lines = [
        (
            "Zelfde oordeel als een mens",
            f"{exact} van {pairs['n']} paren, kappa {kappa} (tweede lezer: {_percent(ceiling['exact'])}, kappa"
            f" {_figure(ceiling['kappa'])})",
        )
    ]
    labels = ("Iets gedragen of niets", "Helemaal gedragen of niet")
    for label, split, best in zip(labels, pairs["splits"], ceiling["balanced"], strict=True):
        lines.append(
            (
                label,
                f"AUC {_figure(split['auc'])}, gebalanceerd {_percent(split['balanced'])},"
                f" per sectie weggelaten {_percent(split['left_out'])} (tweede lezer: {_percent(best)})",
            )
        )
    shares = ", ".join(
        f"{word} {_percent(pairs['shares'][grade])} (mens {_percent(pairs['gold_shares'][grade])})"
        for grade, word in _GRADES.items()
    )
    return [*lines, ("Verdeling van de oordelen", shares)]


def _mutations_in_words(corpus: str, found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What became of the errors and the sound sentences of one corpus."""
    value, worst = min((found["operators"][name]["detection"]["value"], name) for name in CRUCIAL)
    return [
        (f"Geplante fouten gevonden ({corpus})", _interval(found["detection"])),
        (f"Waarvan juist aangewezen ({corpus})", _interval(found["localisation"])),
        (f"Vals alarm op juiste zinnen ({corpus})", _interval(found["false_alarms"])),
        (f"Zwakste van de harde fouten ({corpus})", f"{_DUTCH[worst]}: {_percent(value)}"),
    ]


_DUTCH = {
    "amount": "bedragen",
    "amount unit": "eenheden van bedragen",
    "percentage": "percentages",
    "day": "dagen",
    "month": "maanden",
    "year": "jaren",
    "place": "plaatsen",
    "negation": "ontkenning",
    "swapped citation": "verwisselde bronnen",
    "stage": "te ver gevorderd",
}


def _model(health: Health | None) -> dict[str, Any] | None:
    return asdict(health) if health else None


def _model_in_words(model: Mapping[str, Any]) -> list[tuple[str, str]]:
    canaries = model["canaries"]
    known = canaries["right"] + len(canaries["wrong"]) + canaries["unanswered"]
    lines = [
        ("Taalmodel", f"{model['model']} besliste over {model['answered']} van {model['asked']} twijfelgevallen"),
        ("Bekende paren juist beoordeeld", f"{canaries['right']} van {known}"),
        ("Ander oordeel in een andere volgorde", f"{model['flipped']} van {model['repeated']}"),
        ("Beter oordeel door een langere bron", f"{model['raised']} van {model['padded']}"),
    ]
    if model["flags"]:
        lines.append(("Niet beantwoord door het taalmodel", ", ".join(model["flags"])))
    return lines


def _interval(metric: Mapping[str, Any]) -> str:
    return f"{_percent(metric['value'])} van {metric['n']} ({_percent(metric['low'])} tot {_percent(metric['high'])})"


def _percent(value: float | None) -> str:
    return "niet te meten" if value is None else f"{100 * value:.1f}%".replace(".", ",")


def _figure(value: float | None) -> str:
    return "niet te meten" if value is None else f"{value:.3f}".replace(".", ",")
