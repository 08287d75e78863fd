"""A sentence is brought back to what it says, and never to something else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.drafting.trimming import Act, find_act, one_line, points_outside, settled, shorten, subject


def told(text: str, opening: str = "", day: str = "", longest: int = 220) -> str:
    act = find_act(text, longest)
    assert act is not None
    return act.text(opening, day)


@pytest.mark.parametrize(
    "text",
    [
        "De Vlaamse Regering keurt nu het fietsplan goed.",
        "Daarom keurt de Vlaamse Regering het fietsplan goed.",
        "Na advies van de SERV en van de Raad van State, keurt de Vlaamse Regering het fietsplan goed.",
        "In het kader van het relanceplan keurt de Vlaamse Regering het fietsplan goed.",
        "Om meer mensen op de fiets te krijgen keurt de Vlaamse Regering het fietsplan goed.",
        "Ze keurt daarvoor het fietsplan goed.",
        "Nu keurt ze het fietsplan goed.",
    ],
)
def test_what_stands_around_the_act_is_cut(text: str) -> None:
    assert told(one_line(text)) == "De Vlaamse Regering keurt het fietsplan goed"


def test_the_advice_between_verb_and_decision_is_cut_and_the_stage_stays() -> None:
    text = (
        "De Vlaamse Regering keurt nu, na advies van de VTC, de VVP en de Raad van State, definitief het besluit goed."
    )
    assert told(text) == "De Vlaamse Regering keurt definitief het besluit goed"


@pytest.mark.parametrize(
    "lead",
    [
        "Onder voorbehoud van het akkoord over de begroting",
        "Om niet langer te moeten wachten",
        "Voor het begrotingsjaar 2024",
        "In het kader van een subsidie van 5 miljoen euro",
        "In afwachting van de fusie",
    ],
)
def test_what_may_change_the_meaning_is_kept(lead: str) -> None:
    text = f"{lead} keurt de Vlaamse Regering het fietsplan goed."
    act = find_act(text, 220)
    assert act is not None
    assert act.lead == lead


@pytest.mark.parametrize(
    "text",
    [
        "De Vlaamse Regering wil meer fietspaden.",
        "De Vlaamse Regering heeft in haar akkoord fietspaden beloofd.",
        "Bij de eerste oproep keurde de Vlaamse Regering 22 projecten goed.",
        "De minister dient het voorstel in en is bevoegd, daarom keurt de Vlaamse Regering het goed.",
        "Volgens het decreet beslist de Vlaamse Regering over aanvragen.",
        "Gemeenten leggen fietspaden aan.",
    ],
)
def test_what_is_not_surely_an_act_is_none(text: str) -> None:
    assert find_act(text, 220) is None


def test_an_act_takes_its_day_and_what_went_before_it_at_the_head_of_the_sentence() -> None:
    act = Act("wijzigt", "definitief het Energiebesluit")
    assert act.text("", "op 3 mei 2021") == "Op 3 mei 2021 wijzigt de Vlaamse Regering definitief het Energiebesluit"
    assert act.text("na de principiële goedkeuring", "op 3 mei 2021") == (
        "Na de principiële goedkeuring wijzigt de Vlaamse Regering op 3 mei 2021 definitief het Energiebesluit"
    )
    assert act.text() == "De Vlaamse Regering wijzigt definitief het Energiebesluit"


def test_a_last_clause_that_only_points_back_is_cut() -> None:
    text = "De Vlaamse Regering keurt definitief een besluit goed dat deze wijzigingen regelt."
    assert told(text) == "De Vlaamse Regering keurt definitief een besluit goed"


def test_two_sentences_without_a_full_stop_between_them_are_two() -> None:
    text = "De Vlaamse Regering keurt het besluit goed over de leertijd De leertijd is een maatregel voor jongeren."
    assert told(text) == "De Vlaamse Regering keurt het besluit goed over de leertijd"


LONG = "De Vlaamse Regering keurt het besluit over de subsidies voor fietspaden langs gewestwegen"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{LONG} goed, zodat gemeenten sneller kunnen bouwen", f"{LONG} goed"),
        (f"{LONG} goed, zodat gemeenten 5 miljoen euro krijgen", None),
        (f"{LONG} goed, waarbij kleine gemeenten niet meetellen", None),
        (f"{LONG}, zodat gemeenten sneller kunnen bouwen, goed", None),
        (f"{LONG} (na overleg met de gemeenten) goed", f"{LONG} goed"),
        (f"{LONG} (voor maximaal 15 projecten) goed", None),
        (f"{LONG} (BFF) goed", None),
    ],
)
def test_only_decoration_is_cut(text: str, expected: str | None) -> None:
    assert shorten(text, 60) == (expected or text)


def test_what_is_short_enough_keeps_its_clauses() -> None:
    text = f"{LONG} goed, zodat gemeenten sneller kunnen bouwen"
    assert shorten(text, 300) == text


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("Deze middelen gaan naar fietspaden.", True),
        ("Het bevat ook een overgangsmaatregel.", True),
        ("Gemeenten kunnen voor deze premie een aanvraag doen.", True),
        ("Gemeenten die een premie willen, kunnen deze premie aanvragen.", False),
        ("De lijst van gemeenten ligt daarmee vast.", True),
        ("Provincies en gemeenten bouwen samen nieuwe fietspaden en betalen daarvoor de helft.", False),
        ("Gemeenten leggen fietspaden aan.", False),
    ],
)
def test_a_sentence_that_points_at_another_is_told_apart(text: str, outside: bool) -> None:
    assert points_outside(text) is outside


def test_the_name_of_a_rule_is_no_subject() -> None:
    assert subject("principieel het Energiebesluit van 19 november 2010") == set()
    assert len(subject("definitief een besluit goed over premies voor zonnepanelen")) == 2


WORDS = st.sampled_from(
    "fietspaden gemeenten (na overleg met velen) , zodat waarbij niet goed 5 euro . keurt".split(" ")
)


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join), st.integers(0, 120))
def test_shortening_only_leaves_out(text: str, longest: int) -> None:
    kept = iter(text.split())
    assert all(
        any(word == other or word == other.rstrip(",") for other in kept) for word in shorten(text, longest).split()
    )


@pytest.mark.parametrize(
    ("pointing", "known"),
    [
        ("deze twee besluiten", "twee besluiten"),
        ("deze visienota goed", "de visienota goed"),
        ("het uitvoeringsbesluit goed bij dit decreet", "het uitvoeringsbesluit goed bij het decreet"),
        ("de selectie van die projecten goed", "de selectie van de projecten goed"),
        ("het sjabloon voor zo'n overeenkomst goed", "het sjabloon voor een overeenkomst goed"),
        ("definitief het plan in die zin aan", "definitief het plan aan"),
        ("twee projecten goed, dit onder voorbehoud", "twee projecten goed, dit onder voorbehoud"),
        ("een besluit goed dat deze moet regelen", "een besluit goed dat deze moet regelen"),
        ("het plan toe aan gemeenten die dit doen", "het plan toe aan gemeenten die dit doen"),
        ("fietspaden aan en onderhoudt deze fietspaden", "fietspaden aan en onderhoudt deze fietspaden"),
    ],
)
def test_what_is_pointed_at_is_known_behind_a_title(pointing: str, known: str) -> None:
    assert settled(pointing) == known


def test_a_clause_at_the_end_is_cut_though_it_holds_a_preposition() -> None:
    text = "De Vlaamse Regering wijzigt het decreet over veilige paden langs wegen, met het oog op fietsers in de stad."
    assert told(text, longest=60) == "De Vlaamse Regering wijzigt het decreet over veilige paden langs wegen"
    parted = "De Vlaamse Regering past het decreet over veilige fietspaden langs wegen, met het oog op fietsers, aan."
    assert told(parted, longest=60).endswith(", aan")


def test_a_government_whose_noun_was_lost_still_acts() -> None:
    assert (
        told("De Vlaamse wijzigt principieel het fietsplan.") == "De Vlaamse Regering wijzigt principieel het fietsplan"
    )
