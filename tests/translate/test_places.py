from __future__ import annotations

import pytest

from mt.translate.check import check
from mt.translate.places import located
from mt.values import Flag, FlagKind, Span

LINKS = [(0, 0), (2, 3), (4, 6), (5, 7)]


def no_links(source: str, target: str) -> list[tuple[int, int]]:
    raise AssertionError("links are not needed")


@pytest.mark.parametrize(
    ("links", "there"),
    [
        ([(0, 0), (1, 2), (2, 3)], "fifty"),  # its own link
        ([(0, 0), (2, 3), (4, 6)], "fifty"),  # enclosed by its neighbours' links; a number word before others
        ([(0, 1)], "fifty"),  # behind the neighbour before it
        ([], None),
        ([(0, 0), (2, 9)], None),  # too much between them
    ],
)
def test_what_stands_in_place_of_a_number(links: list[tuple[int, int]], there: str | None) -> None:
    source, target = (
        "Có 15 người bị thương ở Huế hôm qua .",
        "There were fifty people hurt yesterday in Hue town .",
    )
    (flag,) = located(source, target, check(source, target), lambda *_: links)
    assert flag.kind is FlagKind.NUMBER
    if there is None:
        assert flag == Flag(FlagKind.NUMBER, "15 is missing")
    else:
        assert flag.detail == f"15 is missing; there: “{there}”"
        assert flag.place is not None
        assert target[flag.place.start : flag.place.end] == there


def test_numbers_are_found_in_either_notation() -> None:
    source, target = "Giá 1.500 đồng.", "It costs 2,600 dong."
    found = located(source, target, check(source, target), lambda *_: [(0, 1), (1, 2), (2, 3)])
    assert [flag.detail for flag in found] == ["1,500 is missing; there: “2,600”", "2,600 is extra"]
    assert [flag.place for flag in found] == [Span(9, 14), Span(9, 14)]


def test_a_number_that_comes_again_lies_where_it_comes_last() -> None:
    source, target = "Ngập sâu từ 0,3 đến 0,5 mét.", "Flooded from 0.3 to 0.5 metres from 0.5 metres."
    (flag,) = located(source, target, check(source, target), no_links)
    assert flag.detail == "0.5 comes again"
    assert flag.place == Span(target.rindex("0.5"), target.rindex("0.5") + 3)


def test_a_number_that_comes_fewer_times_lies_where_it_comes() -> None:
    source, target = "Có 1.500 xe và 1.500 người.", "There are 1,500 cars and people."
    (flag,) = located(source, target, check(source, target), no_links)
    assert flag.detail == "1,500 comes fewer times"
    assert flag.place == Span(10, 15)


def test_letters_that_grow_in_lower_case_and_numbers_inside_numbers() -> None:
    extra = Flag(FlagKind.NUMBER, "512 is extra")
    target = "The İzmir company has 1512 rooms and 512 people."
    (flag,) = located("", target, [extra], no_links)
    assert flag.place is not None
    assert (flag.place.start, target[flag.place.start : flag.place.end]) == (37, "512")


def test_negations() -> None:
    source, target = "Anh ấy không đến họp hôm nay.", "He came to the meeting today."
    found = located(source, target, check(source, target), lambda *_: [(0, 0), (1, 0), (3, 1), (4, 4)])
    assert [flag.kind for flag in found] == [FlagKind.NEGATION]
    source, target = "Anh ấy đến họp hôm nay.", "He did not come to the meeting today."
    found = located(source, target, check(source, target), no_links)
    assert [target[flag.place.start : flag.place.end] for flag in found if flag.place] == ["not"]


def test_the_scale_belongs_to_the_number() -> None:
    source, target = "Lãi 20 tỷ đồng.", "Profits of 20 million dong."
    (flag,) = located(source, target, check(source, target), lambda *_: [(0, 0), (1, 2), (2, 3), (3, 4)])
    assert flag.detail == "20 tỷ is missing; there: “20 million”"


def test_names_that_a_short_translation_lacks_and_dates() -> None:
    source = "Theo lời ông Trump, nước Mỹ sẽ không bao giờ chấp nhận một thỏa thuận như thế trong năm nay."
    target = "According to him, America will never accept such a deal this year."
    (flag,) = located(source, target, check(source, target), lambda *_: [(0, 0), (3, 2), (5, 3)])
    assert flag.detail.endswith("; without Trump; there: “him”")
    target, links = "They met on March 12 in Hue.", [(0, 0), (4, 3), (4, 4), (6, 3)]
    for source in ("Họ gặp nhau ngày 3/12 ở Huế.", "Họ gặp nhau ngày 03 tháng 12 ở Huế."):
        found = [flag.detail for flag in located(source, target, check(source, target), lambda *_: links)]
        assert "3/12: day and month exchanged; there: “March 12”" in found


def test_an_address_that_was_changed() -> None:
    source, target = "Xem https://vidu.vn/tin nhé.", "See https://vidu.vn/tim please."
    found = located(source, target, check(source, target), lambda *_: [(0, 0), (1, 1)])
    assert {target[flag.place.start : flag.place.end] for flag in found if flag.place} == {
        "https://vidu.vn/tim"
    }


def test_what_the_target_itself_shows_needs_no_links() -> None:
    source, target = "Trời mưa và gió rất lớn ở đây.", "It rains and rains and rains and rains and ⁇ here."
    found = located(source, target, check(source, target), no_links)
    quoted = {flag.kind: target[flag.place.start : flag.place.end] for flag in found if flag.place}
    assert quoted[FlagKind.UNKNOWN] == "⁇"
    assert "rains" in quoted[FlagKind.REPETITION]


def test_other_findings_stay_as_they_are() -> None:
    flags = (Flag(FlagKind.SHORT, "3 characters for 90"), Flag(FlagKind.EMPTY, "no translation"))
    assert located("Một câu dài.", "One", flags, no_links) == flags
