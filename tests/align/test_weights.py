from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from mt.align import AlignOptions
from mt.align.beads import FEATURES
from mt.align.signals import read_texts
from mt.align.weights import Weights, _read, confidence, coverage, load_weights, setting
from mt.values import Link


def test_all_settings_are_fitted() -> None:
    names = {
        setting(set(kinds), again)
        for size in range(4)
        for kinds in combinations(("lexicon", "words", "embedding"), size)
        for again in (False, True)
    }
    assert names == set(_read())
    for weights in _read().values():
        x, y = np.array(weights.knots).T
        assert (np.diff(x) > 0).all()
        assert (np.diff(y) >= 0).all()
        assert 0 <= y[0] <= y[-1] < 1


@pytest.mark.parametrize(
    ("signal", "features"),
    [("lengths", ["length", "ratio"]), ("punctuation", ["ends unlike", "begins unlike"])],
)
def test_what_is_no_bag_can_be_left_out(signal: str, features: list[str]) -> None:
    for on in (True, False):
        values = load_weights([], AlignOptions(**{signal: on}), False).values
        assert all((values[FEATURES.index(name)] != 0) == on for name in features)


def test_confidence_is_between_the_knots() -> None:
    weights = Weights(np.zeros(1, np.float32), ((0.0, 0.1), (0.5, 0.3), (1.0, 0.9)))
    assert [confidence(p, weights) for p in (0.0, 0.25, 0.75, 1.0)] == pytest.approx([0.1, 0.2, 0.6, 0.9])


def test_coverage_is_of_the_side_that_has_more() -> None:
    texts = read_texts(["a" * 9, "b" * 9, "c" * 9], ["x" * 9])
    links = [Link((0,), (0,), 0.8), Link((1,), (), 0.9), Link((2,), (), 0.9)]
    assert coverage(texts, links) == pytest.approx(0.8)
