"""Amounts in đồng: masked and written out, and found where a translation leaves the currency out."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import mt
from mt.translate.check import check
from mt.translate.guard import prepare, restore
from mt.translate.money import find, invented, lost, written
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
        ("5 đến 9 triệu đồng", "VND5 million to VND9 million"),
        ("5 triệu đến 9 triệu đồng", "VND5 million to VND9 million"),
        ("500 nghìn đến 1 triệu đồng", "VND500,000 to VND1 million"),
        ("100.000-200.000 đồng", "VND100,000-200,000"),
        ("900 triệu - 1,2 tỷ đồng", "VND900 million-1.2 billion"),
        ("1,500,000 đồng", "VND1,500,000"),
        ("100.000 vnd", "VND100,000"),
        ("45\u00a0tỷ đồng", "VND45 billion"),
        ("2000 đồng", "VND2,000"),
    ],
)
def test_amounts_are_written_out(amount: str, english: str) -> None:
    assert written(amount) == english
    text = f"Tổng số khoảng {amount}, theo báo cáo."
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
        "Mục 1.2.3 đồng thời.",
        "Chị ấy thi TOEIC được 900đ.",  # points
        "Theo khoản 200 đ Điều 5.",  # a letter
        "Tối đa 21 triệu đồng Bitcoin.",
        "Hơn 1,6 triệu đồng tính nam.",
        "Có 1.000 đồng tiền vàng.",
        "Năm 2000 đồng bằng ngập.",
        "Đến năm 2000 đồng Việt Nam mất giá.",
    ],
)
def test_what_is_no_sum_for_certain_is_left_alone(text: str) -> None:
    assert find(text) == []
    assert not lost(text, "Something else.")


@pytest.mark.parametrize(
    "text",
    [
        "Khoảng 1 triệu 200 đồng.",  # 1.2 million to some
        "Khoảng 1,500 tỷ đồng.",  # a point or a comma?
        "Khoảng 10 tỷ 5 tỷ đồng.",
        "Khoảng 1 tỷ 50 triệu 300 nghìn đồng.",
        "Khoảng 2 tỷ 3000 triệu đồng.",
        "Căn nhà có giá 800 - 1,2 tỷ đồng.",  # 800 million, or more than the house
        "Khoảng 5 nghìn đến 10 nghìn tỷ đồng.",
        "Khoảng 30-20 triệu đồng.",
        "Khoảng 123456789012345678901234567890123456 nghìn đồng.",
        "Kiếm 3, 4 triệu đồng.",  # 3 million as well
    ],
)
def test_a_sum_whose_figure_is_not_certain_is_not_written_out(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("iPhone 13 - 20 triệu đồng", "20 triệu đồng"),
        ("Giải nhất 2019 - 500 triệu đồng", "500 triệu đồng"),
        ("Từ năm 2018 đến 45 tỷ đồng", "45 tỷ đồng"),
        ("Giá 1,2 - 1,5 tỷ đồng", "1,2 - 1,5 tỷ đồng"),
        ("Giá 50.000 đồng/kg", "50.000 đồng"),
    ],
)
def test_what_stands_before_a_sum_is_not_taken_in(text: str, amount: str) -> None:
    assert [item.text for item in find(text)] == [amount]


@pytest.mark.parametrize(
    ("target", "named"),
    [
        ("The damage is 45 billion.", False),
        ("In Lam Dong and Dong Nai the damage is 45 billion.", False),
        ("The damage is $45 billion.", False),
        ("The damage is 45 billion dong.", True),
        ("The damage is 45 billion Vietnamese Dong.", True),
        ("The damage is 45 billion đ.", True),
        ("The damage is 45bn VND.", True),
        ("The damage is ₫45bn.", True),
        ("The damage is 45,000,000,000đ.", True),
    ],
)
def test_the_currency_may_be_named_in_any_way(target: str, named: bool) -> None:
    assert lost("Thiệt hại là 45 tỷ đồng.", target) == ("" if named else "45 tỷ đồng")


@pytest.mark.parametrize(
    ("source", "target", "amount"),
    [
        ("Học sinh nộp 250.000 đồng bảo hiểm y tế.", "Students pay 250,000 for insurance.", "250,000 đồng"),
        ("Lợi nhuận là -3.200.000 đồng.", "The profit is -3,200,000.", "3,200,000 đồng"),
        ("Giá 50000đ một bát.", "It is 50,000 a bowl.", "50000đ"),
        ("Khoảng 1,234 tỷ đồng.", "About 1.234 billion.", "1.234 tỷ đồng"),
        ("Anh kiếm ba triệu đồng mỗi ngày.", "He earns three million a day.", "ba triệu đồng"),
        ("Hàng nghìn tỷ đồng đã chi.", "Thousands of billions were spent.", "Hàng nghìn tỷ đồng"),
        ("Hơn ba triệu đồng bào.", "More than three million compatriots.", ""),
    ],
)
def test_a_sum_whose_figure_is_not_masked_needs_its_currency(source: str, target: str, amount: str) -> None:
    assert lost(source, target) == amount
    assert not lost(source, f"{target} VND.")


@pytest.mark.parametrize(
    ("source", "target", "wrong"),
    [
        ("Mất 5.000 USD (khoảng 125 triệu đồng).", "$5,000 (about $000 VND125 million) lost.", ["$000"]),
        ("Mất 6.000 USD (khoảng 150 triệu đồng).", "$6,000 (about $40 VND150 million) lost.", ["$40"]),
        ("Mất 1.200 USD (khoảng 30 triệu đồng).", "$1,200 (about US$VND30 million) lost.", ["US$"]),
        ("Giá 45 tỷ đồng, lãi 3 tỷ đồng.", "It is VND45 billion, the profit $3 billion.", ["$3"]),
        ("Giá 15 tỷ đồng tiền số.", "It is 15 billion dollars.", ["15 billion dollars"]),
        ("Mất 5.000 đô la (khoảng 125 triệu đồng).", "$5,000 (about VND125 million) lost.", []),
        ("Giá 4,5 triệu USD.", "It is $4.5 million.", []),
        ("Giá hai mươi đô.", "It is $20.", []),
        ("Dùng biến $HOME.", "Use the variable $HOME.", []),
    ],
)
def test_dollars_that_the_source_has_not(source: str, target: str, wrong: list[str]) -> None:
    assert invented(source, target) == wrong


@pytest.mark.parametrize("text", ["1.000 " * 5000, "1-" * 8000, "1 tỷ " * 6000, "9" * 30000, "1," * 15000])
def test_finding_is_linear(text: str) -> None:
    began = time.process_time()
    find(text)
    once = time.process_time() - began
    find(text * 8)
    assert time.process_time() - began - once < 30 * once + 0.2


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
    assert [flag.detail for flag in check(text, "Damage of about billions of it.")] == ["45.5 tỷ is missing"]


def test_the_bundled_model_keeps_the_currency() -> None:
    text = "Doanh thu đạt 6,83 nghìn tỷ đồng. Giá vé là 50.000 đồng mỗi người."
    first, second = mt.load("bundled", threads=1).sentences(text)
    assert ("VND6.83 trillion" in first.target, "VND50,000" in second.target) == (True, True)
    assert first.flags == second.flags == ()


def test_what_spares_most_sentences_the_search_spares_none_that_has_a_sum() -> None:
    for amount in (
        "5 triệu đ",
        "50.000đ",
        "5 TRIỆU ĐỒNG",
        "20 triệu vnđ",
        "7 tỷ VND",
        "900₫",
        "ba triệu đồng",
    ):
        assert lost(f"Giá {amount}.", "The price is high."), amount
