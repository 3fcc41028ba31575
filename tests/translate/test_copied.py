from __future__ import annotations

import pytest

from mt.translate.copied import misspelt, names, numbers, symbols


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Năm 2019 có 1.500.000 người, tăng 2,5 %.", ["2019", "1,500,000", "2.5"]),
        ("Ngày 3/1, lúc 8:30, có 7 xe.", ["3/1", "8:30", "7"]),
        ("Kỳ 2020-02, tỷ số 31-5, sinh năm 1990–1995.", ["2020-02", "31-5", "1990", "1995"]),
        ("Đội U23, máy bay Boeing-747 và quốc lộ 1A.", []),
    ],
)
def test_numbers_that_stand_alone_in_english_notation(text: str, expected: list[str]) -> None:
    found = numbers(text)
    assert [item.text for item in found] == expected
    for item in found:
        assert len(text[item.start : item.end]) == len(item.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nguồn ảnh: Militarytimes.", ["Militarytimes"]),
        ("Tướng Qasem Soleimani của Iran bị ám sát ở Baghdad.", ["Qasem Soleimani", "Iran", "Baghdad"]),
        ("Ông Nguyễn Minh Tuấn ở Hà Nội gặp bà Trang.", []),
        ("Lionel Messi, Neymar", ["Lionel Messi", "Neymar"]),
    ],
)
def test_foreign_names_stay_together(text: str, expected: list[str]) -> None:
    found = names(text)
    assert [item.text for item in found] == expected
    for item in found:
        assert text[item.start : item.end] == item.text


def test_signs_that_a_small_vocabulary_lacks() -> None:
    assert [item.text for item in symbols("Nhiệt độ 35 °C, giá 5 € → 6 €, diện tích 20 m².")] == [
        "°",
        "€",
        "→",
        "€",
        "²",
    ]


@pytest.mark.parametrize(
    "source, english, wrong",
    [
        ("Tờ Militarytimes đưa tin.", "Militarytimes reported.", False),
        ("Tờ Militarytimes đưa tin.", "Milicimtimes reported.", True),
        ("Tờ Militarytimes đưa tin.", "The newspaper reported.", True),
        ("Ông Qasem Soleimani đến.", "Qasem Soleiman came.", True),
        ("Chính phủ Iraq họp.", "The Iraqi government met.", False),
        ("Chính phủ Canada họp.", "The Canadian government met.", False),
        ("Ông đến Kavkaz.", "He came to the Caucasus.", False),
        ("Ông đến Campuchia và Ukraina.", "He went to Cambodia and Ukraine.", False),
        ("Ông đến Moskva.", "He came to Moscow.", False),
        ("Chị Anna đến.", "Johanna came.", True),
        ("Clip ghi lại vụ cướp.", "The footage shows the robbery.", False),
        ("Ông ở Bruxelles vì Covid.", "He is in Brussels because of COVID.", False),
        ("Chị Trần Văn Hòa ở Đà Nẵng.", "Tran Van Hoa is in Da Nang.", False),
        ("Chị Trần Văn Hòa ở Đà Nẵng.", "Tran Van Hoa is in Da Nan.", True),
        ("Chị Trần Văn Hòa ở Đà Nẵng.", "Trần Văn Hòa is in Da Nang.", True),
        ("Ở thành phố Đà Nẵng.", "In Da Nang city of Da Nang.", True),
        ("Trời mưa.", "It rains.", False),
        ("Ông Erdoğan đến Wrocław.", "Mr. Erdo ⁇ an came to Wroc ⁇ aw.", True),
        ("Ông Erdoğan đến Wrocław.", "Mr. Erdoğan came to Wrocław.", False),
    ],
)
def test_a_name_has_the_spelling_of_its_mask(source: str, english: str, wrong: bool) -> None:
    assert misspelt(source, english) is wrong


def test_an_abbreviation_behind_its_words_is_copied() -> None:
    found = symbols("Hội đồng xét xử (HĐXX), (PCCC&CNCH), (Mỹ), (A).")
    assert [item.text for item in found] == ["HĐXX", "PCCC&CNCH"]
