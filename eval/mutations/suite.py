"""The suite: every operator over a corpus, and what the checks and the judge make of each mutant and control.

A mutant is caught if, beside the sentence it was made of, it draws a new objection, or the grade falls; one that never
was right is caught if it draws any objection or is not fully supported. It is localised if a new objection of a code
that names the error overlaps the planted words. A control fails if it draws any objection or is not fully supported.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from random import Random

from eval.mutations import citations, moments, names, quantities, stages, wording
from eval.mutations.case import Mutant, Operator, Original, Planted, editing
from eval.mutations.controls import RULES, Control, two_sources
from eval.mutations.field import Field
from eval.mutations.markers import marker_mutants
from eval.mutations.originals import dated, originals, trimmed
from eval.mutations.results import Results, Trial
from rag.support.coverage import Idf
from rag.support.judge import GRADES, Verdict, judge_claim
from rag.support.objections import Objection
from rag.support.sources import Source

SEED = 20191002  # the day of the coalition agreement
PER_OPERATOR, CONTROLS = 60, 480

Judge = Callable[[str, Sequence[Source], Idf], Verdict]

OPERATORS: tuple[Operator, ...] = (
    Operator("amount", ("fact.number",), editing(quantities.amounts)),
    Operator("amount unit", ("fact.number",), editing(quantities.units)),
    Operator("percentage", ("fact.number",), editing(quantities.percentages)),
    Operator("count", ("fact.number", "fact.scope"), editing(quantities.counts)),
    Operator("bound left out", ("fact.number", "fact.scope"), editing(quantities.bounds_left_out)),
    Operator("bound reversed", ("fact.number", "fact.scope"), editing(quantities.bounds_reversed)),
    Operator("day", ("fact.date",), editing(moments.days)),
    Operator("month", ("fact.date",), editing(moments.months)),
    Operator("year", ("fact.date",), editing(moments.years)),
    Operator("place", ("fact.name", "fact.scope"), editing(names.places)),
    Operator("organisation", ("fact.name", "fact.actor"), editing(names.organisations)),
    Operator("actor", ("fact.actor", "fact.name"), editing(names.actors)),
    Operator("legal text", ("fact.",), editing(names.laws)),
    Operator("negation", ("fact.negation",), editing(wording.negations)),
    Operator("opposite", ("fact.", "stage."), editing(wording.opposites)),
    Operator("stage", ("stage.", "fact."), editing(stages.further)),
    Operator("scope", ("fact.scope", "fact.number"), editing(wording.wider)),
    Operator("target group", ("fact.", "support."), editing(wording.groups)),
    Operator("praise", ("wording.",), editing(wording.praise)),
    Operator("swapped citation", ("citation.", "fact.", "quote.", "support.none"), citations.swapped, visible=False),
    Operator("padded citation", ("citation.padding", "support.none"), citations.padded, visible=False),
    Operator("tacked-on claim", ("fact.", "support.", "claim."), citations.tacked_on),
    Operator("promise pasted", ("fact.", "support.", "claim.", "stage.", "wording."), citations.promised),
    Operator("quote altered", ("quote.",), citations.quotes),
    Operator("answer as fact", ("answer.",), citations.untold, visible=False),
)
# Sentences of a question are not told right anywhere, so there is nothing to compare with.
ASKED = Operator("question as decision", ("answer.", "source.question", "support.none"), citations.asked, visible=False)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is said of a claim: objections with their place, and the grade of each source and of all together."""

    objections: tuple[Objection, ...]
    verdict: Verdict

    @property
    def sound(self) -> bool:
        """Whether nothing at all is said against it."""
        return not self.objections and self.verdict.support == "full"

    @property
    def grade(self) -> int:
        """The place of the grade among grades."""
        return GRADES.index(self.verdict.support or "none")


def offline(claim: str, sources: Sequence[Source], idf: Idf) -> Verdict:
    """The judge without a language model."""
    return judge_claim(claim, [source.document for source in sources], idf)


def run_suite(field: Field, judge: Judge = offline, limit: int = PER_OPERATOR, controls: int = CONTROLS) -> Results:
    """Plant, ask, and count. The same field and judge give the same results."""
    found = originals(field.documents)

    def opinion(claim: str, sources: Sequence[Source]) -> Opinion:
        verdict = judge(claim, sources, field.idf)
        return Opinion(verdict.objections, verdict)

    known: dict[tuple[str, str], Opinion] = {}

    def before(original: Original) -> Opinion:
        key = (original.document.id, original.text)
        if key not in known:
            known[key] = opinion(original.text, original.sources)
        return known[key]

    mutants = []
    for operator in (*OPERATORS, ASKED):
        for mutant in draw(operator, found, field, limit):
            after = opinion(mutant.planted.claim, mutant.planted.sources)
            mutants.append(_tried(operator, mutant, after, before(mutant.original) if mutant.original else None))
    mutants += _marker_trials(found, limit)
    checked = [_control_trial(item, opinion(item.claim, item.sources)) for item in draw_controls(found, controls)]
    return Results(tuple(mutants), tuple(checked))


