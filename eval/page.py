"""A scorecard as one static Dutch page: no scripts, no requests, everything from a report or a document escaped."""

from html import escape

from eval.evaluation import CheckedReport
from eval.labels import FINDINGS, METRICS, SUPPORT, count_in_words, value_in_words
from eval.metrics import Metric, metrics_of
from eval.scorecard import Scorecard
from eval.worst import Worst, worst_sentences
from rag.links import safe_url

SHOWN = 40
LONGEST_QUOTE = 1200  # characters; a source may hold a "sentence" of a megabyte
# Figures where less is better get no bar, and so no suggestion of more.
_BARS = frozenset(METRICS) - {"support_partial", "support_none", "citations_in_long_runs"}

_STYLE = """
:root { --ink: #1d2733; --soft: #5c6875; --line: #dde3e9; --paper: #fff; --wash: #f4f6f8; --accent: #1f5fa8;
  --good: #2e7d4f; --fair: #b7791f; --bad: #b3362b; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--wash); color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
p { margin: 0 0 .5rem; }
.soft, small { color: var(--soft); }
.panel { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.25rem; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child > * { border-bottom: 0; }
th { font-weight: 600; color: var(--soft); font-size: .875rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
meter { width: 9rem; height: .75rem; }
code { font: .8125rem/1.4 ui-monospace, monospace; color: var(--soft); }
ol.worst { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; }
.sides h3 { font-size: .8125rem; margin: 0 0 .25rem; color: var(--soft); font-weight: 600; }
blockquote { margin: 0; padding-left: .75rem; border-left: 3px solid var(--line); }
mark { background: #fde2df; color: inherit; padding: 0 .1em; }
ul.reasons { margin: .75rem 0 0; padding: .6rem 0 0 1.1rem; border-top: 1px solid var(--line); }
.full { color: var(--good); } .partial { color: var(--fair); } .none { color: var(--bad); }
a { color: var(--accent); overflow-wrap: anywhere; }
@media (max-width: 700px) { .sides { grid-template-columns: 1fr; gap: .75rem; } main { padding-top: 1.25rem; } }
@media print { body { background: none; } .panel { break-inside: avoid; } }
"""


def page(scorecard: Scorecard) -> str:
    """The whole page."""
    totals = {name: count_in_words(value) for name, value in scorecard.totals.items()}
    lead = (
        f"{totals['reports']} verslagen met {totals['claims']} zinnen, {totals['citations']} verwijzingen en "
        f"{totals['references']} bronnen in hun lijsten."
    )
    parts = [
        "<!doctype html>",
        '<html lang="nl"><head><meta charset="utf-8"><title>Nazicht van verslagen</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{_STYLE}</style></head><body><main>",
        f'<h1>Nazicht van verslagen</h1><p class="soft">{lead}</p>',
        *_unjudged(scorecard),
        _figures(scorecard.metrics),
        _findings(scorecard),
        _worst(scorecard),
        _reports(scorecard),
        _skipped(scorecard),
        "</main></body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _unjudged(scorecard: Scorecard) -> list[str]:
    if all(report.judged for report in scorecard.reports):
        return []
    return ["<p>Zonder index werd niet nagekeken wat de bronnen zeggen, alleen of de verwijzingen kloppen.</p>"]


def _figures(metrics: dict[str, Metric]) -> str:
    rows = []
    for name, metric in metrics.items():
        bar = metric.value is not None and name in _BARS and metric.value <= 1 and name != "longest_run"
        value = metric.value if bar else None
        meter = f'<meter min="0" max="1" low="0.5" high="0.8" optimum="1" value="{value}"></meter>' if bar else ""
        undefined = count_in_words(metric.undefined) if metric.undefined else ""
        rows.append(
            f'<tr><td>{METRICS[name]}</td><td class="number"><strong>{value_in_words(name, metric)}</strong></td>'
            f'<td>{meter}</td><td class="number">{count_in_words(metric.n)}</td>'
            f'<td class="number">{undefined}</td></tr>'
        )
    head = (
        '<tr><th>Meting</th><th class="number">Waarde</th><th></th><th class="number">Gemeten over</th>'
        '<th class="number">Niet te meten</th></tr>'
    )
    return _table("Metingen", head, rows)


def _findings(scorecard: Scorecard) -> str:
    rows = [
        f'<tr><td>{escape(FINDINGS.get(code, code))}</td><td class="number">{count_in_words(count)}</td>'
        f"<td><code>{escape(code)}</code></td></tr>"
        for code, count in sorted(scorecard.findings.items(), key=lambda entry: (-entry[1], entry[0]))
    ]
    if not rows:
        return '<h2>Bevindingen</h2><p class="panel">Er werd niets gevonden dat niet klopt.</p>'
    return _table("Bevindingen", '<tr><th>Wat</th><th class="number">Aantal</th><th>Code</th></tr>', rows)


def _worst(scorecard: Scorecard) -> str:
    worst = worst_sentences(scorecard.reports, SHOWN)
    if not worst:
        return ""
    items = "\n".join(_sentence(item, scorecard) for item in worst)
    return f'<h2>Eerst na te kijken</h2>\n<ol class="worst">\n{items}\n</ol>'


def _sentence(worst: Worst, scorecard: Scorecard) -> str:
    """One doubtful sentence on the left, the best of its sources on the right, the reasons below."""
    where = escape(f"{scorecard.shown(worst.report.loaded.path)} ({worst.item.claim.id})")
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in worst.reasons)
    return (
        f'<li class="panel"><div class="sides"><div><h3>Het verslag zegt</h3><p>{_marked(worst)}</p>'
        f"<small>{where}</small></div><div>{_source(worst)}</div></div>"
        f'<ul class="reasons">{reasons}</ul></li>'
    )


