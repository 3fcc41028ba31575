"""The check, against damage done by hand; right pairs pass it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt.translate.check import check
from mt.values import FlagKind

SOURCE = "Sau ba ngày mưa lớn, nước sông dâng cao và tràn vào nhiều khu phố ở ven sông Hương."
TARGET = (
    "After three days of heavy rain, the river rose and spilled into many riverside quarters along the Huong."
)
SHARED = Path(__file__).parents[3] / "shared" / "data"

RIGHT = [
    (SOURCE, TARGET),
    ("Xin chào.", "Hello."),
    ("Ừ.", "Yes, that's right."),
    ("Món phở, bún chả và áo dài.", "The dishes phở and bún chả, and the dress."),
    ("Ông Nguyễn Văn Đức gặp bà Trần Thị Hương.", "Mr. Nguyễn Văn Đức met Ms. Trần Thị Hương."),
    ("Rất, rất, rất, rất vui.", "Very, very, very, very happy."),
    ("Xem https://vidu.vn, viết cho a@b.vn.", "See https://vidu.vn, write to a@b.vn."),
    (
        "Đó là Hội Bạn Đọc Trẻ (Young Readers Book Club).",
        "It is the Young Readers Book Club (Young Readers Book Club).",
    ),
    ("123", "123"),
    ("", ""),
]

WRONG = [
    (SOURCE, "", FlagKind.EMPTY),
    (SOURCE, " . ", FlagKind.EMPTY),
    (SOURCE, "After three days of rain.", FlagKind.SHORT),
    (SOURCE, "After three days of heavy rain, the river rose and spilled into many", FlagKind.SHORT),
    (SOURCE, TARGET * 2, FlagKind.LONG),
    (
        SOURCE,
        "After three days, the river, the river, the river, the river rose and rose into quarters.",
        FlagKind.REPETITION,
    ),
    (
        SOURCE,
        "After after after after after three days of heavy rain the river rose a lot in town.",
        FlagKind.REPETITION,
    ),
    (
        "Ông Nguyễn Văn An phát biểu ở đây.",
        "Mr. Nguyễn Văn An Nguyễn Văn An spoke here.",
        FlagKind.REPETITION,
    ),
    (
        "Đó là Hội Bạn Đọc Trẻ (Young Readers Book Club) ở phố này.",
        "It is the Young Readers Book Club (Young Readers Book Club), Young Readers Book Club.",
        FlagKind.REPETITION,
    ),
    (SOURCE, SOURCE, FlagKind.COPIED),
    (
        SOURCE,
        "After three days of rain, nước sông dâng cao và tràn vào nhiều quarters of it.",
        FlagKind.COPIED,
    ),
    ("Có 1.500 người.", "There are 1,600 people.", FlagKind.NUMBER),
    ("Xem https://vidu.vn/a nhé.", "See https://vidu.vn please.", FlagKind.URL),
    ("Viết cho a@b.vn nhé.", "Write to us.", FlagKind.EMAIL),
    ("Tôi yêu #HàNội lắm.", "I love #Hanoi a lot.", FlagKind.HASHTAG),
    ("Chào {name}.", "Hello {tên}.", FlagKind.PLACEHOLDER),
    ("Chào %s.", "Hello.", FlagKind.PLACEHOLDER),
    ("Vui 😀 quá.", "What fun.", FlagKind.PLACEHOLDER),
    ("Chữ <b>đậm</b>.", "Bold <b>text.", FlagKind.TAG),
    ("Trời đẹp.", "Nice <b>weather</b>.", FlagKind.TAG),
    ("Trời đẹp.", "Nice ⁇ weather.", FlagKind.UNKNOWN),
    ("Trời đẹp.", "Nice weather ⟦3⟧.", FlagKind.UNKNOWN),
]


@pytest.mark.parametrize(("source", "target"), RIGHT)
def test_right_pairs_pass(source: str, target: str) -> None:
    assert check(source, target) == ()


@pytest.mark.parametrize(("source", "target", "kind"), WRONG)
def test_damage_is_named(source: str, target: str, kind: FlagKind) -> None:
    assert kind in [flag.kind for flag in check(source, target)]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_pair_can_be_checked(source: str, target: str) -> None:
    check(source, target)


@pytest.mark.parametrize("piece", ["a ", "a b ", "đi ", "1", "1,5 ", "<a ", "one "])
def test_long_targets_take_linear_time(piece: str) -> None:
    started = time.process_time()
    check(SOURCE, piece * 20_000)
    assert time.process_time() - started < 4


@pytest.mark.skipif(not SHARED.is_dir(), reason="the development sets are not here")
def test_people_are_seldom_flagged() -> None:
    lines = (SHARED / "test" / "flores200-dev.tsv").read_text(encoding="utf-8").splitlines()[:300]
    flagged = sum(bool(check(*line.split("\t"))) for line in lines)
    assert flagged <= 0.03 * len(lines)
