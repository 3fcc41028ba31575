"""An English piece found in an English text that says it in other words: a reference in a translation.

Words are weighted by how rare they are in the text (inverse document frequency over its sentences);
inflections of a word count as the same. A run of sentences is a candidate for the words that it shares with
the piece.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from mt.evaluate.english import STOP_WORDS, WORD, folded

#: Sentences that a piece may cover.
LONGEST_RUN = 12
_CANDIDATES = 8
#: Places of words that are looked at for a piece, the rarest words first.
_BUDGET = 50_000
#: A part of a run leaves out so many words at least, and this share of it; of a run of more than
#: LONGEST times the piece's words nothing is taken.
LEAST_LEFT, LEFT_SHARE, LONGEST = 6, 0.25, 1.7
#: What a run loses for being longer or shorter than the piece (times the logarithm of the ratio), and a part
#: of a run for not being whole, for each sentence.
LENGTH_WEIGHT, PART_PENALTY = 0.15, 0.04
#: What a part of a sentence gains when both its ends are at marks, and loses when neither is.
MARKED = 0.05
#: Two places say the same when they share this much of their words.
SAME_TEXT = 0.8
_MARK = re.compile(r"[,;:.!?…–—()\[\]\"“”]")
_STOP_WEIGHT = 0.08
#: Of score, margin, log weight, log sentences, constant.
_LOGISTIC = (6.06, 7.36, 0.61, -0.31, -3.54)
_KEPT = re.compile(r"(?<![^\W_])(?:[0-9]+(?:[.,][0-9]+)*|[A-Z]{2,}|[A-Z][a-z]{3,})(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text. stem: what is compared. start, end: in its sentence."""

    stem: str
    sentence: int
    start: int
    end: int


@dataclass(slots=True)
class _Wanted:
    """The words of a piece, how often each, and what they weigh."""

    counts: Counter[str]
    weights: dict[str, float] = field(default_factory=dict)
    total: float = 0.0

    @property
    def size(self) -> int:
        return self.counts.total()


