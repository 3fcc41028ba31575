"""What counts as protected, against lists that a person wrote down."""

from __future__ import annotations

import time

import pytest

from mt.translate.protected import find
from mt.values import FlagKind


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Xem https://vidu.vn/a?b=1,2 (http://x.vn/y).", ["https://vidu.vn/a?b=1,2", "http://x.vn/y"]),
        ("www.abc.vn, vidu.net/tin.html", ["www.abc.vn", "vidu.net/tin.html"]),
        ("https://vi.vidu.org/wiki/Huế_(phố)!", ["https://vi.vidu.org/wiki/Huế_(phố)"]),
        ("Thư: a.b@vidu.com.vn.", ["a.b@vidu.com.vn"]),
        ("Chào {name}, {{x}}, ${HOME}, $VAR, [[1]]", ["{name}", "{{x}}", "${HOME}", "$VAR", "[[1]]"]),
        ("%d tin, %(n)s, %1$s, %.2f", ["%d", "%(n)s", "%1$s", "%.2f"]),
        (
            "<b>đậm</b>&nbsp;<a href='x y'>z</a><br/>",
            ["<b>", "</b>", "&nbsp;", "<a href='x y'>", "</a>", "<br/>"],
        ),
        ("chạy `pip install x` đi", ["`pip install x`"]),
        ("#HàNội và @minh", ["#HàNội", "@minh"]),
        ("😀🇻🇳 và 👨‍👩‍👧", ["😀🇻🇳", "👨‍👩‍👧"]),
        ("習近平 và Привет мир", ["習近平", "Привет мир"]),
        ("</s> <unk> >>eng<< ▁", ["</s>", "<unk>", ">>eng<<", "▁"]),
        ("50% do đó, 100%, giá $20, 3 < 4 > 2, của Mỹ.Nguồn ảnh, TP.HCM, α", []),
        ("số #1, C#, AT&T, R&D; a@", []),
    ],
)
def test_find(text: str, items: list[str]) -> None:
    found = find(text)
    assert [item.text for item in found] == items
    assert all(text[item.start : item.end] == item.text for item in found)


def test_kinds() -> None:
    kinds = [item.kind for item in find("http://a.vn b@c.vn #d {e} <f> 😀")]
    assert kinds == [
        FlagKind.URL,
        FlagKind.EMAIL,
        FlagKind.HASHTAG,
        FlagKind.PLACEHOLDER,
        FlagKind.TAG,
        FlagKind.PLACEHOLDER,
    ]


PIECES = ["a.", "<a ", "{", "`a", "#", "www.", "http://", "a@", "&a", "[[", "习 ", "😀", "%(a", "$A", "x.vn/"]


@pytest.mark.parametrize("piece", PIECES)
def test_find_is_linear(piece: str) -> None:
    started = time.process_time()
    find(piece * 50_000)
    assert time.process_time() - started < 2


def test_encoded_data_is_copied_not_translated() -> None:
    blob = "aGVsbG8gd29ybGQ" * 20
    assert [(item.name, item.text) for item in find(f"Dữ liệu: {blob} hết.")] == [("blob", blob)]
    assert find("một từ dài " + "a" * 100) == []
