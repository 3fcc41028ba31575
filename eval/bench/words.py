"""Word links: error rate on our own gold, agreement with other aligners, what is written alike, time.

    python eval/bench/words.py [--eflomal PROGRAM] [--fast-align FOLDER] [--work FOLDER]
        [--output eval/results/words.json]

"alike": numbers, addresses and capitalised words that stand once on each side of a pair and are the same
should be linked to each other, and to nothing else. Sets: see words_data.py; 400 pairs of each. Weights were
fitted on flores200-dev and iwslt15-tst2012 to agree with eflomal (eval/fit_words.py); the gold and msdocs
were not used.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import re
import sys
import tempfile
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "eval" / "bench")]

import numpy as np

import mt
from mt.linking import WordLinker
from mt.translate.base import EngineOptions
from result_files import publish
from words_data import GOLD, SETS, Links, disagreement, error_rate, read_links, rivals, sample, sets, union

_ALIKE = re.compile(r"(?:https?://|www\.)\S+|\d+(?:[.,]\d+)*|[A-Z][A-Za-z]{3,}")


def alike(vi: str, en: str) -> list[tuple[int, int]]:
    """Tokens of both sides that hold the same number, address or capitalised word, which stands once on
    each."""
    sides: list[dict[str, list[int]]] = []
    for text in (vi, en):
        held: dict[str, list[int]] = {}
        for place, token in enumerate(text.split()):
            for item in _ALIKE.findall(token):
                plain = item.rstrip(".,;:").lower()
                held.setdefault(re.sub("[.,]", "", plain) if plain[0].isdigit() else plain, []).append(place)
        sides.append(held)
    return [
        (sides[0][item][0], sides[1][item][0])
        for item in sides[0]
        if len(sides[0][item]) == len(sides[1].get(item, ())) == 1
    ]


def alike_rates(some: list[tuple[str, str]], found: list[Links]) -> dict[str, float]:
    """Recall: of such pairs of tokens, the share that is linked. Precision: of the links of these tokens, on
    either side, the share that goes to the other of the pair."""
    wanted = hit = made = 0
    for (vi, en), links in zip(some, found, strict=True):
        for i, j in alike(vi, en):
            wanted += 1
            hit += (i, j) in links
            made += sum(a == i or b == j for a, b in links)
    return {"pairs": wanted, "recall": round(hit / wanted, 4), "precision": round(hit / max(1, made), 4)}


def timed(linker: WordLinker, some: list[tuple[str, str]]) -> tuple[list[Links], float]:
    """The links, and CPU milliseconds for each pair."""
    linker(some[:5])
    began = time.process_time()
    found = linker(some)
    return [set(links) for links in found], round(1000 * (time.process_time() - began) / len(some), 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eflomal", type=Path, help="the program eflomal-align")
    parser.add_argument("--fast-align", type=Path, help="a folder with fast_align and atools")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "vimt-words")
    parser.add_argument("--model", default="bundled", help="whose attention")
    parser.add_argument("--output", type=Path, default=ROOT / "eval" / "results" / "words.json")
    arguments = parser.parse_args()
    places = {name: list(range(40)) if name == "gold" else sample(name) for name in SETS}
    some = {name: [sets()[name][place] for place in places[name]] for name in SETS}
    found: dict[str, dict[str, list[Links]]] = {}
    cost: dict[str, dict[str, float]] = {}
    for way in ("lexicon", "attention"):
        linker = WordLinker(way, arguments.model, EngineOptions(threads=1))
        found[f"mt, {way}"], cost[way] = {}, {}
        for name in SETS:
            found[f"mt, {way}"][name], cost[way][name] = timed(linker, some[name])
    files = rivals(arguments.work, arguments.eflomal, arguments.fast_align)
    others = {}
    if "eflomal" in files:
        others["eflomal, either direction"] = union(files)
    if "fast_align" in files:
        others["fast_align, grow-diag-final-and"] = read_links(files["fast_align"])
    for name, links in others.items():
        found[name] = {key: [links[key][place] for place in places[key]] for key in SETS}
    result = {
        "settings": {
            "python": platform.python_version(), "numpy": np.__version__, "vimt": mt.__version__,
            "model": arguments.model, "date": time.strftime("%Y-%m-%d"),
            "gold_sha256": hashlib.sha256(GOLD.read_bytes()).hexdigest()[:16],
            "weights": hashlib.sha256((ROOT / "mt/align/words.json").read_bytes()).hexdigest()[:16],
        },
        "gold": {name: error_rate(links["gold"]) for name, links in found.items()},
        "disagreement": {
            f"{name} / {other}": {key: disagreement(found[name][key], found[other][key]) for key in SETS[1:]}
            for other in others for name in found if name != other
        },
        "alike": {
            name: {key: alike_rates(some[key], links[key]) for key in SETS[1:]}
            for name, links in found.items()
        },
        "cpu_ms_a_pair": cost,
    }  # fmt: skip
    publish(result, arguments.output)


if __name__ == "__main__":
    main()
