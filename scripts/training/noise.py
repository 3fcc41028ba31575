"""What is done to a pair before it is encoded: masks, exchanged names."""

from __future__ import annotations

import random
import re

from mt.translate.copied import names, numbers
from scripts.training.settings import Pair
from scripts.training.vocabulary import MASK
from scripts.vietnamese_names import vietnamese_name


def mask_common(pair: Pair, rng: random.Random, masks: int) -> Pair:
    """The pair with the numbers and foreign names that stand once on both sides turned into masks.

    As the guard does it when it translates; now and then one is left.
    """
    source, target = pair
    found = sorted((*numbers(source), *names(source)), key=lambda item: item.start)
    words = [w for w in dict.fromkeys(item.text for item in found) if once(w, source) and once(w, target)]
    words = [word for word in words if rng.random() < 0.9][:masks]
    for k, word in enumerate(words, 1):
        source, target = once(word, source, MASK.format(k)), once(word, target, MASK.format(k))
    return source, target


def once(word: str, text: str, mask: str = "") -> str:
    """`text` with the one place of `word` replaced by `mask`; "" when it does not stand there just once."""
    changed, count = re.subn(rf"(?<![\w.,⟦]){re.escape(word)}(?![\w⟧]|[.,]\d)", lambda _: mask or word, text)
    return changed if count == 1 else ""


def rename(pair: Pair, rng: random.Random) -> Pair:
    """The pair with a foreign name that stands once on both sides exchanged for a Vietnamese one.

    Few pairs of the corpus hold Vietnamese names, which is what Vietnamese text is full of.
    """
    source, target = pair
    found = [item.text for item in names(source) if once(item.text, source) and once(item.text, target)]
    if not found:
        return pair
    old, (vi, en) = rng.choice(found), vietnamese_name(rng)
    return once(old, source, vi), once(old, target, en)
