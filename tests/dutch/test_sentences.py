"""Where sentences end: passages in the manner of decisions, agreement prose, written questions and reports.

A bar ``|`` marks a boundary; what stands on both sides of it, blanks aside, must come out as whole sentences.
"""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.dutch.sentences import split_sentences

ABBREVIATIONS = [
    "Dit volgt uit art. 3 en art. 12 van het decreet.| De minister voert het uit.",
    "Zie nr. 157 en blz. 64 van het plan.| Ook p. 12 en pp. 14-18 zijn aangepast.",
    "De regels m.b.t. De Lijn veranderen.| De rest blijft.",
    "Er gaat 15,4 mln. euro naar scholen en 3 mld. naar wegen.| Dat is veel.",
    "Het budget stijgt met 12 mln.| De Vlaamse Regering legt het vast.",
    "Het gaat om 20 mln. EUR in 2023.| Daarna daalt het.",
    "De beslissing d.d. 14 juli 2021 vervalt.| Er komt een nieuwe.",
    "Volgens J. Jambon en H. Crevits is dat haalbaar.| Dat blijkt ook uit het advies.",
    "De minister is J. De Block.| Zij volgt A.-M. Van Dam op.",
    "Minister Ph. Muyters en dhr. Chr. Peeters tekenen.| Mevr. A. De Smet niet.",
    "Prof. dr. ir. K. Van Acker leidt het Steunpunt.| Dr. Buyst werkt mee.",
    "Het gebied is ca. 2.700 ha groot.| Het ligt in de Kempen.",
    "De steun loopt t.e.m. Q4 2023.| Resp. 2 en 3 gemeenten krijgen uitstel.",
    "Import en export bedragen resp. 83 en 85%.| In 2017 was dat minder.",
    "I.k.v. het relanceplan, i.s.m. Actiris en t.a.v. De Watergroep wordt dat herbekeken.| Het budget volgt.",
    "Het verscheen in het B.S. van 2 mei.| Zie B.S. 12 juni 2020 voor de rest.",
    "Dat stond al in het B.S.| De termijn loopt dus.",
    "De V.S. en W.A.G. Payment Solutions doen mee.| A.D.V.N. (Archief voor Nationale Bewegingen) ook.",
    "Regio's zoals bv. Catalonië en bijv. Schotland doen dat.| Wij niet.",
    "De aanvraag komt van VT Logistics bv.| Binnen de looptijd van het project wordt dat bekeken.",
    "Sectoren (o.a. Unilin en o.m. Fuji Oil) krijgen steun.| O.a. De Lijn niet.",
    "Er komen scholen, crèches, sporthallen enz. in de wijk.| De bouw start nu.",
    "Er komen scholen, crèches, sporthallen, enz.| De bouw start nu.",
    "De minister, Janssens c.s. en anderen e.a. stemden in.| De rest e.d.| Het dossier is rond.",
    "Op 22 maart jl.| De Vlaamse Regering besliste dat toen.",
    "De telling van 1 jan. 2022 en 12 sept. 2023 loopt.| Ze eindigt in dec.| Daarna volgt de rest.",
    "Het station Gent-St. Pieters wordt vernieuwd.| De St. Annatunnel volgt.",
    "Dit geldt i.g.v.m. de nieuwe regels.| Er is geen uitzondering.",
    "Incl. btw is dat 4 euro, excl. kosten (max. 475 uur per jaar).| Min. 2 partners zijn nodig.",
    "Het voorstel m.i.v. 2024, zgn. overgangsrecht, nl. de termijn, vervalt.| Zo wordt het eenvoudiger.",
    "Het gecoörd. decreet en de uitv. besluiten gelden, cfr. Tarra.| Cf. ook het advies.",
]

