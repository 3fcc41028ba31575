"""The fitted weights, which of them apply, and what a posterior is worth.

Fitted by eval/fit_align.py on development data; weights.json says on which.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from mt.align.beads import FEATURES
from mt.align.options import AlignOptions
from mt.align.signals import KINDS, Signal, Texts
from mt.align.sparse import Floats
from mt.values import Link


@dataclass(frozen=True, slots=True)
class Weights:
    """values: one a feature, in the order of FEATURES. knots: rising (posterior, share right) pairs."""

    values: Floats
    knots: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))


def setting(kinds: set[str], again: bool) -> str:
    """Name of the set of weights for what is there: "lexicon", "translation", both or neither; "again" in the
    second search, when a lexicon of the documents is there as well."""
    parts = [name for name, kind in (("lexicon", "lexicon"), ("translation", "words")) if kind in kinds]
    return "+".join([*(parts or ["none"]), *(["again"] if again else [])])


def load_weights(found: Sequence[Signal], options: AlignOptions, again: bool) -> Weights:
    """The weights for these signals; those of lengths are 0 when the options say so."""
    weights = _read()[setting({signal.kind for signal in found}, again)]
    values = weights.values.copy()
    if not options.lengths:
        for name in ("length", "ratio"):
            values[FEATURES.index(name)] = 0.0
    return Weights(values, weights.knots)


@cache
def _read() -> dict[str, Weights]:
    data: dict[str, Any] = json.loads((files("mt.align") / "weights.json").read_text(encoding="utf-8"))
    found = {}
    for name, fitted in data["settings"].items():
        values = np.array([fitted["weights"].get(feature, 0.0) for feature in FEATURES], dtype=np.float32)
        found[name] = Weights(values, tuple((float(a), float(b)) for a, b in fitted["knots"]))
    return found


def confidence(posterior: float, weights: Weights) -> float:
    """The share of development links with this posterior that were right (isotonic, between the knots)."""
    x, y = zip(*weights.knots, strict=True)
    return round(float(np.interp(posterior, x, y)), 4)


def parallel(texts: Texts, found: Sequence[Signal], links: Sequence[Link]) -> float:
    """How sure it is that two documents are translations of each other, 0 to 1."""
    del texts, found
    whole = [link.confidence for link in links if link.source and link.target]
    return round(float(np.mean(whole)), 4) if whole else 0.0


__all__ = ["KINDS", "Weights", "confidence", "load_weights", "parallel", "setting"]
