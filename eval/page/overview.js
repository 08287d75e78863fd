// The overview: figures, pictures, and where to begin.
const panel = (title, note, ...children) => h('section', { class: 'panel' }, h('h2', {}, title), note ? h('p', { class: 'soft' }, note) : null, ...children);
const bar = (value, kind) => h('span', { class: 'bar-fill ' + kind, width: `${100 * value}%` });

function drawOverview() {
  const totals = card.totals;
  const lead = `${plural(totals.reports, 'verslag', 'verslagen')} met ${plural(totals.claims, 'zin', 'zinnen')}, ${plural(totals.citations, 'verwijzing', 'verwijzingen')} en ${plural(totals.references, 'bron', 'bronnen')} in de lijsten.`;
  at('overview').replaceChildren(
    h('p', { class: 'lead' }, lead),
    ...notes(),
    tiles(),
    h('div', { class: 'grid' }, mix(), findings(), precision(), worst()),
    ...[comparison(), metrics(), judge(), stale(), skipped()].filter(Boolean),
  );
}

function notes() {
  const found = [];
  if (card.reports.some((report) => !report.judged)) found.push('Zonder index werd niet nagekeken wat de bronnen zeggen, alleen of de verwijzingen kloppen.');
  const { applied, changed: other } = card.overrules;
  if (applied) found.push(`In deze cijfers zijn ${plural(applied, 'oordeel', 'oordelen')} van mensen meegerekend, waarvan ${count(other)} anders dan de automatische controle.`);
  return found.map((text) => h('p', { class: 'notice' }, text));
}

function interval(metric) {
  const low = metric.low ?? metric.interval?.[0], high = metric.high ?? metric.interval?.[1];
  return low === undefined || low === null || high === undefined || high === null ? null : [low, high];
}

function tiles() {
  const wanted = ['weighted_precision', 'sentence_support', 'citation_coverage', 'reference_integrity'].filter((name) => card.metrics[name]);
  const hard = sentences.flatMap((item) => item.claim.findings).concat(card.reports.flatMap((report) => report.findings)).filter((found) => found.severity === 'hard').length;
  return h('dl', { class: 'tiles' },
    wanted.map((name) => {
      const metric = card.metrics[name], range = interval(metric);
      return h('div', { class: 'tile' }, h('dt', {}, labels.metrics[name] || name), h('dd', {},
        h('strong', {}, measured(name, metric.value)),
        h('small', {}, range ? `95%: ${measured(name, range[0])} – ${measured(name, range[1])}` : `over ${count(metric.n)}`)));
    }),
    h('div', { class: 'tile' + (hard ? ' alarm' : '') }, h('dt', {}, 'Harde fouten'), h('dd', {}, h('strong', {}, count(hard)), h('small', {}, hard ? 'zeker verkeerd: eerst rechtzetten' : 'niets dat zeker verkeerd is'))));
}

function stack(title, counts, pick) {
  const total = Object.values(counts).reduce((a, b) => a + b, 0);
  const kinds = ['full', 'partial', 'none', 'unknown', 'uncited'].filter((kind) => counts[kind]);
  return h('div', { class: 'stack' },
    h('h3', {}, `${title} (${count(total)})`),
    h('div', { class: 'stacked', 'aria-hidden': 'true' }, kinds.map((kind) => h('span', { class: 'bar-fill ' + kind, width: `${(100 * counts[kind]) / total}%` }))),
    h('ul', { class: 'legend' }, kinds.map((kind) => h('li', {},
      h('button', { type: 'button', class: 'link', onclick: () => pick(kind) }, h('span', { class: 'glyph ' + kind, 'aria-hidden': 'true' }, GLYPH[kind]), ` ${SAYS[kind]} `, h('b', {}, percent(counts[kind] / total)), ` (${count(counts[kind])})`)))));
}

