"""rag/dutch/hyphenation.py: broken words made whole, real hyphens kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.dutch.hyphenation import close_up, heal, join_lines


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("het nieuwe be-", "leid van", "het nieuwe beleid van"),
        ("het financi-", "eel kader", "het financieel kader"),
        ("een risico–", "analyse", "een risico–analyse"),
        ("een nota –", "en meer", "een nota – en meer"),
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
        ("van inspannings-", "naar resultaatsverbintenis", "van inspannings- naar resultaatsverbintenis"),
        ("de eige-", "naar van", "de eigenaar van"),
        ("de procureurs-", "generaal", "de procureurs-generaal"),
        ("nieuwe zij-", "instromers", "nieuwe zij-instromers"),
        ("alle DBF(M)-", "overeenkomsten", "alle DBF(M)-overeenkomsten"),
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


@pytest.mark.parametrize(
    ("first", "second", "closed"),
    [
        ("de taken die uit -", "gevoerd worden", "de taken die uit-"),
        ("Voor de Over    -", "gang naar", "Voor de Over-"),
        ("een lange -", "gevoerd door", "een lange -"),
        ("de kabinetten -", "ook het personeel", "de kabinetten -"),
        ("-", "gevoerd", "-"),
        ("uit -", "", "uit -"),
        ("omdat de over–", "gang naar", "omdat de over-"),
        ("de relatie gezondheid–", "natuur", "de relatie gezondheid–"),
        ("wat over –", "gang en", "wat over –"),
    ],
)
def test_a_dash_or_a_space_before_the_hyphen_of_a_broken_word_goes_if_the_word_is_known(
    first: str, second: str, closed: str
) -> None:
    assert close_up(first, second, {"uitgevoerd", "overgang", "ook"}) == closed


@given(st.text("abeno -/s\u2010é", max_size=12), st.text("abeno -/s\u2010é", max_size=12))
def test_joining_lines_loses_no_letter(first: str, second: str) -> None:
    joined = join_lines(close_up(first, second, {"an", "noen"}), second)
    assert [c for c in joined if c.isalpha()] == [c for c in first + second if c.isalpha()]
