"""Which mutants and controls of all that a corpus yields are tried: the same ones every time."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from random import Random

from eval.mutations.case import Mutant, Operator, Original
from eval.mutations.controls import RULES, Control, two_sources
from eval.mutations.field import Field
from eval.mutations.originals import dated, trimmed

SEED = 20191002  # the day of the coalition agreement
# So many sentences are looked at for every mutant wanted before those found are taken to be enough.
_LOOK = 20


def draw(operator: Operator, found: Sequence[Original], field: Field, limit: int) -> list[Mutant]:
    """At most ``limit`` mutants: one of each sentence, in a random order, before a second one of any."""
    random = Random(f"{SEED}:{operator.name}")
    rows: list[list[Mutant]] = []
    for looked, original in enumerate(_pool(operator, found, random)):
        planted = list(operator.plant(original, field, random))
        random.shuffle(planted)
        if planted:
            rows.append([Mutant(operator, item, original if operator.paired else None) for item in planted])
        if len(rows) >= limit and looked > _LOOK * limit:
            break
    mutants = [mutant for turn in zip_longest(*rows) for mutant in turn if mutant]
    distinct = {(mutant.planted.claim, mutant.cited): mutant for mutant in reversed(mutants)}
    return list(reversed(distinct.values()))[:limit]


def draw_controls(found: Sequence[Original], limit: int) -> list[Control]:
    """``limit`` controls, evenly over the rules as far as the text allows, verbatim ones for what is left."""
    random = Random(f"{SEED}:controls")
    pool = random.sample(found, len(found))
    made = {
        name: [Control(name, claim, item.sources) for item in pool for claim in rule(item)]
        for name, rule in RULES.items()
    }
    made["two sources"] = [two_sources(*pair, random) for pair in zip(pool[::2], pool[1::2], strict=False)]
    share = limit // len(made)
    verbatim = made.pop("verbatim")
    chosen = [control for controls in made.values() for control in random.sample(controls, min(share, len(controls)))]
    return [*verbatim[: max(0, limit - len(chosen))], *chosen]


def _pool(operator: Operator, found: Sequence[Original], random: Random) -> Iterator[Original]:
    """Verbatim and trimmed sentences in a random order; after those, for errors in dates, with the day behind them."""
    forms = [form for item in found for form in (item, trimmed(item)) if form]
    yield from random.sample(forms, len(forms))
    if operator.dated:
        days = [form for item in found if (form := dated(item))]
        yield from random.sample(days, len(days))
