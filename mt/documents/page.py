"""Style and behaviour of the HTML format: plain CSS and JavaScript, inside the page, with nothing fetched."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark;
  --ground: #fdfdfb; --ink: #1d1f21; --soft: #5d646b; --line: #dfe2e0; --lit: #ffe9a3; --flag: #b3261e;
  --flagged: #fdebe9; --edge: #1a5fb4; --on: #f5b942; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #17191b; --ink: #e6e6e3; --soft: #a0a6ac; --line: #34383b; --lit: #5a4a12; --flag: #ff9d94;
  --flagged: #3d2322; --edge: #8ab8f5; --on: #8f6f0a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 0 1.25rem 3rem; max-width: 78rem; display: flex; flex-direction: column;
  background: var(--ground); color: var(--ink); font: 1.0625rem/1.6 system-ui, "Segoe UI", Roboto,
  "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif; }
header { order: -2; position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 0 1.5rem;
  align-items: center; padding: .6rem 0; background: var(--ground); border-bottom: 1px solid var(--line); }
h1 { font-size: 1.15rem; margin: 0; flex: 1 1 auto; }
h2 { font-size: 1rem; margin: 1.75rem 0 .5rem; overflow-wrap: anywhere; }
label { display: flex; gap: .5rem; align-items: center; min-height: 2.5rem; cursor: pointer; }
input { width: 1.1rem; height: 1.1rem; accent-color: var(--edge); }
#summary, .hint { margin: .6rem 0 0; color: var(--soft); font-size: .9rem; }
#summary { order: -1; }
.row { display: grid; grid-template-columns: 3rem minmax(0, 1fr) minmax(0, 1fr); gap: 0 1.5rem;
  padding: .45rem 0; border-top: 1px solid var(--line);
  content-visibility: auto; contain-intrinsic-size: auto 4rem; }
.gap { margin-top: 1.1rem; }
.number { color: var(--soft); font-size: .8rem; line-height: 2.1; text-align: right; text-decoration: none;
  font-variant-numeric: tabular-nums; }
.row p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.s { border-radius: .2rem; cursor: pointer; }
.s.lit { background: var(--lit); box-shadow: 0 0 0 .12rem var(--lit); }
.s.flagged { background: var(--flagged); text-decoration: underline wavy var(--flag) 1px;
  text-underline-offset: .25em; }
.s.flagged.lit { background: var(--lit); }
.s:focus-visible { outline: 2px solid var(--edge); outline-offset: 2px; }
mark { background: none; color: inherit; font-weight: 600; box-shadow: 0 2px 0 var(--flag); }
w { border-radius: .2rem; } w.on { background: var(--on); box-shadow: 0 0 0 .1rem var(--on); }
.why { display: block; width: fit-content; margin: .15rem 0; padding: 0 .5rem;
  border-left: 3px solid var(--flag);
  color: var(--flag); font-size: .85rem; white-space: normal; }
.only .row:not(.has-flag), .only h2:not(:has(~ .has-flag)) { display: none; }
.none { display: none; color: var(--soft); }
body.only:not(:has(.has-flag)) .none { display: block; }
@media (max-width: 46rem) {
  body { padding: 0 .9rem 3rem; }
  .row { grid-template-columns: 2.2rem minmax(0, 1fr); gap: .1rem .6rem; padding: .6rem 0; }
  .row p:last-child { grid-column: 2; color: var(--soft); }
  .hint { display: none; }
}
@media print { header { position: static; } label, .hint { display: none; } .row { break-inside: avoid; } }
"""

SCRIPT = r"""
const pair = n => document.querySelectorAll('[data-n="' + n + '"]');
let lit = null;
const SPACE = /([ \t\n\r\f\v\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+)/;
function light(sentence) {
  const n = sentence ? sentence.dataset.n : null;
  if (n === lit) return;
  if (lit !== null) pair(lit).forEach(each => each.classList.remove('lit'));
  if (n !== null) pair(n).forEach(each => each.classList.add('lit'));
  lit = n;
}
// The words of a sentence become elements when it is first pointed at: the page is half as large.
function words(sentence) {
  if (!sentence.words) {
    sentence.words = [];
    let last = null;
    const texts = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT), nodes = [];
    while (texts.nextNode()) nodes.push(texts.currentNode);
    for (const node of nodes) {
      const made = document.createDocumentFragment();
      for (const part of node.data.split(SPACE)) {
        if (!part) continue;
        if (SPACE.test(part)) { made.append(part); last = null; continue; }
        const word = document.createElement('w');
        word.textContent = part;
        made.append(word);
        // A word that a mark cuts is several elements.
        if (last) last.push(word); else sentence.words.push(last = [word]);
      }
      node.replaceWith(made);
    }
  }
  return sentence.words;
}
let on = [];
function point(word, sentence) {
  on.forEach(each => each.classList.remove('on'));
  on = [];
  if (!word || !sentence) return;
  const both = [...pair(sentence.dataset.n)];
  if (!both[0].dataset.w) return;
  const side = both.indexOf(sentence), at = words(sentence).findIndex(each => each.includes(word));
  const links = both[0].dataset.w.split(' ').map(link => link.split('-').map(Number));
  const others = new Set(links.filter(ends => ends[side] === at).map(ends => ends[1 - side]));
  // With the other syllables of its word: what shares a partner with it.
  for (const ends of links) {
    if (!others.has(ends[1 - side])) continue;
    ends.forEach((end, which) => on.push(...(words(both[which])[end] || [])));
  }
  on.forEach(each => each.classList.add('on'));
}
function pointed(event) {
  const sentence = at(event);
  if (!sentence || !pair(sentence.dataset.n)[0].dataset.w) return point(null, null);
  words(sentence);
  // The first time, the word was not yet there to be the event's target.
  const target = event.target.closest('w') || document.elementFromPoint(event.clientX, event.clientY);
  point(target && target.closest('w'), sentence);
}
document.addEventListener('mousemove', pointed);
document.addEventListener('click', pointed);
const at = event => event.target.closest ? event.target.closest('.s') : null;
document.addEventListener('mouseover', event => light(at(event) || document.activeElement.closest('.s')));
document.addEventListener('focusin', event => {
  light(at(event));
  if (at(event)) pair(lit).forEach(each => each.scrollIntoView({block: 'nearest'}));
});
document.addEventListener('focusout', () => light(null));
document.addEventListener('keydown', event => {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (!step || !at(event)) return;
  const all = [...document.querySelectorAll('p[lang=vi] .s')].filter(each => each.checkVisibility());
  const here = all.findIndex(each => each.dataset.n === at(event).dataset.n);
  if (all[here + step]) { event.preventDefault(); all[here + step].focus(); }
});
const only = document.getElementById('only');
only.addEventListener('change', () => document.body.classList.toggle('only', only.checked));
document.body.classList.toggle('only', only.checked);
"""
