"""From the chain of sure pairs to the segments, each with its band, in which beads are searched."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from mt.align.beads import REACH, Segment
from mt.align.coarse import Chain
from mt.align.sparse import Ints

_RADIUS = 10  # cells of the band on each side of the way
_WIDEST = 100  # and at most, where there is no pair for long
_LONG = 200  # sentences of one side, between pairs that are next to each other on the other, not all searched
_KEPT = 20  # of those, at each end, still searched
_ROWS = 150  # of a segment, about
_MOST = 1000  # and at most, so that memory stays bounded where there is no place to cut for long

#: top, bottom, left, right, and the pairs within.
_Piece = tuple[int, int, int, int, list[tuple[int, int]]]


def segments(chain: Chain, rows: int, columns: int) -> list[Segment]:
    """Segments in order. Sentences between two of them (a passage that one side lacks) are in none."""
    found: list[Segment] = []
    for piece in _pieces(chain, rows, columns):
        found += [_segment(*part) for part in _cut(piece)]
    return found


def _cut(piece: _Piece) -> list[_Piece]:
    """A piece that is too tall in parts, cut behind the pair nearest to its middle or on a straight line."""
    top, bottom, left, right, pairs = piece
    if bottom - top <= _MOST:
        return [piece] if top < bottom and left < right else []
    middle = (top + bottom) // 2
    near = [pair for pair in pairs if abs(pair[0] - middle) < (bottom - top) // 4]
    line = (middle, left + (right - left) * (middle - top) // (bottom - top) - 1)
    i, j = min(near, key=lambda pair: abs(pair[0] - middle), default=line)
    first = (top, i + 1, left, j + 1, [pair for pair in pairs if pair[0] <= i])
    second = (i + 1, bottom, j + 1, right, [pair for pair in pairs if pair[0] > i])
    return _cut(first) + _cut(second)


def _pieces(chain: Chain, rows: int, columns: int) -> list[_Piece]:
    """The segments to be; all have sentences on both sides."""
    pairs = list(zip(chain.source.tolist(), chain.target.tolist(), strict=True))
    found: list[_Piece] = []
    top, left, first = 0, 0, 0
    ends = [*pairs, (rows, columns)]
    for place, (i, j) in enumerate(ends):
        before = ends[place - 1] if place else (-1, -1)
        tall, wide = i - before[0] - 1, j - before[1] - 1
        if max(tall, wide) > _LONG and min(tall, wide) <= 2 * _KEPT:
            # The long side's ends are searched with a half of the short side each.
            down, across = (_KEPT, wide // 2) if tall > wide else (tall // 2, _KEPT)
            up, back = (_KEPT, wide - across) if tall > wide else (tall - down, _KEPT)
            found.append((top, before[0] + 1 + down, left, before[1] + 1 + across, pairs[first:place]))
            top, left, first = i - up, j - back, place
        elif i - top > _ROWS and _certain(ends, place):
            found.append((top, i + 1, left, j + 1, pairs[first : place + 1]))
            top, left, first = i + 1, j + 1, place + 1
    found.append((top, rows, left, columns, pairs[first:]))
    return [piece for piece in found if piece[0] < piece[1] and piece[2] < piece[3]]


def _certain(pairs: list[tuple[int, int]], place: int) -> bool:
    """Whether the pairs around one stand right before and behind it on both sides."""
    if not 2 <= place < len(pairs) - 3:
        return False
    i, j = pairs[place]
    return all(pairs[place + step] == (i + step, j + step) for step in (-2, -1, 1, 2))


def _segment(top: int, bottom: int, left: int, right: int, pairs: list[tuple[int, int]]) -> Segment:
    """The band around straight lines between the pairs; wider where pairs are far apart."""
    height, width = bottom - top, right - left
    # Way points are corners of the pairs' cells.
    points = [(0, 0)]
    for i, j in pairs:
        points += [(i - top, j - left), (i - top + 1, j - left + 1)]
    points.append((height, width))
    low, high = np.full(height + 1, width), np.zeros(height + 1, dtype=np.int64)
    for (i, j), (row, column) in pairwise(points):
        radius = min(_WIDEST, max(_RADIUS, max(row - i, column - j) * 2 // 3 + REACH))
        steps = np.arange(row - i + 1)
        line = j + (column - j) * steps // max(1, row - i)
        if row == i:
            low[i] = min(low[i], j - radius)
            high[i] = max(high[i], column + radius)
            continue
        low[i : row + 1] = np.minimum(low[i : row + 1], line - radius)
        high[i : row + 1] = np.maximum(high[i : row + 1], line + radius)
    return Segment(top, bottom, left, right, *_even(low, high, width))


def _even(low: Ints, high: Ints, width: int) -> tuple[Ints, int]:
    """The first cell of each row and the width that all rows have, so that all of low ... high is in."""
    first = np.minimum.accumulate(low.clip(0, width)[::-1])[::-1].astype(np.int64)
    high = np.maximum.accumulate(high.clip(0, width))
    return first, int((high - first).max()) + 1
