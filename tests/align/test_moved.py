from __future__ import annotations

import pytest

from mt.align import align
from mt.align.moved import moved
from tests.align.test_aligner import EN, VI


def test_two_blocks_that_changed_places() -> None:
    assert len(VI) == len(EN) == 16
    order = [*range(4), *range(10, 15), *range(4, 10), 15]
    target = [EN[n] for n in order]
    found = moved(VI, target, align(VI, target))
    assert len(found) == 1
    (one,) = found
    # What is said to belong together does, whichever of the two blocks the links gave up.
    first, last = one.target
    there = order[first : last + 1]
    assert set(range(one.source[0], one.source[1] + 1)) & set(there)
    assert one.source[1] - one.source[0] >= 3


@pytest.mark.parametrize("gone", [range(0), range(3, 9), range(10, 16)])
def test_what_is_only_missing_has_not_moved(gone: range) -> None:
    target = [sentence for n, sentence in enumerate(EN) if n not in gone]
    assert moved(VI, target, align(VI, target)) == []


def test_languages_without_a_lexicon() -> None:
    target = [*EN[8:], *EN[:8]]
    assert moved(EN, target, align(EN, target)) == []
