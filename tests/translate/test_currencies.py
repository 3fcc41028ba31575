"""Sums in foreign currencies whose currency a translation leaves out or exchanges."""

from __future__ import annotations

import pytest

from mt.translate.check import check
from mt.translate.currencies import lost


@pytest.mark.parametrize(
    ("source", "right", "wrong", "amount"),
    [
        ("Họ chi 2,5 tỷ USD.", "They spend $2.5 billion.", "They spend 2.5 billion.", "2.5 tỷ USD"),
        ("Giá 40 triệu đô.", "It costs 40 million dollars.", "It costs £40 million.", "40 triệu đô"),
        ("Vé giá 15 đô la Mỹ.", "Tickets cost US$15.", "Tickets cost 15.", "15 đô la"),
        ("Vé giá 15$.", "Tickets cost $15.", "Tickets cost 15.", "15$"),
        ("Vé giá 20 $ một người.", "Tickets cost $20 each.", "Tickets cost 20 each.", "20 $"),
        ("Họ trả 500 euro.", "They pay 500 euros.", "Europeans pay 500.", "500 euro"),
        ("Họ trả 900 franc.", "They pay 900 francs.", "France pays 900.", "900 franc"),
        ("Vé giá $15.", "Tickets cost 15 USD.", "Tickets cost 15.", "$15"),
        ("Họ trả 1.500 euro.", "They pay €1,500.", "They pay $1,500.", "1,500 euro"),
        ("Giá 2 triệu đồng euro.", "It costs 2 million euros.", "It costs 2 million.", "2 triệu đồng euro"),
        ("Quỹ có 300 bảng Anh.", "The fund has £300.", "The fund has 300 pence.", "300 bảng Anh"),
        ("Quỹ có 3 triệu bảng.", "The fund has 3 million pounds.", "It has 3 million.", "3 triệu bảng"),
        ("Lỗ 6,6 tỷ yên.", "A loss of 6.6 billion yen.", "A loss of $6.6 billion.", "6.6 tỷ yên"),
        ("Cô ấy được 50 triệu won.", "She got 50 million won.", "She won 50 million.", "50 triệu won"),
        (
            "Chi 166 triệu nhân dân tệ.",
            "It cost 166 million yuan.",
            "It cost 166 million.",
            "166 triệu nhân dân tệ",
        ),
        ("Món này 80 baht.", "This dish is 80 baht.", "This dish is 80.", "80 baht"),
        ("Phạt 300 rúp.", "A fine of 300 rubles.", "A fine of 300.", "300 rúp"),
        ("Phạt 9.000 rúp.", "A fine of 9,000 roubles.", "A fine of 9,000.", "9,000 rúp"),
    ],
)
def test_a_currency_that_is_left_out_is_found(source: str, right: str, wrong: str, amount: str) -> None:
    assert lost(source, right) == []
    assert lost(source, wrong) == [amount]
    assert f"{amount} is missing" in [flag.detail for flag in check(source, wrong)]


@pytest.mark.parametrize(
    "source",
    [
        "Phòng có 3 bảng và 2 yên ngựa.",  # boards, saddles
        "Có 35 đô thị loại ba.",  # towns
        "Hơn 2 triệu đô thị trên thế giới.",
        "Kích thước là $7 \\times 8$.",  # a formula
        "Ta gán $0$ cho biến này.",
        "Chỉ số tăng 12 phần trăm.",
        "Đồng euro lên giá.",  # no figure
        "Anh ấy đã won giải 3 lần.",
    ],
)
def test_what_is_no_sum_is_not_missed(source: str) -> None:
    assert lost(source, "Something else.") == []


def test_two_currencies_are_two_findings() -> None:
    source = "Hợp đồng trị giá 280 triệu euro (418 triệu USD)."
    assert lost(source, "The contract is worth 280 million (418 million).") == [
        "418 triệu USD",
        "280 triệu euro",
    ]
    assert lost(source, "The contract is worth €280 million (418 million).") == ["418 triệu USD"]
    assert lost(source, "The contract is worth €280 million ($418 million).") == []
