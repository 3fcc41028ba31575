"""A piece of a text, found again in it: tolerant to case, punctuation, white space, tone marks, small edits.

Words are looked up by the rarest that the piece has and by the diagonals on which most of its words lie;
there the piece is fitted into the text by dynamic programming (Needleman-Wunsch with free ends in the text).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mt.evaluate.english import folded

_TOKEN = re.compile(r"[^\W_]+")
#: Scores of the alignment: per word of the piece, at most 1.
_GAP = -0.4
_MISMATCH = -0.4
_UNTONED = 0.9
_ALIKE = 0.7
#: What a place must reach, by the number of words of the piece (see eval/bench/snippets.py).
LEAST_FIT = ((3, 0.99), (6, 0.7), (10**9, 0.55))
#: Places as good as this share of the best make a piece ambiguous.
TIED = 0.97
_SLACK = 4
#: Places of words that are looked at for a piece, and words from which on only its two ends are fitted.
_BUDGET = 20_000
_LONG = 400
_DIAGONALS = 6


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text. exact: lower case in NFC; plain: without diacritics. start, end: in its sentence."""

    exact: str
    plain: str
    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Tokens [first, last] of the text in which a piece was found, and how well it fits, up to 1."""

    first: int
    last: int
    fit: float


def tokens(sentences: Sequence[str]) -> list[Token]:
    """The words of the sentences, in order."""
    return [
        Token(*_forms(match[0]), number, match.start(), match.end())
        for number, sentence in enumerate(sentences)
        for match in _TOKEN.finditer(sentence)
    ]


@lru_cache(maxsize=20_000)  # Vietnamese has some 7,000 syllables
def _forms(word: str) -> tuple[str, str]:
    return _toneless_order(word), folded(word)


def _toneless_order(word: str) -> str:
    """Lower case, letters and marks sorted apart, so that "hoà" and "hòa" are the same."""
    if word.isascii():
        return word.lower()
    marked = unicodedata.normalize("NFD", word.lower())
    letters = [c for c in marked if not unicodedata.combining(c)]
    return "".join(letters) + "".join(sorted(c for c in marked if unicodedata.combining(c)))


class Text:
    """A text of sentences in which pieces are looked for."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.tokens = tokens(sentences)
        self._plain = [token.plain for token in self.tokens]
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(self._plain):
            self._places.setdefault(word, []).append(place)

    def find(self, piece: str) -> list[Place]:
        """Places of `piece`, the best fit first, none overlapping; those far behind the best are left out.
        Empty when it is not there."""
        wanted = tokens([unicodedata.normalize("NFC", piece)])
        if not wanted:
            return []
        found = self._exact(wanted) or self._near(wanted)
        least = next(fit for size, fit in LEAST_FIT if len(wanted) <= size)
        found = sorted((place for place in found if place.fit >= least), key=lambda p: (-p.fit, p.first))
        kept: list[Place] = []
        for place in found:
            apart = all(place.last < other.first or place.first > other.last for other in kept)
            if apart and place.fit >= TIED * found[0].fit:
                kept.append(place)
        return kept

    def _exact(self, wanted: Sequence[Token]) -> list[Place]:
        """Where all words stand as they are, by the rarest of them."""
        plain = [token.plain for token in wanted]
        if any(word not in self._places for word in plain):
            return []
        rarest = min(range(len(plain)), key=lambda at: len(self._places[plain[at]]))
        found = []
        for place in self._places[plain[rarest]]:
            first = place - rarest
            if first >= 0 and self._plain[first : first + len(plain)] == plain:
                same = sum(_similarity(token, self.tokens[first + at]) for at, token in enumerate(wanted))
                found.append(Place(first, first + len(plain) - 1, same / len(plain)))
        return found

    def _near(self, wanted: Sequence[Token]) -> list[Place]:
        """Where most words stand, fitted around the diagonals that the most, and the rarest, words share."""
        if len(wanted) > _LONG:
            return self._ends(wanted)
        votes: Counter[int] = Counter()
        looked = 0
        for at, token in sorted(enumerate(wanted), key=lambda item: len(self._places.get(item[1].plain, ()))):
            places = self._places.get(token.plain, ())
            looked += len(places)
            if looked > _BUDGET and votes:
                break  # the rarest words say where it is; "và" and "của" stand everywhere
            for place in places:
                # Two overlapping bands each, so that a diagonal near an edge is whole in one of them.
                band = (place - at) // _SLACK
                votes[band] += round(1000 / len(places) ** 0.5)
                votes[band + 1] += round(1000 / len(places) ** 0.5)
        found = []
        for band, _ in votes.most_common(_DIAGONALS):
            start = max(0, (band - 1) * _SLACK - _SLACK)
            end = min(len(self.tokens), (band + 1) * _SLACK + len(wanted) + _SLACK + len(wanted) // 5)
            if start < end:
                found.append(_fit(wanted, self.tokens[start:end], start))
        return found

    def _ends(self, wanted: Sequence[Token]) -> list[Place]:
        """Where both ends of a long piece stand, about as far from each other as in the piece."""
        size = _LONG // 2
        heads, tails = self._near(wanted[:size]), self._near(wanted[-size:])
        return [
            Place(head.first, tail.last, min(head.fit, tail.fit))
            for head in heads
            for tail in tails
            if 0.8 * len(wanted) < tail.last - head.first + 1 < 1.25 * len(wanted)
        ]


def _similarity(first: Token, second: Token) -> float:
    if first.exact == second.exact:
        return 1.0
    if first.plain == second.plain:
        return _UNTONED
    if len(first.plain) >= 4 and len(second.plain) >= 4 and first.plain[:3] == second.plain[:3]:
        return _ALIKE
    if len(first.plain) >= 4 and first.plain[-3:] == second.plain[-3:]:
        return _ALIKE
    return _MISMATCH


def _fit(wanted: Sequence[Token], window: Sequence[Token], offset: int) -> Place:
    """The best place of all of `wanted` inside `window`."""
    width = len(window)
    scores = [0.0] * (width + 1)
    starts = list(range(width + 1))
    for token in wanted:
        above, above_start = scores[0], starts[0]
        scores[0], starts[0] = above + _GAP, 0
        for at in range(1, width + 1):
            diagonal = above + _similarity(token, window[at - 1])
            diagonal_start = above_start
            above, above_start = scores[at], starts[at]
            best, start = diagonal, diagonal_start
            if above + _GAP > best:
                best, start = above + _GAP, above_start
            if scores[at - 1] + _GAP > best:
                best, start = scores[at - 1] + _GAP, starts[at - 1]
            scores[at], starts[at] = best, start
    end = max(range(width + 1), key=lambda at: (scores[at], -at))
    first = min(starts[end], max(0, end - 1))
    return Place(offset + first, offset + max(first, end - 1), scores[end] / len(wanted))
