"""Fits the weights of `mt align` on development data, and the curve from posterior to confidence.

    python eval/fit_align.py [--only SETTING ...]
    python eval/fit_align.py --embed FOLDER --only embedding lexicon+embedding ...

Maximum conditional likelihood of the gold beads (the chain of mt/align/search.py is a conditional random
field), L-BFGS, L2 penalty. Settings without a lexicon: Text+Berg dev (German-French). With it: talks, news
and encyclopaedia from the development test sets (none of which the lexicon has seen), in pieces, with noise.
With an embedding: the same, each Vietnamese sentence having the vector of its machine translation, for a
sentence-transformers model that knows English only (all-MiniLM-L6-v2).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "eval" / "bench")]
from alignment_data import DATA, Gold, noisy, pairs, textberg
from mt.align import AlignOptions
from mt.align.aligner import search, shapes
from mt.align.band import segments
from mt.align.beads import FEATURES, TYPES, bead_features
from mt.align.coarse import find_chain
from mt.align.reestimate import document_signal
from mt.align.search import Lattice
from mt.align.signals import read_texts, signals
from mt.align.weights import Weights, coverage, setting

WEIGHTS = ROOT / "mt" / "align" / "weights.json"
START = {"bias 1-0": -3.0, "bias 1-1": -2.0, "bias 2-1": -4.0, "bias 2-2": -7.0, "bias 3-1": -6.0,
         "lexicon of sentences": 6.0, "words of sentences": 6.0, "shared of sentences": 3.0,
         "grams of sentences": 3.0, "length": -0.5, "documents of sentences": 3.0,
         "embedding of sentences": 6.0}  # fmt: skip
DEFAULT_BIAS = -9.0


def start() -> np.ndarray:
    default = [DEFAULT_BIAS if name.startswith("bias") else 0.0 for name in FEATURES]
    return np.array([START.get(n, d) for n, d in zip(FEATURES, default, strict=True)], dtype=np.float32)


def development(cache: Path) -> list[Gold]:
    """Vietnamese-English pieces with noise, with the bundled model's translation beside them."""
    chance = random.Random(20261124)
    found = []
    for name in ("iwslt15-tst2012", "vlsp2020-news-dev", "flores200-dev", "tatoeba-laser-1000"):
        some = pairs(DATA / "test" / f"{name}.tsv")
        at = 0
        while at < len(some):
            size = chance.choice([20, 40, 80, 140])
            part = some[at : at + size]
            at += size
            rate = chance.choice([0.0, 0.05, 0.1, 0.2, 0.3, 0.4])
            if chance.random() < 0.25 and len(part) > 30:  # a passage that one side lacks
                side, first, length = (
                    chance.randrange(2),
                    chance.randrange(len(part) - 20),
                    chance.randrange(4, 20),
                )
                gold = noisy(f"{name}-{at}", part, rate, chance)
                found.append(without_passage(gold, side, first, length))
            else:
                found.append(noisy(f"{name}-{at}", part, rate, chance))
    translate(found, cache)
    return found


def without_passage(gold: Gold, side: int, first: int, length: int) -> Gold:
    """`gold` with beads first ... first + length - 1 emptied on one side."""
    out = Gold(gold.name, [], [], [], extra=gold.extra)
    for place, bead in enumerate(gold.beads):
        new = []
        for which, (old, sentences) in enumerate(((gold.source, out.source), (gold.target, out.target))):
            keep = bead[which] if not (which == side and first <= place < first + length) else ()
            new.append(tuple(range(len(sentences), len(sentences) + len(keep))))
            sentences += [old[n] for n in keep]
        if new[0] or new[1]:
            out.beads.append((new[0], new[1]))
    return single_nulls(out)


