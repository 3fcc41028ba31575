"""Fits the weights by which `mt.align.words` links words (mt/align/words.json).

    python eval/fit_words.py --eflomal PROGRAM [--work FOLDER]

No Vietnamese-English word links made by people lie here, so another aligner's are the aim: those that eflomal
(Oestling and Tiedemann 2016) gives in either direction, after learning from 120,000 pairs, on 400 pairs each
of two development sets. Both regressions by Newton's method with an L2 penalty of 1. The gold of eval/words
is not looked at.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "eval" / "bench")]
from mt.align.word_features import FIRST, SECOND, first_features, second_features
from mt.align.words import words_of
from mt.models import find
from mt.translate.attention import Attention
from words_data import Links, rivals, sample, sets, union

TRAINED_ON = ("flores200-dev", "iwslt15-tst2012")


def fit(features: list[np.ndarray], wanted: list[np.ndarray], penalty: float = 1.0) -> np.ndarray:
    """Logistic regression; the cells of all pairs of sentences are examples."""
    x = np.concatenate([f.reshape(-1, f.shape[-1]) for f in features]).astype(np.float64)
    y = np.concatenate([w.ravel() for w in wanted])
    weights = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - y) + penalty * weights
        curvature = (x * (p * (1 - p))[:, None]).T @ x + penalty * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eflomal", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "vimt-words")
    parser.add_argument("--model", help="whose attention (bundled)", default="bundled")
    arguments = parser.parse_args()
    aim = union(rivals(arguments.work, arguments.eflomal, None))
    attend = Attention(find(arguments.model))
    some: list[tuple[str, str, Links]] = []
    for name in TRAINED_ON:
        everything = sets()[name]
        some += [(*everything[place], aim[name][place]) for place in sample(name)]
    seen = attend([(vi, en) for vi, en, _ in some])
    found = {}
    for way in ("lexicon", "attention"):
        features, wanted = [], []
        for (vi, en, links), matrix in zip(some, seen, strict=True):
            (left, left_places), (right, right_places) = words_of(vi), words_of(en)
            if not left or not right or matrix is None:
                continue
            looks = matrix[np.ix_(left_places, right_places)] if way == "attention" else None
            features.append(first_features(left, right, looks))
            wanted.append(
                np.array([[(i, j) in links for j in right_places] for i in left_places], dtype=float)
            )
        first = fit(features, wanted)
        second = fit([second_features(f, 1 / (1 + np.exp(-(f @ first)))) for f in features], wanted)
        found[way] = {
            "first": {name: round(float(w), 4) for name, w in zip(FIRST, first, strict=True)},
            "second": {name: round(float(w), 4) for name, w in zip(SECOND, second, strict=True)},
        }
        print(way, json.dumps(found[way]), file=sys.stderr)
    text = json.dumps({"weights": found}, indent=1)
    (ROOT / "mt" / "align" / "words.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
