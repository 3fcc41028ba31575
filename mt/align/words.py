"""Which words of two sentences translate each other.

Competitive linking (Melamed 2000) over the strengths of the lexicon: the strongest pair first, each word of
either side once, then words left over may join a pair's neighbour. Vietnamese syllables of one word go
together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mt.align.lexicon import Lexicon, shipped
from mt.align.sparse import Doubles
from mt.align.tokens import group, is_vietnamese, words

#: Below this strength a pair is no evidence (geometric mean of both probabilities).
_LEAST = 0.04
#: What a pair loses when its places, as shares of the sentences, are a whole sentence apart.
_APART = 0.12
#: A second word for a word that has one already must be this strong.
_JOINING = 0.15

_Group = tuple[str, int, int]


def align_words(source: str, target: str, lexicon: Lexicon | None = None) -> list[tuple[int, int]]:
    """(source token, target token) of each link, sorted; tokens are what white space parts, from 0.

    lexicon: source to target; None for the shipped one, whichever side is Vietnamese."""
    if lexicon is None:
        if is_vietnamese([target]) and not is_vietnamese([source]):
            return sorted((i, j) for j, i in _linked(target, source, shipped()))
        lexicon = shipped()
    return sorted(_linked(source, target, lexicon))


def pharaoh(links: Sequence[tuple[int, int]]) -> str:
    """ "0-0 1-2": the form of Pharaoh (Koehn 2004), Moses and fast_align."""
    return " ".join(f"{i}-{j}" for i, j in links)


def _linked(source: str, target: str, lexicon: Lexicon) -> set[tuple[int, int]]:
    left, left_tokens = _words_of(source)
    right, right_tokens = _words_of(target)
    groups = group(left, lexicon.phrases)
    singles: list[_Group] = [(word, n, n + 1) for n, word in enumerate(right)]
    if not groups or not singles:
        return set()
    strength = _strengths(groups, singles, lexicon)
    found = set()
    for a, b in _compete(strength):
        for i in range(groups[a][1], groups[a][2]):
            found.add((left_tokens[i], right_tokens[b]))
    return found


def _words_of(text: str) -> tuple[list[str], list[int]]:
    """Words, and the token between white space that each stands in."""
    found, tokens = [], []
    for place, token in enumerate(text.split()):
        for word in words(token):
            found.append(word)
            tokens.append(place)
    return found, tokens


def _strengths(left: Sequence[_Group], right: Sequence[_Group], lexicon: Lexicon) -> Doubles:
    """Strength of each pair less what its distance costs, shape (left, right); 0 for no evidence."""
    out = np.zeros((len(left), len(right)))
    for a, (word, _, _) in enumerate(left):
        for b, (other, _, _) in enumerate(right):
            strength = 1.0 if word == other else lexicon.strength(word, other)
            if strength >= _LEAST:
                away = abs((a + 0.5) / len(left) - (b + 0.5) / len(right))
                out[a, b] = max(0.0, strength - _APART * away)
    return out


def _compete(strength: Doubles) -> list[tuple[int, int]]:
    rows, columns = strength.shape
    taken_row, taken_column = np.full(rows, -1), np.full(columns, -1)
    found = []
    order = np.argsort(-strength, axis=None)
    pairs = [(int(k) // columns, int(k) % columns) for k in order if strength.flat[k] > 0]
    for a, b in pairs:
        if taken_row[a] < 0 and taken_column[b] < 0:
            taken_row[a], taken_column[b] = b, a
            found.append((a, b))
    for a, b in pairs:
        row_free, column_free = taken_row[a] < 0, taken_column[b] < 0
        if row_free == column_free or strength[a, b] < _JOINING:
            continue
        # One is free: it joins when the other's partner stands right beside it.
        if (row_free and abs(int(taken_column[b]) - a) == 1) or (
            column_free and abs(int(taken_row[a]) - b) == 1
        ):
            found.append((a, b))
            if row_free:
                taken_row[a] = b
            else:
                taken_column[b] = a
    return found
