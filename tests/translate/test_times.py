"""Times of day, as Vietnamese news counts them and English says them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mt.translate.check import check
from mt.translate.guard import prepare, restore
from mt.translate.times import find, spelt
from mt.values import Model

MASKS = Model("masks", Path(), "marian", mask="⟦{}⟧")
PLAIN = replace(MASKS, mask="")


@pytest.mark.parametrize(
    "text, times",
    [
        ("Mở cửa từ 10h đến 22h hằng ngày.", {"10h": "10 a.m.", "22h": "10 p.m."}),
        ("Mở cửa từ 8h30 đến 17h.", {"8h30": "8:30 a.m.", "17h": "5 p.m."}),
        (
            "Giờ làm việc: 7h-11h và 13h - 17h",
            {"7h": "7 a.m.", "11h": "11 a.m.", "13h": "1 p.m.", "17h": "5 p.m."},
        ),
        ("Tàu chạy lúc 0h15, đến lúc 12h5.", {"0h15": "12:15 a.m.", "12h5": "12:05 p.m."}),
        ("Họp lúc 14 giờ 30 phút.", {"14 giờ 30 phút": "2:30 p.m."}),
        (
            "Lên sóng lúc 20h05, 21h và 22h hôm nay.",
            {"20h05": "8:05 p.m.", "21h": "9 p.m.", "22h": "10 p.m."},
        ),
        ("Đúng 0h, pháo hoa nổ.", {"0h": "midnight"}),
        ("Giá mới áp dụng từ 0h.", {"0h": "midnight"}),
        ("Họp lúc 12h trưa.", {"12h trưa": "noon"}),
        ("Về lúc 12h đêm.", {"12h đêm": "midnight"}),
        (
            "Ngủ lúc 2h đêm, 11h đêm, 1h trưa.",
            {"2h đêm": "2 a.m.", "11h đêm": "11 p.m.", "1h trưa": "1 p.m."},
        ),
        ("Học từ 8g30 sáng.", {"8g30 sáng": "8:30 a.m."}),
        ("Im lặng lúc 8 giờ 46 phút sáng.", {"8 giờ 46 phút sáng": "8:46 a.m."}),
        ("Đá lúc 19h ngày 15/8.", {"19h ngày 15/8": "7 p.m. on August 15"}),
        ("Tàu đi lúc 7h sáng 5/8/2023.", {"7h sáng 5/8/2023": "7 a.m. on August 5, 2023"}),
        ("Khoảng 2h ngày 15/8, anh về.", {"2h ngày 15/8": "2 a.m. on August 15"}),
        ("Gần 19h ngày 4-5, xe lao xuống.", {"19h ngày 4-5": "7 p.m. on May 4"}),
        ("Từ 6h ngày 3 tháng 5 năm 2020.", {"6h ngày 3 tháng 5 năm 2020": "6 a.m. on May 3, 2020"}),
        ("Hơn 17h cùng ngày, anh về.", {"17h": "5 p.m."}),
        ("Đến 11h, mưa dứt.", {"11h": "11:00"}),
        # The part of the day is said again by what stays.
        ("Bắt đầu lúc 15h chiều nay.", {"15h": "3:00"}),
        ("19h30 tối qua, hai người bị bắt.", {"19h30": "7:30"}),
        # Nothing tells the half of the day.
        ("Hẹn gặp lúc 7h nhé.", {"7h": "7:00"}),
        ("Vào 12h, mọi người nghỉ.", {"12h": "12:00"}),
        # How long it takes, weights, speeds, and what the model knows.
        ("Sau 2h lái xe, mất 2h30 mới tới.", {}),
        ("Phim dài 2h15, máy bay bay 13h liên tục.", {}),
        ("Trong 24h qua có 18h mưa, gió 40 km/h.", {}),
        ("Anh làm 8h mỗi ngày, ăn 4g muối.", {}),
        ("Khoảng 2 giờ 30 phút nữa.", {}),
        ("Quán mở từ 9 giờ sáng đến 9 giờ tối.", {}),
        ("Tỷ số 3-2, phòng 12h5a, mã A10h.", {}),
        ("Cuộc họp kéo dài 5h hôm qua, pin chạy đúng 24h.", {}),
        ("20h lênh đênh trên biển", {}),
        ("Thời lượng pin: 20h", {}),
        ("Lúc 19h kém 10, lúc 8 giờ rưỡi.", {"19h kém 10": "6:50 p.m.", "8 giờ rưỡi": "8:30 a.m."}),
        ("8 giờ kém 10 phút tôi đi.", {"8 giờ kém 10 phút": "7:50"}),
        ('Ông Nam nói: "8h30 họp".', {"8h30": "8:30"}),
        ("Kẹt xe từ 7h, cấm xe từ 18h.", {"7h": "7 a.m.", "18h": "6 p.m."}),
        ("Phát sóng 20h thứ Bảy.", {"20h": "8 p.m."}),
        ("8H30 SÁNG NAY, TỪ 8H ĐẾN 10H", {"8H30": "8:30", "8H": "8:00", "10H": "10:00"}),
        ("Ngày 24/7/2023 mở cửa 24/7. Sáng 24/7, ở số 24/7.", {"24/7": "24/7"}),
        ("Giảm từ 5h xuống 3h, ngủ 7-8h mỗi đêm, xem 8h30.txt", {}),
        # A number of hours beside a time.
        ("Lúc 19h, anh ngủ khoảng 2h.", {"19h": "7 p.m."}),
        ("Ca mổ 4h30 kết thúc lúc 19h.", {"19h": "7 p.m."}),
        # Figures that are not its own; plates, formulas and weights.
        ("Lúc 14h 5 người bị bắt.", {"14h": "2 p.m."}),
        ("Lúc 19h 30 cảnh sát đến, cứ 2h 1 lần.", {"19h": "7 p.m."}),
        ("Lúc 19h 2/3 học sinh đã về.", {"19h": "7 p.m."}),
        ("Từ 8h ngày 4-10 tháng 8.", {"8h": "8 a.m."}),
        ("Biển số 15H1-234.56 và 15H-012.34, 2H2 + O2, 10g50 bột.", {}),
        (
            "Từ 7h30-11h30, từ 19h tới 22h.",
            {"7h30": "7:30 a.m.", "11h30": "11:30 a.m.", "19h": "7 p.m.", "22h": "10 p.m."},
        ),
        ("Thức đến lúc 12h tối.", {"12h tối": "midnight"}),
        ("LÚC 19H30 VÀ 21H", {"19H30": "7:30 p.m.", "21H": "9 p.m."}),
    ],
)
def test_a_time_is_found_and_written(text: str, times: dict[str, str]) -> None:
    found = find(text)
    assert {item.text: item.english for item in found} == times  # type: ignore[attr-defined]
    assert all(text[item.start : item.end] == item.text for item in found)


@pytest.mark.parametrize(
    "source, read, answer, english",
    [
        ("Mở từ 10h đến 22h.", "Mở từ ⟦1⟧ đến ⟦2⟧.", "Open from ⟦1⟧ to ⟦2⟧.", "Open from 10 a.m. to 10 p.m."),
        ("Đúng 0h, pháo hoa nổ.", "Đúng ⟦1⟧, pháo hoa nổ.", "⟦1⟧, fireworks.", "Midnight, fireworks."),
        ("ĐÁ LÚC 19H30", "Đá lúc ⟦1⟧", "Played at ⟦1⟧", "PLAYED AT 7:30 P.M."),
        ("Mở lúc 7h... rồi", "Mở lúc ⟦1⟧... rồi", "Open at ⟦1⟧... then", "Open at 7:00... then"),
        ("Lúc 19h, xe đến.", "Lúc ⟦1⟧, xe đến.", "On ⟦1⟧ p.m., it came.", "At 7 p.m., it came."),
        ("Đến 16h... rồi", "Đến ⟦1⟧... rồi", "Until ⟦1⟧... then", "Until 4 p.m.... then"),
        ("Sau 2h30 lái xe.", "Sau 2 giờ 30 phút lái xe.", "After 2:30 of it.", "After 2:30 of it."),
    ],
)  # fmt: skip
def test_it_comes_back_in_its_place(source: str, read: str, answer: str, english: str) -> None:
    guarded = prepare(source, MASKS)
    assert (guarded.text, restore(guarded, answer)) == (read, english)


def test_a_model_without_masks_reads_it_as_it_is() -> None:
    assert prepare("Mở từ 10h đến 22h, sau 2h30.", PLAIN).text == "Mở từ 10h đến 22h, sau 2h30."


def test_hours_in_words() -> None:
    assert spelt("Mất 2h30, 2h30 phút, 48h; 100 km/h, mã A10h, 3h-5h, 7-8h") == (
        "Mất 2 giờ 30 phút, 2 giờ 30 phút, 48 giờ; 100 km/h, mã A10h, 3 giờ-5 giờ, 7-8 giờ"
    )


@pytest.mark.parametrize(
    "source, english",
    [
        ("Mở cửa từ 10h đến 22h hằng ngày.", "Open from 10 a.m. to 10 p.m. daily."),
        ("Tàu chạy lúc 0h15, đến lúc 12h5.", "The train leaves at 12:15 a.m. and arrives at 12:05 p.m."),
        ("Lúc 0h ngày 15/8, lệnh cấm có hiệu lực.", "At midnight on August 15, the ban took effect."),
        ("Họp lúc 12h trưa thứ Hai.", "The meeting is at noon on Monday."),
        ("Xe chạy từ 14 giờ 30 phút đến 17 giờ.", "The bus runs from 2:30 p.m. to 5 p.m. every day."),
    ],
)
def test_the_check_knows_them(source: str, english: str) -> None:
    assert check(source, english) == ()


def test_the_check_sees_an_hour_that_comes_again() -> None:
    assert check("Mở cửa từ 10h đến 20h hằng ngày.", "Open from 10 a.m. to 10 p.m. every day.")
