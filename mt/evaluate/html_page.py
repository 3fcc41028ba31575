"""Style and behaviour of the HTML report: plain CSS and JavaScript, inside the page, with nothing fetched."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark;
  --ground: #fdfdfb; --card: #f4f5f2; --ink: #1d1f21; --soft: #5d646b; --line: #dcdfdc; --edge: #1a5fb4;
  --flag: #a8201a; --less: #fbd9d5; --more: #cfe8d2; --good: #dcefdf; --bad: #f9e0dc;
  --c0: #1f6fb2; --c1: #c25d12; --c2: #2c8a57; --c3: #9a4fb5; --c4: #8a6d1f; --c5: #b53262; --c6: #4c6472; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #17191b; --card: #202326; --ink: #e6e6e3; --soft: #a3a9af; --line: #373b3f; --edge: #8ab8f5;
  --flag: #ff9d94; --less: #5a2925; --more: #1f4a2b; --good: #1e3a26; --bad: #452421;
  --c0: #6db3f2; --c1: #f0a265; --c2: #6fce9a; --c3: #cf9be6; --c4: #d9bb62; --c5: #f08fb0; --c6: #a7bccb; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 3.2rem; }
body { margin: 0 auto; padding: 0 1.25rem 4rem; max-width: 76rem; background: var(--ground);
  color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif; }
header { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: 0 1.25rem;
  align-items: baseline; padding: .55rem 0; background: var(--ground); border-bottom: 1px solid var(--line); }
h1 { font-size: 1.15rem; margin: 0; flex: 1 1 auto; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.3rem 0 .4rem; }
nav { display: flex; flex-wrap: wrap; gap: .1rem 1rem; font-size: .92rem; }
a { color: var(--edge); }
p { margin: .5rem 0; }
.soft, .note { color: var(--soft); font-size: .9rem; }
.verdict { margin: .8rem 0; padding: 0; list-style: none; }
.verdict li { margin: .3rem 0; padding-left: .75rem; border-left: 3px solid var(--edge); }
.verdict li:first-child { font-size: 1.15rem; font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
th { font-weight: 600; white-space: nowrap; }
th:first-child, td:first-child, .left { text-align: left; }
.scroll th:first-child, .scroll td:first-child { position: sticky; left: 0; background: var(--ground); }
td small, th small { display: block; color: var(--soft); font-size: .8rem; font-weight: 400; }
.best { font-weight: 700; }
.won { background: var(--good); } .lost { background: var(--bad); }
.pick { display: flex; flex-wrap: wrap; gap: .3rem; margin: .6rem 0; padding: 0; border: 0; }
.pick legend { float: left; padding: .3rem .6rem .3rem 0; color: var(--soft); font-size: .9rem; }
.pick label { border: 1px solid var(--line); border-radius: 1rem; padding: .25rem .8rem; cursor: pointer;
  font-size: .9rem; }
.pick input { position: absolute; opacity: 0; width: 1px; height: 1px; }
.pick label:has(:checked) { background: var(--edge); color: var(--ground); border-color: var(--edge); }
.pick label:has(:focus-visible) { outline: 2px solid var(--edge); outline-offset: 2px; }
.chart { display: grid; grid-template-columns: fit-content(12rem) minmax(0, 1fr) auto; gap: .3rem .9rem;
  align-items: center; max-width: 52rem; }
.chart .label { overflow-wrap: anywhere; }
.chart .value { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.chart .value small { color: var(--soft); }
.track { position: relative; height: 1.5rem; background: linear-gradient(var(--line), var(--line)) center /
  100%
  1px no-repeat; }
.track i { position: absolute; top: .45rem; height: .6rem; border-radius: .3rem; opacity: .35;
  background: currentColor; min-width: 2px; }
.track b { position: absolute; top: .35rem; width: .8rem; height: .8rem; margin-left: -.4rem;
  border-radius: 50%;
  background: currentColor; }
.entry { display: contents; }
.axis { display: flex; justify-content: space-between; color: var(--soft); font-size: .8rem; }
.bars { display: grid; grid-template-columns: 1fr; gap: 2px; min-width: 8rem; }
.bars { padding-right: 3rem; }
.bars span { display: flex; align-items: center; gap: .4rem; font-size: .82rem; line-height: 1.25;
  font-variant-numeric: tabular-nums; }
.bars i { display: block; flex: none; height: .55rem; border-radius: 0 .2rem .2rem 0;
  background: currentColor; }
td .bars { padding: 0; min-width: 0; }
.bars em { color: var(--ink); font-style: normal; }
.dimension { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr));
  gap: .8rem 1.6rem; }
.bucket { padding: .5rem 0 0; border-top: 1px solid var(--line); min-width: 0; }
.bucket .label { margin-bottom: .25rem; }
.bucket .label { overflow-wrap: anywhere; }
.bucket .label small { margin-left: .6rem; color: var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; font-size: .9rem; margin: .4rem 0; }
.legend span::before, .who::before { content: ""; display: inline-block; width: .7rem; height: .7rem;
  border-radius: 50%; margin-right: .4rem; background: var(--colour); }
.k0 { --colour: var(--c0); } .k1 { --colour: var(--c1); } .k2 { --colour: var(--c2); }
.k3 { --colour: var(--c3); } .k4 { --colour: var(--c4); } .k5 { --colour: var(--c5);
  } .k6 { --colour: var(--c6); }
.ink { color: var(--colour); }
button { font: inherit; color: var(--edge); background: none; border: 0; padding: 0; cursor: pointer;
  text-decoration: underline; }
#controls { display: flex; flex-wrap: wrap; gap: .5rem .8rem; align-items: end; padding: .7rem;
  background: var(--card); border-radius: .5rem; }
#controls label { display: flex; flex-direction: column; font-size: .8rem; color: var(--soft); min-width: 0; }
#controls select, #controls input { font: inherit; font-size: .95rem; color: var(--ink);
  background: var(--ground); border: 1px solid var(--line); border-radius: .3rem; padding: .3rem .4rem;
  max-width: 100%; min-height: 2.2rem; }
#controls .wide { flex: 1 1 14rem; }
#count { margin: .6rem 0; }
.seg { border-top: 1px solid var(--line); padding: .8rem 0; display: grid; gap: .3rem 1.4rem;
  grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); }
.seg .head { grid-column: 1 / -1; color: var(--soft); font-size: .82rem; }
.seg p { margin: 0 0 .35rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.tag { display: block; color: var(--soft); font-size: .75rem; letter-spacing: .02em; }
.hyp { padding: .1rem 0 .1rem .6rem; border-left: 3px solid transparent; cursor: pointer; }
.hyp.on { border-left-color: var(--colour); }
.hyp .who { font-size: .82rem; color: var(--soft); }
.hyp:focus-visible { outline: 2px solid var(--edge); }
.d { background: var(--less); border-radius: .15rem; box-decoration-break: clone;
  -webkit-box-decoration-break: clone; }
.m { background: var(--more); border-radius: .15rem; box-decoration-break: clone;
  -webkit-box-decoration-break: clone; }
.flag { display: block; color: var(--flag); font-size: .85rem; }
details { margin: .7rem 0; } summary { cursor: pointer; color: var(--edge); }
dl { display: grid; grid-template-columns: fit-content(14rem) minmax(0, 1fr); gap: .2rem 1rem;
  font-size: .88rem; }
dt { color: var(--soft); overflow-wrap: anywhere; } dd { margin: 0; overflow-wrap: anywhere;
  font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .85em; }
html:not(.js) .scripted { display: none !important; }
@media (max-width: 46rem) {
  body { padding: 0 .9rem 4rem; }
  header { position: static; }
  .seg { grid-template-columns: minmax(0, 1fr); }
  .chart { display: block; }
  .entry { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .8rem; margin-bottom: .3rem; }
  .entry .track, .entry .axis { grid-column: 1 / -1; grid-row: 2; }
  th, td { padding: .3rem .45rem; }
  td:first-child small { max-width: 8.5rem; }
  td small { white-space: nowrap; } td:first-child small { white-space: normal; }
  #controls label { flex: 1 1 40%; }
}
@media print { header { position: static; } nav, #controls { display: none; } }
"""

