"""Dates: the day stands first in Vietnamese. What is right follows from the calendar, as datetime has it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from mt.translate.check import check
from mt.translate.dates import exchanged, is_none, lost, written
from mt.translate.guard import prepare, restore
from mt.values import FlagKind, Model

DAYS = [date(2024, 1, 1) + timedelta(days=17 * k) for k in range(22)]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_day_is_written_as_the_calendar_has_it(day: date) -> None:
    text = f"Sáng {day.day}/{day.month}, trời mưa."
    assert written(text, 5) == (f"{day:%B} {day.day}", text.index(","))
    text = f"Ký {day.day:02}/{day.month:02}/{day.year}."
    assert written(text, 3) == (f"{day:%B} {day.day}, {day.year}", len(text) - 1)


@pytest.mark.parametrize(
    "text",
    [
        "có 3/4 số dân",
        "phục vụ 24/7",
        "Mỗi năm 3/4 diện tích",
        "Mỗi ngày 1/3 số hàng",
        "cả ngày 1/2",
        "phần tư 1/4",
        "ngày 32/1",
        "ngày 3/13",
        "số 3/1/B",
        "ngày 1/2/3",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert all(written(text, start) is None for start in range(len(text)))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_an_exchanged_day_is_found_and_no_other(day: date) -> None:
    source = f"Sáng {day.day}/{day.month}, trời mưa."
    for right in (
        f"{day:%B} {day.day}",
        f"{day.day} {day:%b}",
        f"the {day.day}th of {day:%B}",
        f"{day:%b}. {day.day}",
    ):
        assert exchanged(source, f"On {right} it rained.") == []
    if day.day <= 12 and day.day != day.month:
        wrong = date(2024, day.day, day.month)
        assert exchanged(source, f"On {wrong:%B} {wrong.day} it rained.") == [f"{day.day}/{day.month}"]
        assert exchanged(f"ngày {day.day} tháng {day.month}", f"{wrong.day} {wrong:%B}")


def test_the_check_flags_it_and_the_guard_prevents_it() -> None:
    source = "Vụ việc xảy ra hôm 3/1 tại Huế."
    flags = check(source, "The incident happened on March 1 in Hue.")
    assert [(flag.kind, flag.detail) for flag in flags] == [(FlagKind.NUMBER, "3/1: day and month exchanged")]
    guarded = prepare(source, Model("m", Path(), "marian", mask="⟦{}⟧"))
    assert guarded.masks == ("January 3",)
    assert check(source, restore(guarded, "The incident happened on ⟦1⟧ in Hue.")) == ()


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_lost_month_is_found_and_no_other(day: date) -> None:
    source = f"Hôm nay là ngày {day.day} tháng {day.month}, có 185 người."
    for form in (f"{day:%B} {day.day}", f"{day.day} {day:%b}", f"{day.month}/{day.day}", f"2024-{day:%m-%d}"):
        assert lost(source, f"Today is {form}, 185 people came.") == []
    other = date(2024, day.month % 12 + 1, 1)
    assert lost(source, f"Today is {other:%B} {day.day}.") == [f"{day.day} tháng {day.month}"]
    (flag,) = check(source, f"Today was 185 people, {day.month}, {day.day}.")
    assert flag.kind is FlagKind.NUMBER


def test_a_day_that_another_date_has_as_its_month_is_lost_all_the_same() -> None:
    source = "Mưa kéo dài từ 16h ngày 7/7 đến 18h ngày 8/7."
    assert lost(source, "It rained between 16h and 18h on July 8.") == ["7/7"]
    for form in (
        "July 7 to 18h on July 8",
        "7 July to 18h on 8 July",
        "7/7 to 18h on 8/7",
        "the 7th to the 8th of July",
    ):
        assert lost(source, f"It rained from 16h on {form}.") == []


def test_the_second_date_of_a_span_is_one() -> None:
    for word in ("đến", "tới", "và", "-"):
        text = f"Từ ngày 3/3 {word} 5/3, trời mưa."
        assert written(text, text.index("5/3")) == ("March 5", text.index("5/3") + 3)
    assert written("Từ 3/3 đến 5/3.", 11) is None


def test_a_span_of_time_has_no_month() -> None:
    assert lost("Đi mất 5 tháng 3 ngày.", "It took 5 months and 3 days.") == []
    assert lost("Ngày 26 tháng 3.", "On Mar. 26.") == []
    assert lost("Ngày 9 tháng 9.", "On Sept. 9.") == []


def test_months_of_the_moon_have_numbers() -> None:
    for english in ("the 10th day of the 3rd lunar month", "the tenth of the third month"):
        assert lost("Giỗ vào ngày 10 tháng 3 âm lịch.", f"The feast is on {english}.") == []
        assert lost("Giỗ vào ngày 10/3 âm lịch.", f"The feast is on {english}.") == []
        for wrong in ("10/4", "9/3"):
            (found,) = lost(f"Giỗ vào ngày {wrong} âm lịch.", f"The feast is on {english}.")
            assert found.startswith(wrong)
    assert lost("Cúng ngày 23/12 âm lịch.", "On the twenty-third of the twelfth lunar month.") == []
    assert lost("Giỗ vào ngày 10/3 âm lịch.", "The feast is on March 10.") == ["10/3 âm lịch"]
    source = "Trung thu là ngày 15 tháng 8 âm lịch."
    assert lost(source, "Mid-Autumn is on August 15 of the lunar calendar.") == []
    assert lost(source, "Mid-Autumn is on August 15.") == ["15 tháng 8 âm lịch"]
    # Elsewhere in the sentence an ordinal is no day.
    assert lost("Ngày 5/3 đội thắng trận thứ năm.", "On March 6 they won a fifth match.") == ["5/3"]
    assert lost("Ngày 2/3, ông làm phó.", "On March 3 he became second in command.") == ["2/3"]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("3/4 số hộ dân có điện.", "3/4"),
        ("Nhà số 25/3 đường Lê Lợi.", "25/3"),
        ("Ở hẻm 12/5, phường 3.", "12/5"),
        ("Số 15/8 đường Lê Lợi.", "15/8"),
    ],
)
def test_houses_and_fractions_are_no_dates(text: str, figures: str) -> None:
    assert is_none(text, text.index(figures))


@pytest.mark.parametrize("text", ["Quốc khánh 2/9, nghỉ.", "Ngày 3/4 số người tăng.", "Dịp 30/4 và 1/5."])
def test_a_date_is_one(text: str) -> None:
    assert not any(is_none(text, match.start()) for match in re.finditer("[0-9]+/", text))