class _Candidate(NamedTuple):
    """Words [first, last] of the text. value: the score less what speaks against so long or short a part."""

    value: float
    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """Words [first, last] of the text that say what the piece says.

    score: 0 to 1, twice the weight of the shared words by that of both sides. margin: by how much it beats
    the best that does not overlap it. weight: of the piece, how much it has to be recognised by. sentences:
    among how many it was looked for. times: places that say the same; this is the first of the best."""

    first: int
    last: int
    score: float
    margin: float
    weight: float
    sentences: int
    times: int = 1

    @property
    def probability(self) -> float:
        """That it is the right place, with the right ends: logistic regression, fitted on 12,000 pieces of
        development sets and the outputs of six systems (eval/LOG.md, "Reference snippets")."""
        features = (self.score, self.margin, math.log(max(1.0, self.weight)), math.log(self.sentences), 1.0)
        return 1 / (1 + math.exp(-sum(w * x for w, x in zip(_LOGISTIC, features, strict=True))))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The first five letters without diacritics; numbers whole, without their signs."""
    plain = folded(word)
    if plain[0].isdigit():
        return plain.replace(",", "").replace(".", "")
    return plain if plain in STOP_WORDS else plain.replace(".", "")[:5]


def _kept_words(source: str) -> set[str]:
    """Stems of what a translation keeps of its Vietnamese: numbers, acronyms, names in plain letters."""
    return {stem(match[0]) for match in _KEPT.finditer(source)}


def _marks(sentences: Sequence[str], words: Sequence[Word]) -> frozenset[int]:
    """Words behind which a mark stands in their sentence."""
    return frozenset(
        at
        for at, (word, after) in enumerate(pairwise(words))
        if word.sentence == after.sentence and _MARK.search(sentences[word.sentence], word.end, after.start)
    )


class English:
    """The sentences of a translation, to find references in."""

    def __init__(self, sentences: Sequence[str], sources: Sequence[str] = ()) -> None:
        """sources: what the sentences are translations of. Their numbers and foreign names count for them as
        well, so that a sentence is found even where its translation has lost them."""
        self.words = [
            Word(stem(match[0]), number, match.start(), match.end())
            for number, sentence in enumerate(sentences)
            for match in WORD.finditer(sentence)
        ]
        self._marks = _marks(sentences, self.words)
        self._bounds: list[int] = [0] * (len(sentences) + 1)
        for word in self.words:
            self._bounds[word.sentence + 1] += 1
        for number in range(len(sentences)):
            self._bounds[number + 1] += self._bounds[number]
        self._openers = frozenset(self._bounds)
        self._count = len(sentences)
        self._where: dict[str, dict[int, int]] = {}
        for word in self.words:
            sentences_of = self._where.setdefault(word.stem, {})
            sentences_of[word.sentence] = sentences_of.get(word.sentence, 0) + 1
        self._borrowed = [sorted(_kept_words(source)) for source in sources] or [[] for _ in sentences]
        for number, stems in enumerate(self._borrowed):
            for each in stems:
                self._where.setdefault(each, {}).setdefault(number, 1)

    def find(self, piece: str, more: Iterable[int] = (), within: range | None = None) -> Match | None:
        """The part of the text that is nearest to `piece`, None where no word is shared.

        more: sentences that are candidates besides those with the most shared words. within: the sentences
        among which to look, one after the other (None: all)."""
        within = range(self._count) if within is None else within
        wanted = _Wanted(Counter(stem(match[0]) for match in WORD.finditer(piece)))
        wanted.weights = {word: self._weight(word) for word in wanted.counts}
        wanted.total = sum(wanted.weights[word] * count for word, count in wanted.counts.items())
        votes: Counter[int] = Counter()
        looked = 0
        for word, count in sorted(wanted.counts.items(), key=lambda item: -wanted.weights[item[0]]):
            looked += len(self._where.get(word, ()))
            if looked > _BUDGET and votes:
                break
            for sentence, times in self._where.get(word, {}).items():
                if sentence not in within:
                    continue
                votes[sentence] += round(1000 * wanted.weights[word] * min(count, times))
        seeds = {
            *(place for place, _ in votes.most_common(_CANDIDATES)),
            *(place for place in more if place in within),
        }
        runs = {run for seed in seeds for run in self._runs(seed, wanted.size, within)}
        found = sorted(
            (self._candidate(first, last, wanted) for first, last in runs),
            key=lambda each: (-each.value, each.first),
        )
        if not found or not found[0].score:
            return None
        best = found[0]
        again, other = self._rivals(best, found)
        first, last = self._snapped(best, wanted)
        return Match(first, last, best.score, best.score - other, wanted.total, len(within), 1 + again)

    def _rivals(self, best: _Candidate, found: Sequence[_Candidate]) -> tuple[int, float]:
        """How many other places say the same as the best (a text printed twice), and the best score of a
        place that says something else."""
        taken, again = [best], 0
        words = self._stems(best)
        for each in found[1:]:
            if any(each.first <= other.last and each.last >= other.first for other in taken):
                continue
            mine = self._stems(each)
            shared = 2 * (words & mine).total()
            if shared < SAME_TEXT * (words.total() + mine.total()):
                return again, each.score
            taken.append(each)
            again += 1
        return again, 0.0

    def _stems(self, candidate: _Candidate) -> Counter[str]:
        return Counter(word.stem for word in self.words[candidate.first : candidate.last + 1])

    def _runs(self, seed: int, size: int, within: range) -> Iterator[tuple[int, int]]:
        """Runs of sentences around `seed` that are about as long as a piece of `size` words; `seed` alone
        always."""
        yield seed, seed
        for first in range(seed, max(within.start - 1, seed - LONGEST_RUN), -1):
            if self._bounds[seed + 1] - self._bounds[first] > LONGEST * size:
                break
            for last in range(seed, min(within.stop, first + LONGEST_RUN)):
                if self._bounds[last + 1] - self._bounds[first] > LONGEST * size:
                    break
                yield first, last

    def _candidate(self, first: int, last: int, wanted: _Wanted) -> _Candidate:
        """The run whole, or the best part of it when that says more."""
        start, end = self._bounds[first], self._bounds[last + 1] - 1
        length, size = end - start + 1, wanted.size
        score = self._overlap(start, end, wanted)
        whole = _Candidate(score - LENGTH_WEIGHT * abs(math.log(max(1, length) / size)), start, end, score)
        if length - size < max(LEAST_LEFT, LEFT_SHARE * length):
            return whole
        part_start = self._window(start, end, wanted)
        part_end = part_start + size - 1
        score = self._overlap(part_start, part_end, wanted)
        return max(whole, _Candidate(score - PART_PENALTY * (last - first + 1), part_start, part_end, score))

    def _window(self, start: int, end: int, wanted: _Wanted) -> int:
        """Where the `wanted.size` words begin that share the most with the piece, in [start, end]."""
        size = wanted.size
        weights = [wanted.weights.get(word.stem, 0.0) for word in self.words[start : end + 1]]
        best = 0
        most = current = sum(weights[:size])
        for at in range(1, len(weights) - size + 1):
            current += weights[at + size - 1] - weights[at - 1]
            if current > most + 1e-9:
                best, most = at, current
        return start + best

    def _snapped(self, best: _Candidate, wanted: _Wanted) -> tuple[int, int]:
        """The ends of a part, at marks (commas, brackets, ends of sentences) where that says as much: people
        cut there. Ends that only raise the likeness would raise the score as well."""
        start = self._bounds[self.words[best.first].sentence]
        end = self._bounds[self.words[best.last].sentence + 1] - 1
        if (start, end) == (best.first, best.last):
            return start, end
        size = wanted.size
        # Half a piece to either side: beyond it there is too little in common.
        start, end = max(start, best.first - size // 2), min(end, best.last + size // 2)
        begins = [at for at in range(start, end + 1) if at in self._openers or at - 1 in self._marks]
        closes = [at for at in range(start, end + 1) if at + 1 in self._openers or at in self._marks]
        spans = {(a, b): MARKED for a in begins for b in closes if 0.5 * size <= b - a + 1 <= 2 * size}
        spans |= {(a, a + size - 1): 0.0 for a in begins if a + size - 1 <= end}
        spans |= {(b - size + 1, b): 0.0 for b in closes if b - size + 1 >= start}
        spans.setdefault((best.first, best.last), -MARKED)

        def value(span: tuple[int, int]) -> float:
            ratio = math.log((span[1] - span[0] + 1) / size)
            return self._overlap(*span, wanted) - LENGTH_WEIGHT * abs(ratio) + spans[span]

        return max(sorted(spans), key=value)

    def _overlap(self, start: int, end: int, wanted: _Wanted) -> float:
        words = self.words[start : end + 1]
        have = Counter(word.stem for word in words)
        for number in range(words[0].sentence, words[-1].sentence + 1) if words else ():
            for each in self._borrowed[number]:
                if each in wanted.counts and each not in have:
                    have[each] = 1
        shared = sum(weight * min(wanted.counts[word], have[word]) for word, weight in wanted.weights.items())
        mine = sum(self._weight(word) * count for word, count in have.items())
        return 2 * shared / (wanted.total + mine) if mine else 0.0

    def begins(self, first: int, sentence: int) -> bool:
        """Whether the words from `first` on take in the beginning of the sentence."""
        return first <= self._bounds[sentence]

    def ends(self, last: int, sentence: int) -> bool:
        """Whether the words up to `last` take in the end of the sentence."""
        return last >= self._bounds[sentence + 1] - 1

    def _weight(self, word: str) -> float:
        if word in STOP_WORDS:
            return _STOP_WEIGHT
        return math.log(1 + (self._count + 1) / (len(self._where.get(word, ())) + 0.5))
