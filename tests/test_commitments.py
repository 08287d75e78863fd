"""Promises in the prose of a coalition agreement."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.commitments import find_commitments


def promised(text: str) -> list[str]:
    """The promises of a text, as texts."""
    return [found.text for found in find_commitments(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "We voeren een premie voor regenputten in.",
        "Daarom maken we werk van een register van leegstaande hallen.",
        "Met de havens die we beheren maken we afspraken over walstroom.",
        "We blijven investeren in veilige schoolroutes.",
        "VLAIO monitort het aantal starters en verspreidt de cijfers.",
        "PMV en LRM nemen samen een loket in gebruik.",
        "De Vlaamse Regering zal het pachtdecreet evalueren.",
        "Het kaderbesluit wordt hervormd en vereenvoudigd.",
        "De erkenningen worden voortaan digitaal toegekend.",
        "Er komt een meldpunt voor zwerfvuil.",
        "De opkomstplicht verdwijnt.",
        "Er moet meer controle gebeuren op de lozingen.",
        "Scholen die achterblijven, moeten een begeleidingstraject volgen.",
        "Tegen 2030 willen we 500 hectare bijkomend moeras.",
        "Het is onze doelstelling om de uitstoot met 40% te verlagen; ons doel ligt tegen 2030 vast.",
        "We willen een fonds voor dorpswinkels oprichten.",
        "We vormen het waterfonds om tot een agentschap.",
        "We kiezen ervoor om de sluizen te vernieuwen.",
        "Een aanvrager kan enkel in zijn eigen gemeente een premie krijgen.",
        "De Vlaamse minister bevoegd voor Water zal het plan opvolgen.",
        "De onderwijsinspectie bezoekt alle academies.",
        "De agentschappen bezorgen elk jaar een lijst van overbodige formulieren.",
        "De lokale besturen krijgen de regie over het vervoer.",
        "De vrijgekomen middelen gaan naar extra veren.",
        "Het museum wordt een onderdeel van het agentschap.",
        "Religieuze of politieke tekens worden aan het loket niet gedragen.",
        "Oude molens blijven vrijgesteld van onroerende voorheffing.",
    ],
)
def test_what_somebody_will_do_for_the_government_is_a_promise(sentence: str) -> None:
    assert promised(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "We willen een warm en open Vlaanderen.",
        "We geloven in de kracht van verenigingen.",
        "We streven naar een sterke economie.",
        "We hebben nood aan vakmensen.",
        "We moeten zuinig omspringen met ruimte.",
        "We gaan uit van het vertrouwen van de burger.",
        "Onze havens zijn de poort van Europa.",
        "De wachtlijsten werden vorige legislatuur korter.",
        "Vandaag worden de premies door drie loketten behandeld.",
        "Dat zijn maatregelen waarmee gezinnen worden geholpen.",
        "Hierdoor worden drempels voor nieuwkomers weggewerkt.",
        "De omslag kan enkel bereikt worden met alle partners.",
        "De vrijheid van mening moet een vrijheid blijven.",
        "Brussel is een venster op de wereld.",
        "Vorige keer maakten we de omschakeling naar digitale loketten.",
        "Plannen moeten vlot kunnen worden bijgestuurd.",
        "Aandacht wordt besteed aan het landschap.",
        "Zij die willen meedoen, worden gewaardeerd.",
        "Daarmee bereiken we meer gezinnen.",
    ],
)
def test_what_is_thought_wished_told_or_expected_is_no_promise(sentence: str) -> None:
    assert promised(sentence) == []


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("2.3.4 Levendige dorpen en sterke winkels ", "We voeren een premie voor dorpswinkels in."),
        ("3.1 Een nieuw museum ", "De Vlaamse overheid bouwt een museum voor fotografie."),
        ("5.4 Sport ", "Vlaanderen investeert in tien zwembaden."),
        ("Uitrol van het register ", "We zetten het register om in een databank."),
        ("", "De Vlaamse Waterweg en De Lijn worden ondergebracht in één gebouw."),
    ],
)
def test_a_heading_that_is_glued_to_a_promise_is_cut_off(heading: str, sentence: str) -> None:
    assert promised(heading + sentence) == [sentence]


def test_hyphens_left_by_the_typesetter_hide_no_verb_and_stay_in_the_text() -> None:
    text = "Het re-gister wordt geactuali-seerd. We onder-zoeken de kost-prijs."
    assert promised(text) == ["Het re-gister wordt geactuali-seerd.", "We onder-zoeken de kost-prijs."]


def test_sentences_that_lost_the_full_stop_between_them_are_promises_apart() -> None:
    text = "We bouwen een kade die lang meegaat We graven een kanaal; De sluis wordt hersteld."
    assert promised(text) == [
        "We bouwen een kade die lang meegaat",
        "We graven een kanaal;",
        "De sluis wordt hersteld.",
    ]


def test_a_footnote_is_no_promise_and_cuts_the_sentence_it_stands_in() -> None:
    text = "We bouwen een kade5 langs de rivier, naast 5 Volgens de gids wordt zo een dam bedoeld. We baggeren."
    assert promised(text) == ["We bouwen een kade5 langs de rivier, naast", "We baggeren."]
    assert promised("We bouwen een kade5 langs het water. 5 Zo een dam wordt gebouwd.") == [
        "We bouwen een kade5 langs het water."
    ]


def test_the_title_of_the_next_chapter_is_no_promise() -> None:
    assert promised("We bouwen een kade. Vlaanderen investeert en vernieuwt") == ["We bouwen een kade."]


PIECES = st.lists(
    st.sampled_from(
        ["We ", "bouwen ", "wordt ", "her-vormd", ". ", "2.3 ", "De ", "VLAIO ", "zorgt ", "\n\n- ", "tegen 2030 ", "é"]
    )
    | st.text(max_size=8),
    max_size=30,
)


@settings(deadline=None, max_examples=150)
@given(PIECES)
def test_promises_are_verbatim_in_order_and_apart(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = find_commitments(text)
    assert all(text[item.start : item.end] == item.text and item.text.strip() for item in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet="abc éß-,", max_size=40))
def test_text_before_a_promise_does_not_move_it(before: str) -> None:
    promise = "We leggen een fietspad aan."
    assert promise in promised(f"{before}.\n\n{promise}")
