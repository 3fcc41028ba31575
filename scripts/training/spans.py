"""Denoising of monolingual text: spans of words taken out, to be restored.

Text infilling of BART (Lewis et al. 2020): spans, their lengths drawn from a Poisson distribution of mean 3,
become one token each; a span of no words puts a token between two words. Here on words, not pieces, so that
the pieces can still be sampled.
"""

from __future__ import annotations

import math
import random

from scripts.training.settings import Pair
from scripts.training.vocabulary import SPAN

MEAN = 3.0


def poisson(rng: random.Random, mean: float = MEAN) -> int:
    """A draw from the Poisson distribution (Knuth 1969, section 3.4.1)."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def infill(text: str, rng: random.Random, share: float) -> Pair:
    """(`text` with about `share` of its words taken out in spans, `text`); at least one word is.

    The spans lie in different gaps between the words that are left, so that no two of them touch.
    """
    words = text.split()
    wanted = max(1, round(share * len(words)))
    left = len(words) - wanted
    lengths: list[int] = []
    while sum(lengths) < wanted:
        lengths.append(min(poisson(rng), wanted - sum(lengths)))
    if len(lengths) > left + 1:
        lengths[left:] = [sum(lengths[left:])]
    spans = dict(zip(rng.sample(range(left + 1), len(lengths)), lengths, strict=True))
    out, at = [], 0
    for gap in range(left + 1):
        if gap in spans:
            out.append(SPAN)
            at += spans[gap]
        out += words[at : at + 1]
        at += 1
    return " ".join(out), text
