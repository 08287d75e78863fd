"""The operators of the suite by name, with the codes of the objections that name their error rightly."""

from eval.mutations import citations, moments, names, quantities, stages, wording
from eval.mutations.case import Operator, editing

# A word of the source that was changed, whatever it says.
_CHANGED = "claim.changed"
_NUMBER = ("fact.number", "fact.scope", _CHANGED)
_DATE = ("fact.date", _CHANGED)
_NAME = ("fact.name", "fact.actor", _CHANGED)
_SAID = ("fact.", "stage.", _CHANGED)
_FOREIGN = ("fact.", "support.", "claim.", "stage.", "source.")

OPERATORS: tuple[Operator, ...] = (
    Operator("amount", _NUMBER, editing(quantities.amounts)),
    Operator("amount unit", _NUMBER, editing(quantities.units)),
    Operator("percentage", _NUMBER, editing(quantities.percentages)),
    Operator("count", _NUMBER, editing(quantities.counts)),
    Operator("bound left out", _NUMBER, editing(quantities.bounds_left_out)),
    Operator("bound reversed", _NUMBER, editing(quantities.bounds_reversed)),
    Operator("day", _DATE, editing(moments.days), dated=True),
    Operator("month", _DATE, editing(moments.months), dated=True),
    Operator("year", _DATE, editing(moments.years), dated=True),
    Operator("place", (*_NAME, "fact.scope"), editing(names.places)),
    Operator("organisation", _NAME, editing(names.organisations)),
    Operator("actor", _NAME, editing(names.actors)),
    Operator("legal text", _SAID, editing(names.laws)),
    Operator("negation", ("fact.negation", _CHANGED), editing(wording.negations)),
    Operator("opposite", _SAID, editing(wording.opposites)),
    Operator("stage", _SAID, editing(stages.further)),
    Operator("scope", _NUMBER, editing(wording.wider)),
    Operator("target group", _SAID, editing(wording.groups)),
    Operator("praise", ("wording.",), editing(wording.praise)),
    Operator("swapped citation", (*_FOREIGN, "citation.", "quote."), citations.swapped, visible=False),
    Operator("padded citation", ("citation.padding",), citations.padded, visible=False),
    Operator("tacked-on claim", _FOREIGN, citations.tacked_on),
    Operator("promise pasted", (*_FOREIGN, "wording."), citations.promised),
    Operator("quote altered", ("quote.", _CHANGED), citations.quotes),
    Operator("answer as fact", ("answer.",), citations.untold, visible=False),
    Operator("question as decision", ("answer.", "source.question"), citations.asked, visible=False, paired=False),
)