function mix() {
  const pairs = {}, whole = {};
  for (const item of sentences) {
    for (const pair of item.claim.pairs) { const kind = supportOf(pair); pairs[kind] = (pairs[kind] || 0) + 1; }
    const kind = supportOfSentence(item);
    if (kind !== 'uncited' || item.claim.needs_citation) whole[kind] = (whole[kind] || 0) + 1;
  }
  const show = (kind) => read({ verdict: kind });
  return panel('Wat de bronnen dragen', 'Elke verwijzing apart, en de zin met al haar bronnen samen.',
    Object.keys(pairs).length ? stack('Verwijzingen', pairs, show) : null,
    Object.keys(whole).length ? stack('Zinnen met een bron, of die er een nodig hebben', whole, (kind) => read({ verdict: 'sentence-' + kind })) : null,
    spread());
}

/** How many reports have which precision, a column for every ten percent. */
function spread() {
  const values = card.reports.map((report) => precisionOf(report).value).filter((value) => value !== null);
  if (values.length < 10) return null;
  const bins = Array(10).fill(0);
  for (const value of values) bins[Math.min(9, Math.floor(value * 10))] += 1;
  const most = Math.max(...bins), said = bins.map((n, place) => `${10 * place}–${10 * place + 10}%: ${n}`).join('; ');
  const svg = (tag, attributes, ...children) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const columns = bins.flatMap((n, place) => {
    const height = (78 * n) / most, kind = place < 4 ? 'none' : place < 7 ? 'partial' : 'full';
    return [svg('rect', { x: 40 * place + 3, y: 98 - height, width: 34, height, rx: 2, class: kind }),
      n ? svg('text', { x: 40 * place + 20, y: 94 - height, 'text-anchor': 'middle' }, String(n)) : '',
      svg('text', { x: 40 * place + 1, y: 113 }, String(10 * place))];
  });
  return h('figure', {}, h('figcaption', {}, 'Verslagen volgens hun gewogen precisie (in %)'),
    svg('svg', { viewBox: '0 0 404 118', role: 'img', 'aria-label': `Aantal verslagen per precisie: ${said}`, class: 'spread' },
      svg('line', { x1: 0, x2: 400, y1: 98.5, y2: 98.5 }), ...columns, svg('text', { x: 400, y: 113, 'text-anchor': 'end' }, '100')));
}

function findings() {
  const rows = new Map();
  const add = (found) => {
    const row = rows.get(found.code) || { code: found.code, n: 0, severity: found.severity };
    row.n += 1;
    if (found.severity === 'hard' || row.severity === 'note') row.severity = found.severity;
    rows.set(found.code, row);
  };
  for (const report of card.reports) { report.findings.forEach(add); report.claims.forEach((claim) => claim.findings.forEach(add)); }
  const sorted = [...rows.values()].sort((a, b) => b.n - a.n || (a.code < b.code ? -1 : 1));
  if (!sorted.length) return panel('Bevindingen', 'Er werd niets gevonden dat niet klopt.');
  return panel('Bevindingen', 'Kies er een om de zinnen te zien.',
    h('ul', { class: 'bars' }, sorted.map((row) => h('li', {},
      h('button', { type: 'button', class: 'row', title: `${row.code}: ${SEVERITY[row.severity]}`, onclick: () => read({ finding: row.code }) },
        h('span', { class: 'name' }, findingLabel(row.code)), h('span', { class: 'value' }, count(row.n)),
        h('span', { class: 'track' }, bar(row.n / sorted[0].n, row.severity)))))),
    h('p', { class: 'soft key' }, ['hard', 'warning', 'note'].map((kind) => h('span', {}, h('i', { class: 'swatch ' + kind }), SEVERITY[kind] + ' '))));
}

