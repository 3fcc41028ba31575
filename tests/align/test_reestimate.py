from __future__ import annotations

import numpy as np
import pytest

from mt.align.reestimate import learn


def test_model_1_is_that_of_brown() -> None:
    """A slow, plain Model 1 with the same constant gives the same."""
    pairs = [
        (["das", "haus"], ["the", "house"]),
        (["das", "buch"], ["the", "book"]),
        (["ein", "buch"], ["a", "book"]),
        (["ein", "haus"], ["a", "house"]),
    ]
    found = {(f, e): s for f, e, s in learn(pairs, rounds=4)}

    def plain(pairs: list[tuple[list[str], list[str]]]) -> dict[tuple[str, str], float]:
        t = dict.fromkeys(((f, e) for a, b in pairs for f in a for e in b), 1.0)
        for _ in range(4):
            counts = dict.fromkeys(t, 0.0)
            for a, b in pairs:
                for e in b:
                    total = sum(t[f, e] for f in a)
                    for f in a:
                        counts[f, e] += t[f, e] / total
            t = {
                (f, e): c / (sum(counts[x] for x in counts if x[0] == f) + 0.7)
                for (f, e), c in counts.items()
            }
        return t

    forward = plain(pairs)
    backward = plain([(b, a) for a, b in pairs])
    for (f, e), strength in found.items():
        assert strength == pytest.approx(np.sqrt(forward[f, e] * backward[e, f]), rel=1e-6)
    assert found["haus", "house"] > 2 * found.get(("haus", "the"), 0.0)


def test_words_that_occur_once_teach_nothing() -> None:
    assert learn([(["a"], ["x"]), (["b"], ["y"])]) == []
