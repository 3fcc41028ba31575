"""What two sentences may have in common: one pair of bags a signal, in a space that both sides share.

Bags of the sentences of a bead add up to the bag of the bead, so a bead's cosine follows from products of
sentences. That is exact, where Thompson and Koehn (2019) approximate by sums of embeddings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mt.align.lexicon import Lexicon, shipped, through
from mt.align.options import AlignOptions
from mt.align.sparse import Bags, Floats, bags, rarity, summed
from mt.align.tokens import MARKS, is_vietnamese, items, marks, words
from mt.errors import BackendError

#: Kinds of evidence, in the order of the weights. Several signals of one kind are averaged.
KINDS = ("lexicon", "documents", "words", "grams", "shared", "punctuation", "embedding")
_GRAM = 4
_BUCKETS = 1 << 17


@dataclass(frozen=True, slots=True)
class Signal:
    """left: a bag for each source sentence. right: a bag for each target sentence."""

    kind: str
    left: Bags
    right: Bags


def same_space(kind: str, left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> Signal:
    """Tokens that are alike on both sides, each weighted by its inverse document frequency."""
    number: dict[str, int] = {}
    rows = [
        [number.setdefault(token, len(number)) for token in row] for side in (left, right) for row in side
    ]
    both = bags(rows, max(1, len(number)))
    return _weighted(kind, both.part(0, len(left)), both.part(len(left), len(rows)))


def gram_signal(left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> Signal:
    """Runs of four characters within and across words, hashed, as the chrF of Popović (2015) counts them."""
    return _weighted("grams", _grams(left), _grams(right))


def _grams(sentences: Sequence[Sequence[str]]) -> Bags:
    texts = [f" {' '.join(tokens)} " for tokens in sentences]
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    counts = np.maximum(lengths - _GRAM + 1, 0)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    begins = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64) if len(texts) else starts[:0]
    at = np.repeat(begins - starts[:-1], counts) + np.arange(int(starts[-1]))
    hashed = np.zeros(len(at), dtype=np.uint64)
    for step in range(_GRAM):
        hashed = hashed * np.uint64(1_000_003) + codes[at + step]
    hashed = (hashed * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(47)
    return summed(hashed.astype(np.int64), np.ones(len(at), dtype=np.float32), starts, _BUCKETS)


def _weighted(kind: str, left: Bags, right: Bags) -> Signal:
    weight = rarity((left, right), left.width)
    return Signal(kind, left.weighted(weight), right.weighted(weight))


def lexicon_signal(
    kind: str, lexicon: Lexicon, left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]
) -> Signal:
    """The source seen through the lexicon, and the target, in the space of the target's words."""
    source = bags(lexicon.source_rows(left), max(1, len(lexicon.source)))
    target = bags(lexicon.target_rows(right), max(1, len(lexicon.target)))
    seen = through(
        source.weighted(np.sqrt(rarity((source,), source.width))),
        lexicon.starts,
        lexicon.others,
        lexicon.strengths,
        target.width,
    )
    weight = np.sqrt(rarity((target,), target.width))
    return Signal(kind, seen.weighted(weight), target.weighted(weight * weight))


def mark_signal(left: Sequence[str], right: Sequence[str]) -> Signal:
    """Question marks, brackets, quotes and the like."""
    return _weighted("punctuation", *(bags([marks(text) for text in side], MARKS) for side in (left, right)))


@dataclass(frozen=True, slots=True)
class Texts:
    """The two documents and what was said about them, tokenised once."""

    source: Sequence[str]
    target: Sequence[str]
    source_words: list[list[str]]
    target_words: list[list[str]]
    lengths: tuple[Floats, Floats]
    ends: tuple[Floats, Floats]
    begins: tuple[Floats, Floats]


def read_texts(source: Sequence[str], target: Sequence[str]) -> Texts:
    """The sentences with their words, lengths (characters without white space at the ends) and shapes."""
    sides = [[sentence.strip() for sentence in side] for side in (source, target)]
    lengths, ends, begins = ([_each(side, of) for side in sides] for of in (len, _ends, _begins))
    return Texts(
        source,
        target,
        _words_once(source),
        _words_once(target),
        (lengths[0], lengths[1]),
        (ends[0], ends[1]),
        (begins[0], begins[1]),
    )


def _words_once(side: Sequence[str]) -> list[list[str]]:
    """The words of each sentence; a word that comes again is the same object, which halves the memory of a
    long text."""
    held: dict[str, str] = {}
    return [[held.setdefault(word, word) for word in words(sentence)] for sentence in side]


def _each(side: Sequence[str], of: Callable[[str], float]) -> Floats:
    return np.array([of(sentence) for sentence in side], dtype=np.float32)


def _ends(sentence: str) -> bool:
    """Whether a stop ends the sentence, quotes and brackets behind it aside."""
    return sentence.rstrip("\"'”’»)] ")[-1:] in tuple(".!?…")


def _begins(sentence: str) -> bool:
    """Whether the first letter or digit is a small letter."""
    return next((letter.islower() for letter in sentence[:20] if letter.isalnum()), False)


def signals(texts: Texts, translation: Sequence[str] | None, options: AlignOptions) -> list[Signal]:
    """All signals that need no first alignment."""
    found = []
    if options.lexicon:
        found += _shipped_signal(texts)
    if options.shared:
        found.append(same_space("shared", [items(s) for s in texts.source], [items(t) for t in texts.target]))
    if options.punctuation:
        found.append(mark_signal(texts.source, texts.target))
    if options.translation and translation is not None:
        rendered = [words(sentence) for sentence in translation]
        found.append(same_space("words", rendered, texts.target_words))
        found.append(gram_signal(rendered, texts.target_words))
    if options.translation and options.back_translation is not None:
        rendered = [words(sentence) for sentence in options.back_translation]
        found.append(same_space("words", texts.source_words, rendered))
        found.append(gram_signal(texts.source_words, rendered))
    if options.embed is not None:
        found.append(_embedded(texts, options.embed))
    return found


def _embedded(texts: Texts, embed: Callable[[Sequence[str]], Any]) -> Signal:
    """Vectors of length 1 less their mean, so that sentences that have nothing in common are at 0.

    Raises BackendError when there is not one finite vector a sentence."""
    both = np.asarray(embed([*texts.source, *texts.target]), dtype=np.float32)
    rows = len(texts.source) + len(texts.target)
    if both.ndim != 2 or len(both) != rows or not np.isfinite(both).all():
        raise BackendError(f"the embedding model gave {both.shape} where {rows} finite vectors are needed")
    both /= np.linalg.norm(both, axis=1, keepdims=True) + 1e-9
    both -= both.mean(axis=0)
    width = both.shape[1]
    starts = np.arange(rows + 1, dtype=np.int64) * width
    whole = Bags(np.tile(np.arange(width), rows), both.ravel(), starts, width)
    left, right = whole.part(0, len(texts.source)), whole.part(len(texts.source), rows)
    return Signal("embedding", left, right)


def _shipped_signal(texts: Texts) -> list[Signal]:
    """The shipped table's, when one side (and only one) is Vietnamese."""
    turned = is_vietnamese(texts.target)
    if turned == is_vietnamese(texts.source):
        return []
    if not turned:
        return [lexicon_signal("lexicon", shipped(), texts.source_words, texts.target_words)]
    found = lexicon_signal("lexicon", shipped(), texts.target_words, texts.source_words)
    return [Signal("lexicon", found.right, found.left)]
