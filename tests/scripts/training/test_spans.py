"""Text infilling, as BART describes it."""

from __future__ import annotations

import itertools
import random
import statistics

from scripts.training.spans import infill, poisson
from scripts.training.vocabulary import SPAN

TEXT = " ".join(f"w{n}" for n in range(60))


def test_span_lengths_are_poisson_of_mean_three() -> None:
    """Mean and variance of a Poisson distribution are equal; P(0) is exp(-3) = 0.0498."""
    rng = random.Random(1)
    drawn = [poisson(rng) for _ in range(20_000)]
    assert abs(statistics.mean(drawn) - 3) < 0.05
    assert abs(statistics.variance(drawn) - 3) < 0.15
    assert abs(drawn.count(0) / len(drawn) - 0.0498) < 0.006


def test_what_is_left_stands_in_order_and_the_target_is_whole() -> None:
    for seed in range(200):
        source, target = infill(TEXT, random.Random(seed), 0.35)
        words = source.split()
        left = [word for word in words if word != SPAN]
        assert target == TEXT
        assert len(left) == 60 - round(0.35 * 60)
        assert left == sorted(left, key=TEXT.split().index)
        assert SPAN in words
        assert all((a, b) != (SPAN, SPAN) for a, b in itertools.pairwise(words))


def test_short_texts() -> None:
    assert infill("một", random.Random(1), 0.35) == (SPAN, "một")
    for seed in range(50):
        assert SPAN in infill("một hai", random.Random(seed), 0.35)[0]
