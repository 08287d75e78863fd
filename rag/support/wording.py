"""Does a claim weigh what its sources only tell? "Aanzienlijk", "succesvol": a source must say so itself."""

import re
from collections.abc import Iterator, Sequence

from rag.lexical import words
from rag.support.judgements import judging_words
from rag.support.objections import Objection
from rag.support.sources import Source, told

# Words that judge only together.
_PHRASES = (
    r"jammer genoeg|goed nieuws|zoals beloofd|een voorbeeld stelt|belofte (?:\w+ )?waar|sterke? (?:signaal|stap)|"
    r"(?:groot|sterk|mooi) (?:succes|staaltje|engagement)|wijze (?:keuze|beslissing)|"
    r"historische (?:stap|beslissing|investering|keuze)"
)
_SHORTEST = 5  # letters that the forms of a word share
_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(judging_words()))}|{_PHRASES})(?![\w-])", re.IGNORECASE)


def check_wording(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """The evaluative words of ``claim`` that no source uses, inflected as it may be."""
    found = list(_WORD.finditer(claim))
    texts = [" ".join(words(text)) for source in sources for text in told(source)] if found else []
    for match in found:
        said = " ".join(words(match[0]))
        # "Belangrijk" in a source allows "belangrijke"; of a phrase every word counts.
        root = said if " " in said else said[: max(_SHORTEST, len(said) - 2)]
        if not any(f" {root}" in f" {text}" for text in texts):
            message = f"“{match[0]}” is een oordeel dat de bron niet geeft."
            yield Objection("wording.evaluative", message, *match.span())