let byReading = false;
function precision() {
  const rows = card.reports.map((report) => ({ report, ...precisionOf(report) }));
  const known = rows.filter((row) => row.value !== null);
  if (!known.length) return panel('Precisie per verslag', 'Niet te meten: geen enkele bron kon gelezen worden.');
  if (!byReading) known.sort((a, b) => a.value - b.value || b.n - a.n);
  const order = h('button', { type: 'button', class: 'small', onclick: () => { byReading = !byReading; drawOverview(); } }, byReading ? 'Slechtste eerst' : 'In leesvolgorde');
  const missing = rows.length - known.length;
  return panel('Precisie per verslag', 'Gewogen precisie (heel 1, deel ½, niets 0); het streepje is het 95%-interval.', order,
    h('ol', { class: 'bars scroll', tabindex: '0', 'aria-label': 'Precisie per verslag' }, known.map((row) => {
      const [low, high] = wilson(row.value, row.n);
      const said = `${row.report.where}: ${percent(row.value)} over ${plural(row.n, 'verwijzing', 'verwijzingen')}, 95% tussen ${percent(low)} en ${percent(high)}`;
      return h('li', {}, h('button', { type: 'button', class: 'row', title: said, onclick: () => read({ report: String(row.report.place) }) },
        h('span', { class: 'name' }, row.report.name), h('span', { class: 'value' }, percent(row.value, 0)),
        h('span', { class: 'track' }, bar(row.value, row.value < 0.4 ? 'none' : row.value < 0.7 ? 'partial' : 'full'),
          h('span', { class: 'whisker', left: `${100 * low}%`, width: `${100 * (high - low)}%` }))));
    })),
    missing ? h('p', { class: 'soft' }, `${plural(missing, 'verslag heeft', 'verslagen hebben')} geen verwijzing die te meten is.`) : null);
}

function worst() {
  if (!card.worst.length) return panel('Eerst na te kijken', 'Geen zin vraagt om nazicht.');
  const items = card.worst.map(([place, id]) => card.reports[place].sentences.find((item) => item.claim.id === id)).filter(Boolean);
  return panel('Eerst na te kijken', null, h('ol', { class: 'worst scroll', tabindex: '0', 'aria-label': 'Eerst na te kijken' }, items.map((item) => h('li', {},
    h('button', { type: 'button', class: 'row', onclick: () => { read({}); select(item, true); } },
      h('q', {}, item.claim.text),
      h('span', { class: 'why' }, (findingsOf(item)[0] || {}).message || ''),
      h('small', {}, item.report.name))))));
}

function metrics() {
  const rows = Object.entries(card.metrics);
  // Whatever a metric carries besides the usual is shown too.
  const usual = ['value', 'n', 'undefined', 'low', 'high', 'interval'];
  const names = { macro: 'Per verslag', reports: 'Verslagen', errors: 'Fouten' };
  const more = [...new Set(rows.flatMap(([, metric]) => Object.keys(metric)))].filter((key) => !usual.includes(key)).filter((key) => rows.some(([, metric]) => typeof metric[key] === 'number' && metric[key]));
  const ranged = rows.some(([, metric]) => interval(metric));
  const head = (text, number) => h('th', { scope: 'col', class: number ? 'number' : null }, text);
  const extra = (name, metric, key) => (typeof metric[key] !== 'number' ? '' : key !== 'macro' && Number.isInteger(metric[key]) ? count(metric[key]) : measured(name, metric[key]));
  return panel('Metingen', `Open een meting om te lezen wat ze zegt. ${labels.interval}`, h('div', { class: 'wide-table' }, h('table', {},
    h('thead', {}, h('tr', {}, head('Meting'), head('Waarde', true), ranged ? head('95%-interval', true) : null, head(''), more.map((key) => head(names[key] || key, true)), head('Gemeten over', true), head('Niet te meten', true))),
    h('tbody', {}, rows.map(([name, metric]) => {
      const range = interval(metric);
      const drawn = metric.value !== null && metric.value <= 1 && !labels.noBar.includes(name);
      return h('tr', {}, h('th', { scope: 'row' }, explained(name)),
        h('td', { class: 'number' }, h('b', {}, measured(name, metric.value))),
        ranged ? h('td', { class: 'number soft' }, range ? `${measured(name, range[0])} – ${measured(name, range[1])}` : '') : null,
        h('td', { class: 'cell' }, drawn ? h('span', { class: 'track' }, bar(metric.value, metric.value < 0.5 ? 'none' : metric.value < 0.8 ? 'partial' : 'full'), range ? h('span', { class: 'whisker', left: `${100 * range[0]}%`, width: `${100 * (range[1] - range[0])}%` }) : null) : null),
        more.map((key) => h('td', { class: 'number' }, extra(name, metric, key))),
        h('td', { class: 'number' }, count(metric.n)), h('td', { class: 'number' }, metric.undefined ? count(metric.undefined) : ''));
    })))));
}

