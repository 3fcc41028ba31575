"""The beads that may end in each cell of a band, and what speaks for and against each.

A cell (i, j) means that i source and j target sentences lie behind it. A band holds, for each i, the cells
j = first[i] ... first[i] + width - 1. A bead n-m that ends in (i, j) joins source sentences i-n ... i-1 with
target sentences j-m ... j-1 (Gale and Church 1993, here up to 4-4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mt.align.signals import KINDS, Signal
from mt.align.sparse import Doubles, Floats, Ints, band_products, neighbour_products

#: Sentences that a bead may have on a side.
REACH = 4
#: (source sentences, target sentences) of each type of bead; the last two are deletion and insertion.
TYPES = (*((n, m) for n in range(1, REACH + 1) for m in range(1, REACH + 1)), (1, 0), (0, 1))
#: Types share a bias when they differ in direction only.
_SHAPES = sorted({(max(n, m), min(n, m)) for n, m in TYPES})
FEATURES = (
    *(f"bias {a}-{b}" for a, b in _SHAPES),
    *(f"{kind} of bead" for kind in KINDS),
    *(f"{kind} of sentences" for kind in KINDS),
    *(f"{kind} across" for kind in KINDS),
    *(f"{kind} at edges" for kind in KINDS),
    "length",
    "ratio",
    "mass",
    "null length",
    "ends unlike",
    "begins unlike",
)
_FIRST_KIND = len(_SHAPES)
_FIRST_SCALED = _FIRST_KIND + len(KINDS)
_FIRST_ACROSS = _FIRST_SCALED + len(KINDS)
_FIRST_EDGE = _FIRST_ACROSS + len(KINDS)
_LENGTH, _RATIO, _MASS, _NULL, _ENDS, _BEGINS = range(_FIRST_EDGE + len(KINDS), len(FEATURES))


@dataclass(frozen=True, slots=True)
class Segment:
    """Source sentences top to bottom - 1 against target sentences left to right - 1.

    first: first cell of the band at each row, shape (bottom - top + 1,), counted within the segment, never
    falling. width: cells of a row.
    """

    top: int
    bottom: int
    left: int
    right: int
    first: Ints
    width: int


@dataclass(frozen=True, slots=True)
class Shapes:
    """Of all sentences of a side: characters (the source's scaled to the target's language), whether they end
    with a stop, and whether they begin with a small letter (0 or 1)."""

    lengths: Floats
    ends: Floats
    begins: Floats

    def part(self, first: int, after: int) -> Shapes:
        return Shapes(self.lengths[first:after], self.ends[first:after], self.begins[first:after])


Values = list[tuple[int, "Floats | float"]]


def bead_features(
    signals: Sequence[Signal], shapes: tuple[Shapes, Shapes], segment: Segment
) -> Iterator[tuple[int, Values]]:
    """For each type of bead: its place in TYPES, and its features as (place in FEATURES, values).

    Values have shape (rows, width), or are one number where they are alike in all cells."""
    source = shapes[0].part(segment.top, segment.bottom)
    target = shapes[1].part(segment.left, segment.right)
    columns = (segment.first[:, None] + np.arange(segment.width)).clip(0, len(target.lengths))
    cosines = _cosines(signals, segment)
    roots = {kind: [[np.sqrt(value) for value in row] for row in cosine] for kind, cosine in cosines.items()}
    sums = [_run_sums(source.lengths, n)[:, None] for n in range(REACH + 1)]
    across = [_run_sums(target.lengths, m)[columns] for m in range(REACH + 1)]
    cell = [(_FIRST_ACROSS + kind, _across(root[0][0], segment.first)) for kind, root in roots.items()]
    unlike = _unlike(source, target, columns)
    for place, (n, m) in enumerate(TYPES):
        found: Values = [(_SHAPES.index((max(n, m), min(n, m))), 1.0), *cell]
        if not (n and m):
            value = sums[1] if n else across[1]
            found.append((_NULL, np.broadcast_to(np.log1p(value / 20.0), columns.shape)))
            yield place, found
            continue
        a, b = sums[n], across[m]
        mass = np.sqrt(np.minimum(a, b) / 75.0)
        for kind, cosine in cosines.items():
            value = cosine[n - 1][m - 1]
            # 0 where nothing is shared, as when the signal is switched off.
            found.append((_FIRST_KIND + kind, np.log1p(20.0 * value)))
            found.append((_FIRST_SCALED + kind, value * mass))
            if n > 1 or m > 1:
                found.append((_FIRST_EDGE + kind, _edges(roots[kind], n, m, segment.first)))
        found.append((_LENGTH, np.minimum((a - b) ** 2 / (6.8 * (a + b + 1.0)), 12.0)))
        found.append((_RATIO, np.abs(np.log((a + 4.0) / (b + 4.0)))))
        found.append((_MASS, mass))
        found.append((_ENDS, unlike[0]))
        found.append((_BEGINS, _moved(unlike[1], n - 1, m - 1, segment.first)))
        yield place, found


def bead_scores(
    signals: Sequence[Signal], shapes: tuple[Shapes, Shapes], segment: Segment, weights: Floats
) -> Floats:
    """Log-linear score of each bead that ends in each cell, shape (types, rows, width)."""
    rows = segment.bottom - segment.top + 1
    out = np.zeros((len(TYPES), rows, segment.width), dtype=np.float32)
    for place, found in bead_features(signals, shapes, segment):
        for feature, value in found:
            if weights[feature] != 0.0:
                out[place] += weights[feature] * value
    return out


def _unlike(source: Shapes, target: Shapes, columns: Ints) -> tuple[Floats, Floats]:
    """1 where the sentences before the cell do not both end (begin) as a sentence does, or both not."""
    found = []
    for left, right in ((source.ends, target.ends), (source.begins, target.begins)):
        a = np.append(np.float32(0.0), left)[:, None]
        b = np.append(np.float32(0.0), right)[columns]
        found.append(np.abs(a - b))
    return found[0], found[1]


def _moved(values: Floats, rows: int, columns: int, first: Ints) -> Floats:
    """At cell (i, j) the value of cell (i - rows, j - columns), 0 where the band has none."""
    if not rows and not columns:
        return values
    height, width = values.shape
    from_row = np.maximum(np.arange(height) - rows, 0)
    at = (first - first[from_row] - columns)[:, None] + np.arange(width)
    inside = (at >= 0) & (at < width) & (np.arange(height) >= rows)[:, None]
    return np.asarray(
        np.where(inside, values[from_row[:, None], at.clip(0, width - 1)], 0.0), dtype=np.float32
    )


def _edges(root: list[list[Floats]], n: int, m: int, first: Ints) -> Floats:
    """How well the first and last sentences of the bead, those that could be left out, fit its other side:
    the least of their cosines' roots."""
    found = []
    if m > 1:
        found += [root[n - 1][0], _moved(root[n - 1][0], 0, m - 1, first)]
    if n > 1:
        found += [root[0][m - 1], _moved(root[0][m - 1], n - 1, 0, first)]
    least = found[0]
    for other in found[1:]:
        least = np.minimum(least, other)
    return least


