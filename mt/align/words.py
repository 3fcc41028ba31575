"""Which words of two sentences translate each other.

A word of either side may have several partners or none. Vietnamese is compared syllable by syllable; the
syllables of one word come out together. mt/align/word_features.py says what is compared.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mt.align.sparse import Floats
from mt.align.tokens import is_vietnamese, words
from mt.align.word_features import likelihood

#: A pair this likely is a link; chosen on development data, where it agrees best with eflomal (eval/LOG.md).
_LEAST = 0.4
#: Pairs of words that are looked at; a sentence of more is no sentence (a table, encoded data).
_MOST = 250_000


def align_words(source: str, target: str, attention: Floats | None = None) -> list[tuple[int, int]]:
    """(source token, target token) of each link, sorted; tokens are what white space parts, from 0.

    attention: how much each target token looked at each source token, shape (source tokens, target tokens),
    as `mt.translate.attention` gives it for Vietnamese to English; None without a model. Either side may be
    the Vietnamese one; then attention has its transpose. Sentences whose words make more than 250,000 pairs
    have no links."""
    if is_vietnamese([target]) and not is_vietnamese([source]):
        seen = None if attention is None else attention.T
        return sorted((i, j) for j, i in _linked(target, source, seen))
    return sorted(_linked(source, target, attention))


def pharaoh(links: Sequence[tuple[int, int]]) -> str:
    """ "0-0 1-2": the form of Pharaoh (Koehn 2004), Moses and fast_align."""
    return " ".join(f"{i}-{j}" for i, j in links)


def words_of(text: str) -> tuple[list[str], list[int]]:
    """Words, and the token between white space that each stands in."""
    found, tokens = [], []
    for place, token in enumerate(text.split()):
        for word in words(token):
            found.append(word)
            tokens.append(place)
    return found, tokens


def _linked(vietnamese: str, other: str, attention: Floats | None) -> set[tuple[int, int]]:
    left, left_tokens = words_of(vietnamese)
    right, right_tokens = words_of(other)
    if not left or not right or len(left) * len(right) > _MOST:
        return set()
    seen = None if attention is None else attention[np.ix_(left_tokens, right_tokens)]
    found = np.argwhere(likelihood(left, right, seen) >= _LEAST)
    return {(left_tokens[i], right_tokens[j]) for i, j in found.tolist()}
