"""The suite: every operator over a corpus, and what the checks and the judge make of each mutant and control.

A mutant is caught if, beside the sentence it was made of, it draws a new objection, or the grade falls; one that never
was right is caught if it draws any objection or is not fully supported. A citation too many is caught if that citation
is named as padding, or carries nothing by itself. A mutant is localised if what caught it names the error by one of the
operator's codes and overlaps the planted words, or names one of them as missing (or, where the error is in what is
cited, if nothing is left of the support). A control fails if it draws any objection or is not fully supported.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from eval.mutations.case import Mutant, Planted
from eval.mutations.drawing import SEED, draw, draw_controls
from eval.mutations.field import Field
from eval.mutations.markers import marker_mutants
from eval.mutations.operators import OPERATORS
from eval.mutations.originals import originals
from eval.mutations.results import Results, Trial
from rag.support.judge import GRADES, Verdict, judge_claim
from rag.support.objections import Objection
from rag.support.sources import Source

PER_OPERATOR, CONTROLS = 60, 480
PADDING = "citation.padding"

Judge = Callable[[str, Sequence[Source]], Verdict]


def offline(field: Field) -> Judge:
    """The checks and the judge without a language model."""
    return lambda claim, sources: judge_claim(claim, [source.document for source in sources], field.idf)


def run_suite(field: Field, judge: Judge, limit: int = PER_OPERATOR, controls: int = CONTROLS) -> Results:
    """Plant, ask, and count. The same field and judge give the same results."""
    found = originals(field.documents)
    known = cache(judge)
    tried: list[Trial] = []
    for operator in OPERATORS:
        for mutant in draw(operator, found, field, limit):
            after = judge(mutant.planted.claim, mutant.planted.sources)
            before = known(mutant.original.text, mutant.original.sources) if mutant.original else None
            tried.append(_tried(mutant, before, after))
    for broken in marker_mutants(found, Random(f"{SEED}:markers"), limit):
        claims = " / ".join(claim.text for claim in broken.report.claims())
        tried.append(Trial(broken.operator, claims, "", *broken.caught()))
    sound = [(item, judge(item.claim, item.sources)) for item in draw_controls(found, controls)]
    alarms = [
        Trial(item.rule, item.claim, "", bool(verdict.objections) or verdict.support != "full", False, _said(verdict))
        for item, verdict in sound
    ]
    return Results(tuple(tried), tuple(alarms))


def _tried(mutant: Mutant, before: Verdict | None, after: Verdict) -> Trial:
    planted = mutant.planted
    was = mutant.original.text if mutant.original else ""
    known = {(item.code, was[item.start : item.end]) for item in before.objections} if before else set()
    new = [item for item in after.objections if (item.code, planted.claim[item.start : item.end]) not in known]
    if PADDING in mutant.operator.codes:
        caught = placed = _names_added(planted, after, new)
    else:
        caught = bool(new) or _grade(after) < (_grade(before) if before else len(GRADES) - 1)
        nothing_left = not mutant.operator.visible and after.support == "none"
        placed = nothing_left or any(_named(mutant, item) for item in new) or _quoted(mutant, after)
    words = planted.claim[planted.start : planted.end]
    return Trial(mutant.operator.name, planted.claim, words, caught, caught and placed, _said(after, new))


def _grade(verdict: Verdict) -> int:
    return GRADES.index(verdict.support or "none")


def _named(mutant: Mutant, objection: Objection) -> bool:
    """Whether an objection says what is wrong, and where."""
    operator, planted = mutant.operator, mutant.planted
    here = objection.start < planted.end and planted.start < objection.end
    return objection.code.startswith(operator.codes) and (here or not operator.visible)


def _quoted(mutant: Mutant, verdict: Verdict) -> bool:
    """Whether the judge names a planted word among those that it misses."""
    words = set(re.findall(r"\w{4,}", mutant.planted.claim[mutant.planted.start : mutant.planted.end]))
    reasons = (reason for pair in verdict.pairs.values() for reason in pair.reasons)
    missed = {
        word
        for reason in reasons
        if reason.code.startswith("support.")
        for word in re.findall(r"“([^”]+)”", reason.message)
    }
    return mutant.operator.visible and bool(words & missed)


def _names_added(planted: Planted, after: Verdict, new: Sequence[Objection]) -> bool:
    """Whether the citation too many is told from the one that carries the sentence."""
    added = planted.sources[-1].document.id
    objected = any(item.code == PADDING and item.document == added for item in new)
    return objected or after.pairs[added].support == "none"


def _said(verdict: Verdict, objections: Sequence[Objection] | None = None) -> tuple[str, ...]:
    found = verdict.objections if objections is None else objections
    return tuple(f"{item.code}: {item.message}" for item in found) or (str(verdict.support),)
