"""A lexicon of the two documents at hand, from a first alignment of them.

IBM Model 1 (Brown et al. 1993) both ways on the sure links, as Moore (2002) and hunalign's -realign (Varga et
al. 2005) do. It knows the names and terms that no shipped table has, and it works for any two languages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from mt.align.lexicon import shipped as shipped_lexicon
from mt.align.lexicon import table
from mt.align.signals import Signal, Texts, lexicon_signal
from mt.align.sparse import Doubles, Ints
from mt.align.tokens import group, is_vietnamese
from mt.values import Link

_PAIRS = 12_000  # sentence pairs that are enough
_SURE = 0.6
_LEAST = 8  # pairs without which nothing can be learnt
_WORDS = 60  # of a side; longer ones tell little


def document_signal(texts: Texts, links: Sequence[Link]) -> Signal | None:
    """The signal of a lexicon learnt from `links`; None when there are too few sure ones."""
    sure = [link for link in links if link.source and link.target and link.confidence >= _SURE]
    if len(sure) < _LEAST:
        return None
    sure = sure[:: max(1, len(sure) // _PAIRS)]
    left, right = _grouped(texts.source_words, texts.source), _grouped(texts.target_words, texts.target)
    pairs = []
    for link in sure:
        a = [word for i in link.source for word in left[i]]
        b = [word for j in link.target for word in right[j]]
        if 0 < len(a) <= _WORDS and 0 < len(b) <= _WORDS:
            pairs.append((a, b))
    entries = learn(pairs)
    if not entries:
        return None
    source, target, strengths = zip(*entries, strict=True)
    return lexicon_signal("documents", table(source, target, np.array(strengths)), left, right)


def _grouped(sentences: Sequence[list[str]], texts: Sequence[str]) -> list[list[str]]:
    """The words, with syllables grouped when they are Vietnamese."""
    if not is_vietnamese(texts):
        return list(sentences)
    phrases = shipped_lexicon().phrases
    return [[token for token, _, _ in group(sentence, phrases)] for sentence in sentences]


def learn(pairs: Sequence[tuple[list[str], list[str]]], rounds: int = 4) -> list[tuple[str, str, float]]:
    """(source word, target word, strength) of words that occur twice and more, strength as in `Lexicon`."""
    lefts, rights = _vocabulary(a for a, _ in pairs), _vocabulary(b for _, b in pairs)
    if not pairs:
        return []
    width = len(rights)
    keys, left_token, right_token = [], [], []
    i = j = 0
    for a, b in pairs:
        x = np.array([lefts[word] for word in a if word in lefts], dtype=np.int64)
        y = np.array([rights[word] for word in b if word in rights], dtype=np.int64)
        keys.append((x[:, None] * width + y).ravel())
        left_token.append(np.repeat(np.arange(i, i + len(x)), len(y)))
        right_token.append(np.tile(np.arange(j, j + len(y)), len(x)))
        i, j = i + len(x), j + len(y)
    unique, place = np.unique(np.concatenate(keys), return_inverse=True)
    if not len(unique):
        return []
    forward = _model1(place, unique // width, np.concatenate(right_token), rounds)
    backward = _model1(place, unique % width, np.concatenate(left_token), rounds)
    strength = np.sqrt(forward * backward)
    words_left, words_right = list(lefts), list(rights)
    return [
        (words_left[unique[k] // width], words_right[unique[k] % width], float(strength[k]))
        for k in np.flatnonzero(strength > 0.08).tolist()
    ]


def _vocabulary(sides: object) -> dict[str, int]:
    counts = Counter(word for side in sides for word in side)  # type: ignore[attr-defined]
    return {word: n for n, word in enumerate(word for word, count in counts.items() if count > 1)}


def _model1(place: Ints, given: Ints, token: Ints, rounds: int) -> Doubles:
    """p(other|given) of each kind of pair; `token`: for each occurrence, its token on the other side."""
    t = np.ones(len(given))
    for _ in range(rounds):
        weight = t[place]
        weight /= np.bincount(token, weights=weight)[token] + 1e-12
        counts = np.bincount(place, weights=weight, minlength=len(given))
        # The constant keeps words that are seen once or twice from being sure of anything.
        t = counts / (np.bincount(given, weights=counts)[given] + 0.7)
    return t
