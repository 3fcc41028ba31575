"""The fitted weights, which of them apply, and what a posterior is worth.

Fitted by eval/fit_align.py on development data; weights.json says on which.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from mt.align.beads import FEATURES
from mt.align.options import AlignOptions
from mt.align.signals import Signal, Texts
from mt.align.sparse import Floats
from mt.values import Link


@dataclass(frozen=True, slots=True)
class Weights:
    """values: one a feature, in the order of FEATURES. knots: rising (posterior, share right) pairs.
    related: slope and middle of the logistic curve from `coverage` to `Alignment.parallel`."""

    values: Floats
    knots: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))
    related: tuple[float, float] = (12.0, 0.55)


def setting(kinds: set[str], again: bool) -> str:
    """Name of the set of weights for what is there: "lexicon", "translation", "embedding", joined by "+", or
    "none"; "again" in the second search, when a lexicon of the documents is there as well."""
    names = (("lexicon", "lexicon"), ("translation", "words"), ("embedding", "embedding"))
    parts = [name for name, kind in names if kind in kinds]
    return "+".join([*(parts or ["none"]), *(["again"] if again else [])])


def load_weights(found: Sequence[Signal], options: AlignOptions, again: bool) -> Weights:
    """The weights for these signals; those of lengths, or of how sentences end and begin, are 0 where the
    options say so."""
    weights = _read()[setting({signal.kind for signal in found}, again)]
    values = weights.values.copy()
    off = [] if options.lengths else ["length", "ratio"]
    off += [] if options.punctuation else ["ends unlike", "begins unlike"]
    for name in off:
        values[FEATURES.index(name)] = 0.0
    return replace(weights, values=values)


@cache
def _read() -> dict[str, Weights]:
    data: dict[str, Any] = json.loads((files("mt.align") / "weights.json").read_text(encoding="utf-8"))
    found = {}
    for name, fitted in data["settings"].items():
        values = np.array([fitted["weights"].get(feature, 0.0) for feature in FEATURES], dtype=np.float32)
        slope, middle = fitted["related"]
        found[name] = Weights(
            values, tuple((float(a), float(b)) for a, b in fitted["knots"]), (slope, middle)
        )
    return found


def confidence(posterior: float, weights: Weights) -> float:
    """The share of development links with this posterior that were right (isotonic, between the knots)."""
    x, y = zip(*weights.knots, strict=True)
    return round(float(np.interp(posterior, x, y)), 4)


def coverage(texts: Texts, links: Sequence[Link]) -> float:
    """Share of the text (in characters, each link by its confidence) that has a partner, on the side where
    that is more: a passage that the other side lacks does not make two texts strangers. 0 to 1."""
    shares = []
    for side, lengths in enumerate(texts.lengths):
        held = np.array([link.confidence if link.source and link.target else 0.0 for link in links])
        counts = [len(link.target if side else link.source) for link in links]
        places = [n for link in links for n in (link.target if side else link.source)]
        shares.append(float((np.repeat(held, counts) * (lengths[places] + 1)).sum() / (lengths + 1).sum()))
    return max(shares, default=0.0)


def parallel(texts: Texts, links: Sequence[Link], weights: Weights) -> float:
    """How sure it is that two documents are translations of each other, 0 to 1: logistic in `coverage`."""
    slope, middle = weights.related
    return round(float(1.0 / (1.0 + np.exp(-slope * (coverage(texts, links) - middle)))), 4)
