"""The search against all alignments of small segments, listed one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from mt.align.beads import TYPES, Segment
from mt.align.search import Lattice

Path = tuple[tuple[int, int, int], ...]


def all_paths(rows: int, columns: int) -> Iterator[Path]:
    """Every way from (0, 0) to (rows, columns): beads as (type, row, column) of their ends."""
    if rows == columns == 0:
        yield ()
        return
    for kind, (n, m) in enumerate(TYPES):
        if n <= rows and m <= columns:
            for path in all_paths(rows - n, columns - m):
                yield (*path, (kind, rows, columns))


def segment(rows: int, columns: int, first: list[int] | None = None, width: int | None = None) -> Segment:
    return Segment(0, rows, 0, columns, np.array(first or [0] * (rows + 1)), width or columns + 1)


def scores(seed: int, rows: int, width: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 2, (len(TYPES), rows + 1, width)).astype(np.float32)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (3, 2), (2, 4), (4, 4), (5, 3), (0, 3), (3, 0)])
def test_best_way_and_posteriors_are_those_of_all_ways(rows: int, columns: int) -> None:
    score = scores(rows * 10 + columns, rows, columns + 1)
    answer = Lattice([segment(rows, columns)], [score]).solve()[0]
    weights = {path: sum(float(score[bead]) for bead in path) for path in all_paths(rows, columns)}
    assert tuple(answer.beads) == max(weights, key=weights.__getitem__)
    total = np.logaddexp.reduce(list(weights.values()))
    for bead, posterior in zip(answer.beads, answer.posteriors, strict=True):
        through = np.logaddexp.reduce([w for path, w in weights.items() if bead in path])
        assert posterior == pytest.approx(np.exp(through - total), rel=1e-4)


def test_a_band_keeps_ways_inside() -> None:
    # Cells (i, j) with j - first[i] in 0 ... 2 only.
    first, width = [-1, 0, 1, 2, 3], 3
    score = scores(7, 4, width)
    answer = Lattice([segment(4, 4, first, width)], [score]).solve()[0]

    def inside(path: Path) -> bool:
        return all(0 <= j - first[i] < width for _, i, j in path)

    weights = {
        path: sum(float(score[kind, i, j - first[i]]) for kind, i, j in path)
        for path in all_paths(4, 4)
        if inside(path)
    }
    assert tuple(answer.beads) == max(weights, key=weights.__getitem__)


def test_segments_side_by_side_are_as_alone() -> None:
    sizes = [(3, 4), (1, 2), (4, 2)]
    segments = [segment(*size) for size in sizes]
    each = [scores(n, rows, columns + 1) for n, (rows, columns) in enumerate(sizes)]
    together = Lattice(segments, each).solve()
    for one, score, answer in zip(segments, each, together, strict=True):
        alone = Lattice([one], [score]).solve()[0]
        assert answer.beads == alone.beads
        assert answer.posteriors == pytest.approx(alone.posteriors, rel=1e-6)


def test_posteriors_of_all_beads_cover_each_sentence_once() -> None:
    rows, columns = 4, 5
    lattice = Lattice([segment(rows, columns)], [scores(1, rows, columns + 1)])
    posterior = lattice.posteriors(lattice.forward(), lattice.backward())[0]
    for sentence in range(rows):
        held = sum(
            float(posterior[kind, i, j])
            for kind, (n, _) in enumerate(TYPES)
            for i, j in itertools.product(range(rows + 1), range(columns + 1))
            if i - n <= sentence < i
        )
        assert held == pytest.approx(1.0, abs=1e-4)
