"""Hours above twelve have neither a.m. nor p.m."""

from __future__ import annotations

import pytest

from mt.translate.check import check
from mt.translate.clock import has_hour, twelve
from mt.values import Flag, FlagKind


def test_what_the_source_has_as_19h_is_written_right() -> None:
    assert twelve("It begins at 19 p.m.", "Bắt đầu lúc 19h.") == "It begins at 7 p.m."
    assert twelve("at 18:30 p.m. and 20pm", "lúc 18h30 và 20 giờ") == "at 6:30 p.m. and 8 p.m."
    assert twelve("at 20 p.m.", "lúc 22h") == "at 20 p.m."  # which of them is wrong cannot be said


def test_an_hour_that_is_none_is_a_finding() -> None:
    (flag,) = check("Mở cửa đến 22h.", "Open until 10 p.m. or 20 p.m.")
    assert flag == Flag(FlagKind.NUMBER, "20 p.m. is extra")
    assert check("Lúc 1 giờ 15 phút sáng", "At 1: 15 a.m.") == ()


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("at 6 p.m.", True), ("6:00", True), ("from 6 to 8 p.m.", True), ("six in the evening", True),
        ("at 6.30 p.m.", True), ("6.30 people", False),
        ("6 people", False), ("16 p.m.", False), ("chapter six", False),
    ],
)  # fmt: skip
def test_an_hour_is_one_of_the_clock(text: str, there: bool) -> None:
    assert has_hour(text, 6) is there
