"""Number notation, against pairs that a person wrote down by hand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt.translate.numbers import to_english

CONVERTED = [
    ("Giá 1.500.000 đồng", "Giá 1,500,000 đồng"),
    ("tăng 2,5 lần", "tăng 2.5 lần"),
    ("1.234,5 mét", "1,234.5 mét"),
    ("khoảng 1.500 người.", "khoảng 1,500 người."),
    ("12.345 ca", "12,345 ca"),
    ("0,5%", "0.5%"),
    ("($20.000 hay €14.600)", "($20,000 hay €14,600)"),
    ("18.000-20.000 vé", "18,000-20,000 vé"),
    ("20.000đ/suất", "20,000đ/suất"),
    ("1,500 triệu đồng và 3,485 tỷ", "1.500 triệu đồng và 3.485 tỷ"),
    ("12,345%", "12.345%"),
    ("USD1.500", "USD1,500"),
    ("bụi PM2,5", "bụi PM2.5"),
    ("cao 1.831m, nặng 1,5kg.", "cao 1,831m, nặng 1.5kg."),
    ("tháng 1,5% mỗi năm", "tháng 1.5% mỗi năm"),
    ("1.200.000.000 đồng", "1,200,000,000 đồng"),
    ("3,14159", "3.14159"),
    ("-2,5 độ và +3,5 độ", "-2.5 độ và +3.5 độ"),
]

UNCHANGED = [
    "ngày 12.3.2020 và 3/1, 23-3",
    "máy chủ 192.168.1.1 và 10.100.200.100",
    "phiên bản 1.2.3, 4.10.0.186, Python 3.11",
    "phiên bản 1.500",
    "mục 2.1.3",
    "lúc 8h30 và 8:30,5",
    "https://vidu.vn/gia/1.500?x=2,5 và a1.500@vidu.vn",
    "số pi là 3.14 và 0.500",
    "quận 1,3 và tháng 7,8",
    "1,500 người",
    "English 1,500,000 and 1.234",
    "gọi 0903.123.456 hoặc 0243.9387320 hoặc 1900.1234",
    "mã A1.500 và x_{1,2}",
    "`x = 1,5` và $y = 2,5$",
    "thua 6-4,7-5",
    "tháng 1,2020",
    "1,2,3",
    "",
]


@pytest.mark.parametrize(("source", "expected"), CONVERTED)
def test_to_english_converts(source: str, expected: str) -> None:
    assert to_english(source) == expected


@pytest.mark.parametrize("source", UNCHANGED)
def test_to_english_leaves(source: str) -> None:
    assert to_english(source) == source


@given(st.text(alphabet="0123456789.,- $`%aà\n", max_size=60))
def test_to_english_changes_only_points_and_commas(text: str) -> None:
    once = to_english(text)
    assert once.translate({ord("."): ","}) == text.translate({ord("."): ","})


@pytest.mark.parametrize(
    "text", ["1.500" * 50_000, "1" * 250_000, "$a" * 120_000, "1,5 " * 25_000, "`1,5" * 9]
)
def test_to_english_is_linear(text: str) -> None:
    started = time.process_time()
    to_english(text)
    assert time.process_time() - started < 3