NUMBERS = [
    "Artikel 4, 2° van het besluit en artikel 47, 1°, vervallen.| Punt 3° blijft.",
    "§ 2. De minister bepaalt de vorm.| § 3. De termijn is een maand.",
    "Art. 3. De minister bepaalt de vorm.| Art. 4. Dit besluit treedt in werking.",
    "Dat mag volgens art. 3, § 2.| De Vlaamse Regering volgt.",
    "Er komen 120.000 jobs bij, of 3,5% meer.| In 2024 volgt 1.250.000,75 euro.",
    "De vergadering begint om 13.00 uur.| Om 18.30 uur is ze voorbij.",
    "De codex dateert van 2021.| Het gaat om een wijziging.",
    "De organisaties krijgen dat budget.| 85% van de middelen gaat naar bijstand.",
    "De zaal wordt gesloten voor werken.| 19 De grote zaal wordt vernieuwd.",
    "Het gaat om SALK 2.0.| Dat plan loopt af.",
    "Het is een overstromingsgebied van type 2 of 3.| De kaart is klaar.",
    "Ze keurt Brownfieldconvenant 54. Ertvelde – Kuhlmann goed.| Het project start.",
    "Er zijn percelen: 1. Netwerk; 2. Opslag; 3. Werkplek en 4. Beheer.| De opdracht loopt zes jaar.",
    "De speerpunten zijn: 1. van achterstand naar voorsprong; en 2. versterking van leraren.| Er is budget voor.",
    "Hij werkt in functieklasse B.| Ze benoemt hem in niveau D.| Daarnaast volgt graad A.| Personeel is nodig.",
    "Over dit punt loopt hoofdstuk II.| De Raad van State gaf advies.",
]

MARKS = [
    "De steun gaat naar zorg, onderwijs, …| Deze aanpak wordt gevolgd.",
    "Scholen, crèches,...| We hebben nood aan een plan.",
    "De mondialisering van de concurrentie,… ze heeft impact.| Dat is zo.",
    "Regio's (Gent, Brugge, …) krijgen steun.| Steden (Gent, …).| De rest volgt.",
    "Er is hulp (laptops, boeken, enz.) en steun (gids, coach,...).| De rest volgt.",
    "Voor ziekenhuizen (bv. voor bedden, …)| We voorzien middelen.",
    "Het centrum (Gent, Aalst enz.) Vlaanderen helpt.",
    "Dat is ESR-neutraal.| (ESR is een stelsel. Het is Europees.)| De rest volgt.",
    "De lijst (zie a. Zij is lang. Ze telt) is klaar.| De rest volgt.",
    "De lijst (geplaatst of na invrijheidsstelling.| Om dat te vermijden komt er een plan.",
    "Ze keurt de nota ‘Naar een sector in digitale tijden. Een visie op transformatie’ goed.| De nota ligt voor.",
    "In het akkoord staat: “Het krijgt een opdracht.”| Het besluit volgt.",
    "“Dat is goed.” zegt de minister.| “Wij ook.”| De rest zwijgt.",
    "Het project 'Iedereen Telt!' voor 2023 en ‘amai!’ rond AI lopen.| Ze stoppen in 2024.",
    "Ze keurt het plan ‘Omgeving Malle'.| De gemeente zal dat doen.",
    "Ze leest 'Standaard Instrumenten.'.| De rest volgt.",
    "De kmo's en de foto’s van ’s Herenbos uit de jaren ’50.| De vzw’s ook.",
    "Het GO! en GO! Athena krijgen steun.| Dat is voor het GO!| De rest is voor GO! ouders vzw.",
    "Wat is de stand van zaken?| Hoeveel kost het?| 20 gemeenten vragen dat.",
    "Een groene Zuidrand!| Een verhaal van verbinden.",
    'De Raad "vraagt het vervoer?" en "Leidt het?" staan er.| Het antwoord volgt.',
    "Hij is weg..| De regering ook.",
    "De site is www.mo.be.| Mail naar kb@vlaanderen.be of zie https://www.vlaanderen.be/a.b?c=d.e voor meer.",
    "Het werd opgericht in 2017 door Multimodaal.Vlaanderen en Vi.BE.| Mu.ZEE en h.Art doen mee.",
    "De partij N-VA, CD&V en Open Vld stemmen voor.| O&O.| We volgen.",
]

SLIPS = [
    "Ze wil het beleid realiseren.|De implementatie volgt.",
    "Dat is goedgekeurd door de regering (VSB).|De Vlaamse Regering vraagt advies.",
    "Wanneer start dat?|Hoeveel kost het?",
    "De erkenning geldt voor alle deelnemers.| vzw BO Vlas vertegenwoordigt ze.",
    "Het huis ligt in Nederland.| deBuren werkt er.",
    "De kwaliteit staat centraal.| met de samenwerking verandert dat.",
    "Dat loopt tot 2021.| de wijzigingen volgen later.",
    "De zetel is waar de vereniging gevestigd is.| vzw Brik werkt er.",
    "Hij keek terug op 2020 .| Het was een moeilijk jaar .",
    "Vlaanderen connect. voert dat uit.| Het werkt voor Vlaanderen connect.| De rest niet.",
    "De adviezen zijn er.| Het dossier is rond. ​",
]

