"""Sentences that are carried for certain: they stand in the document they cite, word for word or lightly trimmed.

What stands in an answer is told as an answer: that a minister said it is all that it shows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from eval.mutations.case import Original
from rag.chunking import sentences_of
from rag.documents import Document, Role
from rag.dutch.calendar import day_in_words

FEWEST, MOST = 7, 45  # words
ANSWERED = "De minister antwoordde: "

_ITEM = re.compile(r"^(?:\d+(?:(?:-| en |, ?)\d+)*[.)]|[a-z]\)|[-•*–])\s+")
_LEAD = re.compile(
    r"^(?:Daarom|Daartoe|Hiertoe|Hiervoor|Daarvoor|Daarbij|Daarnaast|Verder|Nu|Bovendien) (?P<verb>\w+t) "
    r"(?P<who>de Vlaamse Regering|ze)\b"
)
_ASIDE = re.compile(r"\s*\([^()]{12,}\)")
_TAIL = re.compile(
    r",\s(?:zodat|waardoor|waarbij|waarmee|opdat|omdat|terwijl|met als doel|met het oog op)\b[^,]*(?=\.$)"
)


def originals(documents: Sequence[Document]) -> tuple[Original, ...]:
    """The sentences of bodies and answers that stand on their own and in one document only, in order."""
    found = [(text, document, role) for document in documents for text, role in _sentences(document)]
    times = Counter(text for text, *_ in found)
    return tuple(
        Original(ANSWERED + text if role == "answer" else text, document)
        for text, document, role in found
        if times[text] == 1
    )


def trimmed(original: Original) -> Original | None:
    """The sentence without its leading link, its long brackets and its last clause; None if it has none of these."""
    text = _LEAD.sub(lambda match: f"{match['who'][0].upper()}{match['who'][1:]} {match['verb']}", original.text)
    text = _TAIL.sub("", _ASIDE.sub("", text))
    if text == original.text or len(text.split()) < FEWEST:
        return None
    return Original(text, original.document)


def dated(original: Original) -> Original | None:
    """The sentence with the day of the decision in brackets, as our writers add it; None if it has none."""
    day = original.document.date
    if day is None or original.text.endswith((").", "”", '"')):
        return None
    return Original(f"{original.text.rstrip('.')} ({day_in_words(day)}).", original.document)


def _sentences(document: Document) -> Iterator[tuple[str, Role]]:
    for segment in document.segments:
        if segment.role in ("body", "answer"):
            for start, end in sentences_of(document, segment):
                text = _ITEM.sub("", " ".join(document.text[start:end].split()))
                if text.endswith(".") and text[:1].isupper() and FEWEST <= len(text.split()) <= MOST:
                    yield text, segment.role
