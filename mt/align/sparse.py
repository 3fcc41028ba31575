"""Bags of features, one a sentence, and their products within a band of the matrix of sentence pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Rows multiplied at once: the columns next to their band are then few more than the band is wide.
_ROWS = 48
#: Entries sorted at once.
_SORTED = 2_000_000
#: Entries gathered at once for a sum.
_GATHERED = 4096


@dataclass(frozen=True, slots=True)
class Bags:
    """Row r holds `weights[starts[r]:starts[r + 1]]` of the features `ids[...]` (0 to width - 1)."""

    ids: Ints
    weights: Floats
    starts: Ints
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def rows(self) -> Ints:
        """For each entry the row that it stands in."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def part(self, first: int, after: int) -> Bags:
        """Rows `first` to `after - 1`."""
        begin, end = self.starts[first], self.starts[after]
        return Bags(
            self.ids[begin:end], self.weights[begin:end], self.starts[first : after + 1] - begin, self.width
        )

    def weighted(self, by: Floats) -> Bags:
        """The same with each weight multiplied by that of its feature, shape (width,)."""
        return Bags(self.ids, self.weights * by[self.ids], self.starts, self.width)


def bags(rows: Sequence[Sequence[int]], width: int) -> Bags:
    """One bag a row of feature numbers; a feature that occurs twice counts twice."""
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    ids = np.fromiter((number for row in rows for number in row), dtype=np.int64, count=int(starts[-1]))
    return summed(ids, np.ones(len(ids), dtype=np.float32), starts, width)


def summed(ids: Ints, weights: Floats, starts: Ints, width: int) -> Bags:
    """Bags in which each feature stands once a row, with its weights added up."""
    if len(ids) > _SORTED and len(starts) > 2:
        half = (len(starts) - 1) // 2
        at = starts[half]
        first = summed(ids[:at], weights[:at], starts[: half + 1], width)
        second = summed(ids[at:], weights[at:], starts[half:] - at, width)
        return Bags(
            np.concatenate([first.ids, second.ids]),
            np.concatenate([first.weights, second.weights]),
            np.concatenate([first.starts, second.starts[1:] + first.starts[-1]]),
            width,
        )
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    keys, place = np.unique(rows * width + ids, return_inverse=True)
    total = np.bincount(place, weights=weights, minlength=len(keys)).astype(np.float32)
    counts = np.bincount(keys // width, minlength=len(starts) - 1) if len(keys) else np.zeros(len(starts) - 1)
    after = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Bags(keys % width, total, after, width)


def rarity(both: Iterable[Bags], width: int) -> Floats:
    """Inverse document frequency of each feature over all rows of the bags, about 0 to 10, shape (width,)."""
    sets = list(both)
    seen = np.zeros(width)
    for each in sets:
        seen += np.bincount(each.ids, minlength=width)
    total = sum(len(each) for each in sets)
    return np.log((total + 1.0) / (seen + 1.0)).clip(0.05).astype(np.float32)


def band_products(left: Bags, right: Bags, first: Ints, width: int) -> Floats:
    """Products of row i of `left` with rows first[i] ... first[i] + width - 1 of `right`.

    Shape (len(left), width); 0 where `right` has no such row."""
    out = np.zeros((len(left), width), dtype=np.float32)
    place = np.zeros(right.width, dtype=np.int64)
    offsets = np.arange(width)
    for begin in range(0, len(left), _ROWS):
        end = min(begin + _ROWS, len(left))
        low = max(0, int(first[begin:end].min()))
        high = min(len(right), int(first[begin:end].max()) + width)
        if high <= low:
            continue
        block = products(left.part(begin, end), right.part(low, high), place)
        columns = first[begin:end, None] + offsets - low
        inside = (columns >= 0) & (columns < high - low)
        found = np.take_along_axis(block, columns.clip(0, high - low - 1), axis=1)
        out[begin:end] = np.where(inside, found, 0.0)
    return out


def products(left: Bags, right: Bags, place: Ints | None = None) -> Floats:
    """All products of a row of `left` with one of `right`, shape (len(left), len(right)).

    place: scratch of shape (width,), all 0, and so again afterwards."""
    if _is_full(left) and _is_full(right):
        shape = (-1, left.width)
        return np.asarray(left.weights.reshape(shape) @ right.weights.reshape(shape).T, dtype=np.float32)
    if place is None:
        place = np.zeros(right.width, dtype=np.int64)
    out = np.zeros((len(left), len(right)), dtype=np.float32)
    known = np.unique(right.ids)
    place[known] = np.arange(1, len(known) + 1)
    dense = np.zeros((len(known) + 1, len(right)), dtype=np.float32)
    dense[place[right.ids], right.rows()] = right.weights
    wanted = place[left.ids]
    place[known] = 0
    hit = np.flatnonzero(wanted)
    # Row by row: a sum over a run of gathered rows; reduceat wants runs that are not empty. In slices, so
    # that what is gathered stays small.
    rows = left.rows()[hit]
    begins = np.flatnonzero(np.diff(rows, prepend=-1))
    cuts = np.searchsorted(begins, np.arange(0, len(hit) + _GATHERED, _GATHERED))
    for first, after in pairwise(np.unique(np.append(cuts, len(begins))).tolist()):
        low = begins[first]
        some = hit[low : begins[after] if after < len(begins) else len(hit)]
        gathered = dense[wanted[some]] * left.weights[some, None]
        out[rows[begins[first:after]]] = np.add.reduceat(gathered, begins[first:after] - low, axis=0)
    return out


def _is_full(each: Bags) -> bool:
    """Whether every row holds every feature, as the vectors of an embedding do (each in the same order)."""
    return len(each.ids) == len(each) * each.width > 0


def neighbour_products(each: Bags, reach: int) -> Floats:
    """Products of row i with rows i, i - 1, ..., i - reach + 1, shape (rows, reach)."""
    if not len(each):
        return np.zeros((0, reach), dtype=np.float32)
    found = band_products(each, each, np.arange(len(each)) - reach + 1, reach)
    return found[:, ::-1]
