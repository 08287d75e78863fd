"""Does a claim weigh what its sources only tell? "Aanzienlijk", "succesvol": a source must say so itself."""

import re
from collections.abc import Iterator, Sequence

from rag.lexical import words
from rag.support.objections import Objection
from rag.support.sources import Source, told

_EVALUATIVE = (
    r"aanzienlijke?|substanti(?:eel|ële)|fors(?:e|er)?|flinke?|drastische?|ingrijpende?|gigantische?|enorme?|massa(?:al|le)|"
    r"succesvolle?|geslaagde?|effectie(?:f|ve)|doeltreffende?|efficiënte?|volledige?|grondige?|krachtige?|krachtdadige?|"
    r"doortastende?|daadkrachtige?|slagkrachtige?|ambitieuze?|belangrijke?|cruciale?|cruciaal|essentiële|essentieel|"
    r"baanbrekende?|unieke?|uniek|vooruitstrevende?|toonaangevende?|uitstekende?|"
    r"indrukwekkende?|opmerkelijke?|eindelijk|gelukkig|helaas|jammer genoeg|uiteraard|ongetwijfeld|"
    r"overtuigende?|solide|robuuste?|degelijke?|sterke? (?:signaal|stap)|mijlpaal|doorbraak|"
    r"mijlpa(?:al|len)|(?:groot|sterk|mooi) (?:succes|staaltje|engagement)|daadkracht|belofte (?:\w+ )?waar|staaltje|"
    r"welkome?|goed nieuws|tevredenheid|zoals beloofd|een voorbeeld stelt|lovenswaardige?|gedurfde?|moedige?|"
    r"verstandige?|wijze (?:keuze|beslissing)|terechte?|hoopvolle?|historische (?:stap|beslissing|investering|keuze)|"
    r"inspirerende?|voorbeeldige?|geweldige?|prima|mooie?|voortvarende?|consequente?|significante?|uitgebreide?|veelbelovende?|noodzakelijke?|broodnodige?|broodnodig"
)
_SHORTEST = 5  # letters that the forms of a word share
_WORD = re.compile(rf"(?<![\w-])(?:{_EVALUATIVE})(?![\w-])", re.IGNORECASE)


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
