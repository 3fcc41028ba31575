"""N-grams in common, counted for many segments at once: what BLEU and chrF are made of.

A Counter a segment costs most of sacreBLEU's time. Here the n-grams of a block of segments are whole numbers
(segment, then one number a symbol), and one sort brings those that are equal together. Nothing is hashed, so
the counts are exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

#: Bits of a number that keys may use.
_BITS = 62
#: Symbols of a block, about: what is sorted at once stays in the cache.
_BLOCK = 1 << 14


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Symbols of a block's segments, one after the other, as numbers from 0; lengths: shape (segments,)."""

    symbols: Ints
    lengths: Ints


def blocks(sizes: Sequence[int]) -> Iterator[slice]:
    """Runs of segments with about as many symbols as fit together; at least one segment each."""
    start = held = 0
    for at, size in enumerate(sizes):
        if held and held + size > _BLOCK:
            yield slice(start, at)
            start, held = at, 0
        held += size
    if start < len(sizes):
        yield slice(start, len(sizes))


def characters(sides: Sequence[Sequence[str]]) -> tuple[list[Side], int]:
    """The characters of each side without white space, and how many different ones there are."""
    points, lengths = [], []
    for texts in sides:
        bare = ["".join(text.split()) for text in texts]
        # A surrogate is a character like any other to Python's strings, and so to sacreBLEU.
        whole = "".join(bare).encode("utf-32-le", "surrogatepass")
        points.append(np.frombuffer(whole, dtype="<u4").astype(np.int64))
        lengths.append(np.array([len(text) for text in bare], dtype=np.int64))
    present = np.bincount(np.concatenate(points), minlength=1) > 0
    number = np.cumsum(present) - 1
    return [Side(number[each], size) for each, size in zip(points, lengths, strict=True)], int(present.sum())


def words(sides: Sequence[Sequence[Sequence[str]]]) -> tuple[list[Side], int]:
    """The words of each side, and how many different ones there are."""
    known: dict[str, int] = {}
    found = []
    for segments in sides:
        numbers = [known.setdefault(word, len(known)) for segment in segments for word in segment]
        lengths = [len(segment) for segment in segments]
        found.append(Side(np.array(numbers, dtype=np.int64), np.array(lengths, dtype=np.int64)))
    return found, len(known)


def totals(lengths: Ints, order: int) -> Ints:
    """How many n-grams segments of these lengths have."""
    return np.maximum(lengths - order + 1, 0)


def matches(hypothesis: Side, references: Sequence[Side], symbols: int, orders: int) -> Ints:
    """N-grams of the hypothesis that are in a reference, each as often as in the one that has it most.

    symbols: how many different there are. Shape (segments, orders).
    """
    sides = (hypothesis, *references)
    segments = len(hypothesis.lengths)
    width = max(1, int(symbols - 1).bit_length())
    side_bits = len(references).bit_length()
    room = _BITS - side_bits - max(1, segments.bit_length())
    grams = [side.symbols for side in sides]
    used = width
    owners = [np.repeat(np.arange(segments), side.lengths) for side in sides]
    left = [_left(side.lengths) for side in sides]
    result = np.zeros((segments, orders), dtype=np.int64)
    for order in range(1, orders + 1):
        if order > 1:
            if used + width > room:
                grams, used = _renumbered(grams)
            grams = [
                (gram[:-1] << width) | side.symbols[order - 1 :] if len(gram) else gram
                for gram, side in zip(grams, sides, strict=True)
            ]
            used += width
        keys = []
        for at, (gram, owner, rest) in enumerate(zip(grams, owners, left, strict=True)):
            inside = rest[: len(gram)] >= order
            keys.append((((owner[: len(gram)] << used) | gram)[inside] << side_bits) | at)
        result[:, order - 1] = _common(np.concatenate(keys), side_bits, used, segments)
    return result


def _left(lengths: Ints) -> Ints:
    """For each symbol how many there are from it to the end of its segment."""
    ends = np.repeat(np.cumsum(lengths), lengths)
    return ends - np.arange(len(ends))


def _renumbered(grams: list[Ints]) -> tuple[list[Ints], int]:
    """The same n-grams with numbers as small as can be, and the bits that these need."""
    different, numbers = np.unique(np.concatenate(grams), return_inverse=True)
    ends = np.cumsum([len(gram) for gram in grams])[:-1]
    return np.split(numbers.astype(np.int64), ends), max(1, int(len(different) - 1).bit_length())


def _common(keys: Ints, side_bits: int, gram_bits: int, segments: int) -> Ints:
    """Counts in common, shape (segments,). keys: (segment, n-gram, side); side 0 is the hypothesis."""
    if not len(keys):
        return np.zeros(segments, dtype=np.int64)
    keys.sort()
    starts = _starts(keys)
    counts = np.diff(starts, append=len(keys))
    found = keys[starts]
    grams = found >> side_bits
    of_hypothesis = (found & ((1 << side_bits) - 1)) == 0
    groups = _starts(grams)
    hypothesis = np.add.reduceat(np.where(of_hypothesis, counts, 0), groups)
    reference = np.maximum.reduceat(np.where(of_hypothesis, 0, counts), groups)
    owners = grams[groups] >> gram_bits
    common = np.bincount(owners, weights=np.minimum(hypothesis, reference), minlength=segments)
    return common.astype(np.int64)


def _starts(keys: Ints) -> NDArray[np.intp]:
    """Where runs of equal keys begin."""
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