SCRIPT = r"""
document.documentElement.classList.add('js');
const data = JSON.parse(document.getElementById('data').textContent);
const at = id => document.getElementById(id);
const list = at('list'), CHUNK = 30;
const word = /[\p{L}\p{N}]+(?:['’.,:\/-][\p{L}\p{N}]+)*|[^\p{L}\p{N}\s]/gu;
let rows = [], shown = 0;

function tokens(text) {
  const found = [];
  for (const match of text.matchAll(word)) found.push({key: match[0].toLowerCase(), at: match.index});
  return found;
}
// Which tokens of each side have no partner: the longest common subsequence, or bags of words when long.
function compare(a, b) {
  const n = a.length, m = b.length, left = new Uint8Array(n), right = new Uint8Array(m);
  let matched = 0;
  if (n * m > 4e6) {
    const bag = new Map();
    b.forEach((t, j) => bag.set(t.key, [...(bag.get(t.key) || []), j]));
    a.forEach((t, i) => { const l = bag.get(t.key);
      if (l && l.length) { left[i] = 1; right[l.shift()] = 1; matched++; } });
    return {left, right, matched};
  }
  const w = m + 1, table = new Uint16Array((n + 1) * w);
  for (let i = n - 1; i >= 0; i--) for (let j = m - 1; j >= 0; j--)
    table[i * w + j] = a[i].key === b[j].key ? table[(i + 1) * w + j + 1] + 1
      : Math.max(table[(i + 1) * w + j], table[i * w + j + 1]);
  for (let i = 0, j = 0; i < n && j < m;) {
    if (a[i].key === b[j].key) { left[i++] = 1; right[j++] = 1; matched++; }
    else if (table[(i + 1) * w + j] >= table[i * w + j + 1]) i++; else j++;
  }
  return {left, right, matched};
}
function mark(parent, text, parts, same, kind) {
  let at = 0;
  for (let i = 0; i < parts.length;) {
    let k = i;
    while (k < parts.length && same[k] === same[i]) k++;
    const end = k < parts.length ? parts[k].at : text.length;
    if (same[i]) parent.append(text.slice(at, end));
    else {
      const piece = text.slice(at, end), kept = piece.trimEnd(), span = document.createElement('span');
      span.className = kind; span.textContent = kept; parent.append(span, piece.slice(kept.length));
    }
    at = end; i = k;
  }
  if (!parts.length) parent.append(text);
}
function make(tag, kind, text) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  if (text !== undefined) element.textContent = text;
  return element;
}
function paragraph(parent, name, lang) {
  if (name) parent.append(make('span', 'tag', name));
  const p = make('p'); p.lang = lang; p.dir = 'auto'; parent.append(p); return p;
}
function card(row) {
  const box = make('article', 'seg'), left = make('div'), right = make('div');
  box.append(make('div', 'head', '#' + (row.i + 1) + (row.d ? ' · ' + row.d : '')), left, right);
  if (row.s) paragraph(left, 'source', 'vi').textContent = row.s;
  const split = row.r.map(tokens);
  const references = row.r.map((text, k) => paragraph(left, row.r.length > 1 ? 'reference ' + (k + 1)
    : 'reference', 'en'));
  const diffs = row.h.map(text => {
    const mine = tokens(text), all = split.map(each => compare(mine, each));
    let best = 0; all.forEach((each, k) => { if (each.matched > all[best].matched) best = k; });
    return {mine, best, ...all[best]};
  });
  const hyps = row.h.map((text, k) => {
    const hyp = make('div', 'hyp k' + k % 7); hyp.tabIndex = 0;
    hyp.append(make('span', 'who', data.systems[k] + ' · chrF2 ' + row.c[k].toFixed(1)));
    const p = paragraph(hyp, '', 'en');
    if (!text) p.append(make('em', 'soft', '(empty)'));
    else if (diffs[k].left) mark(p, text, diffs[k].mine, diffs[k].left, 'd');
    else p.textContent = text;
    row.f[k].forEach(flag => hyp.append(make('span', 'flag', flag[0] + (flag[1] ? ': ' + flag[1] : ''))));
    hyp.addEventListener('click', () => choose(k));
    hyp.addEventListener('keydown', event => { if (event.key === 'Enter') choose(k); });
    right.append(hyp); return hyp;
  });
  function choose(k) {
    hyps.forEach((hyp, j) => hyp.classList.toggle('on', j === k));
    references.forEach((p, j) => { p.textContent = '';
      if (diffs[k].best === j) mark(p, row.r[j], split[j], diffs[k].right, 'm');
      else p.textContent = row.r[j]; });
  }
  if (row.r.length) choose(+at('system').value || 0);
  return box;
}
const orders = {
  place: () => (a, b) => a.i - b.i,
  worst: s => (a, b) => score(a, s) - score(b, s),
  best: s => (a, b) => score(b, s) - score(a, s),
  spread: () => (a, b) => spread(b) - spread(a),
  behind: (s, t) => (a, b) => (a.c[s] - a.c[t]) - (b.c[s] - b.c[t]),
  ahead: (s, t) => (a, b) => (b.c[s] - b.c[t]) - (a.c[s] - a.c[t]),
  long: () => (a, b) => (b.s || b.r[0] || '').length - (a.s || a.r[0] || '').length,
  flags: s => (a, b) => count(b, s) - count(a, s),
};
const mean = row => row.c.reduce((sum, each) => sum + each, 0) / row.c.length;
const score = (row, s) => s === '' ? mean(row) : row.c[s];
const spread = row => Math.max(...row.c) - Math.min(...row.c);
const count = (row, s) => (s === '' ? row.f.flat() : row.f[s]).length;
const fold = text => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g,
  'd').toLowerCase();
function fits(row, wanted, s, kind, doc) {
  if (doc && row.d !== doc) return false;
  const flags = s === '' ? row.f.flat() : row.f[s];
  if (kind === '*' ? !flags.length : kind && !flags.some(flag => flag[0] === kind)) return false;
  if (!wanted) return true;
  row.t = row.t || fold([row.s, ...row.r, ...row.h, row.d].join('\n'));
  return row.t.includes(wanted) || '#' + (row.i + 1) === wanted;
}
function update() {
  const value = at('system').value, s = value === '' ? '' : +value, kind = at('kind').value;
  const doc = at('document') ? at('document').value : '', wanted = fold(at('search').value.trim());
  const other = at('other') ? +at('other').value : 0, order = at('order').value;
  if (at('otherbox')) at('otherbox').hidden = !(order === 'behind' || order === 'ahead');
  rows = data.rows.filter(row => fits(row, wanted, s, kind, doc));
  rows.sort(orders[order](order === 'behind' || order === 'ahead' ? (s === '' ? 0 : s) : s, other));
  at('count').textContent = rows.length.toLocaleString('en') + ' of ' + data.rows.length.toLocaleString('en')
    + ' segments';
  list.textContent = ''; shown = 0; more();
}
function more() {
  const part = document.createDocumentFragment();
  for (const end = Math.min(shown + CHUNK, rows.length); shown < end; shown++) part.append(card(rows[shown]));
  list.append(part);
  at('more').hidden = shown >= rows.length;
}
let wait = 0;
at('controls').addEventListener('input', event => {
  clearTimeout(wait); wait = setTimeout(update, event.target.id === 'search' ? 150 : 0);
});
at('controls').addEventListener('submit', event => event.preventDefault());
at('more').addEventListener('click', more);
new IntersectionObserver(seen => { if (seen[0].isIntersecting && shown < rows.length) more(); },
  {rootMargin: '800px'}).observe(at('end'));
document.querySelectorAll('button[data-kind]').forEach(button => button.addEventListener('click', () => {
  at('kind').value = button.dataset.kind; at('system').value = button.dataset.system; at('search').value = '';
  update(); at('segments').scrollIntoView();
}));
document.querySelectorAll('button[data-document]').forEach(button => button.addEventListener('click', () => {
  at('document').value = button.dataset.document; update(); at('segments').scrollIntoView();
}));
update();
"""
