// Which sentences are shown.
const controls = { search: at('search'), report: at('report'), verdict: at('verdict'), finding: at('finding'), doubtful: at('doubtful'), open: at('open'), fresh: at('fresh') };
const option = (value, text) => h('option', { value }, text);
const fresh = new Set((card.comparison?.new || []).map((problem) => `${problem.report}\n${problem.claim}`));

function startFilters() {
  controls.report.append(option('', `alle (${count(card.reports.length)})`), ...card.reports.map((report) => option(String(report.place), report.where.endsWith(report.name) ? report.where : `${report.name} (${report.where})`)));
  controls.verdict.append(option('', 'alle'),
    h('optgroup', { label: 'Een bron' }, ['none', 'partial', 'full', 'unknown'].map((kind) => option(kind, SAYS[kind]))),
    h('optgroup', { label: 'De zin met al haar bronnen' }, ['none', 'partial', 'full', 'unknown', 'uncited'].map((kind) => option('sentence-' + kind, kind === 'uncited' ? 'zonder bron, maar met een feit' : `samen: ${SHORT[kind]}`))));
  const codes = Object.entries(card.findings).sort((a, b) => b[1] - a[1]);
  controls.finding.append(option('', 'alle'), option('hard', 'alle harde fouten'), option('warning', 'alle waarschuwingen'), ...codes.map(([code, n]) => option(code, `${findingLabel(code)} (${count(n)})`)));
  at('fresh-label').hidden = !card.comparison;
  let waiting = 0;
  at('filters').addEventListener('submit', (event) => event.preventDefault());
  at('filters').addEventListener('change', (event) => { if (event.target !== controls.search) applyFilters(); });
  controls.search.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(applyFilters, 150); });
  at('clear').addEventListener('click', () => { setFilters({}); applyFilters(); });
}

function setFilters(wanted) {
  for (const [name, control] of Object.entries(controls)) {
    if (control.type === 'checkbox') control.checked = Boolean(wanted[name]);
    else control.value = wanted[name] || '';
  }
}

/** All that a search looks in, in lower case. */
function words(item) {
  if (item.words === undefined) {
    const sources = item.claim.pairs.map((pair) => {
      const own = sourceOf(item.report, pair.reference);
      const held = pair.context && card.documents[own?.document]?.excerpts?.find(([start, text]) => start <= pair.context[0] && pair.context[1] <= start + text.length);
      return `${own?.title || ''} ${own?.date || ''} ${held ? held[1].slice(pair.context[0] - held[0], pair.context[1] - held[0]) : ''}`;
    });
    item.words = [item.claim.text, ...item.claim.findings.map((found) => found.message), ...sources].join('\n').toLowerCase();
  }
  return item.words;
}

function passes(item, wanted) {
  if (wanted.report && item.report.place !== Number(wanted.report)) return false;
  if (wanted.finding) {
    const found = [...findingsOf(item), ...(item === item.report.sentences[0] ? item.report.findings : [])];
    if (!found.some((finding) => finding.code === wanted.finding || finding.severity === wanted.finding)) return false;
  }
  if (wanted.verdict.startsWith('sentence-')) {
    const kind = wanted.verdict.slice(9);
    if (supportOfSentence(item) !== kind || (kind === 'uncited' && !item.claim.needs_citation)) return false;
  } else if (wanted.verdict && !item.claim.pairs.some((pair) => supportOf(pair) === wanted.verdict)) return false;
  if (wanted.doubtful && !isDoubtful(item)) return false;
  if (wanted.open && isDecided(item)) return false;
  if (wanted.fresh && !fresh.has(`${item.report.path}\n${item.claim.id}`)) return false;
  return wanted.search.every((word) => words(item).includes(word));
}

function applyFilters() {
  const wanted = {
    report: controls.report.value, verdict: controls.verdict.value, finding: controls.finding.value,
    doubtful: controls.doubtful.checked, open: controls.open.checked, fresh: controls.fresh.checked,
    search: controls.search.value.toLowerCase().split(/\s+/).filter(Boolean),
  };
  const items = sentences.filter((item) => passes(item, wanted));
  at('count').textContent = `${count(items.length)} van ${count(sentences.length)} zinnen`;
  drawList(items);
}

/** Go to the sentences with this filter. */
function read(wanted) {
  setFilters(wanted);
  view('reading');
  applyFilters();
  scrollTo(0, 0);
}
