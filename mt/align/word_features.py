"""What speaks for linking a word of a sentence with a word of its translation, and how likely the link is.

Two logistic regressions, one after the other: the first sees what the tables and the attention say of a pair,
the second sees as well how likely the first found the pairs around it. So a word of several syllables stays
together, a word that has its partner leaves the others, and a word that occurs twice goes where its
neighbours go (what Vogel et al. 1996 do by a hidden Markov model). Fitted by eval/fit_words.py; words.json
has the weights.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from mt.align.sparse import Floats
from mt.align.word_table import phrase_strengths, syllables

#: How fast the table is believed less, the farther the places of both words, as shares of their sentences.
_SLOPE = 4.0
#: Weight of no partner beside the table's probabilities.
_NONE = 0.01
FIRST = (
    "bias", "forward", "backward", "agreement", "phrase", "same",
    "seen forward", "seen backward", "seen agreement",
    "beside in source", "beside in target", "diagonal", "apart", "best of both",
)  # fmt: skip
SECOND = (
    *FIRST,
    "first", "others of source", "others of target", "first beside in source", "first beside in target",
    "first diagonal", "first crossing", "off the neighbours",
)  # fmt: skip


def first_features(left: Sequence[str], right: Sequence[str], seen: Floats | None) -> Floats:
    """Shape (left, right, FIRST). left: Vietnamese syllables; right: the other side's words; seen: the
    attention that each word on the right gave each on the left, None without."""
    rows, columns = len(left), len(right)
    same = np.array([[a == b for b in right] for a in left], dtype=np.float32)
    apart = np.abs(_places(rows)[:, None] - _places(columns)[None, :])
    table = np.maximum(syllables().look_up(left, right), same[:, :, None])
    table *= np.exp(-_SLOPE * apart)[:, :, None]
    forward = table[:, :, 0] / (table[:, :, 0].sum(0) + _NONE)
    backward = table[:, :, 1] / (table[:, :, 1].sum(1, keepdims=True) + _NONE)
    base = agreement = np.sqrt(forward * backward)
    looks = [np.zeros((rows, columns), dtype=np.float32)] * 3
    if seen is not None:
        looks = [seen / np.maximum(seen.sum(axis, keepdims=True), 1e-9) for axis in (0, 1)]
        looks.append(np.sqrt(looks[0] * looks[1]))
        base = (agreement + looks[2]) / 2
    best = (base > 0) & (base == base.max(0)) & (base == base.max(1, keepdims=True))
    around = _around(base)
    found = (
        np.ones_like(same), forward, backward, agreement,
        np.sqrt(phrase_strengths(left, right)), same, *looks,
        np.maximum(around[0, 1], around[2, 1]), np.maximum(around[1, 0], around[1, 2]),
        np.maximum(around[0, 0], around[2, 2]), apart, best,
    )  # fmt: skip
    return np.stack(found, axis=-1).astype(np.float32)


def second_features(first: Floats, likely: Floats) -> Floats:
    """Shape (left, right, SECOND). likely: what the first regression makes of `first`, shape (left,
    right)."""
    around = _around(likely)
    found = (
        likely,
        np.minimum(likely.sum(1, keepdims=True) - likely, 2.0),
        np.minimum(likely.sum(0, keepdims=True) - likely, 2.0),
        np.maximum(around[0, 1], around[2, 1]),
        np.maximum(around[1, 0], around[1, 2]),
        np.maximum(around[0, 0], around[2, 2]),
        np.maximum(around[0, 2], around[2, 0]),
        _off(likely),
    )
    both = np.concatenate([first, np.stack(found, axis=-1)], axis=-1)
    return np.asarray(both, dtype=np.float32)


def likelihood(left: Sequence[str], right: Sequence[str], seen: Floats | None = None) -> Floats:
    """How likely each word of `left` is linked with each of `right`, shape (left, right), 0 to 1."""
    weights = _weights()["lexicon" if seen is None else "attention"]
    first = first_features(left, right, seen)
    return _logistic(second_features(first, _logistic(first, weights[0])), weights[1])


def _logistic(features: Floats, weights: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-(features @ weights))), dtype=np.float32)


def _places(count: int) -> Floats:
    """The middle of each of `count` words, as a share of the sentence."""
    return np.asarray((np.arange(count) + 0.5) / count, dtype=np.float32)


def _around(values: Floats) -> Floats:
    """[1 + a, 1 + b] -> at each (i, j) the value at (i + a, j + b), 0 outside."""
    wide = np.pad(values, 1)
    rows, columns = values.shape
    return np.array([[wide[a : a + rows, b : b + columns] for b in range(3)] for a in range(3)])


def _off(likely: Floats) -> Floats:
    """How many words each pair lies off the place where the links of its neighbours would put it, in eighths,
    at most 1. The nearer the neighbour, the more it counts; without any, it is the place in the sentence."""
    rows, columns = likely.shape
    apart = np.abs(np.arange(rows)[:, None] - np.arange(rows)[None, :])
    near = np.where(apart > 0, np.exp(-apart / 1.5), 0.0) @ likely
    middle = 0.3 * (_places(rows) * columns - 0.5)
    expected = ((near * np.arange(columns)).sum(1) + middle) / (near.sum(1) + 0.3)
    away = np.abs(np.arange(columns)[None, :] - expected[:, None])
    return np.asarray(np.minimum(away, 8.0) / 8.0, dtype=np.float32)


@cache
def _weights() -> dict[str, tuple[Floats, Floats]]:
    """Of both regressions, for what there is: the tables alone, or attention beside them."""
    read = json.loads((files("mt.align") / "words.json").read_text(encoding="utf-8"))
    return {
        way: (
            np.array([one["first"][name] for name in FIRST], dtype=np.float32),
            np.array([one["second"][name] for name in SECOND], dtype=np.float32),
        )
        for way, one in read["weights"].items()
    }
