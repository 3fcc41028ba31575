"""Against sacreBLEU's 13a tokeniser, on texts made of what its rules are about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("sacrebleu")
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

from mt.evaluate.tokens import tokenise

_PIECES = [
    *"ab59 .,-'&<>\n\t!%$\u00a0é",
    "&amp;",
    "&quot;",
    "&lt;",
    "<skipped>",
    " -\n",
    "1,5",
    "3-4",
    "...",
    "Đà",
]
_TEXT = st.lists(st.sampled_from(_PIECES), max_size=14).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(_TEXT, min_size=1, max_size=4))
def test_tokens_are_those_of_sacrebleu(segments: list[str]) -> None:
    theirs = Tokenizer13a()
    assert tokenise(segments) == [theirs(segment.rstrip()).split() for segment in segments]


def test_every_ascii_mark() -> None:
    marks = [chr(code) for code in range(33, 127)]
    segments = [f"a{mark}b 1{mark}2 {mark}{mark} x{mark}" for mark in marks]
    theirs = Tokenizer13a()
    assert tokenise(segments) == [theirs(segment).split() for segment in segments]
