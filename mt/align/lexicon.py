"""The shipped table of word translations, and how a sentence is seen through a table.

The table is learnt by scripts/learn_lexicon.py (IBM Model 1, Brown et al. 1993, both ways); what it was
learnt from and under which licences stands in lexicon.md beside it.
"""

from __future__ import annotations

import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from mt.align.sparse import Bags, Doubles, Floats, Ints, summed
from mt.align.tokens import Phrases, group, words


@dataclass(frozen=True)
class Lexicon:
    """Word pairs and how strongly each word points to the other (0 to 1).

    source, target: number of each word. starts, others, strengths: the entries of source word w are those
    from `starts[w]` to `starts[w + 1] - 1`. phrases: the source words of several syllables.
    """

    source: dict[str, int]
    target: dict[str, int]
    starts: Ints
    others: Ints
    strengths: Floats
    phrases: Phrases

    def source_rows(self, sentences: Sequence[Sequence[str]]) -> list[list[int]]:
        """Numbers of the source words, syllables grouped; what the table lacks is left out."""
        number = self.source.get
        return [
            [n for token, _, _ in group(s, self.phrases) if (n := number(token)) is not None]
            for s in sentences
        ]

    def target_rows(self, sentences: Sequence[Sequence[str]]) -> list[list[int]]:
        """Numbers of the target words; what the table lacks is left out."""
        number = self.target.get
        return [[n for token in s if (n := number(token)) is not None] for s in sentences]

    def strength(self, source: str, target: str) -> float:
        """Geometric mean of p(target|source) and p(source|target), 0 when the pair is not in the table."""
        f, e = self.source.get(source), self.target.get(target)
        if f is None or e is None:
            return 0.0
        hit = np.flatnonzero(self.others[self.starts[f] : self.starts[f + 1]] == e)
        return float(self.strengths[self.starts[f] + hit[0]]) if len(hit) else 0.0


def table(source_words: Sequence[str], target_words: Sequence[str], strengths: Doubles) -> Lexicon:
    """The lexicon whose entries stand in three columns of equal length."""
    (source, f), (target, e) = numbered(source_words), numbered(target_words)
    order = np.argsort(f, kind="stable")
    starts = np.searchsorted(f[order], np.arange(len(source) + 1))
    phrases = Phrases(word for word in source if " " in word)
    return Lexicon(source, target, starts, e[order], strengths[order].astype(np.float32), phrases)


def numbered(column: Sequence[str]) -> tuple[dict[str, int], Ints]:
    """A number for each word of the column, in alphabetical order, and the column in numbers."""
    numbers = {word: number for number, word in enumerate(sorted(set(column)))}
    return numbers, np.fromiter(map(numbers.__getitem__, column), dtype=np.int64, count=len(column))


def columns(name: str) -> tuple[list[str], list[str], Doubles, Doubles]:
    """The columns of a shipped table: source word, target word, and both probabilities of the pair.

    Split all at once and not by the line, which is faster: `mt translate` waits for it.
    """
    text = lzma.decompress((files("mt.align") / name).read_bytes()).decode("utf-8")
    cells = text.rstrip("\n").replace("\n", "\t").split("\t")
    forward, backward = (
        np.fromiter(map(int, cells[at::4]), dtype=np.float64, count=len(cells) // 4) / 1000 for at in (2, 3)
    )
    return cells[0::4], cells[1::4], forward, backward


@cache
def shipped() -> Lexicon:
    """The table that comes with the package, Vietnamese to English."""
    source, target, forward, backward = columns("lexicon.tsv.xz")
    return table(source, target, (forward * backward) ** 0.5)


def english_share(sentences: Sequence[str], sample: int = 300) -> float | None:
    """Share (0 to 1) of the words that the shipped table knows as English, over a sample; None of fewer than
    30 words. English documents have .93 and more, German ones .26, French ones .43."""
    step = max(1, len(sentences) // sample)
    found = [word for text in sentences[::step] for word in words(text[:400]) if word.isalpha()]
    known = shipped().target
    return sum(word in known for word in found) / len(found) if len(found) >= 30 else None


def through(rows: Bags, starts: Ints, others: Ints, strengths: Floats, width: int) -> Bags:
    """`rows` (bags of source words) as bags of the target words that they translate to.

    Each source word gives a vector of unit length times its weight."""
    counts = np.diff(starts)[rows.ids]
    entry = np.repeat(starts[rows.ids] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
    entry = (entry + np.arange(len(entry))).astype(np.int64)
    norms = (
        np.sqrt(np.add.reduceat(np.append(strengths, 0.0) ** 2, starts[:-1])) if len(starts) > 1 else starts
    )
    weight = np.repeat(rows.weights / np.maximum(norms[rows.ids], 1e-6), counts) * strengths[entry]
    per_row = np.bincount(rows.rows(), weights=counts, minlength=len(rows))
    after = np.concatenate([[0], np.cumsum(per_row)]).astype(np.int64)
    return summed(others[entry], weight.astype(np.float32), after, width)
