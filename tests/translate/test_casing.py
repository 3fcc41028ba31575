"""Case of headlines, against what an editor would write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt.translate.casing import Case, detect, from_sentence, to_sentence


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("THỦ TƯỚNG HỌP BÁO TẠI HÀ NỘI", Case.UPPER),
        ("CÔNG TY TNHH ABC", Case.UPPER),
        ("CẢNH BÁO", Case.UPPER),
        ("Ừ.", Case.SENTENCE),
        ("NATO", Case.SENTENCE),
        ("WTO, NATO", Case.SENTENCE),
        ("Thủ Tướng Họp Báo Về Dịch Bệnh Tại Hà Nội", Case.TITLE),
        ("Nguyễn Văn An", Case.SENTENCE),
        ("Bà Nguyễn Thị Minh Khai", Case.SENTENCE),
        ("Thủ tướng họp báo tại Hà Nội.", Case.SENTENCE),
        ("123", Case.SENTENCE),
        ("", Case.SENTENCE),
    ],
)
def test_detect(text: str, case: Case) -> None:
    assert detect(text) is case


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("THỦ TƯỚNG HỌP BÁO TẠI HÀ NỘI", "Thủ tướng họp báo tại Hà Nội"),
        ("NATO VÀ WTO HỌP Ở TP.HCM", "NATO và WTO họp ở TP.HCM"),
        ("TỔNG THỐNG TRUMP ĐẾN VIỆT NAM", "Tổng thống Trump đến Việt Nam"),
        (
            "Ông Nguyễn Văn An Được Bầu Làm Chủ Tịch Tại Đà Nẵng",
            "Ông Nguyễn Văn An được bầu làm chủ tịch tại Đà Nẵng",
        ),
    ],
)
def test_to_sentence(text: str, expected: str) -> None:
    assert to_sentence(text, detect(text)) == expected


def test_from_sentence() -> None:
    assert from_sentence("Prime minister meets the press", Case.UPPER) == "PRIME MINISTER MEETS THE PRESS"
    assert (
        from_sentence("Prime minister meets the press in Hue", Case.TITLE)
        == "Prime Minister Meets the Press in Hue"
    )
    assert from_sentence("See {name} now", Case.UPPER, [(4, 10)]) == "SEE {name} NOW"
    assert from_sentence("Don't", Case.SENTENCE) == "Don't"


@given(st.text(max_size=40))
def test_sentence_case_keeps_length_and_letters(text: str) -> None:
    for case in Case:
        changed = to_sentence(text, case)
        assert len(changed) == len(text)
        assert (
            changed.casefold() == text.casefold()
            or changed.lower() == text.lower()
            or "ı" in text
            or "İ" in text
        )
