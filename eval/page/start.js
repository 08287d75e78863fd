// Views, keys, printing, and the beginning.
function notice(text) {
  at('notice').textContent = text;
  at('notice').hidden = !text;
}

function view(name) {
  for (const [id, button] of [['overview', 'show-overview'], ['reading', 'show-reading']]) {
    at(id).hidden = id !== name;
    at(button).setAttribute('aria-pressed', String(id === name));
  }
  at('filters').hidden = name !== 'reading';
  if (name === 'overview' && overviewIsOld) { overviewIsOld = false; drawOverview(); }
}

const KEYS = [
  ['j / k', 'volgende / vorige zin'], ['n / p', 'volgende / vorige verslag'], ['→ / ←', 'volgende / vorige bron van de zin'],
  ['1', 'uw oordeel: de bron draagt niets'], ['2', 'uw oordeel: een deel'], ['3', 'uw oordeel: de hele zin'], ['0', 'uw oordeel wissen'],
  ['r', 'opmerking bij uw oordeel'], ['/', 'zoeken'], ['t', 'alleen twijfelachtige zinnen, of alle'], ['o', 'overzicht, of terug naar de zinnen'], ['s', 'oordelen bewaren in een bestand'], ['?', 'deze uitleg'], ['Esc', 'sluiten, of uit het zoekveld'],
];

function startKeys() {
  at('keys').append(h('h2', { id: 'keys-title' }, 'Toetsen'),
    h('dl', {}, KEYS.map(([key, text]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, text)])),
    h('p', {}, 'Uw oordelen blijven in deze browser. Bewaar ze in een bestand om ze te delen, of om de cijfers ermee te herberekenen: ', h('code', {}, 'verantwoord evaluate … --overrules overrules.json')),
    h('button', { type: 'button', onclick: () => at('keys').close() }, 'Sluiten'));
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || at('keys').open) return;
    const typing = event.target.matches('input:not([type=checkbox]), select, textarea');
    if (typing) { if (event.key === 'Escape') event.target.blur(); return; }
    const act = actions[event.key];
    if (act && act() !== false) event.preventDefault();
  });
}

function step(by) {
  if (at('reading').hidden) { view('reading'); applyFilters(); }
  if (!shown.length) return;
  const place = current ? current.shown + by : by > 0 ? 0 : shown.length - 1;
  select(shown[Math.min(shown.length - 1, Math.max(0, place))], true);
}

function stepReport(by) {
  if (at('reading').hidden) { view('reading'); applyFilters(); }
  if (!groups.length) return;
  const place = current ? groups.indexOf(current.group) + by : 0;
  select(groups[Math.min(groups.length - 1, Math.max(0, place))].items[0], true);
}

function stepSource(by) {
  if (!current || at('reading').hidden) return false;
  pickSource(Math.min(current.claim.pairs.length - 1, Math.max(0, source + by)));
  return true;
}

function decideHere(verdict) {
  const pair = current && !at('reading').hidden && current.claim.pairs[source];
  if (!pair) return false;
  decide(current, pair, verdict);
  return true;
}

const actions = {
  j: () => step(1), k: () => step(-1), n: () => stepReport(1), p: () => stepReport(-1),
  ArrowRight: () => stepSource(1), ArrowLeft: () => stepSource(-1),
  1: () => decideHere('none'), 2: () => decideHere('partial'), 3: () => decideHere('full'), 0: () => decideHere(null),
  r: () => { const field = document.querySelector('.source.picked input:not(:disabled)'); field?.focus(); return Boolean(field); },
  '/': () => { if (at('reading').hidden) { view('reading'); applyFilters(); } controls.search.focus(); controls.search.select(); },
  t: () => { if (at('reading').hidden) view('reading'); controls.doubtful.checked = !controls.doubtful.checked; applyFilters(); },
  o: () => (at('overview').hidden ? view('overview') : at('show-reading').click()),
  s: () => saveDecisions(),
  '?': () => at('keys').showModal(),
  Escape: () => notice(''),
};

/** On paper every sentence of the filter stands beside its sources. */
function drawPrint() {
  if (at('reading').hidden) return;
  at('print').replaceChildren(...groups.map((group) => h('section', {}, h('h2', {}, group.report.name), h('p', { class: 'soft' }, group.report.where),
    group.items.map((item) => h('div', { class: 'pair' }, h('p', {}, `${GLYPH[supportOfSentence(item)]} `, sentenceText(item)), detail(item))))));
}

function start() {
  startDecisions();
  startFilters();
  startKeys();
  drawOverview();
  at('show-overview').addEventListener('click', () => view('overview'));
  at('show-reading').addEventListener('click', () => { view('reading'); applyFilters(); });
  at('save').addEventListener('click', saveDecisions);
  at('load').addEventListener('click', () => at('file').click());
  at('file').addEventListener('change', async () => { if (at('file').files[0]) await loadDecisions(at('file').files[0]); at('file').value = ''; });
  at('help').addEventListener('click', () => at('keys').showModal());
  at('fold').open = matchMedia('(min-width: 701px)').matches;
  isWide.addEventListener('change', () => { if (!at('reading').hidden) drawSide(); });
  addEventListener('beforeprint', drawPrint);
  addEventListener('afterprint', () => at('print').replaceChildren());
  new ResizeObserver(() => document.documentElement.style.setProperty('--top', `${document.querySelector('.top').offsetHeight}px`)).observe(document.querySelector('.top'));
}
start();