def single_nulls(gold: Gold) -> Gold:
    """The heaviest monotone chain of the beads, at most 4-4, and all other sentences as beads of one: what
    the search can find. (Text+Berg has links that cross.)"""
    some = sorted(
        (tuple(range(a[0], a[-1] + 1))[:4], tuple(range(b[0], b[-1] + 1))[:4])
        for a, b in gold.beads
        if a and b
    )
    best: list[tuple[int, int]] = []  # sentences covered, the bead before
    for place, (a, b) in enumerate(some):
        ways = [(best[p][0], p) for p in range(place) if some[p][0][-1] < a[0] and some[p][1][-1] < b[0]]
        weight, before = max(ways, default=(0, -1))
        best.append((weight + len(a) + len(b), before))
    place = max(range(len(some)), key=lambda p: best[p][0], default=-1)
    chain = []
    while place >= 0:
        chain.append(some[place])
        place = best[place][1]
    gold.beads, i, j = [], 0, 0
    for a, b in [*chain[::-1], ((len(gold.source),), (len(gold.target),))]:
        gold.beads += [((n,), ()) for n in range(i, a[0])] + [((), (m,)) for m in range(j, b[0])]
        if a[0] < len(gold.source) or b[0] < len(gold.target):
            gold.beads.append((a, b))
        i, j = a[-1] + 1, b[-1] + 1
    return gold


def translate(golds: list[Gold], cache: Path) -> None:
    known = json.loads(cache.read_text(encoding="utf-8")) if cache.exists() else {}
    wanted = sorted({s for gold in golds for s in gold.source} - set(known))
    if wanted:
        import mt

        translator = mt.load("bundled", beam=1)
        for at in range(0, len(wanted), 500):
            some = wanted[at : at + 500]
            known.update(zip(some, (translator.translate(s).replace("\n", " ") for s in some), strict=True))
            print(f"translated {at + len(some):,} of {len(wanted):,}", file=sys.stderr)
        cache.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
    for gold in golds:
        gold.translation = [known[s] for s in gold.source]


def embedder(model: str, cache: Path) -> Callable[[Sequence[str]], np.ndarray]:
    """Vectors of sentences, those of Vietnamese ones by their translation in the cache; each made once."""
    from mt.align.embed import embedder as load

    embed, english = load(model), json.loads(cache.read_text(encoding="utf-8"))
    known: dict[str, np.ndarray] = {}

    def vectors(sentences: Sequence[str]) -> np.ndarray:
        plain = [english.get(sentence, sentence) for sentence in sentences]
        new = sorted(set(plain) - set(known))
        if new:
            known.update(zip(new, embed(new), strict=True))
        return np.array([known[sentence] for sentence in plain])

    return vectors


class Example:
    """One segment of a document: the features of its beads, and which of them are right."""

    def __init__(self, found, sides, segment, beads, off=frozenset()) -> None:
        self.segment = segment
        rows = segment.bottom - segment.top + 1
        self.features = np.zeros((len(TYPES), rows, segment.width, len(FEATURES)), dtype=np.float32)
        for kind, values in bead_features(found, sides, segment):
            for feature, value in values:
                if FEATURES[feature] not in off:
                    self.features[kind, :, :, feature] = value
        self.gold = []
        self.missed = 0
        for source, target, i, j in beads:
            if not (segment.top <= i - len(source) and i <= segment.bottom and segment.left <= j - len(target)
                    and j <= segment.right):  # fmt: skip
                continue
            row, column = i - segment.top, j - segment.left - segment.first[i - segment.top]
            if 0 <= column < segment.width and (len(source), len(target)) in TYPES:
                self.gold.append((TYPES.index((len(source), len(target))), row, int(column)))
            else:
                self.missed += 1
        self.sum = sum((self.features[g] for g in self.gold), np.zeros(len(FEATURES), dtype=np.float32))


