from __future__ import annotations

import numpy as np
import pytest

from mt.align.sparse import Bags, bags, band_products, neighbour_products, products, rarity


def dense(some: Bags) -> np.ndarray:
    found = np.zeros((len(some), some.width), dtype=np.float64)
    np.add.at(found, (some.rows(), some.ids), some.weights)
    return found


def random_bags(seed: int, rows: int, width: int = 30) -> Bags:
    chance = np.random.default_rng(seed)
    some = bags([chance.integers(0, width, chance.integers(0, 9)).tolist() for _ in range(rows)], width)
    return some.weighted(chance.random(width).astype(np.float32))


def test_products_are_those_of_matrices() -> None:
    left, right = random_bags(1, 70), random_bags(2, 90)
    assert products(left, right) == pytest.approx(dense(left) @ dense(right).T, abs=1e-4)


def test_products_in_a_band() -> None:
    left, right = random_bags(3, 120), random_bags(4, 100)
    first = np.sort(np.random.default_rng(5).integers(-10, 100, 120))
    whole = dense(left) @ dense(right).T
    found = band_products(left, right, first, 12)
    for row, column in np.ndindex(found.shape):
        at = first[row] + column
        wanted = whole[row, at] if 0 <= at < 100 else 0.0
        assert found[row, column] == pytest.approx(wanted, abs=1e-4)


def test_products_with_the_rows_before() -> None:
    some = random_bags(6, 20)
    whole = dense(some) @ dense(some).T
    found = neighbour_products(some, 4)
    assert found.shape == (20, 4)
    for row, step in np.ndindex(found.shape):
        wanted = whole[row, row - step] if row >= step else 0.0
        assert found[row, step] == pytest.approx(wanted, abs=1e-4)


def test_rows_without_features() -> None:
    empty = bags([[], [], []], 5)
    assert products(empty, empty).tolist() == [[0.0] * 3] * 3
    assert neighbour_products(bags([], 5), 4).shape == (0, 4)


def test_what_is_in_all_rows_weighs_least() -> None:
    some = bags([[0, 1], [0, 2], [0, 2], [0]], 4)
    weight = rarity((some,), 4)
    assert weight[0] < weight[2] < weight[1]
    assert weight.min() > 0


def test_a_part_is_a_slice() -> None:
    some = random_bags(8, 10)
    assert dense(some.part(3, 7)) == pytest.approx(dense(some)[3:7])
