"""Errors in how far a decision is: a plan told as a deed, a first approval as the last."""

import re
from collections.abc import Iterator
from random import Random

from eval.mutations.case import Edit, absent

_DONE = (
    (
        re.compile(r"\bkeurt(?P<what>\s[^.;]{3,300}?)\s(?:principieel\s|definitief\s|opnieuw\s)*goed\b"),
        "voerde{what} in",
    ),
    (
        re.compile(r"\bkeurt(?P<what>\s[^.;]{3,300}?)\s(?:principieel\s|definitief\s|opnieuw\s)*goed\b"),
        "heeft{what} uitgevoerd",
    ),
)
_MASKED = re.compile(r"\b(?:principieel|definitief|opnieuw|een eerste keer)\s")
_PARTICIPLES = {
    "uit te schrijven": "uitgeschreven", "te ondertekenen": "ondertekend", "toe te kennen": "toegekend",
    "te sluiten": "gesloten", "op te richten": "opgericht", "in te dienen": "ingediend", "te lanceren": "gelanceerd",
    "uit te werken": "uitgewerkt", "te starten": "gestart", "op te starten": "opgestart", "te verlenen": "verleend",
    "te kopen": "gekocht", "uit te voeren": "uitgevoerd", "te bouwen": "gebouwd", "te verdelen": "verdeeld",
    "te onderzoeken": "onderzocht", "op te maken": "opgemaakt", "vast te leggen": "vastgelegd",
    "te nemen": "genomen", "voor te leggen": "voorgelegd", "te organiseren": "georganiseerd", "te gunnen": "gegund",
    "te onderhandelen": "afgerond", "te betalen": "betaald", "te voorzien": "voorzien", "te realiseren": "gerealiseerd",
}  # fmt: skip
_ENABLES = re.compile(
    rf"\b(?:machtigt|vraagt|gelast|belast|mandateert)\b[^.;]{{0,140}}?\bom\s(?P<what>[^.;]{{3,200}}?)\s"
    rf"(?P<verb>{'|'.join(_PARTICIPLES)})\b"
)
_NOTES = {
    "conceptnota": "decreet",
    "visienota": "decreet",
    "het voorontwerp van decreet": "het decreet",
    "een voorontwerp van decreet": "een decreet",
    "ontwerp van decreet": "decreet",
    "ontwerpdecreet": "decreet",
    "Het voorontwerp": "Het decreet",
    "het voorontwerp": "het decreet",
    "het ontwerpbesluit": "het besluit",
    "startnota": "definitieve vaststelling",
}
_TOLD = re.compile(r"\b(?:principi|definitie|bekracht)", re.IGNORECASE)
_ADVICE = re.compile(
    r"\b(?:gaat|gaan|vertrekt) (?P<now>nu |daarna )?(?:naar de Raad van State|voor advies[^.;]{0,80})|"
    r"\bwordt (?:het |om )?advies (?:in)?gevraagd[^.;]{0,60}|\bkrijgt? [^.;]{3,60} voor advies\b"
)


def further(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """A later stage than the source tells."""
    if absent(said, "definitief") and absent(said, "definitieve"):
        for match in re.finditer(r"\bprincipie(?:el|le|ële)\b", claim):
            yield Edit(*match.span(), "definitief" if match[0].endswith("eel") else "definitieve")
    for pattern, template in random.sample(_DONE, len(_DONE)):
        for match in pattern.finditer(claim):
            what = _MASKED.sub("", match["what"] + " ").rstrip()
            yield Edit(*match.span(), template.format(what=what))
    for match in _ENABLES.finditer(claim):
        yield Edit(*match.span(), f"heeft {match['what']} {_PARTICIPLES[match['verb']]}")
    # A sentence that tells the approval rightly may call the draft by the name it will have.
    for note, text in _NOTES.items() if not _TOLD.search(claim) else ():
        for match in re.finditer(rf"(?<!\w){note}(?!\w| van)", claim):
            if note[0].islower() or match.start() == 0:
                yield Edit(*match.span(), text)
    for match in _ADVICE.finditer(claim):
        yield Edit(*match.span(), "is van kracht" if match.start() else "Het is van kracht")
