from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from mt.align import AlignOptions, align
from mt.align.band import segments
from mt.align.coarse import Chain, best_way, find_chain, heaviest_chain
from mt.align.signals import read_texts, signals


@pytest.mark.parametrize("seed", range(20))
def test_heaviest_chain_is_that_of_all_subsets(seed: int) -> None:
    chance = random.Random(seed)
    pairs = [(chance.randrange(6), chance.randrange(6), float(chance.randint(1, 9))) for _ in range(10)]
    best = 0.0
    for size in range(1, 7):
        for some in itertools.combinations(sorted(pairs), size):
            if all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(some)):
                best = max(best, sum(weight for _, _, weight in some))
    row, column, weight = (np.array(each) for each in zip(*pairs, strict=True))
    found = heaviest_chain(row, column, weight.astype(np.float32))
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(found))
    heaviest = {(i, j): max(w for a, b, w in pairs if (a, b) == (i, j)) for i, j in found}
    assert sum(heaviest.values()) == best


@pytest.mark.parametrize("seed", range(5))
def test_best_way_is_the_heaviest_chain_of_a_field(seed: int) -> None:
    gain = np.random.default_rng(seed).integers(0, 5, (7, 9)).astype(np.float32)
    row, column = np.nonzero(gain)
    wanted = heaviest_chain(row, column, gain[row, column])
    found = best_way(gain)
    assert sum(gain[cell] for cell in found) == sum(gain[cell] for cell in wanted)


def sentence(chance: random.Random) -> str:
    """Twelve words, a few of them common and most of them rare, as in any language."""
    numbers = (int(chance.paretovariate(0.6)) % 20000 for _ in range(12))
    return " ".join("".join("abcdefghij"[int(digit)] for digit in str(number)) for number in numbers)


def test_thousands_missing_are_a_jump_of_the_chain() -> None:
    """3,000 sentences of 4,200 are missing on one side: more than is searched in full. Those left are
    found on both sides of the gap, and nothing inside it."""
    chance = random.Random(1)
    source = [sentence(chance) for _ in range(4200)]
    target = source[:600] + source[3600:]
    chain = find_chain(signals(read_texts(source, target), source, AlignOptions()), 4200, 1200)
    found = set(zip(chain.source.tolist(), chain.target.tolist(), strict=True))
    wanted = {(n, n) for n in range(600)} | {(n, n - 3000) for n in range(3600, 4200)}
    assert len(found - wanted) <= 5
    assert len(found) > 500
    linked = [(link.source, link.target) for link in align(source, target, source).links]
    right = {((i,), (j,)) for i, j in wanted} & set(linked)
    assert len(right) > 0.99 * len(wanted)


def test_segments_cover_what_is_not_a_gap() -> None:
    pairs = np.array([*((n, n) for n in range(300)), *((n + 1000, n) for n in range(300, 500))])
    found = segments(Chain(pairs[:, 0], pairs[:, 1]), 1500, 500)
    rows = {n for each in found for n in range(each.top, each.bottom)}
    columns = {n for each in found for n in range(each.left, each.right)}
    assert columns == set(range(500))
    assert set(range(320)) | set(range(1280, 1500)) <= rows
    assert len(rows) < 600
    for before, after in itertools.pairwise(found):
        assert before.bottom <= after.top
        assert before.right <= after.left
    for each in found:
        assert each.first[0] <= 0 <= each.first[0] + each.width
        assert each.first[-1] + each.width > each.right - each.left
        assert (np.diff(each.first) >= 0).all()
        inside = [(i, j) for i, j in pairs if each.top <= i < each.bottom and each.left <= j < each.right]
        for i, j in inside:
            assert 0 <= j - each.left - each.first[i - each.top] < each.width


def test_no_pairs_at_all() -> None:
    nothing = np.zeros(0, np.int64)
    found = segments(Chain(nothing, nothing), 3, 2)
    assert [(s.top, s.bottom, s.left, s.right) for s in found] == [(0, 3, 0, 2)]
    assert found[0].width >= 3


def test_no_segment_is_too_tall_for_the_memory() -> None:
    """Texts that have nothing in common, and a chain that is nowhere certain."""
    nothing = np.zeros(0, np.int64)
    every_third = np.arange(0, 9000, 3)
    for chain in (Chain(nothing, nothing), Chain(every_third, every_third // 3)):
        found = segments(chain, 9000, 3000)
        assert max(each.bottom - each.top for each in found) <= 1000
        assert [n for each in found for n in range(each.top, each.bottom)] == list(range(9000))
        assert [n for each in found for n in range(each.left, each.right)] == list(range(3000))
