from __future__ import annotations

import pytest

from mt.evaluate import numbers
from tests.evaluate.samples import flores


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,234.5 and 1.5 million", [1234.5, 1.5e6]),
        ("twenty-five ships, one hundred and five men", [25, 105]),
        ("two hundred thousand; three thousand four hundred", [2e5, 3400]),
        ("on 3/1/2020 at 9:30", [3, 1, 2020, 9, 30]),
        ("0230 hours, version 4.2.1", [2, 30, 4, 2, 1]),
        ("at 7.30 p.m.", [7, 30]),
        ("1,200 m2 of CO2", [1200]),
        ("five six", [5, 6]),
    ],
)
def test_numbers_are_read_by_value(text: str, values: list[float]) -> None:
    assert [number.value for number in numbers.find(text)] == values


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("12 ships", "twelve ships"),
        ("1,500,000 people", "1.5 million people"),
        ("2,000 years", "two thousand years"),
        ("at 9 p.m.", "at 21:00"),
        ("January 3", "3/1"),
        ("1995-96", "1995-1996"),
        ("World War 2", "World War II"),
        ("four million to five million euros", "four- to five-million euros"),
        ("25 percent", "a quarter"),
        ("24 hours", "a day"),
        ("1.5 km", "one and a half km"),
        ("7.30 p.m.", "19:30"),
        ("thousands and thousands", "many"),
        ("1,200 m2", "1,200 square metres"),
    ],
)
def test_the_same_number_in_another_dress_is_not_missing(wanted: str, given: str) -> None:
    assert numbers.missing(wanted, given) == []


@pytest.mark.parametrize(
    ("wanted", "given", "lost"),
    [
        ("12 ships", "a dozen? no, 13 ships", []),
        ("13 ships", "12 ships", ["13"]),
        ("1,500 people", "1.500 people", ["1,500"]),
        ("1.5 million", "1.5 billion", ["1.5 million"]),
        ("fourteen men", "forty men", ["fourteen"]),
        ("in 1998 and 1999", "in 1998", ["1999"]),
    ],
)
def test_a_number_that_changed_is_missing(wanted: str, given: str, lost: list[str]) -> None:
    assert numbers.missing(wanted, given) == lost


def test_no_number_is_missing_from_the_very_text() -> None:
    _, references, answers = flores("google")
    for text in references + answers:
        assert numbers.missing(text, text) == []
