"""Features of beads against the same worked out bead by bead."""

from __future__ import annotations

import numpy as np
import pytest

from mt.align.beads import FEATURES, TYPES, Segment, Shapes, bead_features, bead_scores
from mt.align.signals import Signal
from tests.align.test_sparse import dense, random_bags

ROWS, COLUMNS = 12, 14


def shapes(rows: int) -> Shapes:
    chance = np.random.default_rng(rows)
    return Shapes(
        chance.integers(5, 90, rows).astype(np.float32),
        chance.integers(0, 2, rows).astype(np.float32),
        chance.integers(0, 2, rows).astype(np.float32),
    )


@pytest.fixture
def made() -> tuple[list[Signal], tuple[Shapes, Shapes], Segment]:
    signals = [Signal("words", random_bags(1, 20), random_bags(2, 25))]
    first = np.array([0, 0, 0, 1, 2, 5, 5, 6, 6, 7, 8, 9, 9]) - 1
    return signals, (shapes(20), shapes(25)), Segment(4, 4 + ROWS, 6, 6 + COLUMNS, first, 7)


def cosine(signals: list[Signal], segment: Segment, i: int, j: int, n: int, m: int) -> float:
    left = dense(signals[0].left)[segment.top + i - n : segment.top + i].sum(0)
    right = dense(signals[0].right)[segment.left + j - m : segment.left + j].sum(0)
    return float(left @ right / (np.sqrt((left @ left) * (right @ right)) + 1e-6))


def test_features(made: tuple[list[Signal], tuple[Shapes, Shapes], Segment]) -> None:
    signals, sides, segment = made
    for kind, found in bead_features(signals, sides, segment):
        n, m = TYPES[kind]
        values = {FEATURES[place]: value for place, value in found}
        for row in range(n, ROWS + 1):
            for column in range(segment.width):
                j = int(segment.first[row]) + column
                if not (n and m and m <= j <= COLUMNS):
                    continue
                wanted = cosine(signals, segment, row, j, n, m)
                a = sides[0].lengths[segment.top + row - n : segment.top + row].sum()
                b = sides[1].lengths[segment.left + j - m : segment.left + j].sum()
                at = (row, column)
                assert values["words of bead"][at] == pytest.approx(np.log1p(20 * wanted), abs=1e-3)
                mass = np.sqrt(min(a, b) / 75)
                assert values["words of sentences"][at] == pytest.approx(wanted * mass, abs=1e-3)
                assert values["ratio"][at] == pytest.approx(abs(np.log((a + 4) / (b + 4))), abs=1e-3)
                ends = sides[0].ends[segment.top + row - 1], sides[1].ends[segment.left + j - 1]
                assert values["ends unlike"][at] == abs(ends[0] - ends[1])


def test_what_a_boundary_cuts_apart(made: tuple[list[Signal], tuple[Shapes, Shapes], Segment]) -> None:
    signals, sides, segment = made
    values = {FEATURES[place]: value for place, value in next(bead_features(signals, sides, segment))[1]}
    for row, column in ((5, 3), (8, 2), (3, 3)):
        j = int(segment.first[row]) + column
        wanted = np.sqrt(cosine(signals, segment, row, j + 1, 1, 1))  # last before, first behind
        wanted += np.sqrt(cosine(signals, segment, row + 1, j, 1, 1))
        if j >= segment.first[row + 1]:
            assert values["words across"][row, column] == pytest.approx(wanted, abs=1e-3)


def test_scores_are_weighted_sums(made: tuple[list[Signal], tuple[Shapes, Shapes], Segment]) -> None:
    signals, sides, segment = made
    weights = np.random.default_rng(0).normal(size=len(FEATURES)).astype(np.float32)
    scores = bead_scores(signals, sides, segment, weights)
    for kind, found in bead_features(signals, sides, segment):
        wanted = sum(weights[place] * np.broadcast_to(value, scores[kind].shape) for place, value in found)
        assert scores[kind] == pytest.approx(wanted, abs=1e-3)
