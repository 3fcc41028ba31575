"""Style and behaviour of the page to check pairs: plain CSS and JavaScript, inside the page."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark;
  --ground: #fdfdfb; --ink: #1d1f21; --soft: #5d646b; --line: #dfe2e0; --lit: #ffe9a3; --bar: #4d9f6b;
  --warn: #b3261e; --warned: #fdebe9; --edge: #1a5fb4; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #17191b; --ink: #e6e6e3; --soft: #a0a6ac; --line: #34383b; --lit: #5a4a12; --bar: #57a877;
  --warn: #ff9d94; --warned: #3d2322; --edge: #8ab8f5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 0 1.25rem 3rem; max-width: 82rem; background: var(--ground);
  color: var(--ink); font: 1.0625rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans",
  "DejaVu Sans", sans-serif; }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .25rem 1rem;
  align-items: center; padding: .6rem 0; background: var(--ground); border-bottom: 1px solid var(--line); }
h1 { font-size: 1.15rem; margin: 0; flex: 1 1 12rem; overflow-wrap: anywhere; }
output { display: inline-block; min-width: 3.2em; text-align: right; font-variant-numeric: tabular-nums; }
input[type=range] { width: 10rem; accent-color: var(--edge); }
button { font: inherit; padding: .2rem .8rem; border: 1px solid var(--line); border-radius: .3rem;
  background: transparent; color: var(--edge); cursor: pointer; }
.summary, .hint { margin: .6rem 0 0; color: var(--soft); font-size: .9rem; }
main { margin-top: 1rem; }
.row { display: grid; grid-template-columns: 1.4rem 4.2rem minmax(0, 1fr) minmax(0, 1fr); gap: 0 1rem;
  padding: .45rem .3rem; border-top: 1px solid var(--line); align-items: start;
  content-visibility: auto; contain-intrinsic-size: auto 4rem; }
.row p { margin: 0; overflow-wrap: anywhere; }
.row input { width: 1.1rem; height: 1.1rem; margin: .3rem 0 0; accent-color: var(--edge); }
.row:focus-visible, button:focus-visible { outline: 2px solid var(--edge); outline-offset: -2px; }
.meter { position: relative; margin-top: .2rem; padding-bottom: .3rem; color: var(--soft); font-size: .8rem;
  display: flex; justify-content: space-between; font-variant-numeric: tabular-nums; }
.meter b { font-weight: normal; }
.meter i { position: absolute; left: 0; bottom: 0; height: 3px; background: var(--bar); border-radius: 2px; }
.doubtful { background: var(--warned); }
.doubtful .meter { color: var(--warn); } .doubtful .meter i { background: var(--warn); }
.alone p { color: var(--soft); } .nothing { font-style: italic; font-size: .85rem; }
.row:has(input:not(:checked)) p { opacity: .55; }
w { border-radius: .2rem; } w.lit { background: var(--lit); box-shadow: 0 0 0 .1rem var(--lit); }
.out, .none { display: none; } .none.shown { display: block; color: var(--soft); }
@media (max-width: 46rem) {
  body { padding: 0 .8rem 3rem; }
  .row { grid-template-columns: 1.4rem 4.2rem minmax(0, 1fr); }
  .row p { grid-column: 1 / -1; } .row p + p { color: var(--soft); }
}
@media print { header { position: static; } label, input, button, .hint { display: none; }
  .row { break-inside: avoid; } }
"""

SCRIPT = r"""
const rows = [...document.querySelectorAll('.row')];
const below = document.getElementById('below'), limit = document.getElementById('limit');
function show() {
  limit.value = below.value + ' %';
  let some = false;
  for (const row of rows) {
    const out = +below.value < 100 && +row.dataset.c >= +below.value;
    row.classList.toggle('out', out);
    some = some || !out;
  }
  document.querySelector('.none').classList.toggle('shown', !some);
}
below.addEventListener('input', show);
show();
function light(word) {
  document.querySelectorAll('w.lit').forEach(each => each.classList.remove('lit'));
  if (!word) return;
  const row = word.closest('.row'), cell = word.closest('p'), cells = [...row.querySelectorAll('p')];
  const side = cells.indexOf(cell), at = [...cell.querySelectorAll('w')].indexOf(word);
  const words = cells.map(each => each.querySelectorAll('w'));
  const links = row.dataset.w.split(' ').filter(Boolean).map(link => link.split('-').map(Number));
  const others = new Set(links.filter(ends => ends[side] === at).map(ends => ends[1 - side]));
  // With the other syllables of its word: what shares a partner with it.
  for (const ends of links) {
    if (others.has(ends[1 - side])) ends.forEach((end, which) => words[which][end]?.classList.add('lit'));
  }
}
document.addEventListener('mouseover', event => light(event.target.closest('w')));
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const seen = rows.filter(row => !row.classList.contains('out'));
  const here = seen.indexOf(document.activeElement.closest('.row'));
  const step = {j: 1, k: -1}[event.key];
  if (step && seen.length) {
    const next = seen[Math.min(seen.length - 1, Math.max(0, here + step))];
    next.focus();
    next.scrollIntoView({block: 'nearest'});
  } else if (event.key === ' ' && document.activeElement.classList.contains('row')) {
    const box = document.activeElement.querySelector('input');
    if (box) box.checked = !box.checked;
    event.preventDefault();
  }
});
document.getElementById('save').addEventListener('click', () => {
  const names = {'\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r'};
  const field = text => text.replace(/[\\\t\n\r]/g, mark => names[mark]);
  const lines = ['source_ids\ttarget_ids\tconfidence\tsource\ttarget'];
  for (const row of rows) {
    if (!row.querySelector('input:checked')) continue;
    const [a, b] = row.querySelectorAll('p');
    lines.push([a.dataset.ids, b.dataset.ids, (row.dataset.c / 100).toFixed(2), field(a.textContent),
      field(b.textContent)].join('\t'));
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([lines.join('\n') + '\n'], {type: 'text/tab-separated-values'}));
  link.download = 'pairs.tsv';
  link.click();
  URL.revokeObjectURL(link.href);
});
"""
