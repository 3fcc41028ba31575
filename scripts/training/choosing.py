"""Which sentences to translate, and which words to write new ones with: the words that text has often and
the pairs have seldom."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from scripts.training import store, written
from scripts.training.corpus import SCRIPTS, clean, held_out, overlaps
from scripts.training.settings import Pair, Settings

#: Two syllables are a word from this normalised mutual information (Bouma 2009) and these occurrences on.
LEAST, TIMES = 0.2, 6
#: Words that reading any sentence costs.
FIXED_COST = 5
_TOKEN = re.compile(r"[^\W_]+(?:'[a-z]+)?|[^\w\s]")
_MARKUP = re.compile(r"[()\[\]{}=+<>|*/:;]")


def words(text: str, language: str) -> set[str]:
    """Of English its lower-case words; of Vietnamese the neighbouring syllables, of which `frequent` keeps
    those that are words."""
    tokens = _TOKEN.findall(text)
    if language == "en":
        return {token for token in tokens if token.isalpha() and token.islower()}
    pairs = ((a, b) for a, b in pairwise(tokens) if a.isalpha() and b.isalpha() and b.islower())
    return {f"{a.lower()} {b}" for a, b in pairs}


def plain(text: str, language: str) -> bool:
    """Whether it looks like a whole sentence of ordinary prose, not too long, with few names and figures."""
    tokens = text.split()
    low, high = (8, 42) if language == "vi" else (6, 34)
    return (
        low <= len(tokens) <= high
        and text[0].isupper()
        and text[-1] in '.!?"'
        and len(_MARKUP.findall(text)) <= 2
        and len(re.findall(r"\d+", text)) <= 4
        and sum(token[0].isupper() for token in tokens) <= len(tokens) * 0.35
    )


def candidates(data_dir: Path, data: Settings, language: str) -> tuple[list[str], list[str]]:
    """Sentences of the openly licensed sources: the plain ones that have no translation and are in no test
    set; and those that have one."""
    held, known = held_out(data_dir, data), written.translations(SCRIPTS / data["written"], language)
    left, done = [], []
    for text in dict.fromkeys(map(clean, written.sentences_of(data_dir, data, language))):
        if written.key(text) in known:
            done.append(text)
        elif plain(text, language) and not overlaps((text,), held):
            left.append(text)
    return left, done


def chosen(
    texts: Sequence[str], done: Sequence[str], groups: dict[str, list[Pair]], language: str, count: int
) -> list[str]:
    """`count` of `texts`, best first: those with the words that all of `texts` have often, and the general
    ones of `groups` and the sentences that are translated already (`done`) seldom. Fewer where no more have
    any such word."""
    bags = [words(text, language) for text in texts]
    often = frequent(texts, bags, language)
    known = occurrences(done, groups, language)
    worth = {word: math.sqrt(times) for word, times in often.items()}
    costs = [len(text.split()) + FIXED_COST for text in texts]
    return [texts[at] for at in cover([bag & worth.keys() for bag in bags], worth, known, costs, count)]


def lacking(
    texts: Sequence[str], done: Sequence[str], groups: dict[str, list[Pair]], language: str, count: int
) -> list[str]:
    """The `count` words that `texts` have most often beside the general pairs of `groups` and the sentences
    that are translated already (`done`)."""
    often = frequent(texts, [words(text, language) for text in texts], language)
    known = occurrences(done, groups, language)
    ranked = sorted(often, key=lambda word: (-often[word] / (1 + known[word]), word))
    return [word for word in ranked if often[word] >= TIMES][:count]


def frequent(texts: Sequence[str], bags: Sequence[set[str]], language: str) -> dict[str, int]:
    """In how many of the bags of the texts' words each word is; of Vietnamese without what is no word."""
    often = Counter(word for bag in bags for word in bag)
    if language != "vi":
        return often
    alone = Counter(token.lower() for text in texts for token in _TOKEN.findall(text))
    total = alone.total()
    return {
        word: times
        for word, times in often.items()
        if times >= TIMES and mutual_information(times, *map(alone.get, word.split()), total) >= LEAST
    }


def occurrences(done: Sequence[str], groups: dict[str, list[Pair]], language: str) -> Counter[str]:
    """How many of the general pairs of `groups` and of the sentences `done` have each word."""
    side = ("vi", "en").index(language)
    seen = {pair[side] for name in store.GENERAL for pair in groups.get(name, ())}
    return Counter(word for text in seen.union(done) for word in words(text, language))


def mutual_information(together: int, first: int, second: int, total: int) -> float:
    """Normalised pointwise mutual information, -1 to 1, of two neighbours (Bouma 2009, equation 7), by how
    often they come together and each alone among `total` tokens."""
    return math.log(together * total / (first * second)) / -math.log(together / total)


def cover(
    bags: Sequence[set[str]],
    worth: dict[str, float],
    known: Counter[str],
    costs: Sequence[float],
    count: int,
) -> list[int]:
    """Indices of at most `count` bags of words, greedily the one that adds most for its cost; none that adds
    nothing.

    A set of bags is worth the sum over its words of worth times log(1 + occurrences, the known ones too),
    which is submodular: a word is worth less each time, and so no bag's gain ever rises. Greedy choice is
    then within 1 - 1/e of the best (Kirchhoff and Bilmes 2014 choose training data so), and a gain need be
    computed anew only for the bag that leads (Minoux 1978).
    """
    seen = Counter(known)

    def gain(at: int) -> float:
        return sum(worth[w] * math.log((2 + seen[w]) / (1 + seen[w])) for w in bags[at]) / costs[at]

    heap = [(-gain(at), at) for at in range(len(bags))]
    heapq.heapify(heap)
    taken: list[int] = []
    while heap and len(taken) < count:
        _, at = heapq.heappop(heap)
        now = (-gain(at), at)
        if heap and heap[0] < now:
            heapq.heappush(heap, now)
            continue
        if not now[0]:
            break
        taken.append(at)
        seen.update(bags[at])
    return taken
