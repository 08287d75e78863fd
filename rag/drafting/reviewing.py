"""Everything a sentence of a model must pass: its form, its keys, the exact checks and the judge.

Whatever a document might talk a model into (other keys, links, markup) is stopped here, after the model, where no text
can argue with it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.drafting.checking import Checker
from rag.drafting.draft import DraftSentence
from rag.dutch.sentences import split_sentences
from rag.evidence import Evidence
from rag.support.judge import grade
from rag.support.severity import severity

HEADING_LENGTH = 120  # characters

FORM = {
    "text.empty": "De zin is leeg.",
    "key.missing": "De zin noemt geen bronzin.",
    "key.unknown": "De zin noemt een sleutel die niet bestaat.",
    "text.markup": "De zin bevat een link, opmaak, een sleutel of een verwijzingsnummer.",
    "text.sentences": "De tekst telt meer dan één zin.",
    "text.long": "De kop is te lang.",
}
UNSUPPORTED = "support.none"

_MARKUP = re.compile(
    r"(?:https?|ftp|file|mailto|javascript):|data:[a-z]+/|www\."  # addresses
    r"|<[a-z/!?<]|&(?:#|lt;|gt;|amp;|quot;|nbsp;)"  # HTML
    r"|\]\s*[(\[:]|!\[|\*\*|__|`"  # Markdown
    r"|\[\s*\d[\d\s,;–-]*\\?\]"  # citation markers
    r"|\bz[0-9a-f]{7}\b",  # keys
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence as a model gave it: on one line, with the known among its keys, and how many were not."""

    text: str
    keys: tuple[str, ...]
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """A sentence with its score, the step that wrote it, and what is wrong with it: Dutch messages by reason code."""

    sentence: DraftSentence
    faults: dict[str, str]
    step: str

    @property
    def hard(self) -> bool:
        """Whether it may not be published."""
        return any(code in FORM or code == UNSUPPORTED or severity(code) == "hard" for code in self.faults)

    @property
    def wanting(self) -> bool:
        """Whether it is worth another try: it may not be published, or not all of it is carried."""
        return self.hard or grade(self.sentence.score or 0.0) != "full"

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.faults

    @property
    def rank(self) -> tuple[int, float]:
        """The higher, the better."""
        return self.sound - self.hard, self.sentence.score or 0.0


class Reviewer:
    """Reviews the sentences of one section, of which at most ``most`` keys are kept."""

    def __init__(self, checker: Checker, evidence: Evidence, most: int) -> None:
        self._checker = checker
        self._evidence = evidence
        self._most = most

    def review(self, told: Told, step: str) -> Review:
        """A sentence of that step against the sources that will be cited for it."""
        sentence = DraftSentence(told.text, told.keys[: self._most])
        faults = self._form(told)
        if not faults:
            sentence = self._checker.check(sentence, self._evidence).told(sentence)
            faults = {doubt.code: doubt.message for doubt in reversed(sentence.doubts)}
        return Review(sentence, faults, step)

    def heading(self, text: str, sentences: Sequence[DraftSentence]) -> tuple[str, ...]:
        """The reason codes for which a heading over these sentences may not be published."""
        told = Told(text, tuple(dict.fromkeys(key for sentence in sentences for key in sentence.keys)))
        long = ["text.long"] if len(text) > HEADING_LENGTH else []
        return (*self._form(told), *long, *self._checker.codes(DraftSentence(text, told.keys), self._evidence))

    def _form(self, told: Told) -> dict[str, str]:
        """What is wrong with the form of a sentence: one fault at most, for one is enough."""
        return {code: FORM[code] for code in [self._fault(told)] if code}

    def _fault(self, told: Told) -> str:
        if not told.text:
            return "text.empty"
        if not told.keys:
            return "key.unknown" if told.unknown else "key.missing"
        if told.unknown or not all(map(self._evidence.sentence, told.keys)):
            return "key.unknown"
        if _MARKUP.search(told.text):
            return "text.markup"
        # Several sentences could not be told apart when the report is read back and checked.
        return "text.sentences" if len(split_sentences(told.text)) > 1 else ""
