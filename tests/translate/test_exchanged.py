"""Words that became others of their kind; right translations, also loose ones, have no finding."""

from __future__ import annotations

import pytest

from mt.translate.check import check
from mt.translate.places import located
from mt.values import Flag, FlagKind, Span

EXCHANGED = [
    (
        "Bể chứa nhiều mét khối nước.",
        "The tank holds many square meters of water.",
        "“square” for “mét khối”",
    ),
    ("Trang trại rộng 50 ha.", "The farm covers 50 acres.", "“acres” for “ha”"),
    ("Trời nóng 35 độ C.", "It is 35 degrees Fahrenheit.", "“Fahrenheit” for “C”"),
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
    ("Vợ tôi là giáo viên.", "My husband is a teacher.", "“husband” for “Vợ”"),
    ("Mẹ tôi tuyên bố sẽ đi.", "My father declared he would go.", "“father” for “Mẹ”"),
    ("Cô ấy là bác sĩ.", "He is a doctor.", "“He” for “Cô ấy”"),
    ("Gió từ phía tây bắc", "A wind from the south-east", "“south” for “phía tây bắc”"),
    ("Gần $300 mỗi tháng", "Over $300 a month", "“Over” for “Gần $300”"),
]

LOST = [
    ("Lãi suất -0,5%.", "The rate is 0.5%.", "-0.5%"),
    ("Thuế tăng lên 5%.", "The tax rises to 5.", "5%"),
    ("Trời lạnh âm 5 độ.", "It is 5 degrees cold.", "âm 5 độ"),
    ("Chiếm 2,5 phần trăm.", "It makes up 2.5.", "2.5 phần trăm"),
]

RIGHT = [
    ("Bà Lan cho biết cháu đã bỏ nhà đi.", "Lan said he had run away from home."),
    ("Ông Hùng cho biết nạn nhân đã qua cơn nguy kịch.", "Hung said she was out of danger."),
    ("Máy bay bay được 5 phút trước khi rơi.", "The plane crashed after five minutes."),
    ("Sau khi ăn sáng, tôi đi làm.", "I had breakfast before going to work."),
    ("Người thứ ba bị bắt hôm qua.", "The third person was arrested on Wednesday."),
    ("Rằm tháng Tám là Tết Trung thu.", "The mid-autumn festival is usually in September."),
    ("Giá dầu giảm do dự trữ nhiều.", "Oil slipped as inventories rose."),
    ("Hoa Kỳ là bạn hàng lớn nhất của nước ta.", "The US is Vietnam's largest trading partner."),
    ("Nhiệt độ giảm 3 - 5 độ C.", "Temperatures will drop by 3 to 5 degrees C."),
    ("Thành phố thất thủ trước xe tăng Đức.", "The city fell to German tanks."),
    ("Đường Tăng ngã ngựa.", "Tang Sanzang fell off his horse."),
    ("Tăng Thanh Hà từ chối phỏng vấn.", "Tang Thanh Ha declined an interview."),
    ("Người bệnh tăng huyết áp nên hạn chế muối.", "People with high blood pressure should reduce salt."),
    ("Ông từ chối bình luận về việc tăng thuế.", "He declined to comment on the tax hike."),
    ("Số học sinh bỏ học tăng.", "More students are dropping out of school."),
    ("Ngày càng nhiều người dùng thuốc giảm đau.", "The use of painkillers is rising."),
    ("Cuộc họp diễn ra lúc 14h thứ 2 tuần tới.", "The meeting is at 2 p.m. next Monday."),
    ("Tai nạn xảy ra lúc 15h ngày 8 tháng 3 năm ngoái.", "It happened at 3 p.m. on March 8 last year."),
    ("Lúc 17h, bé trai 5 tuổi rơi xuống giếng.", "At 5 p.m. the boy, 5, fell into a well."),
    ("Em bé 5 tuổi nằm viện năm ngày.", "The boy, 5, was hospitalized for five days."),
    ("Làm việc từ 6h sáng đến 18h.", "Work from 6 in the morning to 6 p.m."),
    ("Bà Clinton nói Trump nên công khai thuế.", "Clinton said Trump should release his tax returns."),
    ("Bà nội tặng Hùng chiếc xe.", "Hung's grandmother gave him a bike."),
    ("Bà con mừng Tùng trở về nhà.", "Villagers welcomed Tung back to his home."),
    ("Cô công bố chuyện mang bầu.", "She announced that she was going to be a mother."),
    ("Sau khi ra hầu tòa, ông bị giam.", "Appearing before the court, he was jailed."),
    ("Không lâu sau ngày cưới, họ chia tay.", "It was not long before they split up."),
    ("Nộp hồ sơ trước ngày kia.", "Submit the form by the day after tomorrow."),
    ("Phim cấm trẻ dưới 16 tuổi", "Only viewers over 16 are admitted."),
    ("Phòng rộng 4 thước.", "The room is 4 meters wide."),
    ("Anh ấy chạy 5K.", "He ran a 5-km race."),
    ("Công ty Nhật Bản đầu tư vào nước ta.", "Japan-based companies invest in Vietnam."),
    ("Từ giữa tháng 7 đến hết tháng sau", "From mid-July to the end of August"),
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
    ("Tăng cường kiểm tra sau khi tàu rơi", "Stricter checks after the train fell"),
    ("Anh ta đến trước khi tôi đi.", "He arrived before I left, after all."),
    ("Hơn 300 người, có gần 50 trẻ em", "More than 300 people, nearly 50 of them children"),
    ("Không dưới 300 người", "No less than 300 people"),
    ("Bà nói ông ấy đã đi.", "She said he had left."),
    ("Cô giáo gọi cậu bé.", "The teacher called him."),
    ("Cả hai người đều đến.", "Both came, and two more."),
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


def test_a_word_that_the_source_has_in_english_has_no_finding() -> None:
    assert not check("Phim Tuesday chiếu vào thứ Hai.", "The film Tuesday is shown on Monday.")
    assert check("Cô ấy nghe điện thoại.", "He answered the phone.")  # the "he" of "nghe" is no English


def test_the_place_is_that_of_the_english_word() -> None:
    source, target = "Cuộc họp diễn ra vào thứ Hai.", "The meeting takes place on Tuesday."
    (flag,) = located(source, target, check(source, target), lambda *_: ())
    assert flag.place == Span(target.index("Tuesday"), target.index("Tuesday") + 7)
