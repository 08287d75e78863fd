"""rag/dutch/spacing.py: the pieces of words put together, and everything that is right left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.dutch.spacing import KNOWN, SURER, mend

# In how many of some 4,800 decisions a word stands, its pieces too: a broken word is a piece in the corpus as well.
FREQUENCY = {
    "a": 224, "aan": 2809, "an": 24, "aalst": 12, "aals": 1, "akkoord": 300, "d": 38, "dat": 2000, "de": 4385,
    "den": 15, "bevoegdheden": 69, "bevoegdhe": 2, "beslist": 641, "e": 61, "een": 3458, "en": 4195, "equivalentie": 4,
    "equivalentievoorwaarde": 2, "equivalentievoorwaardevoor": 1, "force": 1, "geldelijke": 8, "geldeli": 2, "jke": 2,
    "gemeenten": 900, "goed": 1401, "her": 40, "keurt": 1330, "ke": 3, "koepeloverschrijdende": 3, "met": 2580,
    "n": 75, "niet": 1400, "o": 28, "onder": 1100, "ondertussen": 9, "oor": 15, "op": 2611, "open": 60,
    "openruimtegebied": 61, "prijsgegevens": 3, "ruimtegebied": 1, "stijgen": 6, "stijgende": 22, "t": 53, "task": 1,
    "taskforce": 19, "ten": 217, "toe": 1800, "tussen": 630, "ussen": 6, "v": 53, "van": 4572, "vergoeden": 12,
    "voor": 3716, "voorziening": 18, "voorzieningen": 91, "wijziging": 700, "zorgkassen": 30,
}  # fmt: skip


def often(word: str) -> int:
    return FREQUENCY.get(word.lower(), 0)


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("kent subsidie toe a an de gemeenten", "kent subsidie toe aan de gemeenten"),
        ("de site in Aals t.", "de site in Aalst."),
        ("bij Erembodegem-Aals t", "bij Erembodegem-Aalst"),
        ("kosten te v ergoeden, en", "kosten te vergoeden, en"),
        ("(v oor de periode", "(voor de periode"),
        ("V oor de zorgkassen", "Voor de zorgkassen"),
        ("de herziening o p het plan", "de herziening op het plan"),
        ("een geldeli jke bijdrage", "een geldelijke bijdrage"),
        ("de bevoegdhe den en", "de bevoegdheden en"),
        ("een besluit goed d a t met", "een besluit goed dat met"),
        ("De regering k e urt", "De regering keurt"),
        ("het akkoordt ussen de gemeenten", "het akkoord tussen de gemeenten"),
        ("het akkoor dtussen de gemeenten", "het akkoord tussen de gemeenten"),
        ("de equivalentievoorwaardevoor opleidingen", "de equivalentievoorwaarde voor opleidingen"),
    ],
)
def test_pieces_of_a_word_are_put_together(broken: str, mended: str) -> None:
    assert mend(broken, often) == mended


@pytest.mark.parametrize(
    ("loose", "mended"),
    [
        ("de Sint- Godelieveabdij", "de Sint-Godelieveabdij"),
        ("Drogenbos- Sint- Pieters-Leeuw", "Drogenbos-Sint-Pieters-Leeuw"),
        ("de VLAIO- middelen", "de VLAIO-middelen"),
        ("Informatie- en ICT- beleid", "Informatie- en ICT-beleid"),
        ("een precisie- proefvoederinstallatie", "een precisie-proefvoederinstallatie"),
        ("het corona -exitplan", "het corona-exitplan"),
        ("Leuven -Hertogensite", "Leuven-Hertogensite"),
        ("net - en koepeloverschrijdende toetsen", "net- en koepeloverschrijdende toetsen"),
        ("de markt - en prijsgegevens", "de markt- en prijsgegevens"),
    ],
)
def test_no_space_is_left_beside_a_hyphen_within_a_word(loose: str, mended: str) -> None:
    assert mend(loose, often) == mended


@pytest.mark.parametrize(
    ("loose", "mended"),
    [
        ("het decreet 'Wonen in eigen streek '.", "het decreet 'Wonen in eigen streek'."),
        ("het ‘ omgevingsbesluit ’ als instrument", "het ‘omgevingsbesluit’ als instrument"),
        ("' Groene auto's ' en ' Blauw '", "'Groene auto's' en 'Blauw'"),
        ("'A. ' en ' B'", "'A.' en 'B'"),
    ],
)
def test_quotation_marks_stand_against_what_they_quote(loose: str, mended: str) -> None:
    assert mend(loose, often) == mended


@pytest.mark.parametrize(
    "text",
    [
        "de voorziening en de gemeenten",  # "voorzieningen" is a word too
        "de lonen stijgen de komende jaren",
        "een open ruimtegebied",
        "de Task Force",
        "functie D, E en G",
        "plan A en plan B. De gemeenten",
        "'s avonds en 't Zand",
        "o p- en afritten",
        "GOG He rten",
        "en ondertussen beslist",
        "waarvoor en daarvan",
        "bestuurs- en gemeenteniveau",
        "personeels- én werkingsmiddelen",
        "cloud -en netwerkbeheer",
        "diensten en -banen, en de -auto’s",
        "bos- natuur- en parkgebied",
        "DOP- en VIA6- koopkracht",
        "een daling met -35% tot 1 000 en 2 000 euro",
        "de periode 2020 - 2025 en 2022- 2023",
        "art. 3 a b c en n. v. t.",
        "de zorgkassen - en niet de verzekeraars - betalen",
        "FIT- Datagedreven organisatie",
        "Welzijn, Volksgezondheid en Gezin -sectoren",
        "zegt “de regering” en ‘de markt’ en 'iets'",
        "kmo's en auto's, 's avonds in 't Zand",
        "eerste regel\ntweede  regel",
        "",
    ],
)
def test_what_is_right_or_uncertain_stays(text: str) -> None:
    assert mend(text, often) == text


def test_a_word_is_made_only_where_it_is_far_surer_than_its_pieces() -> None:
    def corpus(whole: int, piece: int) -> str:
        return mend("een ab cd", lambda word: {"abcd": whole, "ab": piece}.get(word, 0))

    assert corpus(SURER * 5, 5) == "een abcd"
    assert corpus(SURER * 5 - 1, 5) == "een ab cd"
    assert corpus(KNOWN, 0) == "een abcd"
    assert corpus(KNOWN - 1, 0) == "een ab cd"


PIECES = st.lists(
    st.sampled_from(["a", "an", "aan", "toe", "t", "ussen", "akkoordt", "Sint-", "-plan", "-", "en", "'", "’.", "12",
                     "niet", "“de", "A.", "", "\n", "equivalentievoorwaardevoor", "voor", "oor", "v", "e", "d", "IT"]),
    max_size=10,
)  # fmt: skip
FREQUENCIES = st.dictionaries(st.text("abde", min_size=1, max_size=5), st.integers(0, 40), max_size=12)


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_only_spaces_change_and_once_is_enough(pieces: list[str]) -> None:
    text = " ".join(pieces)
    mended = mend(text, often)
    assert mended.replace(" ", "") == text.replace(" ", "")
    assert mend(mended, often) == mended


@settings(max_examples=200, deadline=None)
@given(st.text("abde -'.", max_size=25), FREQUENCIES)
def test_it_ends_whatever_the_corpus(text: str, corpus: dict[str, int]) -> None:
    mended = mend(text, lambda word: corpus.get(word, 0))
    assert mend(mended, lambda word: corpus.get(word, 0)) == mended
    assert mended.replace(" ", "") == text.replace(" ", "")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), max_size=8), st.integers(KNOWN, 5000))
def test_words_that_are_all_equally_common_stay(words: list[str], times: int) -> None:
    text = " ".join(words)
    assert mend(text, lambda word: times) == text
