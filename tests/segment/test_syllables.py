"""Spelling of Vietnamese syllables."""

from __future__ import annotations

import unicodedata

import pytest

from mt.segment.syllables import is_syllable

VIETNAMESE = ["nguồn", "đi", "Anh", "Mỹ", "nghiêng", "quyết", "giặt", "khuya", "ừ", "ạ", "Ở", "yêu", "thuở"]


@pytest.mark.parametrize("word", VIETNAMESE)
def test_vietnamese(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", ["js", "ThS", "Militarytimes", "Reuters", "tr", "Object", "", "3"])
def test_others(word: str) -> None:
    assert not is_syllable(word)
