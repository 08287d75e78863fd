"""Quantities in Dutch text: what counts, what does not, and when two say the same."""

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.dutch.amounts import Amount, find_amounts, same_amount


def values(text: str) -> list[tuple[Decimal, str]]:
    return [(amount.value, amount.unit) for amount in find_amounts(text)]


def one(text: str) -> Amount:
    (amount,) = find_amounts(text)
    return amount


@pytest.mark.parametrize(
    "text",
    [
        "15,4 miljoen euro",
        "15.400.000 euro",
        "€ 15,4 mln.",
        "€15.400.000,00",
        "EUR 15 400 000",
        "15\u00a0400\u202f000 euro",
        "15,4 mio euro",
        "0,0154 miljard euro",
        "15.400 duizend euro",
        "15.4 miljoen €",
        "15,4 M€",
        "15.400.000,- euro",
    ],
)
def test_every_way_to_write_a_sum_of_money_is_the_same_value(text: str) -> None:
    amount = one(text)
    assert (amount.value, amount.unit) == (Decimal(15_400_000), "euro")
    assert (amount.start, amount.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3,5%", "3.5", "%"),
        ("3,5 procent", "3.5", "%"),
        ("2 procentpunten", "2", "procentpunt"),
        ("vijftien", "15", ""),
        ("drieëntwintig", "23", ""),
        ("honderdvijftig", "150", ""),
        ("tweehonderdduizend", "200000", ""),
        ("honderd miljoen", "100000000", ""),
        ("een miljoen euro", "1000000", "euro"),
        ("half miljoen euro", "500000", "euro"),
        ("anderhalf jaar", "18", "maand"),
        ("18 maanden", "18", "maand"),
        ("tweeënhalve ton", "2500", "kg"),
        ("1,5 km", "1500", "meter"),
        ("1.500 meter", "1500", "meter"),
        ("12 ha", "120000", "m²"),
        ("3 MW", "3000", "kW"),
        ("3 VTE’s", "3", "vte"),
        ("12-jarigen", "144", "maand"),
        ("zesjarige", "72", "maand"),
        ("een tiental", "10", ""),
        ("25 cent", "0.25", "euro"),
    ],
)
def test_units_and_number_words_are_understood(text: str, value: str, unit: str) -> None:
    assert values(text) == [(Decimal(value), unit)]


@pytest.mark.parametrize(
    "text",
    [
        "het decreet nr. 637/1 van 8 juli 1996",
        "artikel 3, 4 en 5 en art. 12",
        "1° en 3°",
        "paragraaf 2.3.4",
        "p. 12 en bijlage 2",
        "om 13.00 uur of 14:30",
        "1. Eerste punt\n2) Tweede punt",
        "op 12 maart 2021, in 2020, 2019-2024 en 01/02/2023",
        "de E313, COVID-19, F35, Horizon2020, 5G, N-VA en VIA-6",
        "tel. 02 553 50 00 of +32 2 553 50 00",
        "onderneming 0316.380.841",
        "fase 1 en 2, type 3, project 47, Brownfieldconvenant 253, beslissingen 8, 10 en 23",
        "Natura 2000",
        "een tweede en derde keer",
        "twee derde van de leden",
        "de Raad acht het nuttig, alles in acht genomen",
        "tientallen, honderden, miljoenen",
        "masterplan 2.0",
        "12345678901234567890",
        "https://example.org/besluit/12345",
    ],
)
def test_what_counts_nothing_is_no_quantity(text: str) -> None:
    assert find_amounts(text) == ()


def test_a_label_does_not_swallow_the_sum_behind_it() -> None:
    assert values("project 3 miljoen euro; deel 1 en 15 miljoen euro") == [
        (Decimal(3_000_000), "euro"),
        (Decimal(15_000_000), "euro"),
    ]


@pytest.mark.parametrize(
    ("text", "expected", "unit"),
    [
        ("1,5 tot 2 miljoen euro", [1_500_000, 2_000_000], "euro"),
        ("van 40 naar 45 euro", [40, 45], "euro"),
        ("respectievelijk 7 en 9 miljoen euro", [7_000_000, 9_000_000], "euro"),
        ("800.000 tot 1,2 miljoen euro", [800_000, 1_200_000], "euro"),
        ("€ 10 à 15 miljoen", [10_000_000, 15_000_000], "euro"),
        ("10-15%", [10, 15], "%"),
        ("12- en 13-jarigen", [144, 156], "maand"),
        ("2, 3 en 5 km", [2000, 3000, 5000], "meter"),
    ],
)
def test_the_ends_of_a_range_share_scale_and_unit(text: str, expected: list[int], unit: str) -> None:
    assert values(text) == [(Decimal(value), unit) for value in expected]


