"""Summed counts -> scores, one a row, in sacreBLEU's arithmetic.

Layout of a row, as in sacreBLEU 2.6:
    BLEU     hypothesis words, reference words, matches of orders 1-4, n-grams of orders 1-4
    chrF     for each order: n-grams of the hypothesis, of the reference, matches; characters 1-6, words 1-2
    TER      edits, words of the reference (the mean over references)
    others   sum of the segments' scores, segments (a mean: COMET)
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
Formula = Callable[[Counts], NDArray[np.float64]]

_ORDERS = 4


def bleu(sums: Counts) -> NDArray[np.float64]:
    """BLEU of each row, 0 to 100: Papineni et al. 2002, smoothed as mteval-v13a does ("exp").

    Within a unit or two in the last place of `sacrebleu.metrics.BLEU.compute_bleu`: numpy's exp and log
    are not those of the C library.
    """
    sums = np.atleast_2d(np.asarray(sums, dtype=np.float64))
    words, reference = sums[:, 0], sums[:, 1]
    matches, totals = sums[:, 2 : 2 + _ORDERS], sums[:, 2 + _ORDERS : 2 + 2 * _ORDERS]
    with np.errstate(divide="ignore", invalid="ignore"):
        brevity = np.where(words < reference, np.exp(1 - reference / words), 1.0)
        # Each order without a match halves once more what one match would give.
        halvings = np.cumsum(matches == 0, axis=1)
        precisions = 100.0 * np.where(matches > 0, matches, 0.5**halvings) / totals
        # An order that no hypothesis is long enough for has no precision, nor have those above it.
        logs = np.where(totals > 0, np.log(precisions), -np.inf)
        scores = brevity * np.exp(logs.sum(axis=1) / _ORDERS)
    return np.where(matches.any(axis=1), scores, 0.0)


def chrf(sums: Counts, beta: int = 2) -> NDArray[np.float64]:
    """chrF of each row, 0 to 100: Popovic 2015 and, with orders of words, 2017.

    Precision and recall are means over the orders that both sides have.
    """
    sums = np.atleast_2d(np.asarray(sums, dtype=np.float64))
    precision = np.zeros(len(sums))
    recall = np.zeros(len(sums))
    orders = np.zeros(len(sums))
    with np.errstate(divide="ignore", invalid="ignore"):
        # Order by order, as sacreBLEU adds: the sum of floats depends on it.
        for at in range(0, sums.shape[1], 3):
            hypothesis, reference, match = sums[:, at], sums[:, at + 1], sums[:, at + 2]
            both = (hypothesis > 0) & (reference > 0)
            precision += np.where(both, match / hypothesis, 0.0)
            recall += np.where(both, match / reference, 0.0)
            orders += both
        precision, recall = precision / orders, recall / orders
        factor = beta**2
        scores = (1 + factor) * precision * recall / (factor * precision + recall)
    return np.where((orders > 0) & (precision + recall > 0), 100 * scores, 0.0)


def ter(sums: Counts) -> NDArray[np.float64]:
    """TER of each row, from 0, lower is better: Snover et al. 2006. 100 where there is no reference word
    but a hypothesis, 0 where there is neither."""
    sums = np.atleast_2d(np.asarray(sums, dtype=np.float64))
    edits, words = sums[:, 0], sums[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(words > 0, edits / words, np.where(edits > 0, 1.0, 0.0))
    return 100 * rate


def mean(sums: Counts) -> NDArray[np.float64]:
    """The mean of each row, 0 for no segments."""
    sums = np.atleast_2d(np.asarray(sums, dtype=np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sums[:, 1] > 0, sums[:, 0] / sums[:, 1], 0.0)
