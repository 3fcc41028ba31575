"""The coarse path: pairs of sentences that surely belong together, and the band around the way between them.

Rare features that both sides share propose pairs; the heaviest chain of pairs that rises on both sides is
kept (as the sure one-to-one beads of Moore 2002 and hunalign's partialAlign, Varga et al. 2005, cut a text).
Where the chain leaves a field of moderate size open, a full search with one-to-one beads only finds more. No
step looks at all pairs of a long text, and nothing assumes that the way is near the diagonal: a passage of
thousands of sentences that one side lacks is a jump of the chain, not a drift of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mt.align.signals import Signal
from mt.align.sparse import Bags, Floats, Ints, products

#: How much a kind of signal counts in a pair's weight: marks say little about single pairs.
_SHARE = {"lexicon": 1.0, "documents": 1.0, "words": 1.0, "grams": 0.0, "shared": 0.7, "punctuation": 0.0,
          "embedding": 1.0}  # fmt: skip
_POSTINGS = 24  # sentences a side in which a feature may occur to propose pairs
_FIELD = 2_500_000  # pairs of a field that is searched in full
_OPEN = 10  # sentences without a pair, from which on a field is searched


@dataclass(frozen=True, slots=True)
class Chain:
    """Pairs (source sentence, target sentence) that rise on both sides."""

    source: Ints
    target: Ints


def find_chain(signals: Sequence[Signal], rows: int, columns: int) -> Chain:
    """The chain of sure pairs over the whole of both documents."""
    useful = [signal for signal in signals if _SHARE[signal.kind]]
    if not useful or not rows or not columns:
        return Chain(np.zeros(0, np.int64), np.zeros(0, np.int64))
    if rows * columns <= _FIELD:
        pairs = _field(useful, 0, rows, 0, columns)
    else:
        pairs = _supported(heaviest_chain(*_proposed(useful, columns)))
        pairs = _filled(useful, pairs, rows, columns)
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Chain(found[:, 0], found[:, 1])


def _proposed(signals: Sequence[Signal], columns: int) -> tuple[Ints, Ints, Floats]:
    """Pairs that share rare features, the best few of each sentence, with their weights."""
    keys, weights = [], []
    for signal in signals:
        left, right = _rare(signal.left), _rare(signal.right)
        for key, weight in _matches(left, right, columns):
            keys.append(key)
            weights.append(weight * _SHARE[signal.kind])
    if not keys:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
    unique, place = np.unique(np.concatenate(keys), return_inverse=True)
    total = np.bincount(place, weights=np.concatenate(weights)).astype(np.float32)
    row, column = unique // columns, unique % columns
    keep = _best_of(row, total) & _best_of(column, total)
    return row[keep], column[keep], total[keep]


def _rare(each: Bags) -> tuple[Ints, Ints, Floats]:
    """(feature, row, weight) of the entries whose feature is in few rows, by feature; rows have length 1."""
    squares = np.bincount(each.rows(), weights=each.weights.astype(np.float64) ** 2, minlength=len(each))
    weight = (each.weights / np.sqrt(squares + 1e-9)[each.rows()]).astype(np.float32)
    seen = np.bincount(each.ids, minlength=each.width)
    keep = (seen[each.ids] <= _POSTINGS) & (weight > 0.05)
    order = np.argsort(each.ids[keep], kind="stable")
    return each.ids[keep][order], each.rows()[keep][order], weight[keep][order]


def _matches(
    left: tuple[Ints, Ints, Floats], right: tuple[Ints, Ints, Floats], columns: int
) -> list[tuple[Ints, Floats]]:
    """(row * columns + column, product of weights) of all entries with one feature."""
    begin = np.searchsorted(right[0], left[0], side="left")
    count = np.searchsorted(right[0], left[0], side="right") - begin
    which = np.repeat(np.arange(len(count)), count)
    at = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + begin[which]
    return [(left[1][which] * columns + right[1][at], left[2][which] * right[2][at])]


def _best_of(group: Ints, weight: Floats, share: float = 0.6) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether an entry weighs nearly as much as the heaviest of its group."""
    top = np.zeros(int(group.max()) + 1 if len(group) else 0, dtype=np.float32)
    np.maximum.at(top, group, weight)
    return np.asarray(weight >= share * top[group])


