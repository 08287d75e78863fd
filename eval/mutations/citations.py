"""Errors in what is cited, and in what is pasted beside it: the wrong document, one too many, a claim too many."""

import re
from collections.abc import Iterator
from random import Random

from eval.mutations.case import Original, Planted, absent, shared
from eval.mutations.field import Field
from eval.mutations.originals import ANSWERED
from rag.chunking import sentences_of
from rag.documents import Document
from rag.support.assertions import needs_citation
from rag.support.sources import Source

# A neighbour with more of the words of a sentence than this may carry it as well.
_TOO_NEAR = 0.6
_FOREIGN = 0.5
_VARIANTS = 2
# Things a reader would believe, and that a source either says or does not.
_TACKED = (
    ", en richt daarvoor een nieuw agentschap op",
    ", en schrapt daarvoor de bestaande premies",
    ", waardoor de wachtlijsten volledig verdwenen zijn",
    ", in samenwerking met de Nationale Bank",
    ", en verplicht alle scholen om eraan deel te nemen",
    ", gefinancierd met Europese landbouwmiddelen",
    ", na een referendum in de betrokken gemeenten",
    ", en stelt daarvoor een regeringscommissaris aan",
    ", en laat de uitgaven controleren door een internationaal auditkantoor",
    ", met een vrijstelling voor alleenstaande ouders",
    ", waarvoor de provincies de helft bijleggen",
    ", en lanceert tegelijk een mobiele app voor de aanvragen",
    ", en trekt daarvoor extra personeel aan",
    ", met een looptijd van twintig jaar",
    ", op vraag van de vakbonden",
    ", en legt boetes op aan wie weigert",
    ", naar het voorbeeld van Nederland",
    ", zonder verhoging van de belastingen",
    ", en maakt de resultaten bekend op een website",
    ", met voorrang voor kustgemeenten",
)
_WORD = re.compile(r"(?<![\w-])[a-zéëï]{5,}(?![\w-])")
_ASKED = re.compile(r"^(?:\d+[.)]\s|[a-z]\)\s)")


def swapped(original: Original, field: Field, random: Random) -> Iterator[Planted]:
    """The right sentence, behind which stands another document on the theme."""
    for other in _others(original, field)[:_VARIANTS]:
        yield Planted(original.text, (Source(other),), 0, len(original.text))


def padded(original: Original, field: Field, random: Random) -> Iterator[Planted]:
    """The right sentence and document, and another document on the theme that adds nothing."""
    for other in _others(original, field)[:_VARIANTS]:
        yield Planted(original.text, (*original.sources, Source(other)), 0, len(original.text))


def tacked_on(original: Original, field: Field, random: Random) -> Iterator[Planted]:
    """A second claim behind the first, under the same citation."""
    for words in random.sample(_TACKED, _VARIANTS):
        if shared(original.said, words) < _FOREIGN:
            yield _behind(original, words)


def promised(original: Original, field: Field, random: Random) -> Iterator[Planted]:
    """A promise of the agreement pasted behind a decision, as if the decision said so."""
    for promise in random.sample(field.promises, min(8, len(field.promises))):
        if shared(original.said, promise) < _FOREIGN:
            words = promise[0].lower() + promise[1:].rstrip(".")
            yield _behind(original, f", en zo geldt: {words}")
            return


def quotes(original: Original, field: Field, random: Random) -> Iterator[Planted]:
    """A quotation with one word changed for one of another document."""
    quoted = in_quotes(original)
    words = [match for match in _WORD.finditer(quoted) if quoted.index("“") < match.start()]
    others = [word for other in field.neighbours(original.document)[:2] for word in _WORD.findall(other.text)]
    free = sorted({word for word in others if absent(original.said, word)})
    if re.search('[“”"]', original.text):
        return
    for match in random.sample(words, min(_VARIANTS, len(words))) if free else ():
        new = random.choice(free)
        claim = quoted[: match.start()] + new + quoted[match.end() :]
        yield Planted(claim, original.sources, match.start(), match.start() + len(new))


def untold(original: Original, field: Field, random: Random) -> Iterator[Planted]:
    """What a minister answered, told as what is so."""
    if original.text.startswith(ANSWERED):
        bare = original.text.removeprefix(ANSWERED)
        yield Planted(bare, original.sources, 0, len(bare))


def asked(original: Original, field: Field, random: Random) -> Iterator[Planted]:
    """What a member of parliament supposes in a question, told as what was decided."""
    document = original.document
    answered = " ".join(document.text[s.start : s.end] for s in document.segments if s.role == "answer")
    for segment in document.segments:
        if segment.role != "question":
            continue
        for start, end in sentences_of(document, segment):
            told = " ".join(_ASKED.sub("", document.text[start:end]).split())
            if told.endswith(".") and needs_citation(told) and shared(answered, told) < _TOO_NEAR:
                yield Planted(told, original.sources, 0, len(told))


def in_quotes(original: Original) -> str:
    """The sentence as a quotation."""
    if original.text.startswith(ANSWERED):
        return f"{ANSWERED}“{original.text.removeprefix(ANSWERED)}”"
    return f"Letterlijk staat er: “{original.text}”"


def _others(original: Original, field: Field) -> list[Document]:
    found = field.neighbours(original.document)
    return [other for other in found if shared(other.text, original.text) < _TOO_NEAR]


def _behind(original: Original, words: str) -> Planted:
    stem = original.text.rstrip(".")
    return Planted(f"{stem}{words}.", original.sources, len(stem), len(stem) + len(words))
