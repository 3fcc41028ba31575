"""Vietnamese names: what the guard copies, what it leaves to the model; plain forms as maps spell them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mt.translate.check import check
from mt.translate.guard import prepare, restore
from mt.translate.vietnamese import PLACES, plain, vietnamese_names
from mt.values import Model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ông Trần Văn Hòa ở Đà Nẵng gặp bà Nguyễn Thị Minh Khai.",
            ["Trần Văn Hòa", "Đà Nẵng", "Nguyễn Thị Minh Khai"],
        ),
        ("Hồ Chí Minh sinh ở Nghệ An.", ["Hồ Chí Minh", "Nghệ An"]),
        ("Hồ Gươm, Hoàng đế Quang Trung, bộ trưởng Nguyễn Chí Dũng đã nói.", ["Nguyễn Chí Dũng"]),
        ("Đảo quốc ở Nam Thái Bình Dương; thời Đặng Tiểu Bình.", []),
        ("Giải Nobel Hòa Bình, Vũ Trụ Điện Ảnh, Hoàng Gia Anh, Đoàn Thanh Niên Cộng Sản.", []),
        ("Vũ Hán, Hồ Bắc và Hoàng Sa.", []),
        ("Vụ việc ở Đà Nẵngg.", []),
    ],
)
def test_only_what_is_surely_a_name(text: str, expected: list[str]) -> None:
    found = vietnamese_names(text)
    assert [item.text for item in found] == expected
    assert all(text[item.start : item.end] == item.text for item in found)


def test_plain_names_are_plain() -> None:
    assert [plain(n) for n in ("Đà Nẵng", "Thừa Thiên Huế", "Đắk Lắk", "Quy Nhơn")] == [
        "Da Nang",
        "Thua Thien Hue",
        "Dak Lak",
        "Quy Nhon",
    ]
    assert all(plain(name).isascii() and len(plain(name)) == len(name) for name in PLACES)


def test_the_guard_gives_them_back_as_english_writes_them() -> None:
    source = "Ông Trần Văn Hòa, 67 tuổi, sống ở Đà Nẵng."
    guarded = prepare(source, Model("m", Path(), "marian", mask="⟦{}⟧"))
    assert guarded.text == "Ông ⟦1⟧, ⟦2⟧ tuổi, sống ở ⟦3⟧."
    english = restore(guarded, "Mr. ⟦1⟧, ⟦2⟧, lives in ⟦3⟧.")
    assert english == "Mr. Tran Van Hoa, 67, lives in Da Nang."
    assert check(source, english) == ()


def test_a_line_that_is_nothing_but_names_needs_no_model() -> None:
    model = Model("m", Path(), "marian", mask="⟦{}⟧")
    for source, english in (
        ("Nguyễn Văn An", "Nguyen Van An"),
        ("- Đà Nẵng, 14/10/2024.", "- Da Nang, October 14, 2024."),
    ):
        guarded = prepare(source, model)
        assert guarded.passthrough
        assert restore(guarded, "") == english
        assert check(source, english) == ()
