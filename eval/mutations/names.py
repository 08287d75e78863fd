"""Errors in who and where: another place, organisation, person, minister, actor or legal text."""

import re
from collections.abc import Iterable, Iterator
from random import Random

from eval.mutations.case import Edit, absent

_VARIANTS = 2


def _list(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(","))


_TOWNS = _list(
    "Antwerpen, Gent, Brugge, Leuven, Mechelen, Aalst, Hasselt, Kortrijk, Sint-Niklaas, Oostende, Genk, Roeselare,"
    "Turnhout, Dendermonde, Vilvoorde, Beveren, Lokeren, Ninove, Geel, Halle, Waregem, Lier, Ieper, Menen, Mol, Tienen,"
    "Geraardsbergen, Wevelgem, Deinze, Aarschot, Zottegem, Diest, Tongeren, Maaseik, Lommel, Bilzen, Oudenaarde,"
    "Wetteren, Zaventem, Harelbeke, Heist-op-den-Berg, Knokke-Heist, Torhout, Tielt, Izegem, Poperinge, Veurne,"
    "Diksmuide, Nieuwpoort, Blankenberge, Eeklo, Evergem, Zelzate, Temse, Boom, Mortsel, Brasschaat, Schoten,"
    "Herentals, Hoogstraten, Beringen, Houthalen-Helchteren, Sint-Truiden, Maasmechelen, Dilsen-Stokkem, Ronse,"
    "Zeebrugge"
)
_PROVINCES = _list("West-Vlaanderen, Oost-Vlaanderen, Vlaams-Brabant, Limburg")
_COUNTRIES = _list("Nederland, Frankrijk, Duitsland, Luxemburg, Spanje, Italië, Polen, Zweden, Denemarken, Oostenrijk")
_REGIONS = _list("Vlaanderen, Wallonië, Brussel")
_ORGANISATIONS = _list(
    "VDAB, OVAM, VLAIO, De Lijn, De Werkvennootschap, Lantis, Opgroeien, VAPH, VITO, imec, Flanders Make, VIB, Fluvius,"
    "PMV, LRM, VMSW, VREG, VEKA, VVSG, SERV, MORA, SARO, Minaraad, Vlaamse Woonraad, Toerisme Vlaanderen,"
    "Sport Vlaanderen, Agentschap Wegen en Verkeer, Agentschap voor Natuur en Bos, Wonen-Vlaanderen,"
    "Vlaamse Milieumaatschappij, Vlaamse Landmaatschappij, De Vlaamse Waterweg, Port of Antwerp-Bruges, Herita,"
    "Kind en Gezin, Agentschap Innoveren en Ondernemen, Raad van State, Vlaamse Toezichtcommissie, Rekenhof,"
    "Universiteit Gent, KU Leuven, Universiteit Antwerpen, Universiteit Hasselt, ILVO, INBO, VRT, Infrabel, NMBS, FWO,"
    "Unia, Kruispunt Migratie-Integratie, Statistiek Vlaanderen, Digitaal Vlaanderen, Vlaamse Ombudsdienst, Unizo, Voka"
)
_BODIES = (
    "Raad van State",
    "Rekenhof",
    "SERV",
    "Minaraad",
    "SARO",
    "MORA",
    "Vlaamse Woonraad",
    "Vlaamse Toezichtcommissie",
)
_MINISTERS = _list(
    "Jan Jambon, Hilde Crevits, Bart Somers, Ben Weyts, Zuhal Demir, Wouter Beke, Matthias Diependaele, Lydia Peeters,"
    "Benjamin Dalle, Jo Brouns, Gwendolyn Rutten"
)
_PORTFOLIOS = _list(
    "Landbouw, Onderwijs, Media, Wonen, Welzijn, Werk, Cultuur, Dierenwelzijn, Energie, Mobiliteit, Economie, Justitie,"
    "Toerisme, Omgeving, Begroting, Jeugd, Brussel, Inburgering"
)
_ACTORS = {
    "De Vlaamse Regering": ("De federale regering", "De Waalse Regering", "Het Vlaams Parlement"),
    "de Vlaamse Regering": ("de federale regering", "de Waalse Regering", "het Vlaams Parlement"),
    "Het Vlaams Parlement": ("De Kamer", "De Vlaamse Regering"),
    "het Vlaams Parlement": ("de Kamer", "de gemeenteraad"),
    "Vlaams minister": ("federaal minister", "Waals minister"),
    "de minister": ("de gouverneur", "de burgemeester"),
    "De minister": ("De gouverneur", "De burgemeester"),
    "het Departement": ("het kabinet",),
    "de Europese Commissie": ("de federale overheid",),
    "de lokale besturen": ("de provincies",),
    "de provincie": ("de intercommunale",),
    "De gemeente": ("De provincie",),
    "de gemeente": ("de provincie",),
}
_PORTFOLIO = re.compile(r"\b[Mm]inister (?:bevoegd voor|van) (?P<of>[A-Z]\w+(?:,? (?:en )?[A-Z]\w+)*)")
_LAW = re.compile(
    r"\b(?P<law>\w*(?:decreet|besluit|wet|richtlijn|verordening|codex))\b(?P<between>[^.;]{0,60}?\b(?:van|nr\.)\s[^.;]{0,18}?)"
    r"(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(?:artikel(?:en)?|art\.|nr\.|hoofdstuk|titel|Titel)\s(?P<number>\d+)\b")
