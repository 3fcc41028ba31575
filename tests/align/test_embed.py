from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from mt.align import AlignOptions, align
from mt.align.embed import embedder
from mt.errors import BackendError, MissingExtra
from tests.align.test_aligner import EN, VI, pairs


def test_vectors_are_a_signal() -> None:
    """Sentences without a letter in common, whose vectors say which belong together."""
    source = [f"{'abcdefghij'[n] * 6} {'bcdefghija'[n] * 5}" for n in range(8)]
    target = [f"{'klmnopqrst'[n] * 6} {'lmnopqrstk'[n] * 5}" for n in (0, 1, 2, 4, 5, 6, 7)]

    def embed(sentences: Sequence[str]) -> np.ndarray:
        vectors = np.full((len(sentences), 12), 0.3)
        for row, sentence in enumerate(sentences):
            first = sentence[0]
            vectors[row, "abcdefghij".find(first) if first < "k" else "klmnopqrst".find(first)] += 1
        return vectors

    found = align(source, target, options=AlignOptions(embed=embed))
    wanted = [*[((n,), (n,)) for n in range(3)], ((3,), ()), *[((n,), (n - 1,)) for n in range(4, 8)]]
    assert pairs(found) == wanted


@pytest.mark.parametrize("shape", [(3, 4), (16,)])
def test_other_than_a_vector_a_sentence_is_an_error(shape: tuple[int, ...]) -> None:
    with pytest.raises(BackendError, match="16 finite vectors are needed"):
        align(VI, EN, options=AlignOptions(embed=lambda _: np.zeros(shape)))


def test_without_the_extra_the_line_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra, match=r"pip install 'vimt\[embed\]'"):
        embedder("some/model")


def test_a_model_that_is_not_there_is_an_error_of_one_line(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    with pytest.raises(BackendError, match="hf download") as caught:
        embedder(str(tmp_path / "none"))
    assert "\n" not in str(caught.value)
