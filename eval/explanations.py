"""What every figure is, in Dutch: ``verantwoord evaluate --explain METRIC``."""

from argparse import Action, ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.labels import METRICS
from rag.names import nearest

INTERVAL = (
    "Het interval is dat van 95%. Zinnen uit één verslag lijken op elkaar: daarom telt een verslag als één waarneming"
    " (de waarde wordt telkens herberekend zonder één verslag). Een aandeel krijgt het interval van Wilson, zodat het"
    " tussen 0% en 100% blijft. “Per verslag” is het gemiddelde over de verslagen, waarbij elk verslag even zwaar telt."
    " Wat niet te meten is, telt niet mee en wordt apart geteld: het is nooit stilzwijgend 0% of 100%."
)
_JUDGE = (
    "Het oordeel is dat van een automatische beoordelaar. Hoe goed die is, staat in het overzicht; bij twijfel"
    " beslist een lezer."
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """``what`` it says, ``how`` it is computed, the ``source`` of the definition, what it cannot see (``limits``)."""

    what: str
    how: str
    source: str
    limits: str


EXPLANATIONS: dict[str, Explanation] = {
    "reference_integrity": Explanation(
        "Hoeveel verwijzingen in de tekst leiden naar een bron die u kunt openen of opzoeken.",
        "Goede verwijzingen gedeeld door alle verwijzingen. Fout is een verwijzing die niet te lezen is, die niet in de"
        " lijst staat, of waarvan de bron geen titel en geen link heeft.",
        "Eigen maat. ALCE (Gao e.a., 2023) rekent een verwijzing buiten de lijst niet mee in de precisie, open-rag-eval"
        " slaat ze over; daarom staat ze hier apart.",
        "Zegt niets over wat er in de bron staat.",
    ),
    "citation_coverage": Explanation(
        "Hoeveel zinnen die een feit vaststellen, verwijzen naar minstens één bron.",
        "Zinnen met een bron gedeeld door alle zinnen die een bron nodig hebben. Aankondigingen, oordelen over het"
        " geheel en zinnen over het zoeken zelf hebben er geen nodig.",
        "Naar LongBench-Cite (Zhang e.a., 2024) en ALiiCE (Xu e.a., 2024).",
        "Of een zin een bron nodig heeft, wordt aan haar woorden herkend; dat gaat soms mis. De bron kan fout zijn.",
    ),
    "citation_precision": Explanation(
        "Hoeveel bronnen echt iets bijdragen aan een zin die door haar bronnen helemaal gedragen wordt.",
        "Een bron telt als de bronnen van de zin haar samen helemaal dragen, behalve als ze zelf niets draagt en de"
        " andere bronnen zonder haar volstaan. Gedeeld door alle bronnen bij zinnen, ook die buiten de lijst.",
        "ALCE, citation precision (Gao e.a., EMNLP 2023). Anders dan daar telt een verwijzing buiten de lijst mee in de"
        " noemer, en een bron die een deel van de zin draagt als bijdrage.",
        "Streng: een bron bij een zin die maar deels gedragen wordt, telt als nul. " + _JUDGE,
    ),
    "citation_recall": Explanation(
        "Hoeveel zinnen die een bron nodig hebben, door hun bronnen samen helemaal gedragen worden.",
        "Helemaal gedragen zinnen gedeeld door alle zinnen die een bron nodig hebben; een zonder bron telt als nul.",
        "ALCE, citation recall (Gao e.a., EMNLP 2023), beperkt tot zinnen die een bron nodig hebben.",
        "Een zin die een feit vaststelt zonder dat wij het merken, blijft buiten beeld. " + _JUDGE,
    ),
    "citation_f1": Explanation(
        "Precisie en volledigheid van de verwijzingen in één getal.",
        "Het harmonisch gemiddelde van citation_precision en citation_recall; nul als beide nul zijn.",
        "LongBench-Cite (Zhang e.a., 2024), met de strenge maten van ALCE.",
        "Eén getal verbergt welke van de twee tekortschiet: bekijk ze ook apart.",
    ),
    "weighted_precision": Explanation(
        "Hoeveel van een zin een bron gemiddeld draagt.",
        "Per zin en bron: helemaal 1, deels ½, niets 0. De som gedeeld door het aantal.",
        "TREC RAG 2024, support evaluation (Thakur e.a., SIGIR 2025); daar alleen voor de eerste bron van een zin, hier"
        " voor alle.",
        "Een bron die terecht maar de helft van een zin draagt, drukt dit getal. " + _JUDGE,
    ),
    "weighted_recall": Explanation(
        "Hoeveel van de zinnen die een bron nodig hebben, gemiddeld door hun bronnen gedragen wordt.",
        "Per zin, al haar bronnen samen: helemaal 1, deels ½, niets of geen bron 0. De som gedeeld door het aantal.",
        "TREC RAG 2024, support evaluation (Thakur e.a., SIGIR 2025), met alle bronnen samen.",
        "“Deels” is een ruime klasse: van een bijzaak tot de kern kan ontbreken. " + _JUDGE,
    ),
    "weighted_f1": Explanation(
        "Gewogen precisie en volledigheid in één getal.",
        "Het harmonisch gemiddelde van weighted_precision en weighted_recall; nul als beide nul zijn.",
        "TREC RAG 2024 en LongBench-Cite.",
        "Eén getal verbergt welke van de twee tekortschiet: bekijk ze ook apart.",
    ),
    "support_full": Explanation(
        "Hoeveel bronnen de zin waar ze bij staan helemaal dragen.",
        "Paren van zin en bron met dat oordeel, gedeeld door alle paren waarvan de bron gelezen kon worden.",
        "De drie graden van TREC RAG 2024 (full, partial, no support).",
        _JUDGE,
    ),
    "support_partial": Explanation(
        "Hoeveel bronnen maar een deel dragen van de zin waar ze bij staan.",
        "Paren van zin en bron met dat oordeel, gedeeld door alle paren waarvan de bron gelezen kon worden.",
        "De drie graden van TREC RAG 2024 (full, partial, no support).",
        "Geen fout op zich: twee bronnen kunnen elk de helft van een zin dragen. " + _JUDGE,
    ),
    "support_none": Explanation(
        "Hoeveel bronnen niets dragen van de zin waar ze bij staan.",
        "Paren van zin en bron met dat oordeel, gedeeld door alle paren waarvan de bron gelezen kon worden.",
        "De drie graden van TREC RAG 2024 (full, partial, no support).",
        _JUDGE,
    ),
    "sentence_support": Explanation(
        "Hoeveel zinnen met bronnen door die bronnen samen helemaal gedragen worden.",
        "Helemaal gedragen zinnen gedeeld door alle zinnen met bronnen.",
        "ALCE, citation recall, alleen over zinnen met een bron.",
        "Een zin zonder bron telt niet mee; zie daarvoor citation_recall. " + _JUDGE,
    ),
    "weighted_sentence_support": Explanation(
        "Hoeveel van de zinnen met bronnen gemiddeld door die bronnen samen gedragen wordt.",
        "Per zin: helemaal 1, deels ½, niets 0. De som gedeeld door het aantal zinnen met bronnen.",
        "TREC RAG 2024, alleen over zinnen met een bron.",
        _JUDGE,
    ),
    "misattribution": Explanation(
        "Hoeveel bronnen bij de verkeerde zin staan, terwijl een andere bron uit de lijst de zin wel draagt.",
        "Bronnen die niets dragen van een zin die haar bronnen niet helemaal dragen, terwijl een andere bron van het"
        " verslag dat wel doet, gedeeld door alle gelezen bronnen bij zinnen. De bevinding noemt de juiste bron.",
        "Naar CiteEval (Xu e.a., ACL 2025: schrappen en toevoegen).",
        "Kijkt alleen naar bronnen die al in de lijst staan. " + _JUDGE,
    ),
    "padding": Explanation(
        "Hoeveel bronnen opvulling zijn: ze dragen zelf niets, en de andere dragen de zin ook zonder hen.",
        "Overbodige bronnen gedeeld door alle gelezen bronnen bij zinnen.",
        "De overtollige verwijzingen van ALCE (Gao e.a., EMNLP 2023); CiteEval (Xu e.a., ACL 2025) schrapt ze.",
        "Een bron die herhaalt wat een andere zegt, is hier geen opvulling: ze kan een latere fase zijn. " + _JUDGE,
    ),
    "number_consistency": Explanation(
        "Hoeveel getallen, bedragen en percentages in zinnen ook in de aangehaalde bron staan.",
        "Getallen die een bron van de zin ook noemt (zelfde waarde, eenheid en soort, op afronding na), gedeeld door"
        " alle getallen in zinnen met een bron.",
        "Eigen maat; NumPert (2025) toont hoe slecht taalmodellen verkeerde getallen zien.",
        "Een juist getal bij het verkeerde onderwerp wordt hier niet gezien.",
    ),
    "date_consistency": Explanation(
        "Hoeveel datums en jaren in zinnen ook in de aangehaalde bron staan.",
        "Datums die een bron van de zin ook noemt of die binnen haar periode vallen, of de dag van de beslissing zelf,"
        " gedeeld door alle datums in zinnen met een bron.",
        "Eigen maat, naar de tijdsfouten (temporal) van LettuceDetect.",
        "Een juiste datum bij de verkeerde gebeurtenis wordt hier niet gezien.",
    ),
    "name_consistency": Explanation(
        "Hoeveel namen, plaatsen en nummers in zinnen ook in de aangehaalde bron staan.",
        "Namen die een bron van de zin ook noemt, gedeeld door alle namen in zinnen met een bron.",
        "Eigen maat, naar de verzonnen verwijzingen en entiteiten van LettuceDetect.",
        "Een andere schrijfwijze van dezelfde naam kan als fout tellen.",
    ),
    "quote_consistency": Explanation(
        "Hoeveel citaten in zinnen (tussen aanhalingstekens) woordelijk in de aangehaalde bron staan.",
        "Citaten van minstens drie woorden die een bron van de zin ook heeft, op leestekens en hoofdletters na, gedeeld"
        " door alle zulke citaten in zinnen met een bron.",
        "Naar quoted spans alignment van RAGAS, maar per aangehaalde bron, en niet te meten (geen nul) zonder citaten.",
        "Wat uit het regeerakkoord geciteerd wordt, telt hier niet als fout.",
    ),
    "stage_fidelity": Explanation(
        "Hoeveel zinnen die zeggen hoever iets staat, niet verder gaan dan hun bron.",
        "Zinnen met een woord voor een fase (goedgekeurd, ingevoerd, uitgevoerd …) zonder bevinding, gedeeld door alle"
        " zinnen met zo’n woord. “Uitgevoerd” bij een principiële goedkeuring is een bevinding.",
        "Eigen maat, naar het idee van PledgeTracker (EMNLP 2025).",
        "Leest de fase aan de woorden: wie zonder zo’n woord te veel belooft, wordt niet gezien.",
    ),
    "quotes_verbatim": Explanation(
        "Hoeveel citaten achter de zinnen letterlijk op hun plaats in de bron staan.",
        "Citaten die letter voor letter kloppen, gedeeld door alle citaten in de verantwoording bij het verslag.",
        "Eigen maat, strenger dan quoted spans alignment van RAGAS.",
        "Alleen te meten voor verslagen met een verantwoording (een .json ernaast).",
    ),
    "commitment_coverage": Explanation(
        "Hoeveel van de belangrijke beslissingen over deze sectie het verslag vermeldt.",
        "Belangrijk is een beslissing die bij de tien hoogst gerangschikte van de sectie hoort en een van haar"
        " voornemens dient. Ze is vermeld als het verslag haar of een andere beslissing van haar dossier aanhaalt.",
        "Naar de vital nuggets van TREC RAG 2024 (Pradeep e.a.), met beslissingen in plaats van feiten.",
        "Wat belangrijk is, wordt gezocht en niet met de hand aangewezen: op de ontwikkelset dient 81% van de"
        " beoordeelde beslissingen een voornemen en moet 58% zeker vermeld worden. Alleen te meten met een index, voor"
        " secties van het regeerakkoord.",
    ),
    "abstention": Explanation(
        "Hoeveel verslagen terecht zeggen dat er niets gevonden is, of terecht wel iets vertellen.",
        "Juist is een verslag zonder bronnen dat zegt dat er niets gevonden werd als de index niets heeft voor de"
        " sectie, en een verslag met bronnen als de index wel iets heeft.",
        "Naar CiteEval (Xu e.a., ACL 2025) en de no-answer-maat van open-rag-eval.",
        "Kijkt naar het hele verslag, niet naar elk voornemen. Of de index iets heeft, zegt de zoekmachine.",
    ),
    "effective_citations": Explanation(
        "Hoeveel bronnen per verslag echt iets bijdragen aan een zin die helemaal gedragen wordt.",
        "De bronnen die meetellen in citation_precision, gedeeld door het aantal verslagen.",
        "FACT van DeepResearch Bench (2025), dat gesteunde verwijzingen telt; hier ook zonder overbodige.",
        "Geen maat voor kwaliteit op zich: ze toont wie een hoge precisie haalt door weinig aan te halen.",
    ),
    "citations_per_sentence": Explanation(
        "Hoeveel bronnen er gemiddeld bij een zin met bronnen staan.",
        "Bronnen bij zinnen, elke bron één keer per zin, gedeeld door het aantal zinnen met bronnen.",
        "Eigen telling.",
        "Zegt niets over wat de bronnen dragen.",
    ),
    "longest_run": Explanation(
        "De langste rij bronnen die zonder woorden ertussen na elkaar staan.",
        "Het grootste aantal over alle verslagen; daarom zonder interval en zonder gemiddelde.",
        "Eigen telling.",
        "Eén uitschieter bepaalt het getal.",
    ),
    "citations_in_long_runs": Explanation(
        "Hoeveel bronnen in een rij van zes of meer staan: dan kan niemand zien welke bron wat draagt.",
        "Bronnen in zulke rijen gedeeld door alle bronnen.",
        "Eigen telling; in de verslagen van het prototype stond meer dan de helft in zo’n rij.",
        "Een korte rij kan even onduidelijk zijn.",
    ),
}


def explain(name: str) -> str:
    """The explanation of one figure, as lines of text."""
    found = EXPLANATIONS[name]
    lines = {"Wat": found.what, "Hoe": found.how, "Bron": found.source, "Grenzen": found.limits, "Interval": INTERVAL}
    return "\n".join([f"{METRICS[name]} ({name})", *(f"  {head}: {text}" for head, text in lines.items())])


class Explain(Action):
    """An option that prints an explanation and stops, like ``--help``."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, dest, nargs="?", metavar="METRIC", help=help)

    def __call__(
        self,
        parser: ArgumentParser,
        namespace: Namespace,
        values: str | Sequence[Any] | None,
        option: str | None = None,
    ) -> None:
        """Print and leave with 0; a name that is no figure is a usage error that names the nearest."""
        if values is None:
            print("\n".join(f"{name}: {label}" for name, label in METRICS.items()))
        elif values in EXPLANATIONS:
            print(explain(str(values)))
        else:
            parser.error(f"there is no figure '{values}'; {nearest(str(values), METRICS)}")
        parser.exit()
