// The data, and small helpers. Texts only ever become text nodes.
const packed = Uint8Array.from(atob(document.getElementById('data').textContent), (character) => character.charCodeAt(0));
const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
const { card, labels } = JSON.parse(await new Response(unpacked).text());
const VERDICTS = ['none', 'partial', 'full'];
const WEIGHT = { none: 0, partial: 0.5, full: 1 };
const SAYS = { full: 'draagt de hele zin', partial: 'draagt een deel', none: 'draagt de zin niet', unknown: 'niet te meten', uncited: 'geen bron' };
const SHORT = { full: 'heel', partial: 'deel', none: 'niets', unknown: 'niet te meten', uncited: 'geen bron' };
const GLYPH = { full: '●', partial: '◐', none: '○', unknown: '?', uncited: '–' };
const SEVERITY = { hard: 'harde fout', warning: 'waarschuwing', note: 'twijfel' };

const at = (id) => document.getElementById(id);

/** An element: h('p', {class: 'x', onclick: f}, 'text', child, …); null children are left out. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'width') element.style.width = value;
    else if (name === 'left') element.style.left = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

const count = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, '.');
const decimal = (value, digits) => value.toFixed(digits).replace('.', ',');
const percent = (value, digits = 1) => `${decimal(100 * value, digits)}%`;
const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;
const findingLabel = (code) => labels.findings[code] || code;

function measured(name, value) {
  if (value === null || value === undefined) return 'niet te meten';
  if (!labels.counts.includes(name)) return percent(value);
  return labels.whole.includes(name) ? count(value) : decimal(value, 1);
}

/** The 95% interval of a share (Wilson); for halves it is a little too wide, never too narrow. */
function wilson(share, n) {
  const z = 1.96, scale = 1 + (z * z) / n, middle = (share + (z * z) / (2 * n)) / scale;
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / scale;
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

const safeUrl = (url) => (/^https?:\/\//i.test(url || '') ? url : null);

/** What a reference shows: its own title, date and url, else those of its document. */
function sourceOf(report, number) {
  const entry = report.byNumber.get(number);
  if (!entry) return null;
  const own = card.documents[entry.document] || {};
  return {
    number,
    key: entry.document || entry.url || entry.title || '',
    document: entry.document,
    title: entry.title ?? own.title ?? 'zonder titel',
    date: entry.date ?? own.date ?? '',
    url: safeUrl(entry.url ?? own.url),
  };
}

// What all paths begin with is not worth reading 200 times.
const folders = card.reports.map((report) => report.path.split('/').slice(0, -1));
let shared = folders.length ? folders[0].length : 0;
for (const folder of folders) while (shared && folder.slice(0, shared).join('/') !== folders[0].slice(0, shared).join('/')) shared -= 1;

// Every sentence of every report, in reading order, knows its place and the heading it stands under.
const sentences = [];
card.reports.forEach((report, place) => {
  report.place = place;
  report.where = report.path.split('/').slice(shared).join(' / ').replace(/\.md$/, '');
  report.name = report.title || report.where;
  let heading = '';
  report.byNumber = new Map();
  for (const entry of report.references) if (!report.byNumber.has(entry.number)) report.byNumber.set(entry.number, entry);
  report.sentences = report.claims.map((claim) => {
    heading = claim.heading || heading;
    const item = { report, claim, heading, place: sentences.length };
    sentences.push(item);
    return item;
  });
});

/** Text with stretches of it in marks: spans are {start, end, kind, title}; offsets count code points, as in Python. */
function marked(text, offset, spans) {
  const points = Array.from(text);
  const cuts = new Set([0, points.length]);
  for (const span of spans) for (const cut of [span.start, span.end]) {
    if (cut > offset && cut < offset + points.length) cuts.add(cut - offset);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(1).map((end, place) => {
    const start = edges[place], part = points.slice(start, end).join('');
    const over = spans.filter((span) => span.start < offset + end && span.end > offset + start);
    if (!over.length) return part;
    return h('mark', { class: [...new Set(over.map((span) => span.kind))].join(' '), title: over.map((span) => span.title).filter(Boolean).join('\n') || null }, part);
  });
}
