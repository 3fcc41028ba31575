"""Word-level differences between a hypothesis and a reference, by the longest common subsequence of words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

#: Words with what joins them inside, or one sign. The script of the HTML report splits by the same pattern.
TOKEN = re.compile(r"[^\W_]+(?:['’.,:/-][^\W_]+)*|[^\w\s]|_")


#: Longer texts (of 2,000 words and more) are compared word by word, wherever the words stand.
MOST_COMPARISONS = 4_000_000


def differences(hypothesis: str, references: Sequence[str]) -> list[tuple[str, bool]]:
    """`hypothesis` in pieces that join to it, each with whether it differs from the reference that is nearest
    to it. Case does not count; white space belongs to the piece before it."""
    words = list(TOKEN.finditer(hypothesis))
    keys = [word[0].lower() for word in words]
    best: list[tuple[int, int]] = []
    for reference in references:
        others = [word.lower() for word in TOKEN.findall(reference)]
        if len(keys) * len(others) > MOST_COMPARISONS:
            return _by_words(hypothesis, words, set(others))
        blocks = SequenceMatcher(None, keys, others, autojunk=False).get_matching_blocks()
        matched = [(block.a, block.a + block.size) for block in blocks if block.size]
        if sum(end - start for start, end in matched) >= sum(end - start for start, end in best):
            best = matched
    return _pieces(hypothesis, words, {place for start, end in best for place in range(start, end)})


def _by_words(hypothesis: str, words: Sequence[re.Match[str]], known: set[str]) -> list[tuple[str, bool]]:
    same = {place for place, word in enumerate(words) if word[0].lower() in known}
    return _pieces(hypothesis, words, same)


def _pieces(hypothesis: str, words: Sequence[re.Match[str]], same: set[int]) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    at = 0
    for place in range(len(words)):
        end = words[place + 1].start() if place + 1 < len(words) else len(hypothesis)
        differs = place not in same
        if pieces and pieces[-1][1] == differs:
            pieces[-1] = (pieces[-1][0] + hypothesis[at:end], differs)
        else:
            pieces.append((hypothesis[at:end], differs))
        at = end
    return pieces or ([(hypothesis, False)] if hypothesis else [])
