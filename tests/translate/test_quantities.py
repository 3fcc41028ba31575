"""The ledger of numbers, against pairs whose right answer a person gave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt.translate import number_words
from mt.translate.quantities import added, fewer, find, missing, repeated

SAME = [
    ("Giá 1,5 triệu đồng.", "The price is 1.5 million dong."),
    ("Giá 1,5 triệu đồng.", "The price is 1,500,000 dong."),
    ("Giá 1,5 triệu đồng.", "The price is one and a half million dong."),
    ("Giá 1.500.000 đồng.", "The price is 1.5 million dong."),
    ("1.500 tỷ đồng", "1.5 trillion dong"),
    ("100 nghìn người", "100,000 people"),
    ("5 vạn người", "50,000 people"),
    ("2 tỷ 300 triệu đồng", "2.3 billion dong"),
    ("từ 2 đến 3 triệu", "from 2 to 3 million"),
    ("Ngày 3/1, ông về nước.", "He came home on January 3."),
    ("Ngày 3/1, ông về nước.", "He came home on the third of January."),
    ("Ngày 3/1/2020", "1/3/2020"),
    ("Ngày 12.3.2020", "March 12, 2020"),
    ("tháng 12 năm 2019", "December 2019"),
    ("Tháng 12, mưa lớn.", "In December it rained hard."),
    ("thứ 2 tuần sau", "next Monday"),
    ("lúc 14 giờ", "at 2 p.m."),
    ("lúc 8h30", "at 8:30"),
    ("lúc 8h30", "at half past eight"),
    ("thế kỷ 20", "the 20th century"),
    ("thế kỷ 20", "the twentieth century"),
    ("thập niên 80", "the 1980s"),
    ("Thế chiến 2", "World War II"),
    ("2 người con", "two children"),
    ("đứng thứ 21", "came twenty-first"),
    ("gấp 2 lần", "twice as much"),
    ("10 năm qua", "the past decade"),
    ("1/3 dân số", "a third of the population"),
    ("50% dân số", "half of the population"),
    ("50 m2 và 3 km2", "50 square metres and 3 square kilometres"),
    ("gọi 0903.123.456", "call 0903 123 456"),
    ("205 con bò", "two hundred and five cows"),
    ("thắng 5-3, ghi 2 bàn, thua 2 bàn", "won 5-3, scored two, conceded two"),
    ("năm người", "five people"),
    ("từ 20-30 vạn tấn gạo", "200,000 to 300,000 tons of rice"),
    ("thập kỉ 90", "the 1990s"),
    ("thập niên 60 thế kỉ 20", "the 1960s"),
    ("thập niên 60 của thế kỷ 19", "the 1860s"),
    ("từ 2 đến 3 vạn quân", "20,000 to 30,000 troops"),
    ("Năm 75, 3 vạn quân kéo vào.", "In 1975, 30,000 troops marched in."),
    ("Đêm 30 Tết cả nhà thức.", "On Lunar New Year's Eve the family stays up."),
    ("chừng 5 triệu rưỡi", "about 5.5 million"),
    ("chừng 2 rưỡi", "about 2.5"),
    ("giá 5 triệu rưỡi", "a price of five and a half million"),
    ("giá 5 triệu rưỡi", "a price of 5,500,000"),
    ("nặng 2 tạ", "weighs 2 quintals"),
    ("cao 1 mét 3", "1.3 meters tall"),
    ("cao 1m65", "1.65 m tall"),
    ("tăng gấp 6 lần", "rose sixfold"),
    ("nặng 2 tạ", "weighs 200 kilograms"),
    ("nặng 2 tạ", "weighs two hundred kilograms"),
    ("hơn 2 năm rưỡi", "more than 2.5 years"),
    ("từ tháng 10 đến 11", "from October to November"),
    ("cây cao 1 mét 3 tại vườn", "a tree in the garden, 1.3 meters tall"),
    ("71,4 tạ/ha", "7.14 tons per hectare"),
    ("suốt tháng 8 và 9", "throughout August and September"),
    ("lễ kỷ niệm 100 năm", "the hundredth anniversary"),
    ("từ 22 giờ ngày 3/12 đến 5 giờ ngày 4/12", "from 10 p.m. on December 3 to 5 a.m. on December 4"),
    ("nợ 3 triệu 7", "owes 3.7 million"),
    ("8 giờ kém 10", "7:50"),
    ("đi bộ 2 km rưỡi", "walk 2.5 km"),
    ("sốt 38 độ 5", "a fever of 38.5 degrees"),
    ("nặng 3 ký 2", "weighs 3.2 kilos"),
    ("giá 1tr2", "a price of 1.2 million"),
    ("0 giờ ngày 1/1", "at midnight on January 1"),
    ("mở cửa 24/7", "open around the clock"),
    ("từ 18h đến 20h", "from 6 to 8 p.m."),
    ("từ 18h30 đến 20h", "from 6:30 to 8:00 in the evening"),
    ("giá 2 tỷ 150", "a price of 2.15 billion"),
    ("giá 2 tỷ rưởi", "a price of 2.5 billion"),
    ("từ 5 triệu đến 7 triệu người", "5 to 7 million people"),
    ("3 triệu, 4 triệu và 5 triệu tấn", "3, 4 and 5 million tons"),
    ("15 triệu euro (13 triệu bảng)", "€15m (£13m)"),
    ("Năm 2010 tỷ lệ là 5%.", "In 2010 the rate was 5%."),
    ("Có 10 tỷ phú và 3 triệu phú.", "There are 10 billionaires and 3 millionaires."),
    ("Nhà ở số 5 Vạn Phúc.", "The house is at 5 Van Phuc."),
    ("3 chục người", "30 people"),
    ("2 thế kỷ", "200 years"),
    ("2 nghìn tỷ USD", "$2 trillion"),
    ("", ""),
]

CHANGED = [
    ("Giá 1.500.000 đồng.", "The price is 1,500 dong.", "1,500,000"),
    ("Giá 1.500.000 đồng.", "The price is high.", "1,500,000"),
    ("Giá 1.500 đồng.", "The price is 1.500 dong.", "1,500"),
    ("Giá 1,5 triệu đồng.", "The price is 1.5 billion dong.", "1.5 triệu"),
    ("tăng 2,5%", "rose by 25%", "2.5"),
    ("tăng 1%", "rose by a per cent or so", "1"),
    ("2,8 triệu thùng, hai thập niên", "6.8 million barrels, two decades", "2.8 triệu"),
    ("ngày 3 tháng 8", "Trial on August 2", "3"),
    ("năm 2020", "in 2021", "2020"),
    ("virus H5N1", "the H5N2 virus", "1"),
    ("7 người", "six people", "7"),
    ("từ 20-30 vạn tấn gạo", "300,000 tons of rice", "20"),
    ("Đêm 30 tháng 4 họ đến.", "They came on the last night of April.", "30"),
    ("chừng 5 triệu rưỡi", "about 6.5 million", "5 triệu"),
    ("nặng 2 tạ", "weighs 300 kilograms", "2"),
    ("nặng 2 tạ", "weighs 2", "2 tạ"),
    ("giá 5 triệu rưỡi", "a price of 5 million", "5 triệu rưỡi"),
    ("nặng 2 tạ", "weighs 200 tons", "2"),
    ("nặng 2 tạ", "weighs 200 million kilograms", "2"),
    ("Chuyến tàu số 5 tạm dừng, 500 khách đợi.", "The train paused, and 500 passengers waited.", "5"),
    ("Lễ kỷ niệm có 100 khách.", "The centenary had 300 guests.", "100"),
    ("50 người, vé giá 50k", "50 people, tickets cost 70k", "50k"),
    ("71,4 tạ/ha", "71.9 tons per hectare", "71.4"),
    ("2 triệu người", "2 people", "2 triệu"),
    ("lúc 20h, 8 người bị bắt", "8 people were arrested", "20"),
    ("cao 3 mét rưỡi", "3 meters high", "3 mét rưỡi"),
    ("8 giờ kém 10, tàu đến", "8:10, the train came", "8 giờ kém 10"),
    ("VND45 tỷ", "VND45", "45 tỷ"),
    ("5 nghìn con", "5 million animals", "5 nghìn"),
    ("3 vạn quân", "3,000 troops", "3 vạn"),
    ("5 triệu người và 7 triệu con", "5 people and 7 million animals", "5 triệu"),
    ("dài 5 km, đón 3 triệu khách", "5 km long, with 3m-high walls for guests", "3 triệu"),
    ("2 chục trứng", "2 eggs", "2 chục"),
    ("nợ 3 triệu 7", "owes 3 million", "7"),
    ("thua 2:2, cách 2 mét", "lost 9:2, at 2 metres", "2"),
]


@pytest.mark.parametrize(("source", "target"), SAME)
def test_missing_accepts(source: str, target: str) -> None:
    assert missing(source, target) == []
    assert added(source, target) == []


@pytest.mark.parametrize(("source", "target", "number"), CHANGED)
def test_missing_finds(source: str, target: str, number: str) -> None:
    assert missing(source, target) == [number]


def test_a_decade_is_that_of_its_century() -> None:
    assert missing("thập niên 60 thế kỷ 19", "the 1960s") == ["60", "19"]


def test_added_finds_an_invented_number() -> None:
    assert added("Nhiều người đã đến.", "About 3,000 people came.") == ["3,000"]
    assert added("Ba nghìn người đã đến.", "About 3,000 people came.") == []


def test_find_reads_scale_and_readings() -> None:
    (number,) = find("about 1.5 million")
    assert (number.text, number.start, number.values, number.scale) == ("1.5", 6, (1.5,), 1e6)
    (number,) = find("1,500")
    assert number.values == (1500, 1.5)


@given(st.text(alphabet="0123456789.,-/% ahtriệumlonVIX", max_size=50))
def test_a_text_is_never_missing_its_own_english_numbers(text: str) -> None:
    assert [n.text for n in find(text)] == [text[n.start : n.end] for n in find(text)]
    missing(text, text)
    added(text, text)


def test_digits_without_end() -> None:
    assert missing("9" * 100_000, "x") == ["9" * 100_000]


@pytest.mark.parametrize(
    ("source", "target", "again"),
    [
        ("Ngập từ 0,3 đến 0,5 mét.", "Flooded from 0.3 to 0.5 metres from 0.5 metres.", ["0.5"]),
        ("Có 1.200 người.", "There are 1,200 people, 1,200 people.", ["1,200"]),
        ("Từ 20 đến 20 mét.", "From 20 to 20 metres.", []),
        ("Xe 4 bánh.", "A 4x4 with 4 wheels.", []),
        ("Hai mươi người.", "20 people, of whom 20 left.", []),
        ("Năm 2019.", "In the year 2019.", []),
        ("Đến 30/9, gói 30.000 tỷ đồng.", "By September 30, the VND30 trillion package.", []),
        ("Từ 10h đến 22h.", "From 10 a.m. to 10 p.m.", []),
        ("Từ 10h đến 21h.", "From 10 a.m. to 10 p.m.", ["10"]),
        ("Từ 10h đến 22h.", "From 10 p.m. to 10 p.m.", ["10"]),
        ("15 người nhận 15.000 đồng.", "15 people and 15 of them receive VND15,000.", ["15"]),
    ],
)
def test_numbers_that_come_again(source: str, target: str, again: list[str]) -> None:
    assert repeated(source, target) == again


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("Anh ấy hai mươi mốt tuổi.", "He is twenty-five years old.", ["hai mươi mốt"]),
        ("Anh ấy hai mươi mốt tuổi.", "He is twenty-one years old.", []),
        ("Anh ấy Hai Mươi Mốt tuổi.", "He is 21.", []),
        ("Có mười ba con mèo, ba mươi con gà.", "There are three cats, 30 chickens.", ["mười ba"]),
        ("Có mười hai con mèo.", "There are a dozen cats.", []),
        ("Cách đây hai mươi năm.", "Twenty years ago.", []),
        ("Cách đây ba mươi năm năm.", "Thirty-five years ago.", []),  # five or year: not asked for
        ("Tháng mười một.", "November.", []),
        ("Có hai mươi mốt nghìn người.", "There are 21,000 people.", []),
        ("Có hai mươi mốt triệu người.", "There are twenty-one million people.", []),
        ("Có hai mươi mốt triệu người.", "There are twenty million people.", ["hai mươi mốt triệu"]),
        ("Doanh thu chín mươi chín nghìn tỷ.", "Revenue of 99 trillion.", []),
        ("Hai mươi bốn trên hai mươi bốn giờ.", "Around the clock.", []),
        ("Mười hai con giáp, ba mươi Tết.", "The zodiac, New Year's Eve.", []),
        ("Một trăm hai mươi mốt người.", "121 people.", []),
        ("Hai mươi phẩy năm phần trăm.", "20.5 percent.", []),
        ("Anh ấy mười tuổi, mười người.", "He is ten, ten people.", []),
    ],
)
def test_number_words_that_are_lost(source: str, target: str, lost: list[str]) -> None:
    assert number_words.missing(source, target) == lost


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("Theo Điều 4 khoản 4 và Điều 5.", "According to Article 4 and Article 5.", ["4"]),
        ("Theo Điều 4 khoản 4 và Điều 5.", "According to Article 4, clause four, and Article 5.", []),
        ("Có 1.500 xe và 1.500 người.", "There are 1,500 cars and people.", ["1,500"]),
        ("Có 2 xe và 2 người.", "There are two cars and both drivers.", []),
        ("Chỉ 6 ngày, 6 vạn quân thắng.", "In just 6 days 60,000 men won.", []),
        ("Có 12 xe và 12 người.", "There are cars and people.", []),  # `missing` tells of it
        ("Thứ 6, thứ 6 tháng 6, ngày 6 tháng 6.", "Friday, Friday in June, on June 6.", []),
        ("Họ thắng 3-3, 3/4 và 1 với 1.", "They drew 3-3, three quarters, one each.", []),
    ],
)
def test_a_number_that_comes_fewer_times(source: str, target: str, found: list[str]) -> None:
    assert fewer(source, target) == found
