"""N-grams in common against Counters."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mt.evaluate import ngrams

_WORDS = st.lists(st.sampled_from("abc"), max_size=9)


def counted(words: list[str], order: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[at : at + order]) for at in range(len(words) - order + 1))


def by_counters(hypothesis: list[str], references: list[list[str]], order: int) -> int:
    most: Counter[tuple[str, ...]] = Counter()
    for reference in references:
        most |= counted(reference, order)
    return (counted(hypothesis, order) & most).total()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_WORDS, _WORDS, _WORDS), min_size=1, max_size=5), st.booleans())
def test_counts_are_those_of_counters(segments: list[tuple[list[str], ...]], few_bits: bool) -> None:
    sides, symbols = ngrams.words([[each[at] for each in segments] for at in range(3)])
    with pytest.MonkeyPatch.context() as patch:
        if few_bits:  # so that n-grams must be numbered anew
            patch.setattr(ngrams, "_BITS", 14)
        found = ngrams.matches(sides[0], sides[1:], symbols, 4)
    expected = [
        [by_counters(words, list(others), order) for order in range(1, 5)] for words, *others in segments
    ]
    np.testing.assert_array_equal(found, expected)


def test_many_symbols_do_not_overflow() -> None:
    text = "".join(chr(0x4E00 + at) for at in range(9000))
    (one, other), symbols = ngrams.characters([[text, "ab"], [text[1:], "ba"]])
    found = ngrams.matches(one, [other], symbols, 6)
    np.testing.assert_array_equal(found, [[8999 - n for n in range(6)], [2, 0, 0, 0, 0, 0]])


def test_characters_are_without_white_space_and_surrogates_are_characters() -> None:
    (side,), symbols = ngrams.characters([["a b\u00a0\ta", "\ud800a", ""]])
    assert side.lengths.tolist() == [3, 2, 0]
    assert symbols == 3
    assert side.symbols.tolist() == [0, 1, 0, 2, 0]


def test_blocks_are_all_segments_once_in_order() -> None:
    sizes = [5, ngrams._BLOCK, 1, 1, 3 * ngrams._BLOCK, 7]
    found = list(ngrams.blocks(sizes))
    assert [at for block in found for at in range(block.start, block.stop)] == list(range(6))
    assert [block.stop - block.start for block in found] == [1, 1, 2, 1, 1]
    assert list(ngrams.blocks([])) == []
    assert list(ngrams.blocks([0, 0])) == [slice(0, 2)]