def examples(
    golds: list[Gold], options: AlignOptions, mt: bool, first: Weights | None
) -> tuple[set[str], list]:
    """The segments of all documents; with the weights of the first search: those of the second."""
    found_kinds, out = set(), []
    for gold in golds:
        texts = read_texts(gold.source, gold.target)
        chosen = replace(options, back_translation=gold.back if mt else None)
        found = signals(texts, gold.translation if mt else None, chosen)
        if first is not None:
            again = document_signal(texts, search(texts, found, first))
            found += [again] if again is not None else []
        found_kinds |= {signal.kind for signal in found}
        beads, i, j = [], 0, 0
        for source, target in gold.beads:
            i, j = i + len(source), j + len(target)
            beads.append((source, target, i, j))
        rows, columns = len(gold.source), len(gold.target)
        chain = find_chain(found, rows, columns)
        for segment in segments(chain, rows, columns):
            if segment.bottom > segment.top and segment.right > segment.left:
                out.append(Example(found, shapes(texts, chain), segment, beads, switched_off(options)))
    missed, total = sum(e.missed for e in out), sum(len(e.gold) for e in out)
    print(f"  {len(out)} segments, {total:,} beads, {missed} outside the band", file=sys.stderr)
    return found_kinds, out


def switched_off(options: AlignOptions) -> frozenset[str]:
    """Features, of no signal, that the options switch off, as mt/align/weights.py does."""
    return frozenset(
        ([] if options.lengths else ["length", "ratio"])
        + ([] if options.punctuation else ["ends unlike", "begins unlike"])
    )


def lattices(some: list[Example], weights: np.ndarray) -> list[Lattice]:
    return [Lattice([e.segment], [e.features @ weights]) for e in some]


