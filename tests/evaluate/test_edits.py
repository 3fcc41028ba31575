"""Edits against sacreBLEU's, which are Tercom's."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("sacrebleu")
from sacrebleu.metrics import lib_ter

from mt.evaluate import edits
from mt.evaluate.edits import edits as count

_FEW = st.lists(st.sampled_from("abcd"), max_size=12)
_MORE = st.lists(st.sampled_from("abcdefghijklmnop"), max_size=25)


def theirs(hypothesis: list[str], reference: list[str]) -> int:
    return lib_ter.translation_edit_rate(hypothesis, reference)[0]


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.tuples(_FEW, _FEW), st.tuples(_MORE, _MORE), st.tuples(_FEW, _MORE)))
def test_edits_are_those_of_sacrebleu(pair: tuple[list[str], list[str]]) -> None:
    assert count(*pair) == theirs(*pair)


def shuffled_phrases(pick: random.Random, length: int) -> tuple[list[str], list[str]]:
    reference = [str(pick.randrange(length)) for _ in range(length)]
    cuts = sorted(pick.sample(range(1, length), 3))
    phrases = [reference[start:end] for start, end in zip([0, *cuts], [*cuts, length], strict=True)]
    pick.shuffle(phrases)
    words = [word for phrase in phrases for word in phrase]
    return [word for word in words if pick.random() > 0.1], reference


@pytest.mark.parametrize("seed", range(12))
def test_shifted_phrases(seed: int) -> None:
    pick = random.Random(seed)
    hypothesis, reference = shuffled_phrases(pick, pick.choice([8, 20, 40]))
    assert count(hypothesis, reference) == theirs(hypothesis, reference)


@pytest.mark.parametrize(("words", "of_reference"), [(70, 70), (3, 90), (90, 3), (0, 60), (60, 0), (40, 120)])
def test_long_and_unequal_ones_which_leave_the_band(words: int, of_reference: int) -> None:
    pick = random.Random(words)
    hypothesis = [str(pick.randrange(300)) for _ in range(words)]
    # What both have lies as far off the diagonal as can be.
    reference = [str(300 + pick.randrange(300)) for _ in range(of_reference)] + hypothesis[:20]
    assert count(hypothesis, reference) == theirs(hypothesis, reference)


def test_a_path_outside_the_band_is_left_to_sacrebleu(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [f"both{at}" for at in range(60)]
    reference, hypothesis = [f"r{at}" for at in range(40)] + both, both + [f"h{at}" for at in range(40)]
    with pytest.raises(edits._OutOfBand):
        edits._Distance(reference).of(hypothesis)
    monkeypatch.setattr(lib_ter, "translation_edit_rate", lambda *words: (77, 100))  # it would take seconds
    assert count(hypothesis, reference) == 77
