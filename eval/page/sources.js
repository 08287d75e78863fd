// The right side: what is said of the chosen sentence, and each of its sources with the passage that carries it.

/** A stretch of a document around a passage, with the passage and what contradicts the sentence marked. */
function passageOf(identity, place, others) {
  const own = card.documents[identity];
  if (!own || !place.context) return null;
  const [from, to] = place.context;
  const held = (own.excerpts || []).find(([start, text]) => start <= from && to <= start + text.length);
  if (!held) return null;
  const text = Array.from(held[1]).slice(from - held[0], to - held[0]).join('');
  const spans = place.passage ? [{ start: place.passage[0], end: place.passage[1], kind: 'carries', title: '' }] : [];
  for (const other of others) if (other.passage) spans.push({ start: other.passage[0], end: other.passage[1], kind: 'differs', title: other.message });
  const where = place.page ? h('small', { class: 'soft' }, ` (blz. ${place.page}${place.file ? ` van ${place.file}` : ''})`) : null;
  return h('blockquote', { lang: 'nl' }, from > 0 ? '… ' : null, marked(text, from, spans), ' …', where);
}

const within = (inner, outer) => inner.passage && outer.context && inner.passage[0] >= outer.context[0] && inner.passage[1] <= outer.context[1];

function sourceCard(item, pair, place) {
  const source = sourceOf(item.report, pair.reference);
  const found = decisionOn(pair), machine = judged(pair), support = supportOf(pair);
  const facts = item.claim.findings.filter((finding) => finding.document && finding.document === source?.document);
  const near = [...(machine.reasons || []), ...facts].filter((reason) => within(reason, pair));
  const far = (machine.reasons || []).filter((reason) => reason.passage && !within(reason, pair));
  const above = new Set(findingsOf(item).filter((finding) => finding.span).map((finding) => finding.message));
  const own = findingsOf(item).filter((finding) => finding.reference === pair.reference && finding.code !== 'support.none');
  // What the judge said stays to be read beside another decision.
  const nothing = item.claim.findings.filter((finding) => finding.code === 'support.none' && finding.reference === pair.reference);
  const told = [...(machine.reasons || []), ...nothing, ...own].map((reason) => reason.message.replace(`Bron [${pair.reference}]: `, '')).filter((message) => !above.has(message));
  const title = source && (source.url ? h('a', { href: source.url, target: '_blank', rel: 'noreferrer noopener' }, source.title) : source.title);
  return h('article', { class: 'source ' + support, 'data-place': place, onclick: () => pickSource(place) },
    h('h3', {}, h('span', { class: 'number' }, `[${pair.reference}]`), ' ', title || 'Deze bron staat niet in de lijst van referenties'),
    source?.date ? h('p', { class: 'soft' }, source.date) : null,
    h('p', { class: 'verdict' }, h('span', { class: 'pill ' + support }, h('span', { 'aria-hidden': 'true' }, GLYPH[support]), ' ', SAYS[support]),
      found && found.verdict !== judgeOn(pair) ? h('span', { class: 'soft' }, ` uw oordeel; de controle zei: ${SHORT[judgeOn(pair)]}`) : found ? h('span', { class: 'soft' }, ' bevestigd') : typeof machine.score === 'number' ? h('span', { class: 'soft', title: 'score van 0 tot 1' }, ` ${decimal(machine.score, 2)}`) : null),
    told.length ? h('ul', { class: 'reasons' }, told.map((message) => h('li', {}, message))) : null,
    pair.context ? passageOf(source.document, pair, near) : support === 'unknown' ? h('p', { class: 'soft' }, 'De tekst van deze bron is niet gekend; open de link om ze na te kijken.') : null,
    far.map((reason) => passageOf(source.document, reason, [reason])),
    source ? choices(item, pair, found) : null);
}

function choices(item, pair, found) {
  const chosen = found?.verdict;
  const name = `${item.place}-${pair.reference}`;
  const option = (verdict, key) => h('button', { type: 'button', class: 'choice ' + verdict, 'aria-pressed': String(chosen === verdict), 'data-verdict': verdict, onclick: (event) => { event.stopPropagation(); decide(item, pair, verdict); } }, h('kbd', {}, key), ` ${SHORT[verdict]}`);
  const remark = h('input', { type: 'text', id: `remark-${name}`, maxlength: '500', placeholder: 'opmerking (mag leeg blijven)', disabled: !found, onchange: (event) => remarkOn(pair, event.target.value) });
  remark.value = found?.remark || '';
  return h('fieldset', { class: 'choices' }, h('legend', {}, 'Uw oordeel: deze bron draagt van de zin'),
    option('none', '1'), option('partial', '2'), option('full', '3'),
    h('button', { type: 'button', class: 'choice', disabled: !found, onclick: (event) => { event.stopPropagation(); decide(item, pair, null); } }, h('kbd', {}, '0'), ' wis'),
    h('label', { for: `remark-${name}`, class: 'hidden' }, 'Opmerking bij uw oordeel'), remark);
}

function detail(item) {
  const numbers = new Set(item.claim.pairs.map((pair) => pair.reference));
  const found = findingsOf(item).filter((finding) => !numbers.has(finding.reference) && (!finding.code.startsWith('support.') || item.claim.pairs.length > 1));
  const cited = new Set(item.claim.pairs.map((pair) => sourceOf(item.report, pair.reference)?.document));
  return h('div', { class: 'detail' },
    found.length ? h('ul', { class: 'findings' }, found.map((finding) => h('li', { class: finding.severity },
      h('b', {}, findingLabel(finding.code)), ' ', h('span', {}, finding.message),
      finding.document && !cited.has(finding.document) ? [h('p', { class: 'soft' }, card.documents[finding.document]?.title || ''), passageOf(finding.document, finding, [])] : null))) : null,
    item.claim.pairs.map((pair, place) => sourceCard(item, pair, place)),
    item.claim.pairs.length ? null : h('p', { class: 'soft' }, item.claim.needs_citation ? 'Deze zin verwijst naar geen bron.' : 'Deze zin verwijst naar geen bron en heeft er ook geen nodig.'));
}
