"""What is done to a pair before it is encoded."""

from __future__ import annotations

import random

from scripts.training.noise import mask_common
from scripts.training.vocabulary import MASK


def test_masks_stand_for_the_same_word_on_both_sides() -> None:
    pair = ("Ông Obama đến Kyoto ngày 12/5.", "Obama arrived in Kyoto on 12/5.")
    for seed in range(20):
        source, target = mask_common(pair, random.Random(seed), 9)
        masks = [MASK.format(k) for k in range(1, 10)]
        used = [mask for mask in masks if mask in source]
        assert used
        assert used == [mask for mask in masks if mask in target]