_CODE = re.compile(r"\b(?P<letters>[A-Z]{2,5})[- ]?(?P<number>\d{2,4})\b|\b(?P<of>\d{4})/(?P<at>\d{2,4})\b")


def places(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """Another town, province, region or country."""
    for names in (_TOWNS, _PROVINCES, _COUNTRIES, _REGIONS):
        yield from _swapped(claim, said, names, names, random)


def organisations(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """Another organisation of those that a Flemish reader knows; an advisory body for an advisory body."""
    yield from _swapped(claim, said, _BODIES, _BODIES, random)
    others = tuple(name for name in _ORGANISATIONS if name not in _BODIES)
    yield from _swapped(claim, said, others, others, random)


def actors(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """Another government, minister or portfolio."""
    yield from _swapped(claim, said, _MINISTERS, _MINISTERS, random)
    for match in _PORTFOLIO.finditer(claim):
        others = [name for name in _PORTFOLIOS if absent(said, name)]
        for name in random.sample(others, min(_VARIANTS, len(others))):
            yield Edit(*match.span("of"), name)
    for actor, instead in _ACTORS.items():
        # The words "De minister antwoordde" are ours, not the source's.
        for match in re.finditer(rf"(?<!\w){actor}(?!\w| antwoordde: )", claim):
            for other in instead[:_VARIANTS]:
                if absent(said, other):
                    yield Edit(*match.span(), other)


def laws(claim: str, said: str, random: Random) -> Iterator[Edit]:
    """A legal text of another year, another article, another number."""
    for match in _LAW.finditer(claim):
        for step in random.sample((-7, -4, -2, 3, 5), _VARIANTS):
            if (year := str(int(match["year"]) + step)) not in said:
                yield Edit(*match.span("year"), year)
    for match in [*_ARTICLE.finditer(claim), *_CODE.finditer(claim)]:
        group = "at" if match.groupdict().get("at") else "number"
        new = str(int(match[group]) + random.choice((1, 2, 7, 11))).zfill(len(match[group]))
        changed = match[0][: match.start(group) - match.start()] + new
        if absent(said, changed):
            yield Edit(match.start(), match.end(group), changed)


def _swapped(claim: str, said: str, names: Iterable[str], others: Iterable[str], random: Random) -> Iterator[Edit]:
    free = [name for name in others if absent(said, name)]
    for name in names:
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", claim):
            for other in random.sample(free, min(_VARIANTS, len(free))):
                yield Edit(*match.span(), other)