CITATIONS = [
    "Er komen 500 woningen. [8]| De bouw start in 2024. [9][10]",
    "Er komen 500 woningen. \\[8\\]| De bouw start \\[9\\].| Ze eindigt in 2025 \\[1, 2\\] \\[3-5\\].",
    "Er komen 500 woningen.[8]| De bouw start. [0,1] [2]",
    "Er komen 500 woningen [8], zegt de regering [9].| Dat klopt. [10].| Meer niet.",
    "1. **Investeringen in kernen**: er is steun \\[0\\]\\[1\\].| Er volgt meer \\[2\\].",
    "**Wonen.**| De bouw start.",
    "Dat staat in de nota.¹| De rest volgt.",
]

LINES = [
    "Opwaardering van kernen\n\n|De ploeg is een team van experts en\ndenkers.| Ze werkt\nin Gent.",
    "BIJLAGEN \n|1. Overzicht van de gemeenten.\n|2. Lijst van De\nLijn.",
    "Kan de minister meedelen:\n|a) hoeveel dat kost;\n|b) wie dat betaalt?\n|- Waarom?\n|• Wanneer?",
    "\n 1. Hoe verloopt dat?| Wie doet het?\n\n \n|2-3. Zie vraag 1.\n|4) Ja.",
    "De steun bedraagt\n1.000 euro per jaar en\n2.300 euro in totaal.| Dat is op\n13\naugustus beslist.",
    "2.3.4 Een sterk beleid\n|2.3.5. Meer mobiliteit\n|§ 2. De rest",
    "Eerste lijn\r\n\r\n|Tweede lijn\r\ngaat door.",
]


@pytest.mark.parametrize("marked", ABBREVIATIONS + NUMBERS + MARKS + SLIPS + CITATIONS + LINES)
def test_a_sentence_ends_where_a_reader_says_it_does(marked: str) -> None:
    text = marked.replace("|", "")
    assert [text[start:end] for start, end in split_sentences(text)] == [part.strip() for part in marked.split("|")]


def test_nothing_but_blanks_has_no_sentences() -> None:
    assert split_sentences("") == split_sentences(" \n\t\n ") == ()


def test_a_long_quotation_is_split_into_its_sentences() -> None:
    sentence = "We werken met de gemeenten een beleid uit dat de gezinnen in de stad ondersteunt. "
    text = f"Het akkoord zegt: “{sentence * 5}”"
    assert len(split_sentences(text)) == 5


# Letters, marks and words that the rules look at, so that generated text reaches them.
pieces = st.sampled_from(
    [
        *".!?…()[]“”‘’\"':;,-– \n\t\u200b",
        ". ",
        ".\n\n",
        "\n1. ",
        "\n- ",
        " art. ",
        " enz. ",
        " J. ",
        " De ",
        "vzw",
        "a",
        "De Vlaamse Regering keurt dit goed",
        "[8]",
        "\\[9\\]",
        " 2. ",
        "3,5 mln. euro",
        "\r\n",
        "é",
        "©",
        "🏠",
        "１．",
    ]
)
texts = st.one_of(st.text(max_size=80), st.lists(pieces, max_size=25).map("".join))


@given(texts)
@example("\u2028a.\u2029b")
@settings(max_examples=300, deadline=None)
def test_spans_are_ordered_trimmed_and_hold_everything_but_blanks(text: str) -> None:
    covered, reached = "", 0
    for start, end in split_sentences(text):
        assert reached <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        covered, reached = covered + text[start:end], end
    assert "".join(covered.split()) == "".join(text.split())


@given(st.lists(st.sampled_from(ABBREVIATIONS + NUMBERS + SLIPS + CITATIONS), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_a_sentence_on_its_own_is_one_sentence(passages: list[str]) -> None:
    text = "\n\n".join(passage.replace("|", "") for passage in passages)
    for start, end in split_sentences(text):
        assert split_sentences(text[start:end]) == ((0, end - start),)


@pytest.mark.parametrize(
    "unit",
    ["woord ", ".", ". ", "(", ")", "()", '"', "'a ", "‘a ", "(a. B ", "\n", "\n ", "A. ", ". [1]", "\n1-1", "1. "],
)
def test_time_grows_with_the_length_whatever_the_text(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        began = time.process_time()
        split_sentences(text)
        return time.process_time() - began

    # Eight times the text: eight times the time when linear, sixty-four when quadratic.
    assert seconds(200_000) < 24 * seconds(25_000) + 0.2
