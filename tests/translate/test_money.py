"""Amounts in đồng: masked and written out, and found where a translation leaves the currency out."""

from __future__ import annotations

from pathlib import Path

import pytest

import mt
from mt.translate.check import check
from mt.translate.guard import prepare, restore
from mt.translate.money import find, lost, written
from mt.values import Model

COPIES_MASKS = Model("test", Path(), "marian", mask="⟦{}⟧")


@pytest.mark.parametrize(
    ("amount", "english"),
    [
        ("45 tỷ đồng", "VND45 billion"),
        ("6,83 nghìn tỷ đồng", "VND6.83 trillion"),
        ("1.234,5 tỉ đồng", "VND1,234.5 billion"),
        ("1.500.000 đồng", "VND1,500,000"),
        ("50 nghìn đồng", "VND50,000"),
        ("1,5 ngàn đồng", "VND1,500"),
        ("50.000đ", "VND50,000"),
        ("500 đồng", "VND500"),
        ("15.000.000 VNĐ", "VND15,000,000"),
        ("200 triệu đồng Việt Nam", "VND200 million"),
        ("20 NGHÌN TỶ ĐỒNG", "VND20 trillion"),
        ("2 tỷ 300 triệu đồng", "VND2.3 billion"),
        ("1-3 triệu đồng", "VND1-3 million"),
        ("100 - 180 triệu đồng", "VND100-180 million"),
        ("5 đến 9 triệu đồng", "VND5 to 9 million"),
        ("5 triệu đến 9 triệu đồng", "VND5 to 9 million"),
        ("500 nghìn đến 1 triệu đồng", "VND500,000 to 1 million"),
        ("100.000-200.000 đồng", "VND100,000-200,000"),
    ],
)
def test_amounts_are_written_out(amount: str, english: str) -> None:
    assert written(amount) == english
    text = f"Tổng số là {amount}, theo báo cáo."
    assert [item.text for item in find(text)] == [amount]
    assert lost(text, "The total is 45 billion, says the report.")
    assert not lost(text, f"The total is {english}, says the report.")
    assert not check(text, f"The sum total is {english} now, says the report.")


@pytest.mark.parametrize(
    "text",
    [
        "Anh ấy còn 3 đồng.",  # coins, fields
        "Hơn 2 triệu đồng bào đã về.",  # compatriots
        "Cửa hàng bán 3.000 đồng hồ.",  # clocks
        "Năm 2020 đồng loạt khởi công.",  # the end of a year
        "Năm 2000 Đồng Nai có gì?",  # a province
        "NĂM 2000 ĐỒNG NAI CÓ GÌ?",
        "Giá 1.000 đồng euro.",  # another currency
        "Giá 1.000 đô la.",
        "Khoảng 1 triệu 200 đồng.",  # 1.2 million to some
        "Khoảng 1,500 tỷ đồng.",  # a point or a comma?
        "Khoảng 10 tỷ 5 tỷ đồng.",
        "Khoảng 1 tỷ 50 triệu 300 nghìn đồng.",
        "Khoảng 2 tỷ 3000 triệu đồng.",
        "Mục 1.2.3 đồng thời.",
    ],
)
def test_what_is_no_sum_for_certain_is_left_alone(text: str) -> None:
    assert find(text) == []
    assert lost(text, "Something else.") == []


def test_a_sum_is_masked_and_comes_back_written_out() -> None:
    text = "Thiệt hại khoảng 45 tỷ đồng trong ngày 3/1, tăng 12 %."
    guarded = prepare(text, COPIES_MASKS)
    assert guarded.text == "Thiệt hại khoảng ⟦1⟧ trong ngày ⟦2⟧, tăng ⟦3⟧ %."
    english = restore(guarded, "Damage of about ⟦1⟧ on ⟦2⟧, up ⟦3⟧ %.")
    assert english == "Damage of about VND45 billion on January 3, up 12 %."
    assert not check(text, english)


def test_a_lost_currency_is_a_finding() -> None:
    text = "Thiệt hại khoảng 45,5 tỷ đồng."
    assert [str(flag.detail) for flag in check(text, "Damage of about 45.5 billion.")] == [
        "45.5 tỷ đồng is missing"
    ]
    # The number's own loss is said once.
    assert [flag.detail for flag in check(text, "Damage of about billions of it.")] == ["45.5 is missing"]


def test_the_bundled_model_keeps_the_currency() -> None:
    text = "Doanh thu đạt 6,83 nghìn tỷ đồng. Giá vé là 50.000 đồng mỗi người."
    first, second = mt.load("bundled", threads=1).sentences(text)
    assert ("VND6.83 trillion" in first.target, "VND50,000" in second.target) == (True, True)
    assert first.flags == second.flags == ()
