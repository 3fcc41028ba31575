"""The guard around the engine: what goes in, what comes back."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt.translate.copied import Copied
from mt.translate.guard import prepare, restore
from mt.values import Model

PLAIN = Model("plain", Path(), "marian")
MASKED = Model("masked", Path(), "marian", mask="⟦{}⟧")


@pytest.mark.parametrize(
    ("source", "read", "answer", "target"),
    [
        (
            "Ông nói: “Tôi không biết.”",
            'Ông nói: "Tôi không biết."',
            'He said: "I don\'t know."',
            "He said: “I don't know.”",
        ),
        ("“Tôi không biết.”", '"Tôi không biết."', "I don't know.", "“I don't know.”"),
        ("Gọi là ‘phở’ đó", "Gọi là 'phở' đó", "It's called 'pho'", "It's called ‘pho’"),
        ("- Anh đi đâu?", "Anh đi đâu?", "Where are you going?", "- Where are you going?"),
        ("> > Mưa to\n> > ở Huế.", "Mưa to ở Huế.", "Heavy rain in Hue.", "> > Heavy rain in Hue."),
        ("## Mở tệp", "Mở tệp", "Open the file", "## Open the file"),
        ("  1. Mở tệp", "Mở tệp", "Open the file", "  1. Open the file"),
        ("| Tên |", "Tên", "name", "| Name |"),
        ("|Tên | ", "Tên", "Name", "|Name | "),
        ("Thôi…", "Thôi...", "Enough...", "Enough…"),
        ("Vui quá! 😀 #hanoi", "Vui quá!", "What fun!", "What fun! 😀 #hanoi"),
        ("<b>Mở tệp</b>", "Mở tệp", "Open the file", "<b>Open the file</b>"),
        ("Giá 1.500 đồng", "Giá 1,500 đồng", "The price is 1.500 dong", "The price is 1,500 dong"),
        ("một\n  hai\u00a0ba", "một hai ba", "one two three", "one two three"),
        (
            "CẢNH BÁO LŨ TẠI HÀ NỘI",
            "Cảnh báo lũ tại Hà Nội",
            "Flood warning in Hanoi",
            "FLOOD WARNING IN HANOI",
        ),
        (
            "TẢI VỀ TẠI https://vidu.vn",
            "Tải về tại https://vidu.vn",
            "Get it at https://vidu.vn",
            "GET IT AT https://vidu.vn",
        ),
        ("Thẻ </s> kết thúc", "Thẻ < /s > kết thúc", "The < /s > tag ends", "The </s> tag ends"),
        ("Xin chào.", "Xin chào.", "", ""),
    ],
)
def test_plain_model(source: str, read: str, answer: str, target: str) -> None:
    guarded = prepare(source, PLAIN)
    assert guarded.text == read
    assert restore(guarded, answer) == target


@pytest.mark.parametrize(
    ("source", "read", "answer", "target"),
    [
        (
            "Chào {name}, xem https://vidu.vn.",
            "Chào ⟦1⟧, xem ⟦2⟧.",
            "Hi ⟦1⟧, see ⟦2⟧.",
            "Hi {name}, see https://vidu.vn.",
        ),
        ("Chào {a} và {b}", "Chào ⟦1⟧ và ⟦2⟧", "⟦2⟧ and ⟦ 1 ⟧ hello ⟦7⟧", "{b} and {a} hello ⟦7⟧"),
        ("XIN CHÀO {name} Ở ĐÂY", "Xin chào ⟦1⟧ ở đây", "Hello ⟦1⟧ here", "HELLO {name} HERE"),
        ("MẤT 500 TỶ ĐỒNG Ở {name}", "Mất ⟦1⟧ ở ⟦2⟧", "Lost ⟦1⟧ in ⟦2⟧", "LOST VND500 BILLION IN {name}"),
        ("Tên 习近平 đó", "Tên ⟦1⟧ đó", "That name ⟦1⟧", "That name 习近平"),
        ("Họp ngày 2020-12-31 ở đó", "Họp ngày ⟦1⟧ ở đó", "Met on ⟦1⟧ there", "Met on 2020-12-31 there"),
        ("Lần thứ 2 và 111.", "Lần thứ ⟦1⟧ và ⟦2⟧.", "The ⟦1⟧th and ⟦2⟧st time.", "The 2nd and 111th time."),
        ("Mã 2th ở đó", "Mã 2th ở đó", "2th, 3.1th, a2th, 3th there", "2th, 3.1th, a2th, 3rd there"),
    ],
)
def test_model_that_copies_masks(source: str, read: str, answer: str, target: str) -> None:
    guarded = prepare(source, MASKED)
    assert guarded.text == read
    assert restore(guarded, answer) == target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("", ""),
        ("   \n", "   \n"),
        ("12.345,6", "12,345.6"),
        ("https://vidu.vn/tin-tuc", "https://vidu.vn/tin-tuc"),
        ("😀 *** ---", "😀 *** ---"),
        ("{name} %s </b>", "{name} %s </b>"),
        ("习近平，北京", "习近平，北京"),
        ("This is the end of the story.", "This is the end of the story."),
        ("a) ", "a) "),
    ],
)
def test_passthrough(source: str, target: str) -> None:
    guarded = prepare(source, PLAIN)
    assert guarded.passthrough
    assert restore(guarded, "") == target


@pytest.mark.parametrize("source", ["ba ban can cam", "Cam on ban", "OK", "Đúng", "A"])
def test_no_passthrough(source: str) -> None:
    assert not prepare(source, PLAIN).passthrough


@given(st.text(alphabet="aăbđ “”\"'…-1.,{}<>/s⟦⟧#😀習@\n", max_size=60), st.sampled_from([PLAIN, MASKED]))
def test_ends_and_masks_come_back(text: str, model: Model) -> None:
    guarded = prepare(text, model)
    if guarded.passthrough:
        assert len(restore(guarded, "")) == len(text)
        return
    assert guarded.text == " ".join(guarded.text.split()) != ""
    answer = restore(guarded, guarded.text)
    assert answer.startswith(guarded.lead) and answer.endswith(guarded.trail)
    assert all(item in answer for item in guarded.masks)


@pytest.mark.parametrize(
    "text", ["a" * 250_000, "- " * 120_000 + "a", "“a” " * 60_000, "ả {x} " * 25_000, "Ả " * 100_000]
)
def test_prepare_is_linear(text: str) -> None:
    started = time.process_time()
    restore(prepare(text, MASKED), text)
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    ("source", "answer", "english"),
    [
        ("Mười hai người bị thương.", "twelve people were hurt.", "Twelve people were hurt."),
        ("mười hai người bị thương.", "twelve people were hurt.", "twelve people were hurt."),
        ("Điện thoại iPhone rẻ hơn.", "iPhone costs less.", "iPhone costs less."),
        ("Trang example.org đóng cửa.", "example.org closes.", "example.org closes."),
    ],
)
def test_a_sentence_begins_with_a_capital_where_its_source_does(
    source: str, answer: str, english: str
) -> None:
    assert restore(prepare(source, PLAIN), answer) == english


def test_dates_of_computers_are_masked_as_dates_are() -> None:
    """Also where other numbers are left to the model."""
    assert (
        prepare("Từ 2020-02 có 15 tờ, 2015-2020 có 3-2.", MASKED, Copied.DATES).text
        == "Từ ⟦1⟧ có 15 tờ, 2015-2020 có 3-2."
    )