def loss(some: list[Example], weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Negative log likelihood of the gold beads and its gradient."""
    value, gradient = 0.0, np.zeros(len(FEATURES))
    for e, lattice in zip(some, lattices(some, weights), strict=True):
        forward, backward = lattice.forward(), lattice.backward()
        posterior = lattice.posteriors(forward, backward)[0]
        value += float(lattice.totals(forward)[0]) - float(e.sum @ weights)
        gradient += np.tensordot(posterior, e.features, axes=3) - e.sum
    return value, gradient


def fit(some: list[Example], penalty: float, rounds: int) -> np.ndarray:
    origin = torch.tensor(start(), dtype=torch.float64)
    weights = origin.clone().requires_grad_(True)
    optimiser = torch.optim.LBFGS(
        [weights], max_iter=rounds, line_search_fn="strong_wolfe", tolerance_grad=1e-3
    )

    def closure() -> torch.Tensor:
        value, gradient = loss(some, weights.detach().numpy().astype(np.float32))
        away = weights.detach() - origin
        weights.grad = torch.tensor(gradient) + penalty * away
        return torch.tensor(value + 0.5 * penalty * float(away @ away))

    began = time.monotonic()
    optimiser.step(closure)
    value = float(closure())
    print(f"  loss {value:.1f} after {time.monotonic() - began:.0f} s", file=sys.stderr)
    return weights.detach().numpy().astype(np.float32)


def knots(some: list[Example], weights: np.ndarray) -> list[tuple[float, float]]:
    """Isotonic regression (pool adjacent violators) of "right" on the posterior, over the chosen beads."""
    seen = []
    for e, lattice in zip(some, lattices(some, weights), strict=True):
        gold = {(k, r, c + int(e.segment.first[r])) for k, r, c in e.gold}
        answer = lattice.solve()[0]
        seen += [(p, bead in gold) for p, bead in zip(answer.posteriors, answer.beads, strict=True)]
    seen.sort()
    bins = np.array_split(np.array(seen, dtype=float), max(4, min(20, len(seen) // 40)))
    blocks: list[list[float]] = []
    for part in bins:
        # One right and one wrong more: an estimate from few is never sure.
        blocks.append([part[:, 0].sum(), part[:, 1].sum() + 0.5, len(part), len(part) + 1.0])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][3] >= blocks[-1][1] / blocks[-1][3]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    found = [(round(b[0] / b[2], 4), round(b[1] / b[3], 4)) for b in blocks]
    return [(0.0, min(0.02, found[0][1])), *found]


def pieces(golds: list[Gold], size: int = 40) -> list[Gold]:
    """Runs of beads as documents of their own."""
    found = []
    for gold in golds:
        for at in range(0, len(gold.beads), size):
            beads = gold.beads[at : at + size]
            some = [[n for bead in beads for n in bead[side]] for side in (0, 1)]
            if len(beads) < size // 2 or not all(some):
                continue
            found.append(
                Gold(
                    f"{gold.name}-{at}",
                    [gold.source[n] for n in some[0]],
                    [gold.target[n] for n in some[1]],
                    [],
                    [gold.translation[n] for n in some[0]],
                    [gold.back[n] for n in some[1]] if gold.back else None,
                )
            )
    return found


def related(golds: list[Gold], options: AlignOptions, mt: bool, weights: Weights) -> list[float]:
    """Slope and middle of the logistic curve that tells pieces with their translation from pieces with
    another's (penalised, so that the slope stays finite where the two do not meet)."""
    some = pieces(golds)
    x, y = [], []
    for shift in (0, 1, 2):
        for place, gold in enumerate(some):
            other = some[(place + shift * 3) % len(some)]
            texts = read_texts(gold.source, other.target)
            chosen = replace(options, back_translation=other.back if mt else None)
            found = signals(texts, gold.translation if mt else None, chosen)
            links = search(texts, found, weights)
            x.append(coverage(texts, links))
            y.append(float(shift == 0))
    both = torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)
    weight = torch.where(both[1] > 0, 0.5 / both[1].sum(), 0.5 / (1 - both[1]).sum())
    curve = torch.tensor([12.0, 0.5], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([curve], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        logit = curve[0] * (both[0] - curve[1])
        entropy = torch.nn.functional.binary_cross_entropy_with_logits(
            logit, both[1], weight, reduction="sum"
        )
        value = entropy + 1e-5 * curve[0] ** 2
        value.backward()
        return value

    optimiser.step(closure)
    apart = [round(float(f(both[0][both[1] == side])), 3) for f, side in ((torch.min, 1), (torch.max, 0))]
    print(f"  coverage: least of translations {apart[0]}, most of others {apart[1]}", file=sys.stderr)
    return [round(float(value), 3) for value in curve.detach()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "vimt-fit-align.json")
    parser.add_argument("--penalty", type=float, default=0.5)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--embed", help="sentence-transformers model, for the settings with an embedding")
    arguments = parser.parse_args()
    berg = [single_nulls(textberg("dev"))]
    vietnamese = development(arguments.cache)
    fitted = json.loads(WEIGHTS.read_text())["settings"] if WEIGHTS.exists() and arguments.only else {}
    embed = embedder(arguments.embed, arguments.cache) if arguments.embed else None
    for lexicon, mt, vectors in product((False, True), (True, False), (False, True)):
        kinds = {k for k, on in (("lexicon", lexicon), ("words", mt), ("embedding", vectors)) if on}
        if (vectors and embed is None) or (arguments.only and setting(kinds, False) not in arguments.only):
            continue
        golds = vietnamese if lexicon or vectors else berg
        options = AlignOptions(lexicon=lexicon, embed=embed if vectors else None)
        first, line = None, []
        for again in (False, True):
            kinds, some = examples(golds, options, mt, first)
            name = setting(kinds, again)
            print(name, file=sys.stderr)
            weights = fit(some, arguments.penalty, arguments.rounds)
            curve = knots(some, weights)
            mine = Weights(weights, tuple(curve))
            line = line if again else related(golds, options, mt, mine)
            first = mine
            fitted[name] = {
                "weights": {n: round(float(w), 4) for n, w in zip(FEATURES, weights, strict=True) if abs(w) >
                5e-5}, "knots": curve,
                "related": line,
                "documents": len(golds),
            }  # fmt: skip
    WEIGHTS.write_text(json.dumps({"settings": fitted}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