def draw(operator: Operator, found: Sequence[Original], field: Field, limit: int) -> list[Mutant]:
    """At most ``limit`` mutants: one of each sentence, in a random order, before a second one of any."""
    random = Random(f"{SEED}:{operator.name}")
    pool = [form for item in found for form in _forms(operator, item)]
    random.shuffle(pool)
    pool.sort(key=lambda item: item not in found) if operator.name in ("day", "month", "year") else None
    plants: list[list[Planted]] = []
    for original in pool:
        planted = list(operator.plant(original, field, random))
        random.shuffle(planted)
        plants.append(planted)
        if len(plants) > 20 * limit and sum(map(bool, plants)) >= limit:
            break
    rounds = zip_longest(*([(pool[n], p) for p in planted] for n, planted in enumerate(plants)))
    mutants: list[Mutant] = []
    seen: set[tuple[str, tuple[Source, ...]]] = set()
    for row in rounds:
        for original, planted in filter(None, row):
            if (planted.claim, planted.sources) not in seen:
                seen.add((planted.claim, planted.sources))
                mutants.append(Mutant(operator.name, planted, None if operator is ASKED else original))
    return mutants[:limit]


def _forms(operator: Operator, original: Original) -> Iterator[Original]:
    """Verbatim and trimmed sentences; for dates also with the day behind them."""
    yield original
    for form in (trimmed(original), dated(original) if operator.name in ("day", "month", "year") else None):
        if form is not None:
            yield form


def draw_controls(found: Sequence[Original], limit: int) -> list[Control]:
    """``limit`` controls, evenly over the rules as far as the text allows, verbatim ones for what is left."""
    random = Random(f"{SEED}:controls")
    pool = random.sample(found, len(found))
    made: dict[str, list[Control]] = {
        name: [Control(name, claim, item.sources) for item in pool for claim in rule(item)]
        for name, rule in RULES.items()
    }
    pairs = zip(pool[::2], pool[1::2], strict=False)
    made["two sources"] = [two_sources(one, other, random) for one, other in pairs]
    share = limit // len(made)
    chosen = [control for controls in made.values() for control in random.sample(controls, min(share, len(controls)))]
    rest = [control for control in made["verbatim"] if control not in chosen]
    return chosen + rest[: max(0, limit - len(chosen))]


def _tried(operator: Operator, mutant: Mutant, after: Opinion, before: Opinion | None) -> Trial:
    planted = mutant.planted
    known = {(item.code, mutant.original.text[item.start : item.end]) for item in before.objections} if (
        before and mutant.original
    ) else set()
    new = [item for item in after.objections if (item.code, planted.claim[item.start : item.end]) not in known]
    if operator.name == "padded citation":
        caught = placed = _names_added(planted, after, new)
    else:
        caught = bool(new) or (after.grade < before.grade if before else not after.sound)
        placed = any(_named(operator, item, planted) for item in new)
        if not operator.visible:
            placed = placed or after.verdict.support == "none"
    said = tuple(f"{item.code}: {item.message}" for item in new) or (str(after.verdict.support),)
    return Trial(operator.name, planted.claim, planted.claim[planted.start : planted.end], caught, caught and placed, said)


def _named(operator: Operator, objection: Objection, planted: Planted) -> bool:
    """Whether an objection says what is wrong, and where."""
    if not objection.code.startswith(operator.codes):
        return False
    return not operator.visible or (objection.start < planted.end and planted.start < objection.end)


def _names_added(planted: Planted, after: Opinion, new: Sequence[Objection]) -> bool:
    """Whether the citation too many is told from the one that carries the sentence."""
    added = planted.sources[-1].document.id
    objected = any(item.code == "citation.padding" and item.document == added for item in new)
    return objected or after.verdict.pairs[added].support == "none"


def _control_trial(control: Control, opinion: Opinion) -> Trial:
    said = tuple(f"{item.code}: {item.message}" for item in opinion.objections) or (str(opinion.verdict.support),)
    return Trial(control.rule, control.claim, "", not opinion.sound, False, said)


def _marker_trials(found: Sequence[Original], limit: int) -> list[Trial]:
    trials = []
    for mutant in marker_mutants(found, Random(f"{SEED}:markers"), limit):
        caught, placed = mutant.caught()
        claims = " / ".join(claim.text for claim in mutant.broken.claims())
        trials.append(Trial(mutant.operator, claims, "", caught, placed))
    return trials
