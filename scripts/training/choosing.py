"""Which sentences to translate: those with the words that text has often and the pairs have seldom."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from scripts.training import store, written
from scripts.training.corpus import SCRIPTS, clean, held_out, overlaps, to_english
from scripts.training.settings import Settings

#: Groups of pairs whose words count as known: those of general language.
GROUPS = ("news", "general", "everyday", "stories", "wikipedia", "english", "written")
#: Two syllables are a word from this normalised mutual information (Bouma 2009) and these occurrences on.
LEAST, TIMES = 0.2, 6
#: Words that reading any sentence costs.
FIXED_COST = 5
_TOKEN = re.compile(r"[^\W_]+(?:'[a-z]+)?|[^\w\s]")
_MARKUP = re.compile(r"[()\[\]{}=+<>|*/:;]")


def words(text: str, language: str) -> set[str]:
    """Of English its lower-case words; of Vietnamese the neighbouring syllables, of which `chosen` keeps
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


def candidates(data_dir: Path, data: Settings, language: str) -> list[str]:
    """The plain sentences of the openly licensed sources that have no translation yet, none of a test set."""
    held, known = held_out(data_dir, data), written.translations(SCRIPTS / data["written"], language)
    texts = written.sentences(data_dir / data[f"mono_{language}"], data[f"mono_{language}_sources"])
    found = dict.fromkeys(text for text in map(clean, texts) if plain(text, language))
    return [text for text in found if written.key(text) not in known and not overlaps((text,), held)]


def chosen(texts: Sequence[str], work: Path, language: str, count: int) -> list[str]:
    """`count` of `texts`, best first, given the pairs that the work folder has."""
    side = ("vi", "en").index(language)
    groups = store.load(work).groups
    known = Counter(
        word for name in GROUPS for pair in groups.get(name, ()) for word in words(pair[side], language)
    )
    bags = [words(text, language) for text in texts]
    often = Counter(word for bag in bags for word in bag)
    if language == "vi":
        joined = compounds(texts)
        often = Counter({word: times for word, times in often.items() if word in joined})
    worth = {word: math.sqrt(times) for word, times in often.items()}
    costs = [len(text.split()) + FIXED_COST for text in texts]
    bags = [bag & worth.keys() for bag in bags]
    return [texts[at] for at in cover(bags, worth, known, costs, count)]


def compounds(texts: Sequence[str]) -> set[str]:
    """The neighbouring syllables that are words."""
    alone: Counter[str] = Counter()
    together: Counter[str] = Counter()
    for text in map(to_english, texts):
        tokens = [token.lower() for token in _TOKEN.findall(text)]
        alone.update(tokens)
        together.update(f"{a} {b}" for a, b in pairwise(tokens) if a.isalpha() and b.isalpha())
    total = alone.total()

    def mutual(pair: str, times: int) -> float:
        first, second = pair.split(" ")
        return math.log(times * total / (alone[first] * alone[second])) / -math.log(times / total)

    return {pair for pair, times in together.items() if times >= TIMES and mutual(pair, times) >= LEAST}


def cover(
    bags: Sequence[set[str]],
    worth: dict[str, float],
    known: Counter[str],
    costs: Sequence[float],
    count: int,
) -> list[int]:
    """Indices of `count` bags of words, greedily the one that adds most for its cost.

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
        taken.append(at)
        seen.update(bags[at])
    return taken
