"""Words that became others of their kind; right translations, also loose ones, have no finding."""

from __future__ import annotations

import pytest

from mt.translate.check import check
from mt.translate.places import located
from mt.values import Flag, FlagKind, Span

EXCHANGED = [
    ("Cuộc họp diễn ra vào thứ Hai.", "The meeting takes place on Tuesday.", "“Tuesday” for “thứ Hai”"),
    ("Chủ nhật tôi ở nhà.", "On Saturday I stay home.", "“Saturday” for “Chủ nhật”"),
    ("Tháng ba trời ấm.", "It is warm in April.", "“April” for “Tháng ba”"),
    ("Lũ đến vào tháng chín.", "The flood came in May.", "“May” for “tháng chín”"),
    ("Bão đổ bộ vào phía bắc đảo.", "The storm hit the south of the island.", "“south” for “phía bắc”"),
    ("Đội Nhật Bản thắng.", "The Chinese team won.", "“Chinese” for “Nhật Bản”"),
    ("Mẹ tôi là giáo viên.", "My father is a teacher.", "“father” for “Mẹ”"),
    ("Con gái của ông đã lấy chồng.", "His son is married.", "“son” for “Con gái”"),
    ("Chúng tôi đợi 3 tháng.", "We waited 3 years.", "“3 years” for “3 tháng”"),
    ("Chúng tôi đợi ba tháng.", "We waited three years.", "“three years” for “ba tháng”"),
    ("Nhà ga cách đây 5 km.", "The station is 5 meters away.", "“5 meters” for “5 km”"),
    ("Mưa lớn từ 5 giờ sáng.", "Heavy rain since 5 p.m.", "“5 p.m” for “5 giờ sáng”"),
    ("Giá vé tăng 5%.", "Fares fell by 5%.", "“fell” for “tăng”"),
    ("Số ca giảm mạnh.", "Cases rose sharply.", "“rose” for “giảm”"),
    ("Rửa tay trước khi ăn.", "Wash your hands after eating.", "“after” for “trước khi”"),
    ("Hơn 300 người đến.", "Less than 300 people came.", "“Less than” for “Hơn 300”"),
    ("Dưới 1.500 người đến.", "More than 1,500 people came.", "“More than” for “Dưới 1,500”"),
    ("Cô ấy đi rồi.", "He left.", "“He” for “Cô ấy”"),
    ("Ông ta bỏ đi.", "She went away.", "“She” for “Ông ta”"),
    ("Có ba người đứng chờ.", "Five people are waiting.", "“Five” for “ba”"),
]

LOST = [
    ("Thuế tăng lên 5%.", "The tax rises to 5.", "5%"),
    ("Trời lạnh âm 5 độ.", "It is 5 degrees cold.", "âm 5 độ"),
    ("Chiếm 2,5 phần trăm.", "It makes up 2.5.", "2.5 phần trăm"),
]

RIGHT = [
    ("Cuộc họp thứ hai diễn ra vào thứ Ba.", "The second meeting takes place on Tuesday."),
    ("Hôm nay là 2/9, thứ Hai.", "Today is September 2."),
    ("Trong các tháng 5 và 6", "In May and June"),
    ("Ngày 3 tháng mười hai", "December 3"),
    ("Có thể anh ấy đến vào tháng 9.", "May he come in September."),
    ("Gió thổi từ phía tây bắc.", "The wind blows from the northwest."),
    ("Ở miền Tây có nhiều kênh.", "The Mekong Delta has many canals."),
    ("Phía bắc Hàn Quốc", "Northern South Korea"),
    ("Người Hoa ở Thái Lan", "The Chinese in Thailand"),
    ("Mẹ vợ tôi đến chơi với con rể.", "My mother-in-law visited her son-in-law."),
    ("Ông Sơn thăm mẹ.", "Mr. Son visited his mother."),
    ("Khủng bố đe dọa mẹ.", "Terrorists threatened the mother."),
    ("Ngày 3 tháng 5 năm 2010", "May 3, 2010"),
    ("Lúc 3 giờ 15 phút chiều", "At 3:15 p.m."),
    ("Lúc 1 giờ 15 phút sáng", "At 1: 15 a.m."),
    ("Họ đi 3 ngày trong 3 tuần.", "They traveled 3 days in 3 weeks."),
    ("Cháu lên chín, quan nhiếp chính lo việc.", "He was nine years old; a regent ruled."),
    ("Từ 5% lên 7%", "From 5 to 7 percent"),
    ("Giảm 50%", "Cut in half"),
    ("Nhiệt độ xuống -5 độ.", "It fell to 5 degrees below zero."),
    ("Giá tăng sau khi giảm.", "Prices rose after they had fallen."),
    ("Tăng cường kiểm tra", "Stricter checks after sales fell"),
    ("Anh ta đến trước khi tôi đi.", "He arrived before I left, after all."),
    ("Hơn 300 người, có gần 50 trẻ em", "More than 300 people, nearly 50 of them children"),
    ("Không dưới 300 người", "No less than 300 people"),
    ("Bà nói ông ấy đã đi.", "She said he had left."),
    ("Cô giáo gọi cậu bé.", "The teacher called him."),
    ("Cả hai người đều đến.", "Both of the three came."),
    ("Một trong ba người là bác sĩ, hai người kia là y tá.", "One of the three is a doctor, two are nurses."),
]


@pytest.mark.parametrize(("source", "target", "detail"), EXCHANGED)
def test_what_became_another_is_named(source: str, target: str, detail: str) -> None:
    assert check(source, target) == (Flag(FlagKind.EXCHANGED, detail),)


@pytest.mark.parametrize(("source", "target", "lost"), LOST)
def test_a_lost_sign_is_a_finding(source: str, target: str, lost: str) -> None:
    assert check(source, target) == (Flag(FlagKind.NUMBER, f"{lost} is missing"),)


@pytest.mark.parametrize(("source", "target"), RIGHT)
def test_what_is_right_has_no_finding(source: str, target: str) -> None:
    assert check(source, target) == ()


@pytest.mark.parametrize(("source", "target", "_"), EXCHANGED)
def test_a_source_with_the_word_itself_has_no_finding(source: str, target: str, _: str) -> None:
    """The rules ask for what nothing in the source could mean, so they are silent on their own English."""
    assert not [f for f in check(f"{source} ({target})", target) if f.kind is FlagKind.EXCHANGED]


def test_the_place_is_that_of_the_english_word() -> None:
    source, target, _ = EXCHANGED[0]
    (flag,) = located(source, target, check(source, target), lambda *_: ())
    assert flag.place == Span(target.index("Tuesday"), target.index("Tuesday") + 7)
