"""Quantities in Dutch administrative text: sums of money, percentages, measures and counts, in figures or words.

What looks like a number but counts nothing is left out: dates, articles, decree and version numbers, times, telephone
numbers, list numbers, digits inside a name ("COVID-19", "E313"). No library reads Dutch notation ("15,4 mln. euro").
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from rag.dutch.dates import find_dates

Direction = Literal["", "above", "below"]

_SPACE = "[ \u00a0\u2009\u202f]"
_MAX_DIGITS = 15  # more is an identifier
_MASK = "\x1f"

_SCALES = {
    "duizend": 1_000,
    "k": 1_000,
    "miljoen": 1_000_000,
    "miljoenen": 1_000_000,
    "mln": 1_000_000,
    "mio": 1_000_000,
    "miljard": 1_000_000_000,
    "mld": 1_000_000_000,
    "mrd": 1_000_000_000,
}
# Spelling -> unit and factor, so that "1,5 km" equals "1.500 meter" and "anderhalf jaar" equals "18 maanden".
_UNITS: dict[str, tuple[str, int | Decimal]] = {
    spelling: (unit, factor)
    for unit, factor, spellings in (
        ("euro", 1, "euro euro's euro’s eur €"),
        ("euro", Decimal("0.01"), "cent eurocent"),
        ("%", 1, "% procent percent pct"),
        ("procentpunt", 1, "procentpunt procentpunten percentpunt percentpunten %-punt"),
        ("meter", 1, "m meter"),
        ("meter", 1_000, "km kilometer"),
        ("m²", 1, "m² m2 vierkante_meter"),
        ("m²", 10_000, "ha hectare hectaren hectares"),
        ("m²", 1_000_000, "km² km2 vierkante_kilometer"),
        ("m³", 1, "m³ m3 kubieke_meter"),
        ("kg", 1, "kg kilo kilogram"),
        ("kg", 1_000, "ton"),
        ("kg", 1_000_000, "kton kiloton"),
        ("kg", 1_000_000_000, "mton megaton"),
        ("kW", 1, "kw kilowatt"),
        ("kW", 1_000, "mw megawatt"),
        ("kW", 1_000_000, "gw gigawatt"),
        ("kWh", 1, "kwh kilowattuur"),
        ("kWh", 1_000, "mwh megawattuur"),
        ("kWh", 1_000_000, "gwh gigawattuur"),
        ("kWh", 1_000_000_000, "twh terawattuur"),
        ("MHz", 1, "mhz"),
        ("vte", 1, "vte vte's vte’s voltijdsequivalent voltijdsequivalenten voltijdequivalenten"),
        ("maand", 1, "maand maanden"),
        ("maand", 12, "jaar jaren -jarig -jarige -jarigen"),
        ("dag", 1, "dag dagen"),
        ("dag", 7, "week weken"),
        ("werkdag", 1, "werkdag werkdagen"),
        ("uur", 1, "uur uren"),
    )
    for spelling in spellings.replace("_", " ").split(";")[0].split(" ")
}
