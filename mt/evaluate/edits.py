"""Translation edit rate (Snover et al. 2006): the edits of each segment, as sacreBLEU and Tercom count them.

Edits are insertions, deletions, substitutions and shifts of phrases, found greedily. What costs time is the
edit distance of every shift that is tried. Here it is computed a word at a time for all reference words at
once, in the bits of two whole numbers (Myers 1999; Hyyrö 2003), from the first word that the shift moves.
sacreBLEU looks for the distance in a band of 25 words about the diagonal only; a path that leaves the band is
noticed, and such a segment is left to sacreBLEU itself.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

#: Tercom's limits, with which sacreBLEU searches: words a shift moves, how far, shifts tried, half the band.
_MOST_WORDS = 10
_FARTHEST = 50
_MOST_TRIED = 1000
_BAND = 25

Words = Sequence[str]


def edits(hypothesis: Words, reference: Words) -> int:
    """The edits that turn the hypothesis into the reference, shifts included."""
    if not reference:
        return len(hypothesis)
    if hypothesis == reference:
        return 0
    distance = _Distance(reference)
    words = list(hypothesis)
    shifts = tried = 0
    try:
        while True:
            gain, shifted, tried = _best_shift(words, distance, tried)
            if tried >= _MOST_TRIED or gain <= 0:
                break
            shifts += 1
            words = shifted
        return shifts + distance.of(words)
    except _OutOfBand:
        from sacrebleu.metrics.lib_ter import translation_edit_rate

        return int(translation_edit_rate(list(hypothesis), list(reference))[0])


class _OutOfBand(Exception):
    """The best path leaves the band in which sacreBLEU looks for it."""


class _Distance:
    """Edit distances of word lists to one reference.

    A row is the reference's words against the first words of a hypothesis: bit j of `up` and `down` says that
    the distance rises or falls by one from column j to j + 1; `last` is the distance in the last column.
    """

    def __init__(self, reference: Words) -> None:
        self.reference = reference
        self.size = len(reference)
        self._all = (1 << self.size) - 1
        self._top = 1 << (self.size - 1)
        self._where: dict[str, int] = {}
        for at, word in enumerate(reference):
            self._where[word] = self._where.get(word, 0) | (1 << at)
        self.places: dict[str, list[int]] = {}
        for at, word in enumerate(reference):
            self.places.setdefault(word, []).append(at)

    def rows(self, words: Words) -> list[tuple[int, int, int]]:
        """(up, down, last) of each row, the first of no words."""
        rows = [(self._all, 0, self.size)]
        for word in words:
            rows.append(self._next(word, *rows[-1]))
        return rows

    def _next(self, word: str, up: int, down: int, last: int) -> tuple[int, int, int]:
        equal = self._where.get(word, 0)
        # Myers' recurrence; distances to the empty reference grow by one a word, hence the ones shifted in.
        vertical = equal | down
        diagonal = (((equal & up) + up) ^ up) | equal
        rises = down | (self._all & ~(diagonal | up))
        falls = up & diagonal
        if rises & self._top:
            last += 1
        elif falls & self._top:
            last -= 1
        rises = (rises << 1) | 1
        falls <<= 1
        return (falls | ~(vertical | rises)) & self._all, rises & vertical & self._all, last

    def after(self, row: tuple[int, int, int], words: Words) -> int:
        """The distance when `words` follow what led to `row`."""
        up, down, last = row
        every, top, where = self._all, self._top, self._where
        for word in words:
            equal = where.get(word, 0)
            vertical = equal | down
            diagonal = (((equal & up) + up) ^ up) | equal
            rises = down | (every & ~(diagonal | up))
            falls = up & diagonal
            if rises & top:
                last += 1
            elif falls & top:
                last -= 1
            rises = (rises << 1) | 1
            up = ((falls << 1) | ~(vertical | rises)) & every
            down = rises & vertical & every
        return last

    def of(self, words: Words) -> int:
        """The distance of `words`. Raises _OutOfBand."""
        found = self.after((self._all, 0, self.size), words)
        self.check(found, words)
        return found

    def check(self, distance: int, words: Words) -> None:
        """Raises _OutOfBand unless a path of that distance stays in the band.

        A path strays from the line between the corners by no more than the insertions or deletions that it
        can have, half of distance and difference in length; only beyond that the path itself is looked at.
        """
        if self.size > _BAND - 2 and (distance + abs(self.size - len(words))) // 2 > _BAND - 2:
            self.path(words, self.rows(words))

    def path(self, words: Words, rows: list[tuple[int, int, int]]) -> list[str]:
        """Steps from the end of the best path to its start: "both" and "same" take a word of both sides,
        "word" one of the hypothesis, "reference" one of the reference; of equals in this order, as sacreBLEU.
        Raises _OutOfBand."""
        steps = []
        band = _Band(len(words), self.size)
        i, j, value = len(words), self.size, rows[-1][2]
        while i or j:
            band.check(i, j)
            if not i or not j:
                steps.append("word" if i else "reference")
                i, j = (i - 1, j) if i else (i, j - 1)
                continue
            bit = 1 << (j - 1)
            same = words[i - 1] == self.reference[j - 1]
            up, down, _ = rows[i]
            left = value - (1 if up & bit else -1 if down & bit else 0)  # of column j - 1 in this row
            above = self._above(rows, i, j)
            corner = above - (1 if rows[i - 1][0] & bit else -1 if rows[i - 1][1] & bit else 0)
            if corner + (not same) == value:
                steps.append("same" if same else "both")
                i, j, value = i - 1, j - 1, corner
            elif above + 1 == value:
                steps.append("word")
                i, value = i - 1, above
            else:
                steps.append("reference")
                j, value = j - 1, left
        return steps

    def _above(self, rows: list[tuple[int, int, int]], i: int, j: int) -> int:
        """The distance in row i - 1, column j."""
        up, down, last = rows[i - 1]
        # From the last column back: the sum of the differences behind column j.
        mask = self._all & ~((1 << j) - 1)
        return last - (up & mask).bit_count() + (down & mask).bit_count()


class _Band:
    """The cells that sacreBLEU fills in: about the line from corner to corner."""

    def __init__(self, words: int, reference: int) -> None:
        self._words, self._size = words, reference
        self._ratio = reference / words if words else 1.0
        self._half = math.ceil(self._ratio / 2 + _BAND) if self._ratio / 2 > _BAND else _BAND

    def check(self, i: int, j: int) -> None:
        """Raises _OutOfBand for a cell outside."""
        if i == 0:
            return
        middle = math.floor(i * self._ratio)
        end = self._size + 1 if i == self._words else min(self._size + 1, middle + self._half)
        if not max(0, middle - self._half) <= j < end:
            raise _OutOfBand


def _best_shift(words: list[str], distance: _Distance, tried: int) -> tuple[int, list[str], int]:
    """The gain of the best shift, the words after it, and how many were tried so far.

    Of equal gains the longest stands, then the first of the hypothesis, then the first target (Tercom).
    """
    rows = distance.rows(words)
    before = rows[-1][2]
    steps = distance.path(words, rows)
    if before == 0:
        return 0, words, tried
    aligned, wrong_reference, wrong_words = _alignment(steps)
    best: tuple[int, int, int, int] | None = None
    known: dict[tuple[int, int, int], int] = {}
    for start, at, length in _phrases(words, distance):
        # Both must be wrong where they stand, and the phrase must not be moved into itself.
        if wrong_words[start] == wrong_words[start + length]:
            continue
        if wrong_reference[at] == wrong_reference[at + length]:
            continue
        if start <= aligned[at] < start + length:
            continue
        for target in _targets(aligned, at, length):
            tried += 1
            key = (start, length, target)
            if key not in known:
                first = min(start, target)
                shifted = _shifted(words, start, length, target)
                known[key] = distance.after(rows[first], shifted[first:])
                distance.check(known[key], shifted)
            candidate = (before - known[key], length, -start, -target)
            if best is None or candidate > best:
                best = candidate
        if tried >= _MOST_TRIED:
            break
    if best is None:
        return 0, words, tried
    gain, length, start, target = best
    return gain, _shifted(words, -start, length, -target), tried


def _targets(aligned: list[int], at: int, length: int) -> Iterator[int]:
    """Where a phrase that stands at `at` in the reference may go in the hypothesis."""
    before = -1
    for place in range(at - 1, at + length):
        if place >= len(aligned):
            return
        target = 0 if place == -1 else aligned[place] + 1
        if target != before:
            before = target
            yield target


def _alignment(steps: Sequence[str]) -> tuple[list[int], list[int], list[int]]:
    """For each reference word the word that stands with it or last before it (-1: none); and of both sides
    how many words are wrong before each place, so that a phrase is right where two sums are equal."""
    aligned: list[int] = []
    wrong_reference, wrong_words = [], []
    word = -1
    for step in reversed(steps):
        wrong = step != "same"
        if step != "reference":
            word += 1
            wrong_words.append(wrong)
        if step != "word":
            aligned.append(word)
            wrong_reference.append(wrong)
    return aligned, list(accumulate(wrong_reference, initial=0)), list(accumulate(wrong_words, initial=0))


def _phrases(words: Words, distance: _Distance) -> Iterator[tuple[int, int, int]]:
    """(start in the words, start in the reference, length) of what both have, in sacreBLEU's order."""
    reference = distance.reference
    for start, word in enumerate(words):
        places = distance.places.get(word, ())
        for at in places[bisect_left(places, start - _FARTHEST) :]:
            if at > start + _FARTHEST:
                break
            most = min(_MOST_WORDS, len(words) - start, len(reference) - at)
            length = 0
            while length < most and words[start + length] == reference[at + length]:
                length += 1
                yield start, at, length


def _shifted(words: list[str], start: int, length: int, target: int) -> list[str]:
    """`words` with the phrase at `start` before what stands at `target`."""
    end = start + length
    if target < start:
        return words[:target] + words[start:end] + words[target:start] + words[end:]
    if target > end:
        return words[:start] + words[end:target] + words[start:end] + words[target:]
    # Into itself: sacreBLEU moves it on by as many words as lie between.
    return words[:start] + words[end : length + target] + words[start:end] + words[length + target :]
