"""The counts of BLEU, chrF, chrF++ and TER of each segment: sacreBLEU's, found faster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mt.errors import InputError
from mt.evaluate import edits, formulas, ngrams, tokens

Texts = Sequence[str]
Counts = NDArray[np.float64]

_BLEU_ORDERS = 4
_CHARACTERS, _WORDS = 6, 2
#: Longer segments have no TER.
_MOST_WORDS = 5_000
#: What chrF++ takes off the ends of words.
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def bleu(hypotheses: Texts, references: Sequence[Texts]) -> Counts:
    """Columns as in mt/evaluate/formulas.py, shape (segments, 10).

    The reference length is that of the reference closest in length, of two the shorter.
    """
    parts = []
    sizes = [len(text) // 4 for text in hypotheses]
    for block in ngrams.blocks(sizes):
        texts = [hypotheses[block], *(reference[block] for reference in references)]
        split = [tokens.tokenise(side) for side in texts]
        (hypothesis, *others), symbols = ngrams.words(split)
        common = ngrams.matches(hypothesis, others, symbols, _BLEU_ORDERS)
        length = hypothesis.lengths
        whole = [ngrams.totals(length, order) for order in range(1, _BLEU_ORDERS + 1)]
        closest = _closest(length, np.array([each.lengths for each in others]))
        parts.append(np.column_stack([length, closest, common, *whole]))
    return np.concatenate(parts).astype(np.float64)


def _closest(length: ngrams.Ints, lengths: ngrams.Ints) -> ngrams.Ints:
    """lengths: shape (references, segments). The closest to `length`, of two the smaller."""
    ordered = np.sort(lengths, axis=0)
    best = np.argmin(np.abs(ordered - length), axis=0)
    found: ngrams.Ints = ordered[best, np.arange(len(length))]
    return found


def chrf(hypotheses: Texts, references: Sequence[Texts], plus: bool) -> tuple[Counts, Counts]:
    """Of chrF2, shape (segments, 18), and with `plus` of chrF2++, shape (segments, 24); else the same again.

    Of several references each metric takes the one that gives the segment the highest score, the first of
    equals.
    """
    bare, full = [], []
    for block in ngrams.blocks([len(text) for text in hypotheses]):
        hypothesis = hypotheses[block]
        each = []
        for reference in references:
            columns = _characters(hypothesis, reference[block])
            if plus:
                columns = np.hstack([columns, _words(hypothesis, reference[block])])
            each.append(columns)
        bare.append(_best([columns[:, : 3 * _CHARACTERS] for columns in each]))
        full.append(_best(each) if plus else bare[-1])
    return np.concatenate(bare), np.concatenate(full)


def ter(hypotheses: Texts, references: Sequence[Texts]) -> Counts:
    """Edits to the reference that needs fewest, and the mean length of the references; shape (segments, 2).

    Raises InputError for a segment that is so long that its edits would take hours to count.
    """
    rows = []
    check_words(hypotheses, references)
    for texts in zip(hypotheses, *references, strict=True):
        # In lower case, split at white space: sacreBLEU's default for TER.
        hypothesis, *others = (text.lower().split() for text in texts)
        fewest = min(edits.edits(hypothesis, other) for other in others)
        rows.append((fewest, sum(len(other) for other in others) / len(others)))
    return np.array(rows, dtype=np.float64)


def check_words(hypotheses: Texts, references: Sequence[Texts]) -> None:
    """Raises InputError for a segment that is too long for TER."""
    for at, texts in enumerate(zip(hypotheses, *references, strict=True), start=1):
        if max(map(len, texts)) < 2 * _MOST_WORDS:
            continue
        longest = max(len(text.split()) for text in texts)
        if longest > _MOST_WORDS:
            raise InputError(
                f"segment {at:,} has {longest:,} words: TER would take hours. Leave it out "
                "(--metrics BLEU,chrF2,chrF2++), or split the segment"
            )


def _characters(hypothesis: Texts, reference: Texts) -> Counts:
    (one, other), symbols = ngrams.characters([hypothesis, reference])
    return _triples(one, other, symbols, _CHARACTERS)


def _words(hypothesis: Texts, reference: Texts) -> Counts:
    split = [[_separated(text) for text in side] for side in (hypothesis, reference)]
    (one, other), symbols = ngrams.words(split)
    return _triples(one, other, symbols, _WORDS)


def _triples(one: ngrams.Side, other: ngrams.Side, symbols: int, orders: int) -> Counts:
    """For each order n-grams of the hypothesis, of the reference, in common; the first is 0 where the
    reference has none."""
    common = ngrams.matches(one, [other], symbols, orders)
    columns = []
    for order in range(1, orders + 1):
        theirs = ngrams.totals(other.lengths, order)
        ours = np.where(theirs > 0, ngrams.totals(one.lengths, order), 0)
        columns += [ours, theirs, common[:, order - 1]]
    return np.column_stack(columns).astype(np.float64)


def _separated(text: str) -> list[str]:
    """Words with one mark taken off the end of each, or else off its beginning (Popovic 2017)."""
    found = []
    for word in text.split():
        if len(word) == 1:
            found.append(word)
        elif word[-1] in _PUNCTUATION:
            found += (word[:-1], word[-1])
        elif word[0] in _PUNCTUATION:
            found += (word[0], word[1:])
        else:
            found.append(word)
    return found


def _best(each: Sequence[Counts]) -> Counts:
    """For each segment the counts of the reference that scores highest."""
    if len(each) == 1:
        return each[0]
    scores = np.array([formulas.chrf(columns) for columns in each])
    stacked = np.stack(each)
    found: Counts = stacked[scores.argmax(axis=0), np.arange(scores.shape[1])]
    return found