def _across(cosine: Floats, first: Ints) -> Floats:
    """What the end of a bead in each cell cuts apart: the value of the last source sentence before it and the
    first target sentence behind it, and the other way round, added. Shape (rows, width).

    cosine: the value (a root of a cosine) of the 1-1 bead that ends in each cell."""
    width = cosine.shape[1]
    found = np.zeros_like(cosine)
    found[:, :-1] = cosine[:, 1:]
    below = (first[:-1] - first[1:])[:, None] + np.arange(width)
    inside = below >= 0
    found[:-1] += np.where(inside, np.take_along_axis(cosine[1:], below.clip(0), axis=1), 0.0)
    return found


def _run_sums(values: Floats, size: int) -> Floats:
    """At place i the sum of the `size` values before it (fewer at the start), shape (len(values) + 1,)."""
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    before = np.maximum(np.arange(len(total)) - size, 0)
    return np.asarray(total - total[before], dtype=np.float32)


def _cosines(signals: Sequence[Signal], segment: Segment) -> dict[int, list[list[Floats]]]:
    """kind -> [n - 1][m - 1] -> cosine of the bead's two bags, shape (rows, width); mean of a kind's
    signals."""
    groups: dict[int, list[Signal]] = {}
    for signal in signals:
        groups.setdefault(KINDS.index(signal.kind), []).append(signal)
    found = {}
    for kind, members in groups.items():
        each = [_signal_cosines(signal, segment) for signal in members]
        found[kind] = [[np.mean([e[n][m] for e in each], axis=0) for m in range(REACH)] for n in range(REACH)]
    return found


def _signal_cosines(signal: Signal, segment: Segment) -> list[list[Floats]]:
    left = signal.left.part(segment.top, segment.bottom)
    right = signal.right.part(segment.left, segment.right)
    first, width = segment.first, segment.width
    rows = len(first)
    back = np.maximum(np.arange(rows) - (REACH - 1), 0)
    extra = REACH + int((first - first[back]).max())
    # Row i - 1 of the products begins REACH columns left of row i of the band.
    product = band_products(left, right, first[1:] - REACH, width + extra)
    norms = _run_norms(neighbour_products(left, REACH))
    columns = (first[:, None] + np.arange(width)).clip(0, len(right))
    across = [norm[columns] for norm in _run_norms(neighbour_products(right, REACH))]
    total = np.zeros((rows, width + REACH), dtype=np.float32)
    found = []
    for n in range(1, REACH + 1):
        row = np.arange(rows) - n
        shift = first - first[np.maximum(row + 1, 0)]
        index = shift[:, None] + np.arange(width + REACH)
        total += np.where((row >= 0)[:, None], product[np.maximum(row, 0)[:, None], index], 0.0)
        summed = np.cumsum(total, axis=1)
        summed = np.concatenate([np.zeros((rows, 1), dtype=np.float32), summed], axis=1)
        here = []
        for m in range(1, REACH + 1):
            block = summed[:, REACH : REACH + width] - summed[:, REACH - m : REACH - m + width]
            scale = np.sqrt(norms[n - 1][:, None] * across[m - 1]) + 1e-6
            here.append(np.clip(block / scale, 0.0, 1.0))
        found.append(here)
    return found


def _run_norms(product: Floats) -> list[Doubles]:
    """[n - 1] -> squared length of the sum of the n bags before each place, shape (rows + 1,)."""
    rows = len(product)
    found: list[Doubles] = []
    before = np.zeros(rows + 1)
    for n in range(1, REACH + 1):
        first = np.arange(rows + 1) - n  # the run's first bag, new in this turn
        valid = first >= 0
        added = np.where(valid, product[np.maximum(first, 0), 0], 0.0)
        for step in range(1, n):
            added = added + np.where(valid, 2.0 * product[np.maximum(first + step, 0), step], 0.0)
        before = before + added
        found.append(before.copy())
    return found
