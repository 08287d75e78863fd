"""rag/dutch/hyphenation.py: broken words made whole, real hyphens kept."""

import pytest

from rag.dutch.hyphenation import heal, join_lines


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("het nieuwe be-", "leid van", "het nieuwe beleid van"),
        ("het financi-", "eel kader", "het financieel kader"),
        ("een sociaal-economi-", "sche maatregel", "een sociaal-economische maatregel"),
        ("op bestuurs-", "en gemeenteniveau", "op bestuurs- en gemeenteniveau"),
        ("bestuurs- of", "gemeenteniveau", "bestuurs- of gemeenteniveau"),
        ("in-", "of uitstroom", "in- of uitstroom"),
        ("natuur-", "en/of bosgebied", "natuur- en/of bosgebied"),
        ("de e-", "commerce groeit", "de e-commerce groeit"),
        ("de N-", "VA", "de N-VA"),
        ("in Vlaams-", "Brabant", "in Vlaams-Brabant"),
        ("de VLAIO-", "profploeg", "de VLAIO-profploeg"),
        ("elke 65-", "plusser", "elke 65-plusser"),
        ("COVID-", "19", "COVID-19"),
        ("de niet-", "commerciële sector", "de niet-commerciële sector"),
        ("een auto-", "ongeval", "een auto-ongeval"),
        ("zee-", "egels", "zee-egels"),
        ("zie https://www.vlaanderen.be/over-", "ons", "zie https://www.vlaanderen.be/over-ons"),
        ("Kabinetten -", "personeel", "Kabinetten - personeel"),
        ("gewone regel", "en de volgende", "gewone regel en de volgende"),
        ("be-", "", "be-"),
        ("slot-", "(zie", "slot-(zie"),
    ],
)
def test_lines_join_as_dutch_spells_it(first: str, second: str, joined: str) -> None:
    assert join_lines(first, second) == joined


@pytest.mark.parametrize(
    ("text", "healed"),
    [
        ("de economi-sche impact van onder-nemers", "de economische impact van ondernemers"),
        ("de minister-president en de e-commerce", "de minister-president en de e-commerce"),
        ("energie-efficiëntie in Vlaams-Brabant", "energie-efficiëntie in Vlaams-Brabant"),
        ("bestuurs- en gemeenteniveau", "bestuurs- en gemeenteniveau"),
        ("niet-begeleide kmo-werknemers", "niet-begeleide kmo-werknemers"),
        ("proefprojecten met power-to-x", "proefprojecten met power-to-x"),
    ],
)
def test_running_text_loses_the_hyphens_of_line_ends_only(text: str, healed: str) -> None:
    assert heal(text) == healed
