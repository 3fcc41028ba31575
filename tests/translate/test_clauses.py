"""Splitting is exact and within its limit, whatever the text and however tokens are counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt.translate.clauses import join, split


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def characters(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def odd(texts: Sequence[str]) -> list[int]:
    """Counts more for a whole than for its parts, as no tokenizer should."""
    return [len(text) + len(text.split()) ** 2 // 4 for text in texts]


LONG = (
    "Sau khi mưa lớn kéo dài suốt ba ngày, nước sông dâng cao và tràn vào nhiều khu phố; chính quyền đã di "
    "dời người dân đến nơi an toàn, nhưng một số gia đình vẫn ở lại để trông nhà vì sợ mất của."
)


def test_split_cuts_at_clauses() -> None:
    assert split(LONG, words, 24) == [
        "Sau khi mưa lớn kéo dài suốt ba ngày, nước sông dâng cao và tràn vào nhiều khu phố; ",
        "chính quyền đã di dời người dân đến nơi an toàn, ",
        "nhưng một số gia đình vẫn ở lại để trông nhà vì sợ mất của.",
    ]


def test_short_text_is_one_piece() -> None:
    assert split("Xin chào.", words, 5) == ["Xin chào."]
    assert split("", words, 5) == []


@given(
    st.text(alphabet="aả ,.;:-\n(và)nhưng“”", max_size=80),
    st.integers(1, 12),
    st.sampled_from([words, characters, odd]),
)
def test_pieces_are_the_text_and_fit(
    text: str, limit: int, count: Callable[[Sequence[str]], list[int]]
) -> None:
    pieces = split(text, count, limit)
    assert "".join(pieces) == text
    assert all(size <= limit or len(piece) == 1 for piece, size in zip(pieces, count(pieces), strict=True))


@pytest.mark.parametrize("text", ["a" * 1_000_000, "a " * 500_000, LONG * 5_000, " " * 1_000_000])
def test_a_megabyte_in_near_linear_time(text: str) -> None:
    started = time.process_time()
    pieces = split(text, characters, 200)
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= 200
    assert time.process_time() - started < 6


def test_join() -> None:
    sources = ["Khi trời mưa, ", "đường phố bị ngập; ", "mọi người ở nhà."]
    targets = ["When it rains.", "The streets are flooded.", "Everyone stays at home."]
    assert join(sources, targets) == "When it rains, the streets are flooded; Everyone stays at home."
    assert join(["Một. ", "Hai."], ["One.", "The second."]) == "One. The second."
    assert join(["Một, ", "hai."], ["", "Two."]) == "Two."
    assert join(["Thôi... ", "đi."], ["Well...", "Go."]) == "Well... Go."
