from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mt.evaluate.cutting import part

SOURCE = "Nếu đàm phán đổ vỡ, mọi phương án đều được đặt lên bàn, một quan chức giấu tên nói."
ENGLISH = "If the talks collapse, all options are on the table, said an official who asked not to be named."


def piece(text: str, source: str = SOURCE, english: str = ENGLISH) -> str:
    start = source.index(text)
    first, last = part(source, start, start + len(text), english)
    return english[first:last]


def test_a_comma_for_a_comma() -> None:
    assert piece("Nếu đàm phán đổ vỡ") == "If the talks collapse,"
    assert piece("mọi phương án đều được đặt lên bàn,") == "all options are on the table,"
    assert piece("một quan chức giấu tên nói.") == "said an official who asked not to be named."


def test_the_whole_is_the_whole() -> None:
    assert piece(SOURCE) == ENGLISH
    assert piece(SOURCE[:-1]) == ENGLISH


def test_numbers_on_both_sides_bend_the_proportion() -> None:
    source = "Rất nhiều người đã chết và 14 nhà bị ngập sau một đêm mưa lớn ở xã"
    english = (
        "Very many died and 14 houses stood under water after a single night of heavy rain in the commune"
    )
    first, last = part(source, source.index("14"), len(source), english)
    assert english[first:last].startswith("14")


@given(st.text("ab ,.1É", max_size=40), st.text("xy ,.1É", max_size=40), st.data())
def test_a_part_lies_inside_and_between_words(source: str, english: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    first, last = part(source, start, end, english)
    assert 0 <= first <= max(last, first) <= len(english)
    assert last >= first or not english.strip()
    text = english[first:last]
    assert text == text.strip()
    assert first == 0 or english[first - 1].isspace() or not text
    assert last == len(english) or english[last : last + 1].isspace() or not text


@given(st.integers(1, 9))
def test_parts_of_equal_texts_are_equal(word: int) -> None:
    # Words of the same length: the proportion is exact, so the part of a text in itself is the part.
    text = " ".join(f"word{number}" for number in range(10))
    end = text.index(f"word{word}") - 1
    assert part(text, 0, end, text) == (0, end)
