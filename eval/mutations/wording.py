"""Errors in what is said of whom: negation, opposites, scope, target groups; and praise that no decision holds."""

import re
from collections.abc import Iterator, Mapping
from random import Random

from eval.mutations.case import Edit, absent, cased, shared

_VARIANTS = 2
_AUXILIARY = re.compile(
    r"(?<!\w)(?:wordt|worden|werd|werden|is|zijn|kan|kunnen|mag|mogen|zal|zullen|moet|moeten|heeft|hebben|krijgt|krijgen"
    r"|komt|komen|geldt|gelden|gaat|gaan|blijft|blijven)(?=\s(?!niet|geen|nog|te\b|ge\w+|\w+en\b)\w)"
)
# "keurt het besluit goed", "kent 5 euro toe": the particle that closes the clause.
_PARTICLE = re.compile(r"(?<=\s)(?:goed|toe|vast|in|uit|af|voor|op|over)(?=[.,;]|\sdat\s|\s\(|$)")
_ARTICLE = re.compile(
    r"(?<=\w )(?<!\bvan )(?<!\bop )(?<!\bin )(?<!\btegen )(?<!\bmet )(?<!\bvoor )(?<!\bdoor )(?<!\bna )(?<!\bover )"
    r"(?<!\baan )(?<!\btot )(?<!\bbij )(?<!\buit )(?<!\bals )een (?!aantal\b|van\b|maal\b|keer\b)(?=\w)"
)
_OPPOSITES: Mapping[str, str] = {
    one: other
    for pair in """verhoogt/verlaagt verhogen/verlagen verhoging/verlaging stijgt/daalt stijgen/dalen stijging/daling
    meer/minder hoger/lager hogere/lagere groter/kleiner langer/korter uitbreiden/inperken
    uitbreiding/inperking breidt/perkt versterkt/verzwakt versterken/verzwakken versterking/verzwakking
    verlengt/verkort verlengen/verkorten verlenging/inkorting versnelt/vertraagt versnellen/vertragen
    versnelling/vertraging versoepelt/verstrengt versoepelen/verstrengen versoepeling/verstrenging
    invoering/afschaffing invoeren/afschaffen ingevoerd/afgeschaft toegelaten/verboden toegestaan/verboden
    verplicht/vrijwillig verplichte/vrijwillige verplichting/vrijstelling tijdelijk/permanent tijdelijke/permanente
    nieuwe/bestaande nieuw/bestaand goedgekeurd/afgekeurd publieke/private openbare/private opent/sluit
    gratis/betalend kosteloos/betalend extra/minder bijkomende/geschrapte snel/traag sneller/trager
    eenvoudiger/ingewikkelder vereenvoudigt/bemoeilijkt verbetert/verslechtert verbeteren/verslechteren
    beschermt/bedreigt vermindert/vermeerdert verminderen/vermeerderen
    jaarlijks/maandelijks jaarlijkse/maandelijkse ontvangt/betaalt krijgt/verliest
    krijgen/verliezen toekent/intrekt gunstig/ongunstig""".split()
    for one, other in (pair.split("/"), pair.split("/")[::-1])
}
# Separable verbs: "schaft … af" for "voert … in" and so on.
_SEPARABLE = (
    (re.compile(r"\bvoert(?P<what>\s[^.;]{3,160}?\s)in\b"), r"schaft\g<what>af"),
    (re.compile(r"\bschaft(?P<what>\s[^.;]{3,160}?\s)af\b"), r"voert\g<what>in"),
    (re.compile(r"\bkeurt(?P<what>\s[^.;]{3,300}?\s)goed\b"), r"keurt\g<what>af"),
    (re.compile(r"\bkent(?P<what>\s[^.;]{3,200}?\s)toe\b"), r"trekt\g<what>in"),
    (re.compile(r"\bricht(?P<what>\s[^.;]{3,160}?\s)op\b"), r"heft\g<what>op"),
    (re.compile(r"\bbreidt(?P<what>\s[^.;]{3,160}?\s)uit\b"), r"perkt\g<what>in"),
    (re.compile(r"\bstemt(?P<what>\s)in\b"), r"stemt\g<what>niet in"),
)
_GROUPS = tuple(
    "jongeren kinderen ouderen studenten leerlingen werkzoekenden werknemers ondernemers kmo's landbouwers gezinnen "
    "gemeenten provincies scholen huurders eigenaars mantelzorgers nieuwkomers vrijwilligers zelfstandigen "
    "leerkrachten toeristen reizigers fietsers automobilisten verenigingen bedrijven ondernemingen woonmaatschappijen "
    "werklozen senioren peuters kunstenaars vissers artsen kopers burgers patiënten ouders verhuurders gebruikers "
    "bewoners ziekenhuizen steden organisaties".split()
)
_GROUP = re.compile(rf"(?<![\w-])(?:{'|'.join(_GROUPS)})(?![\w-])", re.IGNORECASE)
_SOME = re.compile(
    r"""(?<![\d.,])(?<!\bde\s)(?<!\b[Aa]l\s)\b(?P<some>een\saantal|sommige|enkele|bepaalde|verschillende|diverse|meerdere|deze|geselecteerde
    |deelnemende|betrokken|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|\d{1,3})\s
    (?!januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december
      |miljoen|aantallen|keren|jaren|maanden|dagen|weken|uren)
    (?P<noun>[a-z]{4,}(?:en|s))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NARROW = re.compile(
    r"(?<!\w)(?P<who>(?:[Dd]e )?(?:kwetsbare|lokale|kleine|grote|jonge|sociale|private|landelijke|stedelijke|lerende"
    r"|niet-commerciële|kinderrijke|alleenstaande|energie-intensieve|ondersteunende|gemeentelijke)\s"
    r"(?P<noun>[a-z]{4,}(?:en|s)))\b"
)
_RELATIVE = re.compile(
    r"(?:^|(?<=: )|(?<=\baan )|(?<=\bvoor )|(?<=\bvan )|(?<=\bdoor )|(?<=\bmet )|(?<=\bbij )|(?<=\bnaar )|(?<=\btot ))"
    r"(?:[Dd]e )?(?P<noun>(?!aantallen)[A-Za-z]{4,}(?:en|s)),? (?:die|met) [^,.;:]{8,80}(?:,|(?=[.;]))"
)
_PRAISE_BEFORE = tuple(
    "belangrijke ambitieuze indrukwekkende baanbrekende succesvolle doortastende uitstekende veelbelovende "
    "opmerkelijke historische verstandige broodnodige grondige lovenswaardige gedurfde degelijke".split()
)
_PRAISE_AFTER = (
    ", een belangrijke stap vooruit",
    ", wat getuigt van een sterk engagement",
    ", een groot succes",
    ", en toont daarmee haar daadkracht",
    ", een mijlpaal in het beleid",
    " en maakt daarmee haar belofte helemaal waar",
    ", een sterk staaltje van goed bestuur",
    ", een echte doorbraak",
    ", waarmee Vlaanderen een voorbeeld stelt",
    " en dat is goed nieuws",
    ", een welkome maatregel",
    ", precies zoals beloofd",
    ", tot grote tevredenheid van de sector",
)
_PLACE_FOR_PRAISE = re.compile(r"(?:(?<=\bde )|(?<=\been )|(?<=\bhaar ))(?=[a-z]{4,})")


def negations(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """ "niet" put in or left out, "een" against "geen"."""
    for match in re.finditer(r"\b(?:niet|nooit|nog niet)\s(?P<next>\w+)", claim):
        if match["next"] not in ("alleen", "enkel", "meer"):
            yield Edit(*match.span(), match["next"])
    for match in re.finditer(r"\b(?P<no>[Gg]een)\s(?P<next>\w+)", claim):
        yield Edit(*match.span(), f"{cased('een', match['no'])} {match['next']}")
    for match in _PARTICLE.finditer(claim):
        yield Edit(*match.span(), f"niet {match[0]}")
    for match in _ARTICLE.finditer(claim):
        yield Edit(match.start(), match.end(), "geen ")
    if auxiliary := _AUXILIARY.search(claim):
        yield Edit(*auxiliary.span(), f"{auxiliary[0]} niet")


def opposites(claim: str, said: str, _: Random) -> Iterator[Edit]:
    """ "verhoogt" for "verlaagt", "schaft af" for "voert in"."""
    for match in re.finditer(r"\w+", claim):
        new = _OPPOSITES.get(match[0].lower())
        if new and absent(said, new):
            yield Edit(*match.span(), cased(new, match[0]))
    for pattern, template in _SEPARABLE:
        for match in pattern.finditer(claim):
            new = match.expand(template)
            if absent(said, new.split()[0]) or new.split()[-1] == "af":
                yield Edit(*match.span(), new)


def wider(claim: str, said: str, _: Random) -> Iterator[Edit]:
    """Some become all."""
    for match in _SOME.finditer(claim):
        yield from _all(match.start(), match.end(), match["noun"], match[0], said)
    for match in _NARROW.finditer(claim):
        yield from _all(*match.span("who"), match["noun"], match["who"], said)
    for match in _RELATIVE.finditer(claim):
        yield from _all(*match.span(), match["noun"].lower(), match[0], said)


def _all(start: int, end: int, noun: str, old: str, said: str) -> Iterator[Edit]:
    if absent(said, f"alle {noun}") and absent(said, f"elke {noun}"):
        yield Edit(start, end, f"{cased('alle', old)} {noun}")


def groups(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """Another target group."""
    free = [name for name in _GROUPS if not shared(said, name) and absent(said, name)]
    for match in _GROUP.finditer(claim):
        for name in random.sample(free, min(_VARIANTS, len(free))):
            yield Edit(*match.span(), cased(name, match[0]))


def praise(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """A word that weighs what was decided."""
    after = random.choice(_PRAISE_AFTER)
    stop = len(claim.rstrip(".")) if claim.endswith(".") else len(claim)
    yield Edit(stop, stop, after)
    if place := _PLACE_FOR_PRAISE.search(claim):
        free = [word for word in _PRAISE_BEFORE if absent(said, word)]
        yield Edit(place.start(), place.start(), f"{random.choice(free)} ")