def test_a_year_before_a_counted_thing_is_a_number() -> None:
    assert values("2020 woningen en 2.020 woningen") == [(Decimal(2020), ""), (Decimal(2020), "")]
    assert values("in 2020 woningen bouwen") == []


def test_a_possible_name_is_uncertain() -> None:
    assert not one("het akkoord Salk 2 is klaar").certain
    assert not one("te 1000 Brussel").certain
    assert one("het akkoord telt 2 luiken").certain


@pytest.mark.parametrize(
    ("claim", "source", "same"),
    [
        ("15,4 miljoen euro", "15.420.000 euro", True),
        ("15,42 miljoen euro", "15,4 miljoen euro", False),
        ("154 miljoen euro", "15,4 miljoen euro", False),
        ("2 miljoen euro", "1,6 miljoen euro", False),
        ("15 miljoen euro", "15,4 miljoen euro", True),
        ("450.000 euro", "449.873 euro", False),
        ("circa 450.000 euro", "449.873 euro", True),
        ("50%", "50 miljoen euro", False),
        ("50%", "50 procentpunt", False),
        ("vijf", "5", True),
        ("3 miljoen", "3 miljoen euro", True),
        ("ruim 15 miljoen euro", "15,4 miljoen euro", True),
        ("ruim 15 miljoen euro", "14,9 miljoen euro", False),
        ("bijna 16 miljoen euro", "15,8 miljoen euro", True),
        ("meer dan 10", "meer dan 10", True),
        ("meer dan 10", "minder dan 10", False),
        ("minstens 100", "133", True),
        ("minstens 8%", "minstens 9%", False),
        ("zo'n 612.400 euro", "zo'n 612.000 euro", False),
        ("360.000 euro", "maximaal 360.000 euro", True),
        ("1,5 km", "1.500 meter", True),
        ("5 km", "5 ha", False),
    ],
)
def test_a_source_confirms_what_it_rounds_to_and_nothing_more_precise(claim: str, source: str, same: bool) -> None:
    assert same_amount(one(claim), one(source)) is same


def _dutch(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@settings(max_examples=80, deadline=None)
@given(st.integers(2, 10**9), st.integers(0, 99))
def test_a_sum_reads_the_same_in_every_notation(whole: int, cents: int) -> None:
    expected = Decimal(whole) + Decimal(cents) / 100
    texts = [
        f"{_dutch(whole)},{cents:02} euro",
        f"€ {_dutch(whole)},{cents:02}",
        f"EUR {_dutch(whole).replace('.', ' ')},{cents:02}",
        f"{whole * 100 + cents} cent",
        f"{str(expected / 10**6).replace('.', ',')} miljoen euro" if "E" not in str(expected / 10**6) else "",
    ]
    for text in filter(None, texts):
        assert values(text) == [(expected, "euro")]


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 99_999), st.data())
def test_a_changed_digit_is_another_amount(number: int, data: st.DataObject) -> None:
    digits = str(number)
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([d for d in "123456789" if d != digits[place]]))
    changed = digits[:place] + other + digits[place + 1 :]
    claim, source = one(f"{_dutch(int(changed))} euro"), one(f"{_dutch(number)} euro")
    assert not same_amount(claim, source)
    assert same_amount(source, source)


_PIECES = st.sampled_from(
    ["1", "20", "300", ".", ",", " ", "€", "euro", " miljoen", "%", " tot ", "-", "vijf ", "een ", "half ", "ruim ",
     "2021", "maart ", "art. ", "jaar", "\n", "\u00a0", "°", "/", "tal", "k", "x", "é"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=25).map("".join)))
def test_offsets_are_valid_and_never_overlap_in_any_text(text: str) -> None:
    end = 0
    for amount in find_amounts(text):
        assert end <= amount.start < amount.end <= len(text)
        assert amount.low <= amount.value <= amount.high
        end = amount.end


@pytest.mark.parametrize("unit", ["7", ".,", "1,", "1.1/", "100 ", "02 55 ", " ", "artikel 1,", "ruim "])
def test_reading_time_grows_with_the_length_not_its_square(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        find_amounts(text)
        return time.process_time() - start

    short, long = seconds(30_000), seconds(240_000)
    assert long < 30 * short + 0.5


def test_a_megabyte_of_digits_or_punctuation_holds_no_amount() -> None:
    assert find_amounts("4" * 1_000_000) == ()
    assert find_amounts(".," * 500_000) == ()


@pytest.mark.parametrize(
    "text", ["draagt de Vlaamse Regering zeven personen voor", "stelt de Vlaamse Regering 7 leden aan", "Salk zeven"]
)
def test_a_number_behind_the_government_or_in_words_is_no_part_of_a_name(text: str) -> None:
    (amount,) = find_amounts(text)
    assert amount.value == 7
    assert amount.certain
