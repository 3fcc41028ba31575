"""Abbreviations of Vietnamese newspapers, read in words."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from mt.translate.abbreviations import TABLE, expanded
from mt.translate.guard import prepare
from mt.translate.vietnamese import vietnamese_names
from mt.values import Model

MASKS = Model("masks", Path(), "marian", mask="⟦{}⟧")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CSGT dừng xe.", "Cảnh sát giao thông dừng xe."),
        ("Theo CSGT, vụ TNGT do mưa.", "Theo cảnh sát giao thông, vụ tai nạn giao thông do mưa."),
        ("CSGT HÀ NỘI RA QUÂN", "CẢNH SÁT GIAO THÔNG HÀ NỘI RA QUÂN"),
        ("Bộ GD&ĐT và Sở LĐ-TB&XH.", "Bộ Giáo dục và Đào tạo và Sở Lao động, Thương binh và Xã hội."),
        (
            "GS.TS Lê An, PGS. TS. Hà, TS. Vũ, ThS.BS Lê Bình",
            "Giáo sư Lê An, phó giáo sư Hà, tiến sĩ Vũ, bác sĩ Lê Bình",
        ),
        ("Trên QL1A và TL 43, ở HTX.", "Trên quốc lộ 1A và tỉnh lộ 43, ở hợp tác xã."),
        ("Đường dây nóng mở 24/24.", "Đường dây nóng mở 24 giờ mỗi ngày."),
        ("Đại hội lần thứ XIII, khóa X.", "Đại hội lần thứ 13, khóa X."),
        ("Vàng 68 triệu đồng/lượng.", "Vàng 68 triệu đồng mỗi lượng."),
        # Behind its words, in codes, in other words, and what has many meanings.
        ("Cảnh sát giao thông (CSGT) dừng xe.", "Cảnh sát giao thông (CSGT) dừng xe."),
        ("Nghị định 100/2019/NĐ-CP, số 12/TAND-HS.", "Nghị định 100/2019/NĐ-CP, số 12/TAND-HS."),
        ("#CSGT @BHXH www.BHYT.vn BHXHX", "#CSGT @BHXH www.BHYT.vn BHXHX"),
        ("BTC, HS, UBND, TP.HCM, NATO, TS", "BTC, HS, UBND, TP.HCM, NATO, TS"),
        (
            '{TAND} `CSGT` <b title="CSGT"> https://a.vn/BHXH',
            '{TAND} `CSGT` <b title="CSGT"> https://a.vn/BHXH',
        ),
        ("Virus HCV, tàu KTX, Philips BV, ống DN 100", "Virus HCV, tàu KTX, Philips BV, ống DN 100"),
        ("CSGT, TNGT, BHXH.", "Cảnh sát giao thông, tai nạn giao thông, bảo hiểm xã hội."),
        ("ThS Hoàng ở Tp.HCM", "Thạc sĩ Hoàng ở TP.HCM"),
        ("LS Group, GS E&C, Lexus GS F, các GS ở đó", "LS Group, GS E&C, Lexus GS F, các GS ở đó"),
        ("Lan ra 24/24 quận, đạt 24/24 điểm, lần thứ i", "Lan ra 24/24 quận, đạt 24/24 điểm, lần thứ i"),
        (
            "Xe BKS 51A-1, ở KTX, các DN, BV Chợ Rẫy",
            "Xe biển kiểm soát 51A-1, ở ký túc xá, các doanh nghiệp, bệnh viện Chợ Rẫy",
        ),
        ("Trường ĐH Bách khoa, ĐH lần thứ II của Đảng", "Trường đại học Bách khoa, ĐH lần thứ 2 của Đảng"),
        (
            "Tàu QNg 90617 TS Bình Minh, luận án TS đã xong.",
            "Tàu QNg 90617 TS Bình Minh, luận án TS đã xong.",
        ),
        ("Ngày 24/2, tỷ lệ 1/24.", "Ngày 24/2, tỷ lệ 1/24."),
        ("", ""),
    ],
)
def test_words_stand_for_abbreviations(text: str, words: str) -> None:
    assert expanded(text) == words


def test_the_table_is_in_order() -> None:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    shorts = [line.partition(": ")[0] for line in lines]
    assert len(shorts) == len(set(shorts)) > 150
    for line in lines:
        short, colon, words = line.partition(": ")
        assert colon and short == short.strip() and words == words.strip()
        assert len(words.split()) >= 2
        assert expanded(words) == words, "nothing is left to be expanded"


def test_a_model_of_our_own_reads_the_words() -> None:
    text = "HĐXX tuyên án lúc 17h, theo TTXVN."
    assert prepare(text, MASKS).text == "Hội đồng xét xử tuyên án lúc ⟦1⟧, theo Thông tấn xã Việt Nam."
    assert prepare(text, replace(MASKS, mask="")).text == text


def test_streets_and_communes_are_names() -> None:
    text = "Ở đường Lê Lợi, phường Bến Nghé, và xã Vĩnh Lộc A, huyện Bình Chánh."
    assert [item.text for item in vietnamese_names(text)] == ["Lê Lợi", "Bến Nghé", "Vĩnh Lộc", "Bình Chánh"]
    assert vietnamese_names("Trên đường phố Hà Nội, theo Thông tấn xã Việt Nam.") == []
    for text in (
        "Huyện Phong Thuận ở Quảng Đông, Trung Quốc.",
        "Cộng Hòa Xã Hội Chủ Nghĩa Việt Nam",
        "Trên phố Đi Bộ, đường Sắt Việt Nam, con đường Tơ Lụa.",
    ):
        assert vietnamese_names(text) == []
    text = "Đường Lê Lợi Phường Bến Nghé; xã Nguyễn Văn Linh, đường Cao Tốc"
    assert [item.text for item in vietnamese_names(text)] == ["Lê Lợi", "Nguyễn Văn Linh"]
    text = "ÔNG TRẦN VĂN HÒA LÀM GIÁM ĐỐC, NGUYỄN THỊ THU HÀ, VÕ CỔ TRUYỀN"
    assert [item.text for item in vietnamese_names(text)] == ["TRẦN VĂN HÒA", "NGUYỄN THỊ THU HÀ"]


def test_ten_times_the_text_takes_no_more_than_twenty_times_as_long() -> None:
    def seconds(text: str) -> float:
        began = time.process_time()
        expanded(text)
        return time.process_time() - began

    for piece in ("ở CSGT ", "CSGT ", "A", "GS.TS ", "QL", "CA "):
        short, long = (seconds(piece * (size // len(piece))) for size in (30_000, 300_000))
        assert long < 20 * max(0.05, short), piece
