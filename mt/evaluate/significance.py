"""How sure a score is, and whether two systems differ: bootstrap, randomisation, ranks.

Every score is a function of sums over segments, so each resample is a vector of weights and all resamples of
all systems and metrics are one matrix product. Indices, order of random numbers and p-values are those of
sacrebleu.significance with the same seed; there the sums of a bootstrap are in float32, here they are exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mt.evaluate.statistics import Table

Floats = NDArray[np.float64]

#: Numbers held at a time for weights, whatever the number of segments and resamples.
_HELD = 1 << 23
#: Up to here float32 holds whole numbers exactly.
_EXACT = 1 << 24
#: A segment is hardly ever drawn more often into one resample.
_HEAVIEST = 12


def bootstrap(table: Table, resamples: int, seed: int) -> dict[str, Floats]:
    """For each metric the scores of `resamples` sets of segments drawn with replacement, shape (systems,
    resamples); the same sets for all systems and metrics."""
    counts = _counts(table)
    columns = _Columns(counts, _HEAVIEST)
    sums = np.concatenate([columns.sums(weights) for weights in _weights(len(counts), resamples, seed)])
    return {
        name: np.array(
            [found.metric.formula(sums[:, _place(table, name, at)]) for at, found in enumerate(systems)]
        )
        for name, systems in table.items()
    }


def interval(scores: Floats) -> tuple[float, float]:
    """The 95 % interval of one system's resampled scores: the percentiles that sacreBLEU takes."""
    ordered = np.sort(scores)
    skipped = len(ordered) // 40
    return float(ordered[skipped]), float(ordered[len(ordered) - skipped - 1])


def paired_bootstrap(first: Floats, second: Floats, difference: float) -> float:
    """Two-sided p of `difference` between two systems scored on the same resamples (Koehn 2004).

    How often the absolute difference, moved so that its mean is 0, exceeds the one observed. 1 when there
    is no difference (sacreBLEU gives the smallest p for a system against itself).
    """
    if difference == 0:
        return 1.0
    apart = np.abs(second - first)
    return _p(apart - apart.mean(), difference)


@dataclass(frozen=True, slots=True, eq=False)
class Randomisation:
    """Sums over the segments that each trial picked, shape (trials, columns), and over all segments."""

    table: Table
    picked: Floats
    total: Floats

    def p(self, metric: str, first: int, second: int, difference: float) -> float:
        """Two-sided p of `difference` between two systems (Riezler and Maxwell 2005): how often systems whose
        segments were swapped by the toss of a coin differ more. 1 when there is no difference."""
        if difference == 0:
            return 1.0
        one, other = (_place(self.table, metric, system) for system in (first, second))
        a, b = self.picked[:, one], self.picked[:, other]
        formula = self.table[metric][first].metric.formula
        shuffled = formula(a + (self.total[other] - b)) - formula(b + (self.total[one] - a))
        return _p(np.abs(shuffled), difference)


def randomisation(table: Table, trials: int, seed: int) -> Randomisation:
    """What every pair's test needs; the same coins are tossed for all pairs."""
    counts = _counts(table)
    columns = _Columns(counts, 1)
    picked = np.concatenate([columns.sums(coins) for coins in _coins(len(counts), trials, seed)])
    return Randomisation(table, picked, counts.sum(axis=0))


def ranks(scores: Sequence[float], higher_is_better: bool, differs: NDArray[np.bool_]) -> tuple[int, ...]:
    """A rank for each system, from 1 for the best.

    differs: shape (systems, systems), whether a pair differs significantly. A system that does not differ
    from the best of the rank before it shares that rank; the next rank counts those that stand before it.
    """
    order = sorted(range(len(scores)), key=lambda at: -scores[at] if higher_is_better else scores[at])
    found = [0] * len(scores)
    best = order[0]
    for place, system in enumerate(order):
        if place == 0 or differs[best, system]:
            best, found[system] = system, place + 1
        else:
            found[system] = found[best]
    return tuple(found)


def _p(samples: Floats, difference: float) -> float:
    """With one added to both: p is never 0, and the test keeps its level (see sacreBLEU, multeval)."""
    return float((np.count_nonzero(samples > abs(difference)) + 1) / (len(samples) + 1))


def _counts(table: Table) -> Floats:
    """All counts side by side, shape (segments, columns of all systems under all metrics)."""
    return np.hstack([found.counts for systems in table.values() for found in systems])


def _place(table: Table, metric: str, system: int) -> slice:
    """Which of those columns belong to one system under one metric."""
    start = 0
    for name, systems in table.items():
        width = systems[0].counts.shape[1]
        if name == metric:
            return slice(start + system * width, start + (system + 1) * width)
        start += width * len(systems)
    raise KeyError(metric)


def _weights(segments: int, resamples: int, seed: int) -> Iterator[NDArray[np.float32]]:
    """How often each segment stands in each resample, shape (some, segments) at a time."""
    generator = np.random.default_rng(seed)
    step = max(1, _HELD // segments)
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        drawn = generator.choice(segments, size=(rows, segments), replace=True)
        drawn += np.arange(rows)[:, None] * segments
        counted = np.bincount(drawn.ravel(), minlength=rows * segments)
        yield counted.reshape(rows, segments).astype(np.float32)


def _coins(segments: int, trials: int, seed: int) -> Iterator[NDArray[np.float32]]:
    """0 or 1 for each segment in each trial, shape (some, segments) at a time."""
    generator = np.random.default_rng(seed)
    # numpy draws 32 coins at once and throws away what is left: whole words keep the one stream.
    step = max(32, _HELD // segments // 32 * 32)
    for start in range(0, trials, step):
        rows = min(step, trials - start)
        yield generator.integers(2, size=(rows, segments), dtype=bool).astype(np.float32)


class _Columns:
    """Counts to be summed with weights, exactly, in float32 where that holds the sums.

    Segments are taken in runs whose sums stay below 2^24 for weights up to `heaviest`; what is not whole
    (means over several references, COMET) or too large is taken in float64.
    """

    def __init__(self, counts: Floats, heaviest: int) -> None:
        self._counts, self._heaviest = counts, heaviest
        self._runs: list[tuple[int, int, NDArray[np.floating]]] = []
        reach = heaviest * np.cumsum(counts.max(axis=1, initial=0.0))
        whole = bool((counts == np.rint(counts)).all())
        start = 0
        while start < len(counts):
            before = reach[start - 1] if start else 0.0
            end = int(np.searchsorted(reach, before + _EXACT)) if whole else len(counts)
            fits = whole and end > start
            end = max(end, start + 1)
            run = counts[start:end]
            self._runs.append((start, end, run.astype(np.float32) if fits else run))
            start = end

    def sums(self, weights: NDArray[np.float32]) -> Floats:
        """`weights @ counts`, shape (rows of weights, columns)."""
        if weights.max(initial=0) > self._heaviest:
            return weights.astype(np.float64) @ self._counts
        result = np.zeros((len(weights), self._counts.shape[1]))
        for start, end, run in self._runs:
            part = weights[:, start:end]
            result += part @ run if run.dtype == np.float32 else part.astype(np.float64) @ run
        return result
