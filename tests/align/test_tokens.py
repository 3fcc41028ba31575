from __future__ import annotations

import unicodedata

from mt.align.tokens import Phrases, group, is_vietnamese, items, marks, words


def test_words() -> None:
    assert words("Tàu SE3 đi Đà Nẵng: 1.200.000 đồng, xem https://dsvn.vn/ve.") == [
        "tàu", "se", "3", "đi", "đà", "nẵng", "1200000", "đồng", "xem", "https://dsvn.vn/ve",
    ]  # fmt: skip


def test_both_ways_to_place_a_tone_are_one_word() -> None:
    assert words("hoà thuỷ khoẻ") == words("hòa thủy khỏe")
    # "quý" is qu + ý, where there is one way only.
    assert words("quý") == ["quý"]
    assert words(unicodedata.normalize("NFC", "hoa")) == ["hoa"]


def test_numbers_are_alike_in_both_languages() -> None:
    assert items("có 1.500.000,5 đồng") == items("1,500,000.5") == ["15000005"]


def test_names_and_long_words_are_items() -> None:
    assert items("Ông Obama gặp NASA ở Houston hôm qua") == ["ông", "obama", "nasa", "houston"]


def test_group_takes_the_longest_from_the_left() -> None:
    phrases = Phrases({"thành phố", "thành phố hồ chí minh", "phố hồ"})
    tokens = ["ở", "thành", "phố", "hồ", "chí", "minh", "có", "phố", "hồ"]
    assert group(tokens, phrases) == [
        ("ở", 0, 1),
        ("thành phố hồ chí minh", 1, 6),
        ("có", 6, 7),
        ("phố hồ", 7, 9),
    ]


def test_marks() -> None:
    assert marks("a? (b) “c”...") == marks("x? [y] «z»…")
    assert marks("no marks, none.") == []


def test_vietnamese_is_seen_by_its_letters() -> None:
    assert is_vietnamese(["Trời hôm nay đẹp quá.", "Chúng ta đi dạo nhé?"])
    assert not is_vietnamese(["The weather is fine.", "Der Bär läuft über die Straße.", "L'été à Genève."])
    assert not is_vietnamese([])
