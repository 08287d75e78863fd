"""How bad an objection is.

``hard``: code has shown it, so a sentence of ours that has it is not published. ``doubt``: a person should look.
Objections to the words or the form of a sentence leave open whether its sources carry it; all others bear on that.
"""

from typing import Literal

Severity = Literal["hard", "doubt"]

SEVERITIES: dict[str, Severity] = {
    "fact.number": "hard",  # an amount, percentage or count that no source states
    "fact.date": "hard",  # a date that no source states
    "fact.name": "hard",  # a name, place, acronym or number of a rule that no source has
    "fact.actor": "hard",  # another one acts in the source
    "fact.negation": "hard",  # the source says the opposite
    "fact.scope": "hard",  # all, where the source says some
    "stage.overclaim": "hard",  # further than the latest stage of all sources
    "date.before": "hard",  # told as done, on a day after all sources
    "quote.altered": "hard",  # a quote that a source has in other words
    "quote.missing": "hard",  # a quote that no source has
    "quote.changed": "hard",  # a document no longer holds what was quoted from it
    "source.question": "hard",  # what a member of parliament asked is cited as proof
    "source.agreement": "hard",  # the agreement is the only proof that something is done
    "wording.evaluative": "hard",  # a judgement that no source gives
    "claim.added": "doubt",  # a statement put in a sentence that is otherwise the source's
    "claim.changed": "doubt",  # a word in the place of the source's
    "answer.untold": "doubt",  # an answer told as a fact
    "source.title_only": "doubt",  # more than the titles that are known say
    "stage.draft": "doubt",  # a rule, where the source speaks of its draft
    "stage.superseded": "doubt",  # the dossier has a later decision
    "citation.padding": "doubt",  # a source that adds nothing
    "citation.misattributed": "doubt",  # another source of the list is the right one
}
# These say nothing about whether the sources carry the sentence.
_FORM = frozenset(
    {"wording.evaluative", "claim.changed", "answer.untold", "stage.draft", "stage.superseded", "citation.padding"}
)


def severity(code: str) -> Severity:
    """How bad an objection with this code is."""
    return SEVERITIES.get(code, "doubt")


def bears_on_support(code: str) -> bool:
    """Whether an objection with this code means that the sources do not carry all of the sentence."""
    return code in SEVERITIES and code not in _FORM
