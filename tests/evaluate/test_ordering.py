from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from mt.evaluate.ordering import gaps, longest_rising


@given(st.lists(st.integers(0, 6), max_size=9))
def test_longest_rising_is_as_long_as_the_best_of_all(values: list[int]) -> None:
    chain = longest_rising(values)
    picked = [values[at] for at in chain]
    assert chain == sorted(chain)
    assert picked == sorted(picked)
    best = max(
        (
            size
            for size in range(len(values) + 1)
            for each in combinations(values, size)
            if list(each) == sorted(each)
        ),
    )
    assert len(chain) == best


def test_gaps_lie_between_the_neighbours() -> None:
    places = [None, 2, None, 4, 9, None]
    assert list(gaps(places, [True] * 6, 12, 3, 0.8)) == [(0, range(3)), (2, range(2, 5)), (5, range(9, 12))]


def test_what_is_out_of_order_and_not_sure_is_looked_for_again() -> None:
    places = [1, 2, 11, 4, 5, 6]
    sure = [False] * 6
    assert list(gaps(places, sure, 12, 3, 0.8)) == [(2, range(2, 5))]
    sure[2] = True
    assert list(gaps(places, sure, 12, 3, 0.8)) == []


def test_no_gaps_where_the_order_is_not_kept() -> None:
    assert list(gaps([5, 1, None, 3, 0], [True] * 5, 6, 3, 0.8)) == []
    assert list(gaps([5, None], [True] * 2, 6, 3, 0.8)) == []
