"""Realigning with alignments by hand, and with mt.align on texts whose sentences are known."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from mt.align import align
from mt.errors import InputError
from mt.evaluate.realigning import realign
from mt.values import Alignment, Link, ReferenceSet, System
from tests.evaluate.texts import references, spoiled


def given(*links: tuple[tuple[int, ...], tuple[int, ...]], parallel: float = 1.0) -> Alignment:
    return Alignment(tuple(Link(*each) for each in links), parallel)


def test_all_systems_share_segments_and_lose_nothing() -> None:
    alignments = {
        ("a", "b", "c"): given(((0,), (0,)), ((), (1,)), ((1, 2), (2,)), ((3,), ())),
        ("x", "y", "z", "w"): given(((), (0,)), ((0,), (1,)), ((1,), ()), ((2,), (2,)), ((3,), (3,))),
    }

    def by_hand(anchor: Sequence[str], side: Sequence[str]) -> Alignment:
        assert tuple(anchor) == ("1", "2", "3", "4")
        return alignments[tuple(side)]

    found = realign(
        ReferenceSet("set", (("1", "2", "3", "4"),)),
        [System("one", ("a", "b", "c")), System("other", ("x", "y", "z", "w"))],
        by_hand,
    )
    assert found.reference_set.references == (("1", "2 3", "4"),)
    assert [system.hypotheses for system in found.systems] == [("a b", "c", ""), ("x y", "z", "w")]
    assert found.notes == (
        "one: 1 sentence without a counterpart in the reference",
        "other: 1 sentence without a counterpart in the reference",
    )


def test_a_further_reference_is_aligned_too() -> None:
    found = realign(
        ReferenceSet("set", (("1", "2"), ("12",))),
        [System("one", ("a", "b"))],
        lambda anchor, side: given(((0, 1), (0,))) if side == ("12",) else given(((0,), (0,)), ((1,), (1,))),
    )
    assert found.reference_set.references == (("1 2",), ("12",))
    assert found.systems[0].hypotheses == ("a b",)


@pytest.mark.parametrize("seed", range(3))
def test_sentences_that_were_joined_and_split_find_their_reference(seed: int) -> None:
    pick = random.Random(seed)
    wanted = references(60, seed=seed + 10)
    hypotheses = spoiled(wanted, 0.15, seed)
    joined, owners = [], []
    at = 0
    while at < len(hypotheses):
        size = pick.choice([1, 1, 2])
        joined.append(" ".join(hypotheses[at : at + size]))
        owners.append(range(at, min(at + size, len(hypotheses))))
        at += size
    found = realign(
        ReferenceSet("set", (tuple(wanted),)),
        [System("joined", tuple(joined))],
        lambda anchor, side: align(anchor, side, translation=anchor),
    )
    # A hand-made answer: the reference sentences that were joined are one segment.
    expected = [" ".join(wanted[place] for place in places) for places in owners]
    right = sum(text in expected for text in found.reference_set.references[0])
    assert right >= 0.9 * len(expected)
    assert " ".join(found.systems[0].hypotheses).split() == " ".join(joined).split()


def test_what_is_nothing_like_the_reference_is_refused() -> None:
    with pytest.raises(InputError, match=r"one does not look like the same text .*0\.10 of 1"):
        realign(
            ReferenceSet("set", (("1",),)),
            [System("one", ("a",))],
            lambda *_: given(((0,), (0,)), parallel=0.1),
        )
    with pytest.raises(InputError, match="one has no sentences"):
        realign(ReferenceSet("set", (("1",),)), [System("one", ())], lambda *_: given())
