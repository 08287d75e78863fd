// What the reviewer decided: kept in this browser, saved to a file, and the verdicts that follow.
const STORE = 'verantwoord.overrules.1';
const decisions = new Map();

for (const item of sentences) for (const pair of item.claim.pairs) {
  const source = sourceOf(item.report, pair.reference);
  pair.key = source && `${item.report.key}\n${item.claim.key}\n${source.key}`;
}
const judged = (pair) => pair.judge || pair;
const judgeOn = (pair) => judged(pair).support || 'unknown';
const decisionOn = (pair) => decisions.get(pair.key);
const supportOf = (pair) => decisionOn(pair)?.verdict || judgeOn(pair);

/** What the sentence's sources give it; where a source was found to carry less, only the best of them counts. */
function supportOfSentence(item) {
  if (!item.claim.pairs.length) return 'uncited';
  const known = item.claim.pairs.map((pair) => supportOf(pair)).filter((support) => support !== 'unknown');
  const lowered = item.claim.pairs.some((pair) => WEIGHT[supportOf(pair)] < WEIGHT[judgeOn(pair)]);
  if (!lowered && item.claim.support) known.push(item.claim.support);
  return known.length ? known.reduce((a, b) => (WEIGHT[a] >= WEIGHT[b] ? a : b)) : 'unknown';
}

const isDecided = (item) => item.claim.pairs.some((pair) => decisionOn(pair));
const carried = (item) => item.claim.pairs.some((pair) => decisionOn(pair)?.verdict === 'full');

/** The findings that still stand: those on support follow the reviewer; a source that carries all, carries the facts. */
function findingsOf(item) {
  if (!isDecided(item)) return item.claim.findings;
  const lifted = new Set(item.claim.pairs.filter((pair) => decisionOn(pair)?.verdict === 'full').map((pair) => pair.reference));
  const facts = item.claim.findings.filter((found) => !found.code.startsWith('support.') && !(found.span && lifted.size) && !(found.code === 'citation.misattributed' && lifted.has(found.reference)));
  const support = supportOfSentence(item);
  const judgedSupport = item.claim.findings.filter((found) => found.code.startsWith('support.') && found.code === `support.${support}`);
  return [...facts, ...judgedSupport];
}

function isDoubtful(item) {
  const support = supportOfSentence(item);
  if (findingsOf(item).some((found) => found.severity !== 'note')) return true;
  if (support === 'uncited') return item.claim.findings.length > 0;
  return support !== 'full';
}

function precisionOf(report) {
  let sum = 0, n = 0;
  for (const item of report.sentences) for (const pair of item.claim.pairs) {
    const support = supportOf(pair);
    if (support !== 'unknown') { sum += WEIGHT[support]; n += 1; }
  }
  return { value: n ? sum / n : null, n };
}

function decide(item, pair, verdict) {
  const key = pair.key;
  if (!key) return notice('Deze verwijzing staat niet in de lijst van referenties; daar is niets te beoordelen.');
  const remark = decisions.get(key)?.remark || '';
  if (verdict) decisions.set(key, { verdict, remark });
  else decisions.delete(key);
  keep();
  changed(item);
}

function remarkOn(pair, remark) {
  const found = decisionOn(pair);
  if (found) { found.remark = remark; keep(); }
}

/** Every pair with its decision, in reading order. */
function* decided() {
  for (const item of sentences) for (const pair of item.claim.pairs) {
    const found = decisionOn(pair);
    if (found) yield { item, pair, found };
  }
}

function keep() {
  const rows = Object.fromEntries(decisions);
  // A decision that came with the scorecard and was taken back must stay back.
  for (const key of embedded.keys()) if (!decisions.has(key)) rows[key] = null;
  for (const [key, value] of foreign) rows[key] = value;
  try { localStorage.setItem(STORE, JSON.stringify(rows)); }
  catch { notice('Deze browser bewaart hier niets; bewaar uw oordelen in een bestand voor u de pagina sluit.'); }
  showDecided();
}

function showDecided() {
  const all = [...decided()];
  const other = all.filter(({ pair, found }) => found.verdict !== judgeOn(pair)).length;
  at('decided').textContent = all.length ? `${plural(all.length, 'oordeel', 'oordelen')}, ${count(other)} anders` : '';
}

const embedded = new Map(), foreign = new Map();
function startDecisions() {
  const here = new Set();
  for (const item of sentences) for (const pair of item.claim.pairs) {
    const key = pair.key;
    here.add(key);
    if (pair.judge && key) embedded.set(key, { verdict: pair.support, remark: pair.remark || '' });
  }
  for (const [key, found] of embedded) decisions.set(key, { ...found });
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(STORE)) || {}; } catch { /* nothing was kept */ }
  for (const [key, found] of Object.entries(kept)) {
    if (!here.has(key)) foreign.set(key, found);
    else if (found && VERDICTS.includes(found.verdict)) decisions.set(key, { verdict: found.verdict, remark: String(found.remark || '') });
    else decisions.delete(key);
  }
  showDecided();
}

function saveDecisions() {
  const rows = [];
  const told = new Set();
  for (const { item, pair, found } of decided()) {
    const key = pair.key;
    if (told.has(key)) continue;
    told.add(key);
    rows.push({
      report: item.report.key, claim: item.claim.key, source: sourceOf(item.report, pair.reference).key,
      verdict: found.verdict, judge: judged(pair).support ?? null, remark: found.remark, text: item.claim.text.slice(0, 200),
    });
  }
  const blob = new Blob([JSON.stringify({ schema: 1, overrules: rows }, null, 1) + '\n'], { type: 'application/json' });
  const link = h('a', { href: URL.createObjectURL(blob), download: 'overrules.json' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  notice(`${plural(rows.length, 'oordeel', 'oordelen')} bewaard in overrules.json. Reken ze mee met: verantwoord evaluate … --overrules overrules.json`);
}

async function loadDecisions(file) {
  let rows;
  try {
    const tree = JSON.parse(await file.text());
    if (tree.schema !== 1 || !Array.isArray(tree.overrules)) throw new Error();
    rows = tree.overrules.filter((row) => VERDICTS.includes(row.verdict));
  } catch {
    return notice(`${file.name} is geen bestand met oordelen van deze pagina.`);
  }
  const here = new Set(sentences.flatMap((item) => item.claim.pairs.map((pair) => pair.key)));
  let used = 0;
  for (const row of rows) {
    const key = `${row.report}\n${row.claim}\n${row.source}`;
    if (here.has(key)) { decisions.set(key, { verdict: row.verdict, remark: String(row.remark || '') }); used += 1; }
  }
  keep();
  changed();
  notice(`${plural(used, 'oordeel', 'oordelen')} geladen` + (used < rows.length ? `; ${count(rows.length - used)} horen bij een zin of bron die hier niet (meer) staat.` : '.'));
}
