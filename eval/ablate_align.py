"""Ablation of `mt align` with the weights fitted anew for each signal that is off.

    python eval/ablate_align.py [--share 3] [--output eval/results/alignment.json]

Weights that were fitted with a signal lean on it; switched off, it looks worth more than it is. Here each is
left out of the fit as well. Text+Berg: fitted on its dev (German-French, two translations).
Vietnamese-English, no MT: fitted on every `share`-th piece of eval/fit_align.py's development set, "all
signals" too, so that rows compare. Strict F1 with beads that have an empty side counted in precision.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "eval"), str(ROOT / "eval" / "bench")]
from fit_align import development, examples, fit, knots, single_nulls

import mt.align.weights as stored
from alignment import beads, noise, ours, rates, textberg
from mt.align import AlignOptions
from mt.align.weights import Weights, setting

SIGNALS = ("", "lexicon", "documents", "lengths", "shared", "punctuation", "translation")


def fitted(golds, options: AlignOptions, mt: bool, rounds: int) -> dict[str, Weights]:
    """The weights of both searches, by the name of their setting."""
    found: dict[str, Weights] = {}
    first = None
    for again in (False, True) if options.documents else (False,):
        kinds, some = examples(golds, options, mt, first)
        weights = fit(some, 0.5, rounds)
        first = Weights(weights, tuple(knots(some, weights)))
        found[setting(kinds, again)] = first
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--share", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "vimt-fit-align.json")
    parser.add_argument("--output", type=Path, default=ROOT / "eval" / "results" / "alignment.json")
    arguments = parser.parse_args()
    berg = [single_nulls(textberg("dev"))]
    vietnamese = development(arguments.cache)[:: arguments.share]
    tests = [textberg(f"test{n}") for n in range(7)]
    sets = {"msdocs 10 %": noise(0.1), "msdocs 30 %": noise(0.3), "msdocs 30 % both sides": noise(0.3, True)}
    out: dict[str, dict[str, float]] = {}
    for name in SIGNALS:
        options = replace(AlignOptions(), **({name: False} if name else {}))
        row = out[f"without {name}" if name else "all signals"] = {}
        if name != "lexicon":
            chosen = fitted(berg, replace(options, lexicon=False), name != "translation", arguments.rounds)
            stored._read = lambda chosen=chosen: chosen
            row["textberg"] = rates(tests, lambda g, o=options: beads(ours(g, o)))["strict_f1"]
        if name != "translation":
            chosen = fitted(vietnamese, options, False, arguments.rounds)
            stored._read = lambda chosen=chosen: chosen
            for key, golds in sets.items():
                row[key] = rates(golds, lambda g, o=options: beads(ours(g, o, mt=False)))["strict_f1"]
        print(name, row, flush=True)
    result = json.loads(arguments.output.read_text(encoding="utf-8"))
    result["ablation, weights fitted anew"] = {"every nth development piece": arguments.share, **out}
    text = json.dumps(result, indent=1, ensure_ascii=False)
    arguments.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