function judge() {
  return panel('Hoe betrouwbaar is deze controle', 'Gemeten op oordelen van mensen en op fouten die in juiste zinnen zijn geplant.', h('div', { class: 'wide-table' }, h('table', {},
    h('tbody', {}, card.judge.lines.map(([label, value]) => h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, value)))))));
}

/** The name of a figure; opened, what it is, how it is counted, where it comes from and what it cannot see. */
function explained(name) {
  const told = labels.explanations[name], label = labels.metrics[name] || name;
  if (!told) return label;
  return h('details', {}, h('summary', {}, label),
    [['Wat', told.what], ['Hoe', told.how], ['Grenzen', told.limits], ['Naar', told.source]].map(([head, text]) => h('p', { class: 'soft' }, h('b', {}, `${head}: `), text)));
}

function comparison() {
  const found = card.comparison;
  if (!found) return null;
  const list = (title, problems, kind) => !problems.length ? null : h('details', { open: kind === 'new' }, h('summary', {}, `${title}: ${count(problems.length)}`),
    h('ul', { class: 'problems' }, problems.slice(0, 200).map((problem) => h('li', {}, h('b', {}, findingLabel(problem.code)), ' ', h('q', {}, problem.text), h('small', {}, ' ' + problem.report)))));
  const moved = Object.entries(found.metrics).filter(([, item]) => item.mean);
  const points = (value) => `${value > 0 ? '+' : ''}${decimal(100 * value, 2)}`;
  return panel('Tegenover de vorige keer', `${plural(found.sentences.added, 'zin', 'zinnen')} erbij, ${count(found.sentences.removed)} weg, ${count(found.sentences.kept)} gebleven; ${plural(found.unchanged, 'bevinding', 'bevindingen')} onveranderd.`,
    list('Nieuw', found.new, 'new'), list('Opgelost', found.fixed, 'fixed'), list('Weg met hun zin', found.gone, 'gone'),
    moved.length ? h('div', { class: 'wide-table' }, h('table', {}, h('thead', {}, h('tr', {}, ['Meting', 'Voordien', 'Nu', 'Gemiddeld verschil per verslag', '95%-interval'].map((text, place) => h('th', { scope: 'col', class: place ? 'number' : null }, text)))),
      h('tbody', {}, moved.map(([name, item]) => h('tr', {}, h('th', { scope: 'row' }, labels.metrics[name] || name), h('td', { class: 'number' }, measured(name, item.before)), h('td', { class: 'number' }, measured(name, item.now)), h('td', { class: 'number' }, points(item.mean)), h('td', { class: 'number soft' }, item.low === null ? '' : `${points(item.low)} … ${points(item.high)}`)))))) : h('p', { class: 'soft' }, 'Geen enkele meting verschilt.'));
}

function stale() {
  const rows = card.overrules.stale;
  if (!rows.length) return null;
  return panel('Vervallen oordelen', 'De zin of haar bron is veranderd; kijk ze opnieuw na.', h('ul', { class: 'problems' }, rows.map((row) => h('li', {}, h('q', {}, row.text || row.claim), ` ${SHORT[row.verdict]} `, h('small', {}, row.report)))));
}

function skipped() {
  if (!card.skipped.length) return null;
  return panel('Niet gelezen', null, h('ul', { class: 'problems' }, card.skipped.map((item) => h('li', {}, h('b', {}, item.path), ' ', item.message))));
}
