"""Where a part of a source sentence lies in its translation.

Chosen by position, never by how well the translation matches the reference: a part chosen for its score would
make every score too good. The end of the part is carried over in proportion, bent through what both sides
share (numbers, names), and moved to a boundary near by: a comma for a comma, else the next place between
two words. What that costs against known positions is measured in eval/bench/snippets.py.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mt.evaluate.english import folded

#: How far a boundary may be from the place in proportion, as a share of the translation.
REACH = 0.25
_ANCHOR = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[A-ZĐÀ-Ý][^\W\d_]{2,}")
_WORD = re.compile(r"\S+")
_STOP = re.compile(r"[,;:.!?…–—)\]\"”]+$")
_MARK = re.compile(r"[\"”’')\]]*([,;:.!?…–—])")
_LAST_MARK = re.compile(r"([,;:.!?…–—])[\"”’')\]]*\s*$")
_OPENS = re.compile(r"^[(\[\"“–—]")
_LINK_LIST = (
    "and but or which who that because when while where although if as after before so than then for to in on"
    " at by with from of"
)
_LINKS = frozenset(_LINK_LIST.split())
#: What a boundary of each kind is worth, in shares of the translation that it may be off for it.
_SAME_STOP, _ANY_STOP, _LINK = 0.18, 0.06, 0.03


def part(source: str, start: int, end: int, translation: str) -> tuple[int, int]:
    """The part of `translation` that corresponds to `source[start:end]`, as start and end in characters.

    A part that reaches an end of the source reaches that end of the translation."""
    curve = _curve(source, translation)
    first = 0
    if re.search(r"\w", source[:start]):
        before = _LAST_MARK.search(source[max(0, start - 40) : start])
        first = _boundary(translation, curve.at(start), before[1] if before else "")
    last = len(translation)
    if re.search(r"\w", source[end:]):
        mark = _MARK.match(source, end) or _LAST_MARK.search(source[max(0, end - 40) : end])
        stop = mark[1] if mark else ""
        last = _boundary(translation, curve.at(end), stop)
    if last <= first:
        # Two cuts at one place: what lies between the word boundaries around it.
        starts = [start for start, _ in _words(translation) if start <= first]
        first = starts[-2] if len(starts) > 1 else 0
        last = next((end for _, end in _words(translation) if end > first), len(translation))
    text = translation[first:last]
    return first + len(text) - len(text.lstrip()), first + len(text.rstrip())


class _Curve:
    """Places of the source -> places of the translation: straight between what both share."""

    def __init__(self, source: str, translation: str) -> None:
        ours, theirs = _anchors(source), _anchors(translation)
        pairs = sorted((ours[key], theirs[key]) for key in ours.keys() & theirs.keys())
        self._size = len(source), len(translation)
        # Anchors that moved far were put elsewhere by the other language's word order.
        kept = [(0, 0)]
        for pair in pairs:
            moved = abs(pair[0] / max(1, len(source)) - pair[1] / max(1, len(translation)))
            if moved < REACH and pair[1] > kept[-1][1] and pair[0] > kept[-1][0]:
                kept.append(pair)
        self._points = [*kept, self._size]

    def at(self, place: int) -> float:
        points = self._points
        after = min(max(1, bisect_right(points, (place, 10**9))), len(points) - 1)
        (x0, y0), (x1, y1) = points[after - 1], points[after]
        return y0 + (y1 - y0) * (place - x0) / max(1, x1 - x0)


@lru_cache(maxsize=8)
def _curve(source: str, translation: str) -> _Curve:
    return _Curve(source, translation)


def _anchors(text: str) -> dict[str, int]:
    """Numbers and capitalised words that stand once, and where; not the first word."""
    found = [(re.sub(r"[.,]", "", folded(m[0])), m.start()) for m in _ANCHOR.finditer(text) if m.start()]
    counts = Counter(key for key, _ in found)
    return {key: at for key, at in found if counts[key] == 1}


@lru_cache(maxsize=8)
def _words(translation: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in _WORD.finditer(translation))


def _boundary(translation: str, near: float, stop: str) -> int:
    """The boundary between two words that is nearest to `near`, with a bonus for punctuation and links."""
    words = _words(translation)
    size = max(1, len(translation))
    best, least = len(translation), float("inf")
    for at in _outwards(words, near):
        # A place is just before a word, so that punctuation stays with the word that it follows.
        off = abs(words[at][0] - 0.5 - near) / size
        if off > REACH or off - _SAME_STOP > least:
            break
        before = translation[words[at - 1][0] : words[at - 1][1]]
        after = translation[words[at][0] : words[at][1]]
        bonus = 0.0
        closing = _STOP.search(before)
        if closing and stop and stop in closing[0]:
            bonus = _SAME_STOP
        elif closing or _OPENS.match(after):
            bonus = _ANY_STOP
        elif after.lower() in _LINKS:
            bonus = _LINK
        if off - bonus < least:
            best, least = words[at][0], off - bonus
    return best


def _outwards(words: Sequence[tuple[int, int]], near: float) -> Iterator[int]:
    """Places of all words but the first, the nearest to `near` first."""
    right = bisect_right(words, (near, 0), lo=min(1, len(words)))
    left = right - 1
    while left >= 1 or right < len(words):
        if right >= len(words) or (left >= 1 and near - words[left][0] < words[right][0] - near):
            yield left
            left -= 1
        else:
            yield right
            right += 1
