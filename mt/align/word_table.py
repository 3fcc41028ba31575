"""The shipped table of word translations for linking words: one syllable on the Vietnamese side, one word on
the other, with both probabilities. Learnt by scripts/learn_lexicon.py; lexicon.md says from what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from mt.align.lexicon import Lexicon, columns, numbered, shipped
from mt.align.sparse import Floats, Ints
from mt.align.tokens import group


@dataclass(frozen=True)
class Grid:
    """Numbers of pairs of words. source, target: number of each word; keys: source number times `width` plus
    target number, rising; values: one row a key."""

    source: dict[str, int]
    target: dict[str, int]
    keys: Ints
    values: Floats

    def look_up(self, left: Sequence[str], right: Sequence[str]) -> Floats:
        """What the table says of each pair, shape (left, right, columns); 0 where it says nothing."""
        rows = np.array([self.source.get(word, -1) for word in left], dtype=np.int64)
        others = np.array([self.target.get(word, -1) for word in right], dtype=np.int64)
        wanted = rows[:, None] * len(self.target) + others
        at = np.searchsorted(self.keys, wanted).clip(0, len(self.keys) - 1)
        known = (self.keys[at] == wanted) & (rows[:, None] >= 0) & (others >= 0)
        return np.asarray(np.where(known[:, :, None], self.values[at], 0.0), dtype=np.float32)


@cache
def syllables() -> Grid:
    """The table of syllables: p(target | source) and p(source | target)."""
    source_words, target_words, forward, backward = columns("words.tsv.xz")
    (source, f), (target, e) = numbered(source_words), numbered(target_words)
    keys = f * len(target) + e
    values = np.stack([forward, backward], axis=1).astype(np.float32)
    order = np.argsort(keys)
    return Grid(source, target, keys[order], values[order])


@cache
def _phrases() -> tuple[Lexicon, Grid]:
    """The table that compares sentences, whose Vietnamese words have several syllables."""
    table = shipped()
    rows = np.repeat(np.arange(len(table.source)), np.diff(table.starts))
    keys = rows * len(table.target) + table.others
    order = np.argsort(keys)
    return table, Grid(table.source, table.target, keys[order], table.strengths[order, None])


def phrase_strengths(left: Sequence[str], right: Sequence[str]) -> Floats:
    """How strongly the word that each syllable of `left` is part of points to each word of `right`, shape
    (left, right), 0 to 1."""
    lexicon, grid = _phrases()
    found = group(left, lexicon.phrases)
    values = grid.look_up([word for word, _, _ in found], right)[:, :, 0]
    return np.repeat(values, [after - first for _, first, after in found], axis=0)
