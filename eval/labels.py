"""What figures and findings are called in Dutch, for terminal and page alike."""

from eval.estimates import Metric

METRICS = {
    "reference_integrity": "Verwijzingen die ergens naartoe leiden",
    "citation_coverage": "Zinnen met een feit die een bron hebben",
    "citation_precision": "Precisie: bronnen die bijdragen aan een gedragen zin",
    "citation_recall": "Volledigheid: zinnen met een feit die gedragen worden",
    "citation_f1": "Precisie en volledigheid samen (F1)",
    "weighted_precision": "Gewogen precisie (heel 1, deel ½)",
    "weighted_recall": "Gewogen volledigheid (heel 1, deel ½)",
    "weighted_f1": "Gewogen precisie en volledigheid samen (F1)",
    "support_full": "Bronnen die de hele zin dragen",
    "support_partial": "Bronnen die een deel van de zin dragen",
    "support_none": "Bronnen die niets van de zin dragen",
    "sentence_support": "Zinnen die hun bronnen samen helemaal dragen",
    "weighted_sentence_support": "Zinnen, gewogen (heel 1, deel ½)",
    "misattribution": "Bronnen bij de verkeerde zin",
    "padding": "Bronnen die gemist kunnen worden",
    "number_consistency": "Getallen die in de bron staan",
    "date_consistency": "Datums die in de bron staan",
    "name_consistency": "Namen die in de bron staan",
    "quote_consistency": "Citaten in de tekst die in de bron staan",
    "stage_fidelity": "Zinnen die niet verder gaan dan hun bron",
    "quotes_verbatim": "Bewijsplaatsen die woordelijk in de bron staan",
    "commitment_coverage": "Belangrijke beslissingen die vermeld worden",
    "abstention": "Verslagen die terecht iets of niets vonden",
    "effective_citations": "Bronnen per verslag die bijdragen",
    "citations_per_sentence": "Bronnen per zin met bron",
    "longest_run": "Langste rij bronnen na elkaar",
    "citations_in_long_runs": "Bronnen in een rij van zes of meer",
}
WHOLE = frozenset({"longest_run"})
"""Figures that are whole numbers."""
COUNTS = WHOLE | {"citations_per_sentence", "effective_citations"}
"""Figures that are no share."""
FINDINGS = {
    "answer.untold": "antwoord van een minister verteld als feit",
    "citation.misattributed": "een andere bron uit de lijst draagt de zin",
    "citation.missing": "zin met een feit zonder bron",
    "citation.padding": "bron die niets bijdraagt",
    "citation.run": "zes of meer bronnen na elkaar",
    "claim.added": "bewering die niet in de bron staat",
    "claim.changed": "woord dat de bron niet zegt",
    "date.before": "alle bronnen zijn ouder dan wat de zin vertelt",
    "decision.unmentioned": "belangrijke beslissing niet vermeld",
    "fact.actor": "in de bron handelt iemand anders",
    "fact.date": "datum staat niet in de bron",
    "fact.name": "naam staat niet in de bron",
    "fact.negation": "de bron zegt het omgekeerde",
    "fact.number": "getal staat niet in de bron",
    "fact.scope": "algemener dan de bron",
    "marker.malformed": "onleesbare verwijzing",
    "quote.altered": "citaat is niet woordelijk",
    "quote.changed": "citaat staat niet meer in de bron",
    "quote.missing": "citaat staat niet in de bron",
    "report.conflict": "conflict tussen redactie en ontwerp dat nog open staat",
    "reference.dangling": "verwijzing naar een bron die niet in de lijst staat",
    "reference.date": "andere datum dan het document",
    "reference.dead": "bron zonder titel en link",
    "reference.duplicate": "zelfde bron twee keer in de lijst",
    "reference.order": "bronnen niet in volgorde genummerd",
    "reference.title": "andere titel dan het document",
    "reference.unknown": "bron niet gevonden onder de documenten",
    "reference.unused": "bron waar geen zin naar verwijst",
    "reference.withdrawn": "bron die ingetrokken is",
    "source.agreement": "regeerakkoord als enig bewijs",
    "source.question": "vraag van een parlementslid als bewijs",
    "source.title_only": "meer dan de bekende titel zegt",
    "stage.draft": "regel waar de bron een ontwerp noemt",
    "stage.overclaim": "verder dan de fase van de bron",
    "stage.superseded": "latere beslissing in hetzelfde dossier",
    "support.none": "bron draagt de zin niet",
    "support.partial": "bronnen dragen maar een deel van de zin",
    "wording.evaluative": "oordeel dat de bron niet geeft",
}
SUPPORT = {"full": "draagt de hele zin", "partial": "draagt een deel", "none": "draagt de zin niet"}


def value_in_words(name: str, metric: Metric) -> str:
    """``93,1%`` or ``1,8``; ``niet te meten`` where there is no value."""
    return "niet te meten" if metric.value is None else _in_words(name, metric.value)


def interval_in_words(name: str, metric: Metric) -> str:
    """``91,0%–94,6%``; empty where there is none."""
    return "–".join(_in_words(name, limit) for limit in metric.interval) if metric.interval else ""


def macro_in_words(name: str, metric: Metric) -> str:
    """The mean over reports as a value; empty where there is none or only one report."""
    return _in_words(name, metric.macro) if metric.macro is not None and metric.reports > 1 else ""


def _in_words(name: str, value: float) -> str:
    if name in WHOLE:
        return str(int(value))
    return (f"{value:.1f}" if name in COUNTS else f"{100 * value:.1f}%").replace(".", ",")


def count_in_words(value: int) -> str:
    """``4.787``."""
    return f"{value:,}".replace(",", ".")
