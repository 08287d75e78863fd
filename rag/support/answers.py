"""Is a minister's answer told as an answer? It shows what a minister said on a day, not that it is so."""

import re
from collections.abc import Iterator, Sequence

from rag.support.objections import Objection
from rag.support.sources import Source, is_question

KIND = "schriftelijke vraag"

_TOLD = re.compile(
    r"\bminister\w*\b|\bantwoord\w*|\bantwoordde|\bschriftelijke vra\w+|\bvolgens\b|\bparlementaire vra\w+|"
    r"\bverklaar\w+|\bmeld(?:t|de|en)\b|\bdeel(?:t|de)\b.{0,40}\bmee\b",
    re.IGNORECASE,
)


def check_answers(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """A claim that rests on answers alone but is told as fact, and questions that are cited as if they answered."""
    for source in sources:
        asked = next((span for span in source.spans if is_question(source.document, span)), None)
        if asked:
            message = "De zin verwijst naar wat een parlementslid vroeg; dat bewijst niets."
            yield Objection("source.question", message, 0, len(claim), source.document.id, source.text(asked), *asked)
    if all(source.document.kind == KIND for source in sources) and not _TOLD.search(claim):
        message = "De zin steunt enkel op het antwoord van een minister, maar zegt dat niet."
        yield Objection("answer.untold", message, 0, len(claim), sources[0].document.id)
