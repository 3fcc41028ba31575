"""Small parallel texts made by rule, so that two systems differ a little or a lot."""

from __future__ import annotations

import random

_SUBJECTS = (
    "The rain",
    "A teacher",
    "Our city",
    "The old bridge",
    "Every student",
    "This market",
    "My sister",
)
_VERBS = ("closed", "opened", "crossed", "praised", "left", "visited", "repaired")
_OBJECTS = ("the road to the coast", "a new school", "two small boats", "the museum", "its own history")
_ENDS = ("on Monday", "after the storm", "with great care", "for the third time", "before noon")
_PARTS = (_SUBJECTS, _VERBS, _OBJECTS, _ENDS)


def references(count: int, seed: int = 1) -> list[str]:
    pick = random.Random(seed)
    return [" ".join(pick.choice(part) for part in _PARTS) + "." for _ in range(count)]


def spoiled(texts: list[str], share: float, seed: int) -> list[str]:
    """Each word of `texts` is dropped, doubled or replaced with probability `share`."""
    pick = random.Random(seed)
    result = []
    for text in texts:
        words = []
        for word in text.split():
            if pick.random() >= share:
                words.append(word)
            else:
                words += pick.choice([[], [word, word], ["something"]])
        result.append(" ".join(words))
    return result
