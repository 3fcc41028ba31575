"""The search: a semi-Markov chain over beads, run forwards and backwards in the band.

P(alignment) is proportional to exp(sum of the scores of its beads): a conditional random field (Lafferty et
al. 2001) over the beads of Gale and Church (1993). The best path is Viterbi's; the probability that a bead is
right is its posterior (forward-backward). Segments are taken side by side in one array, so that the loop over
rows, which Python has to walk, is short. Time and memory are linear in the cells of the bands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mt.align.beads import TYPES, Segment
from mt.align.sparse import Doubles, Floats, Ints

Types = npt.NDArray[np.int8]
_NEVER = -1e30
#: Types that take a source sentence; the last of TYPES, 0-1, moves within a row.
_DOWN = len(TYPES) - 1
_N = np.array([n for n, _ in TYPES[:_DOWN]])
_M = np.array([m for _, m in TYPES[:_DOWN]])


@dataclass(frozen=True, slots=True)
class Found:
    """The best beads of a segment: (place in TYPES, source sentences behind it, target sentences behind it)
    in order, and the posterior probability of each (0 to 1)."""

    beads: list[tuple[int, int, int]]
    posteriors: list[float]


class Lattice:
    """Segments of like size with the scores of their beads."""

    def __init__(self, segments: Sequence[Segment], scores: Sequence[Floats]) -> None:
        self.segments = segments
        self.rows = max(segment.bottom - segment.top + 1 for segment in segments)
        self.width = max(segment.width for segment in segments)
        self.first = np.zeros((len(segments), self.rows), dtype=np.int64)
        self.scores = np.full((len(segments), len(TYPES), self.rows, self.width), _NEVER, dtype=np.float32)
        self.ends: list[tuple[int, int]] = []
        for place, (segment, score) in enumerate(zip(segments, scores, strict=True)):
            height = segment.bottom - segment.top + 1
            columns = segment.right - segment.left
            self.first[place, :height] = segment.first
            self.first[place, height:] = segment.first[-1]
            at = segment.first[:, None] + np.arange(segment.width)
            inside = (at >= 0) & (at <= columns)
            row = np.arange(height)[:, None]
            for kind, (n, m) in enumerate(TYPES):
                possible = inside & (at >= m) & (row >= n)
                self.scores[place, kind, :height, : segment.width] = np.where(possible, score[kind], _NEVER)
            self.ends.append((height - 1, int(columns - segment.first[-1])))

    def _starts(self, row: int) -> Ints:
        """Where in the padded row `row - n` a bead that ends in `row` begins, shape (segments, down,
        width)."""
        before = np.maximum(row - _N, 0)
        shift = self.first[:, row, None] - self.first[:, before] - _M
        at = shift[:, :, None] + np.arange(self.width)
        at = np.where((row - _N >= 0)[None, :, None], at, -1)
        return at.clip(-1, self.width) + 1

    def forward(self) -> Doubles:
        """Log sum over all ways from the start to each cell, shape (segments, rows, width + 2), with a closed
        cell at both ends of each row."""
        table = self._table()
        for row in range(self.rows):
            reached = self._start() if row == 0 else _log_sum(self._ways(table, row))
            table[:, row, 1:-1] = _along(reached, self.scores[:, _DOWN, row], np.logaddexp)
        return table

    def best(self) -> tuple[Doubles, Types]:
        """Largest sum of scores to each cell, shape as `forward`, and the type of the bead that ends the way,
        shape (segments, rows, width)."""
        table = self._table()
        last = np.full((len(self.segments), self.rows, self.width), _DOWN, dtype=np.int8)
        for row in range(self.rows):
            reached = self._start()
            if row:
                ways = self._ways(table, row)
                kind = ways.argmax(axis=1)
                reached = np.take_along_axis(ways, kind[:, None], axis=1)[:, 0]
            along = _along(reached, self.scores[:, _DOWN, row], np.maximum)
            if row:
                last[:, row] = np.where(along > reached, _DOWN, kind)
            table[:, row, 1:-1] = along
        return table, last

    def _table(self) -> Doubles:
        return np.full((len(self.segments), self.rows, self.width + 2), _NEVER)

    def _start(self) -> Doubles:
        """Row 0: all ways begin in its cell 0."""
        reached = np.full((len(self.segments), self.width), _NEVER)
        reached[np.arange(len(self.segments)), -self.first[:, 0]] = 0.0
        return reached

    def _ways(self, table: Doubles, row: int) -> Doubles:
        """Of coming to each cell of `row` by each type of bead but 0-1, shape (segments, types, width)."""
        which = np.arange(len(self.segments))[:, None, None]
        before = np.maximum(row - _N, 0)[None, :, None]
        return np.asarray(table[which, before, self._starts(row)] + self.scores[:, :_DOWN, row])

    def backward(self) -> Doubles:
        """Log sum over all ways from each cell to the end, shape as `forward`."""
        count = len(self.segments)
        table = np.full((count, self.rows, self.width + 2), _NEVER)
        padded = np.pad(self.scores, ((0, 0), (0, 0), (0, 0), (1, 1)), constant_values=_NEVER)
        which = np.arange(count)[:, None, None]
        kinds = np.arange(_DOWN)[None, :, None]
        columns = np.arange(self.width)
        for row in range(self.rows - 1, -1, -1):
            after = np.minimum(row + _N, self.rows - 1)
            at = (self.first[:, row, None] - self.first[:, after] + _M)[:, :, None] + columns
            at = np.where((row + _N < self.rows)[None, :, None], at, -1).clip(-1, self.width) + 1
            where = after[None, :, None]
            reached = _log_sum(table[which, where, at] + padded[which, kinds, where, at])
            for place, (last, column) in enumerate(self.ends):
                if last == row:
                    reached[place, column] = np.logaddexp(reached[place, column], 0.0)
            step = np.append(self.scores[:, _DOWN, row, 1:], np.full((count, 1), _NEVER), axis=1)
            table[:, row, 1:-1] = _along(reached[:, ::-1], step[:, ::-1], np.logaddexp)[:, ::-1]
        return table

    def totals(self, forward: Doubles) -> Doubles:
        """Log of the sum over all alignments of each segment."""
        rows, columns = np.array(self.ends).T
        return np.asarray(forward[np.arange(len(self.ends)), rows, columns + 1])

    def posteriors(self, forward: Doubles, backward: Doubles) -> Floats:
        """Probability of each bead that ends in each cell, shape (segments, types, rows, width)."""
        out = np.zeros(self.scores.shape, dtype=np.float32)
        total = self.totals(forward)[:, None, None]
        for row in range(self.rows):
            ways = self._ways(forward, row) + backward[:, None, row, 1:-1]
            out[:, :_DOWN, row] = np.exp(np.minimum(ways - total, 0.0))
            ways = forward[:, row, :-2] + self.scores[:, _DOWN, row] + backward[:, row, 1:-1]
            out[:, _DOWN, row] = np.exp(np.minimum(ways - total[:, 0], 0.0))
        return out

    def solve(self) -> list[Found]:
        """The best beads of each segment, with their posteriors."""
        last = self.best()[1]
        forward, backward = self.forward(), self.backward()
        total = self.totals(forward)
        found = []
        for place, end in enumerate(self.ends):
            beads = self._trace(last[place], place, end)
            log = self._weights_of(beads, forward[place], backward[place], place) - total[place]
            found.append(Found(beads, np.exp(np.minimum(log, 0.0)).tolist()))
        return found

    def _weights_of(
        self, beads: list[tuple[int, int, int]], forward: Doubles, backward: Doubles, place: int
    ) -> Doubles:
        """Log sum over all ways that take each of the beads."""
        kind, row, column = np.array(beads, dtype=np.int64).reshape(-1, 3).T
        n, m = np.array(TYPES).T[:, kind]
        first = self.first[place]
        start = (column - m - first[row - n] + 1).clip(0, self.width + 1)
        end = column - first[row]
        score = self.scores[place, kind, row, end]
        return np.asarray(forward[row - n, start] + score + backward[row, end + 1])

    def _trace(self, last: Types, place: int, end: tuple[int, int]) -> list[tuple[int, int, int]]:
        first = self.first[place].tolist()
        row, column = end[0], end[1] + first[end[0]]
        beads = []
        while row or column:
            kind = int(last[row, column - first[row]])
            beads.append((kind, row, column))
            row, column = row - TYPES[kind][0], column - TYPES[kind][1]
        return beads[::-1]


def _log_sum(ways: Doubles) -> Doubles:
    """Of all types, shape (segments, types, width) -> (segments, width)."""
    top = ways.max(axis=1)
    return np.asarray(top + np.log(np.exp(ways - top[:, None]).sum(axis=1)))


def _along(reached: Doubles, step: Floats, join: np.ufunc) -> Doubles:
    """With 0-1 beads added: from cell k - 1 to cell k at the price step[k].

    A running maximum, or log sum, of what each cell gives its followers, less the prices so far. Prices that
    are "never" close a row's outer cells only, so they are taken as 0 and the cells are shut again."""
    shut = step < _NEVER / 2
    price = np.where(shut, 0.0, step).astype(np.float64)
    sums = np.cumsum(price, axis=1)
    inward = join.accumulate(reached - sums, axis=1) + sums
    return np.asarray(np.where(shut & (reached < _NEVER / 2), _NEVER, np.maximum(inward, _NEVER)))