def _marked(worst: Worst) -> str:
    """The sentence with the facts that no source states marked."""
    text, shown, at = worst.item.claim.text, [], 0
    for fact in worst.item.verdict.facts:
        if fact.start >= at:
            shown += [escape(text[at : fact.start]), f"<mark>{escape(text[fact.start : fact.end])}</mark>"]
            at = fact.end
    return "".join([*shown, escape(text[at:])])


def _source(worst: Worst) -> str:
    reference = worst.report.report.reference(worst.number) if worst.number is not None else None
    if reference is None or worst.pair is None:
        return '<h3>De bron zegt</h3><p class="soft">Er is geen bron om naast deze zin te leggen.</p>'
    url = safe_url(reference.url)
    title = escape(reference.title or reference.document or "zonder titel")
    name = f'<a href="{escape(url)}" rel="noreferrer">{title}</a>' if url else title
    passage = worst.pair.passage
    said = passage.quote if passage else ""
    said = said if len(said) <= LONGEST_QUOTE else f"{said[:LONGEST_QUOTE]}…"
    quote = f"<blockquote>{escape(said)}</blockquote>" if said else ""
    support = worst.pair.support
    return (
        f'<h3>De bron die het meest zegt: <span class="{support}">{SUPPORT[support]}</span></h3>'
        f"<p>[{reference.number}] {escape(reference.date)} {name}</p>{quote}"
    )


def _reports(scorecard: Scorecard) -> str:
    rows = [_report(report, scorecard) for report in scorecard.reports]
    head = (
        '<tr><th>Verslag</th><th class="number">Zinnen</th><th class="number">Bronnen</th>'
        '<th class="number">Gewogen precisie</th><th class="number">Harde fouten</th>'
        '<th class="number">Waarschuwingen</th></tr>'
    )
    return _table("Verslagen", head, rows)


def _report(checked: CheckedReport, scorecard: Scorecard) -> str:
    severities = [checked.severity(finding) for finding in checked.findings]
    precision = value_in_words("weighted_precision", metrics_of([checked])["weighted_precision"])
    cells = [len(checked.claims), len(checked.report.references), precision]
    cells += [severities.count("hard"), severities.count("warning")]
    path = escape(scorecard.shown(checked.loaded.path))
    return (
        f"<tr><td>{escape(checked.report.title)}<br><small>{path}</small></td>"
        + "".join(f'<td class="number">{cell}</td>' for cell in cells)
        + "</tr>"
    )


def _skipped(scorecard: Scorecard) -> str:
    rows = [
        f"<tr><td>{escape(scorecard.shown(item.path))}</td><td>{escape(item.message)}</td></tr>"
        for item in scorecard.skipped
    ]
    return _table("Niet gelezen", "<tr><th>Bestand</th><th>Waarom</th></tr>", rows) if rows else ""


def _table(title: str, head: str, rows: list[str]) -> str:
    body = "\n".join(rows)
    table = f"<table><thead>{head}</thead><tbody>\n{body}\n</tbody></table>"
    return f'<h2>{title}</h2>\n<div class="panel scroll">{table}</div>'