def heaviest_chain(row: Ints, column: Ints, weight: Floats) -> list[tuple[int, int]]:
    """The chain of pairs, rising strictly on both sides, with the largest sum of weights.

    O(n log n): over columns, a front of (column, best weight of a chain that ends at or before it)."""
    order = np.lexsort((-column, row))
    fronts, tops, ends = [-1], [0.0], [-1]  # rising columns, rising weights, the pair that ends there
    before = np.full(len(order), -1, dtype=np.int64)
    columns, weights = column[order].tolist(), weight[order].tolist()
    for place, (at, gain) in enumerate(zip(columns, weights, strict=True)):
        below = bisect_left(fronts, at) - 1
        total = tops[below] + gain
        before[place] = ends[below]
        here = below + 1
        if here < len(fronts) and fronts[here] == at and tops[here] >= total:
            continue
        after = here
        while after < len(fronts) and tops[after] <= total:
            after += 1
        fronts[here:after], tops[here:after], ends[here:after] = [at], [total], [place]
    place, found = ends[-1], []
    while place >= 0:
        found.append((int(row[order[place]]), int(column[order[place]])))
        place = int(before[place])
    return found[::-1]


def _supported(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs that have another near by, at a like distance on both sides; lone ones may be chance."""
    found = []
    for place, (i, j) in enumerate(pairs):
        for other in (place - 2, place - 1, place + 1, place + 2):
            if 0 <= other < len(pairs):
                a, b = abs(pairs[other][0] - i), abs(pairs[other][1] - j)
                if max(a, b) <= 20 and abs(a - b) <= 2 + min(a, b) // 2:
                    found.append((i, j))
                    break
    return found


def _filled(
    signals: Sequence[Signal], pairs: list[tuple[int, int]], rows: int, columns: int
) -> list[tuple[int, int]]:
    """The chain with the fields between its pairs searched, where they are large enough to hide something."""
    found: list[tuple[int, int]] = []
    i, j = -1, -1
    for row, column in [*pairs, (rows, columns)]:
        height, width = row - i - 1, column - j - 1
        if max(height, width) > _OPEN and min(height, width) > 0:
            found += _open_field(signals, i + 1, row, j + 1, column)
        if row < rows:
            found.append((row, column))
        i, j = row, column
    return found


def _open_field(
    signals: Sequence[Signal], top: int, bottom: int, left: int, right: int
) -> list[tuple[int, int]]:
    """Pairs within a field; one that is too large is asked for rare features again, as rare within it."""
    height, width = bottom - top, right - left
    if height * width <= _FIELD:
        return _field(signals, top, bottom, left, right)
    inner = [Signal(s.kind, s.left.part(top, bottom), s.right.part(left, right)) for s in signals]
    pairs = _supported(heaviest_chain(*_proposed(inner, width)))
    if len(pairs) * 50 < min(height, width):  # nothing to hold on to: these do not translate each other
        return []
    return [(top + i, left + j) for i, j in _filled(inner, pairs, height, width)]


def _field(signals: Sequence[Signal], top: int, bottom: int, left: int, right: int) -> list[tuple[int, int]]:
    """Pairs on the best way through a field with one-to-one beads, all pairs of sentences compared."""
    total = np.zeros((bottom - top, right - left), dtype=np.float32)
    for signal in signals:
        a, b = signal.left.part(top, bottom), signal.right.part(left, right)
        block = products(a, b)
        block /= np.sqrt(_squares(a))[:, None] + 1e-6
        block /= np.sqrt(_squares(b))[None, :] + 1e-6
        total += _SHARE[signal.kind] * block
    # What a pair has more than the others of its row and its column have on average; a square, so that few
    # sure pairs outweigh many poor ones.
    across = (total.sum(axis=1, keepdims=True) - total) / total.shape[1]
    down = (total.sum(axis=0, keepdims=True) - total) / total.shape[0]
    base = np.maximum(across, down)
    gain = np.maximum(total - 1.5 * base - 0.05, 0.0) ** 2
    return [(top + i, left + j) for i, j in best_way(gain)]


def best_way(gain: Floats) -> list[tuple[int, int]]:
    """The cells with a gain on the way, rising on both sides, that has the largest sum. Shape (rows,
    columns)."""
    rows, columns = gain.shape
    table = np.zeros((rows + 1, columns + 1), dtype=np.float32)
    for row in range(rows):
        reached = np.maximum(table[row, 1:], table[row, :-1] + gain[row])
        table[row + 1, 1:] = np.maximum.accumulate(reached)
    found = []
    i, j = rows, columns
    while i and j:
        if table[i, j] == table[i - 1, j]:
            i -= 1
        elif table[i, j] == table[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append((i, j))
    return found[::-1]


def _squares(each: Bags) -> Floats:
    return np.bincount(each.rows(), weights=each.weights**2, minlength=len(each)).astype(np.float32)
