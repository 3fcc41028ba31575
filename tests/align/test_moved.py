from __future__ import annotations

import pytest

from mt.align import align
from mt.align.moved import Moved, moved
from tests.align.test_aligner import EN, VI


def test_two_blocks_that_changed_places() -> None:
    order = [0, 1, 5, 6, 7, 2, 3, 4]
    target = [EN[n] for n in order]
    found = moved(VI, target, align(VI, target))
    assert len(found) == 1
    (one,) = found
    # Whichever of the two blocks the links gave up.
    assert one in (Moved((2, 4), (5, 7)), Moved((5, 7), (2, 4)))


@pytest.mark.parametrize("gone", [range(0), range(2, 5), range(5, 8)])
def test_what_is_only_missing_has_not_moved(gone: range) -> None:
    target = [sentence for n, sentence in enumerate(EN) if n not in gone]
    assert moved(VI, target, align(VI, target)) == []


def test_languages_without_a_lexicon() -> None:
    target = [*EN[4:], *EN[:4]]
    assert moved(EN, target, align(EN, target)) == []


def test_what_could_be_linked_where_it_is_has_not_moved() -> None:
    source = [f"Con cáo nâu số {n} nhảy qua hàng rào." for n in range(12)]
    target = [f"The market number {n} fell by half a point." for n in range(12)]
    for one in moved(source, target, align(source, target)):
        assert one.source != one.target
