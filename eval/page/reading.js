// The left side: the sentences of every report that the filter lets through, drawn when they come near.
let shown = [], groups = [], current = null, source = 0;

function chips(item) {
  const pairs = new Map(item.claim.pairs.map((pair) => [pair.reference, pair]));
  return (numbers) => numbers.map((number) => {
    const support = pairs.has(number) ? supportOf(pairs.get(number)) : 'unknown';
    return h('span', { class: 'chip ' + support, title: `bron ${number}: ${SAYS[support]}` }, String(number));
  });
}

/** The sentence with objections marked and its markers where they stand. */
function sentenceText(item) {
  const { text, findings, markers = [] } = item.claim;
  const spans = findings.filter((found) => found.span && !carried(item)).map((found) => ({ start: found.span[0], end: found.span[1], kind: 'differs', title: found.message }));
  const points = Array.from(text), draw = chips(item), parts = [];
  let from = 0;
  for (const [offset, numbers] of markers) {
    parts.push(...marked(points.slice(from, offset).join(''), from, spans), h('span', { class: 'cites' }, draw(numbers)));
    from = offset;
  }
  parts.push(...marked(points.slice(from).join(''), from, spans));
  return parts;
}

function drawSentence(item) {
  const support = supportOfSentence(item), found = findingsOf(item);
  const flags = [...new Map(found.filter((finding) => finding.severity !== 'note' || finding.code === 'citation.missing').map((finding) => [finding.code, finding])).values()];
  item.element = h('li', { class: `claim ${support}${isDecided(item) ? ' decided' : ''}`, tabindex: item === current ? '0' : '-1', 'data-place': item.place, 'aria-current': item === current ? 'true' : null, onclick: () => select(item, false), onfocus: () => select(item, false) },
    h('span', { class: 'glyph ' + support, title: SAYS[support] }, GLYPH[support], h('span', { class: 'hidden' }, ` ${SAYS[support]}: `)),
    h('div', {}, h('p', {}, sentenceText(item)),
      flags.length || isDecided(item) ? h('p', { class: 'flags' }, flags.map((finding) => h('span', { class: 'flag ' + finding.severity }, findingLabel(finding.code))), isDecided(item) ? h('span', { class: 'flag own' }, '✓ beoordeeld') : null) : null));
  return item.element;
}

function fill(group) {
  if (group.filled) return;
  group.filled = true;
  const list = h('ol', { class: 'claims' });
  let heading = '';
  for (const item of group.items) {
    if (item.heading !== heading) list.append(h('li', { class: 'heading' }, (heading = item.heading)));
    list.append(drawSentence(item));
  }
  group.element.querySelector('.claims').replaceWith(list);
  group.element.classList.remove('waiting');
}

const near = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) { fill(groups[entry.target.dataset.group]); near.unobserve(entry.target); }
}, { rootMargin: '1200px' });

/** Draw the reports with the sentences in ``items``; only those near the window get more than their heading. */
function drawList(items) {
  near.disconnect();
  shown = items;
  shown.forEach((item, place) => { item.shown = place; });
  groups = [];
  for (const item of items) {
    if (!groups.length || groups.at(-1).report !== item.report) groups.push({ report: item.report, items: [], filled: false });
    groups.at(-1).items.push(item);
  }
  groups.forEach((group, place) => {
    group.items.forEach((item) => { item.group = group; item.element = null; });
    const { value, n } = precisionOf(group.report), about = group.report.findings;
    group.element = h('section', { class: 'report waiting', 'data-group': place },
      h('h2', {}, group.report.name), h('p', { class: 'soft' }, group.report.where, value === null ? '' : ` · precisie ${percent(value, 0)} over ${plural(n, 'verwijzing', 'verwijzingen')}`, ` · ${plural(group.items.length, 'zin', 'zinnen')} getoond`),
      about.length ? h('details', {}, h('summary', {}, `Over het hele verslag: ${plural(about.length, 'bevinding', 'bevindingen')}`), h('ul', { class: 'findings' }, about.map((found) => h('li', { class: found.severity }, h('b', {}, findingLabel(found.code)), ' ', found.message)))) : null,
      h('ol', { class: 'claims' }));
    group.element.querySelector('.claims').style.minHeight = `${group.items.length * 5}rem`;
  });
  at('list').replaceChildren(...groups.map((group) => group.element), ...(groups.length ? [] : [h('p', { class: 'empty' }, 'Geen enkele zin past bij dit filter.')]));
  groups.forEach((group) => near.observe(group.element));
  if (!current || !shown.includes(current)) current = null;
  if (current) redraw(current);
  drawSide();
}

const isWide = matchMedia('(min-width: 1000px)');

function drawSide() {
  document.querySelector('.claim .detail')?.remove();
  if (!current) {
    at('side').replaceChildren(h('p', { class: 'empty' }, shown.length ? 'Kies links een zin om te zien wat haar bronnen zeggen. Met j en k gaat u naar de volgende en de vorige.' : ''));
    return;
  }
  const drawn = detail(current);
  if (isWide.matches) { at('side').replaceChildren(drawn); at('side').scrollTop = 0; }
  else { at('side').replaceChildren(); current.element?.lastElementChild.append(drawn); }
  showSource(false);
}

function redraw(item) {
  const old = item.element;
  if (!old) return;
  const focused = document.activeElement === old;
  old.replaceWith(drawSentence(item));
  if (focused) item.element.focus({ preventScroll: true });
}

function select(item, scroll) {
  if (item === current && item.element?.hasAttribute('aria-current')) { if (scroll) reveal(item); return; }
  const before = current;
  current = item;
  source = 0;
  fill(item.group);
  if (before?.element) { before.element.removeAttribute('aria-current'); before.element.tabIndex = -1; }
  item.element.setAttribute('aria-current', 'true');
  item.element.tabIndex = 0;
  drawSide();
  if (scroll) reveal(item);
}

function reveal(item) {
  item.element.focus({ preventScroll: true });
  const box = item.element.getBoundingClientRect(), top = document.querySelector('.top').offsetHeight + 12;
  if (box.top < top || (isWide.matches ? box.bottom > innerHeight : box.top > innerHeight * 0.5)) scrollBy(0, box.top - top - (isWide.matches ? innerHeight * 0.2 : 0));
}

function pickSource(place) {
  source = place;
  showSource(true);
}

function showSource(scroll) {
  document.querySelectorAll('.source').forEach((element) => {
    const on = Number(element.dataset.place) === source;
    element.classList.toggle('picked', on);
    if (on && scroll) element.scrollIntoView({ block: 'nearest' });
  });
}

/** After a decision: what it touches is drawn again. */
function changed(item) {
  if (!item) { overviewIsOld = true; if (!at('reading').hidden) applyFilters(); else drawOverview(); return; }
  overviewIsOld = true;
  const place = source;
  redraw(item);
  if (item === current) { drawSide(); source = place; showSource(false); }
}
let overviewIsOld = false;
